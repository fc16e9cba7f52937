const take = (array) => structuredClone(array, { transfer: [array.buffer] });
const two = testing.two();
// What becomes of a job whose `array` was transferred right after the call, and of the next job.
const after = async (job, array) => {
  if (array) take(array);
  const { name, message } = await testing.outcome(job);
  const next = await matmill.multiply(...two, { mode: "pool" });
  return [name, /transferred/.test(message), /copy/.test(message), next.data.join()];
};

async function operandTakenAfterTheCall({ mode, n, side }) {
  const pair = testing.pair(n);
  return after(matmill.multiply(...pair, { mode }), pair[side].data);
}

async function arraysTakenBeforeTheCall() {
  const found = [];
  const call = async (work) => {
    found.push(await after(work()));
  };
  for (const [rows, cols] of [
    [2, 2],
    [2, 0],
    [300, 300],
  ])
    for (const mode of ["local", "pool"]) {
      const gone = { rows, cols, data: new Float64Array(rows * cols) };
      take(gone.data);
      if (rows * cols) {
        gone.rows = gone.cols = 0;
      }
      await call(() =>
        matmill.multiply(gone, { rows: gone.cols, cols: 2, data: new Float64Array(2 * gone.cols) }, { mode }),
      );
      await call(() => matmill.multiply(...two, { mode, out: gone.data }));
      await call(() => matmill.format(gone, "csv"));
    }
  const bytes = new Uint8Array(3);
  take(bytes);
  await call(() => matmill.parse(bytes));
  await call(() => matmill.parse(bytes.buffer));
  return found;
}

// Classes derived from typed arrays: one with another constructor, and one whose `slice` shares memory, as npm's `buffer`.
class Grid extends Float64Array {
  constructor(rows, cols) {
    super(rows * cols);
  }
  subarray() {
    return new Grid(0, 0);
  }
  set() {}
  slice() {
    return this;
  }
}
class Buffer extends Uint8Array {
  slice(from, to) {
    return new Uint8Array(this.buffer, this.byteOffset + from, to - from);
  }
}
const grid = ({ rows, cols, data }) => {
  const derived = new Grid(rows, cols);
  for (const [at, value] of data.entries()) derived[at] = value;
  return { rows, cols, data: derived };
};

async function productsOfDerivedClasses({ mode, n }) {
  const [a, b] = testing.pair(n);
  const other = testing.reals(n, n, 3);
  await matmill.multiply(other, other, { mode });
  const right = await matmill.multiply(a, b, { mode });
  const out = new Grid(n, n);
  const found = await matmill.multiply(grid(a), grid(b), { mode, out });
  const derived = grid(a);
  const square = await matmill.multiply(derived, derived, { mode });
  const same = (one, two) => one.every((value, at) => value === two[at]);
  const text = async (matrix) => new TextDecoder().decode(await matmill.format(matrix, "csv"));
  return [
    same(found.data, right.data),
    found.data === out,
    same(square.data, (await matmill.multiply(a, a, { mode })).data),
    (await text(grid(a))) === (await text(a)),
  ];
}

async function rowsReadFromADerivedClass(length) {
  const bytes = new Buffer(length).fill(49);
  for (let at = 1; at < length; at += 2) bytes[at] = 10;
  const read = [];
  for (let time = 0; time < 2; time++) read.push((await matmill.parse(bytes)).rows);
  return [...read, bytes.length];
}

async function productsOfAnotherWindow() {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const other = frame.contentWindow;
  const theirs = { rows: 2, cols: 2, data: new other.Float64Array([1, 2, 3, 4]) };
  const out = new other.Float64Array(4);
  const found = [];
  for (const mode of ["local", "pool"]) {
    const c = await matmill.multiply(theirs, theirs, { mode, out });
    found.push(c.data === out, c.data.join());
  }
  const control = new other.AbortController();
  const job = testing.outcome(matmill.multiply(theirs, theirs, { signal: control.signal, mode: "pool" }));
  control.abort();
  return [...found, (await job).name, (await matmill.parse(new other.Uint8Array([49, 10, 50]))).rows];
}

async function whatOnlyLooksRight() {
  const a = testing.of([
    [1, 2],
    [3, 4],
  ]);
  const found = [];
  const call = async (work) => {
    const { name, message } = await testing.outcome(work());
    found.push([name, message]);
  };
  const fail = () => {
    throw new Error("no");
  };
  await call(() => matmill.multiply({ rows: 2, cols: 2, data: new Proxy(a.data, {}) }, a));
  await call(() => matmill.multiply({ rows: 2, cols: 2, data: Object.create(Float64Array.prototype) }, a));
  await call(() => matmill.parse(new Proxy(new Uint8Array(2), {})));
  await call(() => matmill.multiply(a, a, { signal: new Proxy(new AbortController().signal, {}) }));
  await call(() => matmill.multiply(a, a, { signal: Object.create(AbortSignal.prototype) }));
  await call(() =>
    matmill.multiply(a, a, {
      get mode() {
        fail();
      },
    }),
  );
  await call(() =>
    matmill.multiply(
      {
        get rows() {
          fail();
        },
        cols: 2,
        data: a.data,
      },
      a,
    ),
  );
  await call(() => matmill.multiply(() => 1, a));
  await call(() => matmill.configure(3));
  await call(() =>
    matmill.configure({
      get workers() {
        fail();
      },
    }),
  );
  found.push((await matmill.multiply(a, a, { mode: "pool" })).data.join());
  return found;
}

async function operandsTakenAtAnyTime() {
  const whole = await testing.digest(
    await matmill.multiply(testing.reals(1500, 1500, 1), testing.reals(1500, 1500, 2), { mode: "pool" }),
  );
  const kinds = new Set();
  for (let wait = 0; wait < 60; wait += 3) {
    const pair = testing.pair(1500);
    const job = matmill.multiply(...pair, { mode: "pool" });
    await new Promise((resolve) => setTimeout(resolve, wait));
    take(pair[wait % 2].data);
    kinds.add(
      await job.then(
        async (c) => ((await testing.digest(c)) === whole ? "right" : "wrong"),
        (error) => error.name,
      ),
    );
  }
  const next = await matmill.multiply(...two, { mode: "pool" });
  while (matmill.stats().workers.some(({ state }) => state !== "idle"))
    await new Promise((resolve) => setTimeout(resolve, 20));
  const { activeTasks, queueSize, workers } = matmill.stats();
  return [
    kinds.has("wrong"),
    [...kinds].filter((kind) => kind !== "right" && kind !== "FormatError"),
    next.data.join(),
    activeTasks,
    queueSize,
    workers.map(({ state }) => state),
  ];
}

async function bytesAndMatrixTaken(size) {
  const bytes = new Uint8Array(size).fill(49);
  bytes[1] = 10;
  const matrix = { rows: size >> 3, cols: 1, data: new Float64Array(size >> 3) };
  const read = await after(matmill.parse(bytes), bytes);
  const written = await after(matmill.format(matrix, "csv"), matrix.data);
  return [read, written];
}

async function countRightProductsInOut(buffer) {
  const found = [];
  for (const kind of ["f64", "f32"])
    for (const [mode, n] of [
      ["local", 9],
      ["local", 200],
      ["pool", 9],
      ["pool", 400],
    ]) {
      const [a, b] = [testing.reals(n, n, 1, kind), testing.reals(n, n, 2, kind)];
      const fresh = testing.hex(await matmill.multiply(a, b, { mode }));
      const Kind = a.data.constructor;
      const out = new Kind(new globalThis[buffer](n * n * Kind.BYTES_PER_ELEMENT + 64), 32, n * n).fill(7);
      for (let round = 0; round < 2; round++) {
        const c = await matmill.multiply(a, b, { mode, out });
        found.push(c.data === out && c.rows === n && c.report.verified === true && testing.hex(c) === fresh);
        out.fill(-1);
      }
    }
  return found.filter((right) => !right).length + found.length;
}

async function placesThatDoNotFit() {
  const a = testing.reals(4, 3, 1);
  const b = testing.reals(3, 5, 2);
  const wide = new Float64Array(64);
  wide.set(a.data);
  const view = { ...a, data: wide.subarray(0, 12) };
  const of = async (out, left = a) => {
    const { name, message } = await testing.outcome(matmill.multiply(left, b, { out }));
    return [name, message];
  };
  return [
    await of([1]),
    await of(new Float32Array(20)),
    await of(new Float64Array(19)),
    await of(wide.subarray(11, 31), view),
    await of(wide.subarray(12, 32), view),
    testing.hex(view) === testing.hex(a),
  ];
}

async function outTakenInTheMiddle({ mode, n }) {
  const out = new Float64Array(n * n);
  const pair = testing.pair(n);
  let gone = false;
  const onProgress = () => {
    if (!gone) take(out);
    gone = true;
  };
  return after(matmill.multiply(...pair, { mode: mode, out, onProgress }));
}
