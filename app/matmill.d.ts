/** Types of `window.matmill`, the script interface of the Matmill page. */

export interface Matrix {
  rows: number;
  cols: number;
  /** Row-major, exactly `rows * cols` elements. */
  data: Float64Array | Float32Array;
}

export interface Progress {
  tilesDone: number;
  tilesTotal: number;
}

export interface MultiplyOptions {
  /** Where to compute; "auto" decides by measured cost. */
  mode?: "auto" | "pool" | "local";
  /** Use at most this many workers. */
  workers?: number;
  kernel?: "auto" | "simd128" | "relaxed";
  /** Default "classical". */
  algorithm?: "classical" | "strassen";
  /** Take A transposed: Aᵀ·B. Costs no copy; `out` and the product have the shape that follows. */
  transposeA?: boolean;
  /** Take B transposed: A·Bᵀ. */
  transposeB?: boolean;
  /** Verify the product (Freivalds); default true. */
  verify?: boolean;
  /**
   * An array for the product, like NumPy's `out`: exactly `rows * cols` elements of the product's type, and no overlap
   * with the operands. Faster for repeated products, most of all on a `SharedArrayBuffer`: workers write straight to it.
   * If the call fails, its content is unspecified. Nothing is written to it after the promise has settled.
   */
  out?: Float64Array | Float32Array;
  /** Put the product on a `SharedArrayBuffer`, which saves a copy. Only on a cross-origin isolated page. */
  shared?: boolean;
  signal?: AbortSignal;
  /** Called with increasing numbers; the last call has both equal. */
  onProgress?: (progress: Progress) => void;
}

/**
 * Options of `power` and `chain`. Progress covers all their products; its numbers are parts of the work, not tiles, if
 * there are several products. The check is made for each of them.
 */
export type SequenceOptions = Omit<MultiplyOptions, "transposeA" | "transposeB">;

export interface ParseOptions {
  /** Put the matrix on a `SharedArrayBuffer`, so that workers use it where it lies. Only on a cross-origin isolated page. */
  shared?: boolean;
  /**
   * Which array of a `.npz`, or which sheet of a spreadsheet, counted from 1. Default: the only array, the first sheet with
   * numbers.
   */
  part?: number;
}

export interface Report {
  mode: "pool" | "local";
  /** Why this mode: it was requested, no worker is available, the pool has no room, or the expected cost of both. */
  reason: string;
  workers: number;
  tiles: number;
  retries: number;
  kernel: "simd128" | "relaxed";
  algorithm: "classical" | "strassen";
  transport: "shared" | "clone" | "none";
  /** Without what preceded the product: the start of the page, other tasks of the main thread. */
  milliseconds: number;
  gflops: number;
  /** null if verification was skipped or is undecidable (NaN, infinities, or sums that overflow). */
  verified: boolean | null;
  /** True if no rounding can have occurred. */
  exact: boolean;
  /** A-priori bound of every |Ĉ − C|; Infinity if a number is not finite or a sum overflows. */
  errorBound: number;
  /** Of a chain: the order in which it was multiplied, such as "A·(B·C)". */
  order?: string;
}

export interface Product extends Matrix {
  report: Report;
}

export interface VerifyOptions {
  /** Use at most this many workers. */
  workers?: number;
  signal?: AbortSignal;
}

export interface Verdict {
  /**
   * Whether C is A·B within rounding; null if nothing is wrong but not everything can be decided: a number is not finite,
   * or sums overflow.
   */
  verified: boolean | null;
  /**
   * How far rounding may move an entry from A·B: any entry, or for false the one that `off` is about; Infinity for null.
   * 0 where no rounding can have occurred.
   */
  bound: number;
  /** For false: the first row found wrong, counted from 0. */
  row?: number;
  /** For false: the largest |C − A·B| in that row, among the entries that rounding does not explain. */
  off?: number;
}

export interface RandomOptions {
  /** A whole number from 0 to 2^53 - 1; default 0. */
  seed?: number;
  /** Default 0. */
  min?: number;
  /** Default 1. Not included, except for integers. */
  max?: number;
  /** Whole numbers from `min` to `max`, both included; default false. */
  integers?: boolean;
  /** Default "f64". */
  dtype?: "f64" | "f32";
  /** Put the matrix on a `SharedArrayBuffer`. Only on a cross-origin isolated page. */
  shared?: boolean;
}

export interface Loaded extends Matrix {
  format: string;
  /** What was assumed, such as "decimal comma". */
  notes: string[];
}

export interface WorkerStats {
  id: number;
  state: "starting" | "idle" | "busy" | "lost";
  tiles: number;
  busyMs: number;
}

export interface Stats {
  totalTasks: number;
  completedTasks: number;
  activeTasks: number;
  queueSize: number;
  workers: WorkerStats[];
}

/** Errors have the `name` ShapeError, FormatError, LimitError or PoolError; cancelled jobs reject with AbortError. */
export interface Matmill {
  /** Resolves when jobs can run, after at most 10 s. */
  readonly ready: Promise<void>;
  readonly version: string;
  /**
   * Computes A·B. Do not change, transfer or resize the operands until the promise settles. Operands on a
   * `SharedArrayBuffer` are used where they lie: if anything writes to one meanwhile, the product is unspecified, and
   * `report.verified` may be false.
   */
  multiply(a: Matrix, b: Matrix, options?: MultiplyOptions): Promise<Product>;
  /** Computes Aᵏ by repeated squaring, for a whole k from 0 on; A⁰ is the identity. */
  power(a: Matrix, k: number, options?: SequenceOptions): Promise<Product>;
  /**
   * Computes the product of two to eight matrices in the order that takes the fewest operations; `report.order` says
   * which. If one of them is a `Float64Array`, everything is computed in f64.
   */
  chain(matrices: Matrix[], options?: SequenceOptions): Promise<Product>;
  /**
   * Checks that C is A·B within the rounding of a classical product in any order of summation, whoever computed it
   * (Freivalds, 20 vectors of random signs). The rounding is that of f32 if C, or both A and B, are `Float32Array`s.
   */
  verify(a: Matrix, b: Matrix, c: Matrix, options?: VerifyOptions): Promise<Verdict>;
  /** Answers a request in the predecessor's JSON envelope; never rejects. */
  rpc(request: string): Promise<string>;
  /** Reads a matrix from a file's bytes or a text's UTF-8; `name` is the file's name. */
  parse(bytes: Uint8Array, name?: string, options?: ParseOptions): Promise<Loaded>;
  /** Writes a matrix as the bytes of a file. */
  format(matrix: Matrix, kind: "json" | "csv" | "tsv" | "npy" | "mtx"): Promise<Uint8Array>;
  /**
   * A matrix of random numbers, uniform and the same for the same arguments on every machine. It is made at once, so the
   * page waits for a large one.
   */
  random(rows: number, cols: number, options?: RandomOptions): Matrix;
  /** The pool's state: tasks are tiles and files to read or write. */
  stats(): Stats;
  /** Sets the number of workers; default `navigator.hardwareConcurrency`. */
  configure(options: { workers?: number }): Promise<void>;
}

/** Options in a message: those that can be posted. `{ cancel: true }` with the request's id cancels it. */
export interface EmbeddingOptions extends Omit<MultiplyOptions, "signal" | "onProgress" | "shared"> {
  /** Post messages with `progress` before the answer. */
  progress?: boolean;
}

/** What a page posts to Matmill in a frame, see docs/embedding.md. Use another id for each request that runs. */
export type EmbeddingRequest = { matmill: 1; id: string | number } & (
  | { rpc: string }
  | { multiply: { a: Matrix; b: Matrix; options?: EmbeddingOptions } }
  | { verify: { a: Matrix; b: Matrix; c: Matrix; options?: { workers?: number } } }
  | { parse: { bytes: Uint8Array | File; name?: string } }
  | { format: { matrix: Matrix; kind: "json" | "csv" | "tsv" | "npy" | "mtx" } }
  | { cancel: true }
);

/** What it gets if its origin is allowed. */
export type EmbeddingAnswer =
  | { matmill: 1; ready: true; version: string }
  | ({ matmill: 1; id: string | number } & (
      | { rpc: string }
      | { product: Product }
      | { verdict: Verdict }
      | { matrix: Loaded }
      | { bytes: Uint8Array }
      | { progress: Progress }
      | { error: { name: string; message: string } }
    ));

declare global {
  interface Window {
    matmill: Matmill;
  }
}
