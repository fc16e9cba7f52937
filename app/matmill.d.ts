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
  /** Where to run; "auto" decides from the measured cost. */
  mode?: "auto" | "pool" | "local";
  /** Use at most so many workers. */
  workers?: number;
  kernel?: "auto" | "simd128" | "relaxed";
  /** Strassen–Winograd only when asked for. */
  algorithm?: "classical" | "strassen";
  /** Freivalds' check of the product; default true. */
  verify?: boolean;
  /**
   * The product goes here instead of to a fresh array, as with NumPy's `out`: exactly `rows * cols` elements of its
   * type, apart from both operands. Faster when products follow each other. Unless the call succeeds it holds anything.
   */
  out?: Float64Array | Float32Array;
  signal?: AbortSignal;
  /** Monotone; the last call has both numbers equal. */
  onProgress?: (progress: Progress) => void;
}

export interface Report {
  mode: "pool" | "local";
  /** Why there, in words: it was asked for, no worker is to be had, or what each was expected to cost. */
  reason: string;
  workers: number;
  tiles: number;
  retries: number;
  kernel: "simd128" | "relaxed";
  algorithm: "classical" | "strassen";
  transport: "shared" | "clone" | "none";
  milliseconds: number;
  gflops: number;
  /** null when the check was skipped or could not decide (NaN, infinities, or numbers so large that sums overflow). */
  verified: boolean | null;
  /** No rounding can have happened. */
  exact: boolean;
  /** Bounds every |Ĉ − C| a priori; Infinity when a number is not finite, or sums of their sizes overflow. */
  errorBound: number;
}

export interface Product extends Matrix {
  report: Report;
}

export interface Loaded extends Matrix {
  format: string;
  /** What was assumed, in words. */
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

/** Errors have the `name` ShapeError, FormatError, LimitError or PoolError; a cancelled job rejects with AbortError. */
export interface Matmill {
  /** Resolves when jobs can run, after 10 s at most. */
  readonly ready: Promise<void>;
  readonly version: string;
  /** The operands are read while the product is made: leave them as they are until the promise settles. */
  multiply(a: Matrix, b: Matrix, options?: MultiplyOptions): Promise<Product>;
  /** The predecessor's envelope, as text in and out; never rejects. */
  rpc(request: string): Promise<string>;
  parse(bytes: Uint8Array, name?: string): Promise<Loaded>;
  format(matrix: Matrix, kind: "json" | "csv" | "tsv" | "npy" | "mtx"): Promise<Uint8Array>;
  stats(): Stats;
  configure(options: { workers?: number }): Promise<void>;
}

declare global {
  interface Window {
    matmill: Matmill;
  }
}
