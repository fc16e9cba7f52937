// The product by three plain loops, in the element type of its operands.
function plainProduct(a, b) {
  const single = a.data instanceof Float32Array && b.data instanceof Float32Array;
  const c = { rows: a.rows, cols: b.cols, data: new (single ? Float32Array : Float64Array)(a.rows * b.cols) };
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.cols; j++) {
      let sum = 0;
      for (let l = 0; l < a.cols; l++) {
        sum += a.data[i * a.cols + l] * b.data[l * b.cols + j];
        if (single) sum = Math.fround(sum);
      }
      c.data[i * b.cols + j] = sum;
    }
  }
  return c;
}

// Long rows, wide rows, tall columns: the verdict of a product of ones, and of one that is wrong by 1.
async function verdictsOfThinProducts() {
  const found = [];
  const ones = (rows, cols) => ({ rows, cols, data: new Float64Array(rows * cols).fill(1) });
  for (const [m, k, n] of [
    [1, 700000, 1],
    [2, 3, 700000],
    [700000, 3, 2],
  ]) {
    const c = { rows: m, cols: n, data: new Float64Array(m * n).fill(k) };
    const verdicts = [(await matmill.verify(ones(m, k), ones(k, n), c)).verified];
    c.data[m * n - 1] += 1;
    const { verified, bound, row, off } = await matmill.verify(ones(m, k), ones(k, n), c);
    found.push([...verdicts, verified, bound, row === m - 1, off]);
  }
  const [a, b] = [ones(1, 6000000), ones(6000000, 1)];
  found.push((await testing.outcome(matmill.verify(a, b, ones(1, 1)))).name);
  return found;
}

// Products of every algorithm, kernel and place, and their verdicts.
async function verdictsOfRightProducts() {
  const found = [];
  for (const kind of ["f64", "f32"]) {
    const [a, b] = [testing.reals(300, 190, 1, kind), testing.reals(190, 310, 2, kind)];
    for (const options of [{}, { mode: "local" }, { mode: "pool" }, { kernel: "simd128" }, { algorithm: "strassen" }]) {
      const c = await matmill.multiply(a, b, options);
      const { verified, bound } = await matmill.verify(a, b, c);
      found.push([kind, JSON.stringify(options), verified, bound > 0, bound <= 2 * c.report.errorBound]);
    }
    found.push([kind, "loops", (await matmill.verify(a, b, plainProduct(a, b))).verified, true, true]);
  }
  return found;
}

// One wrong entry each: where it is, by how much, and what is found.
async function verdictsOfWrongProducts() {
  const found = [];
  for (const [kind, m, k, n, change] of [
    ["f64", 7, 5, 9, 1e-6],
    ["f64", 400, 300, 350, 1e-6],
    ["f32", 400, 300, 350, 0.1],
  ]) {
    const [a, b] = [testing.reals(m, k, 1, kind), testing.reals(k, n, 2, kind)];
    const c = plainProduct(a, b);
    for (const [row, col] of [
      [0, 0],
      [0, n - 1],
      [m - 1, 0],
      [m - 1, n - 1],
      [m >> 1, n >> 1],
    ]) {
      const wrong = { ...c, data: c.data.slice() };
      wrong.data[row * n + col] += change;
      const verdict = await matmill.verify(a, b, wrong);
      const near = Math.abs(verdict.off - change) < change / 10 && verdict.off > verdict.bound;
      found.push([verdict.verified, verdict.row === row, near]);
    }
  }
  return found;
}

async function verdictsOfSmallProducts() {
  const [a, b] = testing.two();
  const verdict = (...rows) => matmill.verify(a, b, testing.of(rows));
  return [
    await verdict([19, 22], [43, 50]),
    await verdict([19, 22], [43, 51]),
    await verdict([19, 22.5], [40, 50]),
    await verdict([18, 23], [43, 50]),
    await verdict([19, 22], [43, NaN]),
    await verdict([19, 21], [43, NaN]),
  ];
}

async function verdictsOfEmptyProducts() {
  const found = [];
  for (const [m, k, n] of [
    [0, 3, 4],
    [3, 4, 0],
    [0, 0, 0],
    [3, 0, 4],
  ]) {
    const zeros = (rows, cols) => ({ rows, cols, data: new Float64Array(rows * cols) });
    const c = zeros(m, n);
    found.push(await matmill.verify(zeros(m, k), zeros(k, n), c));
  }
  const ones = { rows: 2, cols: 2, data: new Float64Array([0, 0, 0, 1]) };
  found.push(await matmill.verify({ ...ones, cols: 0, data: new Float64Array() }, { ...ones, rows: 0, data: new Float64Array() }, ones));
  return found;
}

// Mixed types, in shared memory where there is some; operands keep their bits.
async function verdictsOfMixedTypes(isShared) {
  const place = isShared ? testing.share : (matrix) => matrix;
  const found = [];
  for (const [left, right] of [
    ["f64", "f32"],
    ["f32", "f64"],
  ]) {
    const [a, b] = [place(testing.reals(260, 300, 1, left)), place(testing.reals(300, 280, 2, right))];
    const c = place(plainProduct(a, b));
    const single = { ...c, data: Float32Array.from(c.data) };
    const before = [a, b, c].map(testing.hex);
    const verdicts = [await matmill.verify(a, b, c), await matmill.verify(a, b, single)];
    c.data[5 * 280 + 6] += 1e-3;
    verdicts.push(await matmill.verify(a, b, c, { workers: 1 }));
    c.data[5 * 280 + 6] = plainProduct(a, b).data[5 * 280 + 6];
    found.push(verdicts.map(({ verified, row }) => [verified, row ?? null]));
    found.push([a, b, c].map(testing.hex).every((bits, index) => bits === before[index]));
  }
  return found;
}

async function refusals() {
  const [a, b] = [testing.reals(2, 3, 1), testing.reals(3, 4, 2)];
  const aborted = AbortSignal.abort();
  return [
    await testing.outcome(matmill.verify(a, b, testing.reals(4, 2, 3))),
    await testing.outcome(matmill.verify(a, testing.reals(4, 3, 2), testing.reals(2, 4, 3))),
    await testing.outcome(matmill.verify(a, b)),
    await testing.outcome(matmill.verify(a, b, testing.reals(2, 4, 3), { workers: 0 })),
    await testing.outcome(matmill.verify(a, b, testing.reals(2, 4, 3), { signal: "no" })),
    await testing.outcome(matmill.verify(a, b, testing.reals(2, 4, 3), { signal: aborted })),
  ];
}

// A check that is stopped in the middle, one whose operand is taken away, and one afterwards.
async function stopInTheMiddle() {
  const [a, b] = testing.pair(1500);
  const c = await matmill.multiply(a, b);
  const control = new AbortController();
  const stopped = testing.outcome(matmill.verify(a, b, c, { signal: control.signal }));
  setTimeout(() => control.abort(), 5);
  const found = [(await stopped).name];
  const taken = testing.outcome(matmill.verify(a, b, { ...c, data: c.data.slice() }));
  found.push((await taken).resolved);
  const gone = { ...b, data: b.data.slice() };
  const lost = testing.outcome(matmill.verify(a, gone, c));
  structuredClone(gone.data.buffer, { transfer: [gone.data.buffer] });
  const { name, message } = await lost;
  found.push(name, message.startsWith("B had 2250000 elements"));
  found.push((await matmill.verify(a, b, c)).verified);
  return found;
}

// A product of some size with a wrong entry, and whether the page stayed responsive meanwhile.
async function longTasksOfALargeCheck() {
  const [a, b] = testing.pair(2048);
  const c = await matmill.multiply(a, b);
  testing.watchLongTasks();
  const verdicts = [(await matmill.verify(a, b, c)).verified];
  c.data[2047 * 2048 + 3] += 1e-5;
  const wrong = await matmill.verify(a, b, c);
  verdicts.push([wrong.verified, wrong.row]);
  return [verdicts, testing.longTasks.filter((milliseconds) => milliseconds > 50)];
}

// Workers that are lost with parts of a check: how many were, and what is found all the same.
async function verdictsWithLostWorkers(how) {
  const [a, b] = testing.pair(900);
  const c = await matmill.multiply(a, b);
  const wrong = { ...c, data: c.data.slice() };
  wrong.data[450 * 900 + 7] -= 1e-3;
  const found = [];
  for (const product of [c, wrong]) {
    let lost = 0;
    faults.onRequest = (kind, contents, worker) => {
      if (kind === "Check" && lost < 2) {
        lost++;
        faults.inject(worker, how);
      }
    };
    const { verified, row = null } = await matmill.verify(a, b, product);
    found.push([lost, verified, row]);
  }
  faults.onRequest = null;
  return found;
}
