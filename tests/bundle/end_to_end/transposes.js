// A copy of the transpose.
function transposed({ rows, cols, data }) {
  const copy = new data.constructor(rows * cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) copy[j * rows + i] = data[i * cols + j];
  return { rows: cols, cols: rows, data: copy };
}

// The products of all ways to take operands of m × k and k × n that differ from the product of copies, if any.
async function waysThatDiffer([m, k, n, left, right, kernels, algorithms]) {
  const [a, b] = [testing.reals(m, k, 5, left), testing.reals(k, n, 6, right)];
  const stored = (matrix, turned) => (turned ? transposed(matrix) : matrix);
  const ways = [{ mode: "local" }, { mode: "pool", workers: 1 }, { mode: "pool" }];
  const found = [];
  for (const kernel of kernels)
    for (const algorithm of algorithms) {
      const expected = await testing.digest(await matmill.multiply(a, b, { kernel, algorithm }));
      for (const [transposeA, transposeB] of [
        [true, false],
        [false, true],
        [true, true],
      ])
        for (const way of ways) {
          const options = { ...way, kernel, algorithm, transposeA, transposeB };
          const c = await matmill.multiply(stored(a, transposeA), stored(b, transposeB), options);
          const fits = c.rows === m && c.cols === n && c.report.verified === true;
          if (!fits || (await testing.digest(c)) !== expected) found.push(options);
        }
    }
  return found;
}

// AᵀA and AAᵀ of one matrix, into an array of the caller, beside the sums that define them.
async function gramMatrices(mode) {
  const a = testing.integers(70, 41, 7);
  const same = (c, size, entry) => {
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) if (c.data[i * size + j] !== entry(i, j)) return false;
    return c.rows === size && c.cols === size && c.report.exact && c.report.errorBound === 0;
  };
  const sum = (count, term) => Array.from({ length: count }, (_, at) => term(at)).reduce((sum, term) => sum + term, 0);
  const entry = (i, j) => a.data[i * a.cols + j];
  const out = new Float64Array(41 * 41);
  const inner = await matmill.multiply(a, a, { mode, transposeA: true, out });
  const outer = await matmill.multiply(a, a, { mode, transposeB: true });
  return [
    inner.data === out && same(inner, 41, (i, j) => sum(70, (row) => entry(row, i) * entry(row, j))),
    same(outer, 70, (i, j) => sum(41, (col) => entry(i, col) * entry(j, col))),
  ];
}

// Shapes of products of empty operands.
async function emptyProducts() {
  const empty = (rows, cols) => ({ rows, cols, data: new Float64Array(rows * cols) });
  const shapes = [];
  for (const mode of ["local", "pool"])
    for (const [a, b, options] of [
      [empty(0, 3), empty(0, 2), { transposeA: true }],
      [empty(3, 0), empty(2, 0), { transposeB: true }],
      [empty(3, 0), empty(2, 3), { transposeA: true, transposeB: true }],
      [empty(3, 2), empty(0, 3), { transposeA: true, transposeB: true }],
    ]) {
      const c = await matmill.multiply(a, b, { ...options, mode });
      shapes.push([c.rows, c.cols, c.data.every((entry) => entry === 0)]);
    }
  return shapes;
}

function refusals(cases) {
  const numbers = ([rows, cols]) => ({ rows, cols, data: new Float64Array(rows * cols) });
  return Promise.all(cases.map(([a, b, options]) => testing.outcome(matmill.multiply(numbers(a), numbers(b), options))));
}
