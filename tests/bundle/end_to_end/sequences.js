// Powers and chains of `matmill`, beside what multiplying step by step gives.
const identity = (n, kind) => testing.of(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => +(i === j))), kind);

// The power by one product after the other.
async function byRepetition(a, exponent, options) {
  let power = identity(a.rows, testing.kind(a));
  for (let step = 0; step < exponent; step++) power = await matmill.multiply(power, a, options);
  return power;
}

// Exponents for which the power of whole numbers is not what repeated multiplication gives.
async function wrongPowers([mode, kind]) {
  const a = testing.of([[1, 2, 0], [0, 1, -1], [1, 0, 1]], kind);
  const wrong = [];
  for (const exponent of [0, 1, 2, 3, 5, 6, 7, 8, 13]) {
    const found = await matmill.power(a, exponent, { mode });
    const expected = await byRepetition(a, exponent, { mode });
    const { exact, errorBound, verified } = found.report;
    const same = testing.hex(found) === testing.hex(expected) && testing.kind(found) === kind;
    if (!same || !exact || errorBound !== 0 || !verified) wrong.push([exponent, found]);
  }
  return wrong;
}

// Of a power of numbers that round: the largest distance from what BigInt arithmetic gives, and the bound that was stated.
async function distanceAndBound([n, exponent, kind]) {
  const scale = 1024n;
  const a = testing.integers(n, n, 3, kind);
  const whole = Array.from(a.data, (entry) => BigInt(entry) * 37n);
  // Entries are whole 1024ths, which both dtypes hold.
  a.data.forEach((_, at) => (a.data[at] = Number(whole[at]) / Number(scale)));
  const times = (left, right) =>
    left.map((_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum = 0n;
      for (let k = 0; k < n; k++) sum += left[i * n + k] * right[k * n + j];
      return sum;
    });
  let power = whole;
  for (let step = 1; step < exponent; step++) power = times(power, whole);
  const { data, report } = await matmill.power(a, exponent);
  // In units of 2^-1200, which hold every double of these sizes.
  const fine = 1n << 1200n;
  const unit = scale ** BigInt(exponent);
  const exactly = (number) => {
    const [fraction, power] = [number, 0];
    let [value, shift] = [fraction, power];
    while (!Number.isInteger(value)) [value, shift] = [value * 2, shift + 1];
    return (BigInt(value) * fine) >> BigInt(shift);
  };
  let most = 0n;
  for (let at = 0; at < data.length; at++) {
    const off = exactly(data[at]) - (power[at] * fine) / unit;
    const size = off < 0n ? -off : off;
    if (size > most) most = size;
  }
  return [Number(most / (fine >> 1000n)) / 2 ** 1000, report.errorBound, report.exact, report.verified];
}

// Progress, report and result of a power in which the caller's array takes the product.
async function powerInto(mode) {
  const a = testing.reals(120, 120, 1);
  const seen = [];
  const out = new Float64Array(120 * 120);
  const c = await matmill.power(a, 11, { mode, out, onProgress: (progress) => seen.push(progress) });
  const once = await matmill.power(a, 11, { mode: mode === "local" ? "pool" : "local" });
  const rising = seen.every(({ tilesDone }, at) => at === 0 || tilesDone >= seen[at - 1].tilesDone);
  const last = seen[seen.length - 1];
  return {
    isOut: c.data === out,
    sameBits: testing.hex(c) === testing.hex(once),
    rising,
    complete: last.tilesDone === last.tilesTotal,
    moves: new Set(seen.map(({ tilesDone }) => tilesDone)).size > 4,
    oneTotal: new Set(seen.map(({ tilesTotal }) => tilesTotal)).size,
    several: c.report.tiles >= 5,
    verified: c.report.verified,
    positive: c.report.errorBound > 0 && !c.report.exact,
    order: c.report.order === undefined,
  };
}

// Orders of chains of these sizes, and whether the product is that from left to right.
async function orders([chains, mode]) {
  const found = [];
  for (const sizes of chains) {
    const factors = sizes.slice(1).map((cols, at) => testing.integers(sizes[at], cols, at + 1));
    const { report, ...product } = await matmill.chain(factors, { mode });
    let expected = factors[0];
    for (const factor of factors.slice(1)) expected = await matmill.multiply(expected, factor, { mode });
    found.push([report.order, testing.hex(product) === testing.hex(expected), report.exact, product.rows, product.cols]);
  }
  return found;
}

// A chain of f32 and f64 is computed in f64 as a whole, in whatever order.
async function mixedChain() {
  const [a, b] = [testing.reals(9, 9, 1, "f32"), testing.reals(9, 9, 2, "f32")];
  const c = testing.reals(9, 9, 3);
  const wide = (matrix) => ({ ...matrix, data: Float64Array.from(matrix.data) });
  const found = await matmill.chain([a, b, c]);
  const expected = await matmill.chain([wide(a), wide(b), c]);
  return [testing.kind(found), testing.hex(found) === testing.hex(expected)];
}

const matrix = (rows, cols, kind = Float64Array) => ({ rows, cols, data: new kind(rows * cols) });

const REFUSED = {
  notSquare: () => matmill.power(matrix(2, 3), 2),
  negative: () => matmill.power(matrix(2, 2), -1),
  fractional: () => matmill.power(matrix(2, 2), 1.5),
  noExponent: () => matmill.power(matrix(2, 2)),
  huge: () => matmill.power(matrix(2, 2), 2 ** 53),
  transposedPower: () => matmill.power(matrix(2, 2), 2, { transposeA: true }),
  wrongOut: () => matmill.power(matrix(2, 2), 3, { out: new Float64Array(3) }),
  overlapping: () => {
    const a = matrix(2, 2);
    return matmill.power(a, 0, { out: a.data });
  },
  overlappingFactor: () => {
    const c = matrix(2, 2);
    return matmill.chain([matrix(2, 2), matrix(2, 2), c], { out: c.data });
  },
  noArray: () => matmill.chain(matrix(2, 2)),
  one: () => matmill.chain([matrix(2, 2)]),
  nine: () => matmill.chain(Array.from({ length: 9 }, () => matrix(2, 2))),
  misfit: () => matmill.chain([matrix(2, 3), matrix(3, 4), matrix(5, 6)]),
  noMatrix: () => matmill.chain([matrix(2, 2), matrix(2, 2), 3]),
  transposedChain: () => matmill.chain([matrix(2, 2), matrix(2, 2)], { transposeB: true }),
  // 60 000 columns: the intermediate matrices alone are beyond any limit.
  tooLarge: () => matmill.chain([matrix(60000, 1), matrix(1, 60000), matrix(60000, 1), matrix(1, 60000)]),
  aborted: () => matmill.power(matrix(2, 2), 9, { signal: AbortSignal.abort() }),
};

const refused = (name) => testing.outcome(REFUSED[name]());

// Stopped between two products of a power.
async function stoppedPower(mode) {
  const stop = new AbortController();
  const onProgress = ({ tilesDone, tilesTotal }) => tilesDone > tilesTotal / 4 && stop.abort();
  const outcome = await testing.outcome(matmill.power(testing.reals(300, 300, 1), 1000, { mode, signal: stop.signal, onProgress }));
  const after = await matmill.multiply(...testing.two());
  return [outcome.name, Array.from(after.data)];
}
