async function reasonsForModes() {
  const found = [];
  for (const [n, mode] of [
    [4, "auto"],
    [800, "auto"],
    [4, "pool"],
    [4, "local"],
  ]) {
    const { report } = await matmill.multiply(testing.reals(n, n, 1), testing.reals(n, n, 2), { mode });
    found.push([report.mode, report.reason]);
  }
  return found;
}

// From here on an hour passes, by the page's clock, whenever the page lets other tasks go first.
function makeOtherTasksTakeAnHour() {
  const { now } = performance;
  const { postMessage } = MessagePort.prototype;
  let hours = 0;
  performance.now = () => now.call(performance) + hours * 3600000;
  MessagePort.prototype.postMessage = function (...words) {
    hours++;
    return postMessage.apply(this, words);
  };
  window.hoursPassed = () => hours;
}

// Two small products, each after a slice of the page's time is used up: whether an hour passed, and the hours reported.
async function hoursOfSmallProducts() {
  const found = [];
  for (let product = 0; product < 2; product++) {
    const before = hoursPassed();
    const { report } = await matmill.multiply(...testing.two());
    found.push([report.mode, hoursPassed() > before, Math.floor(report.milliseconds / 3600000)]);
    new MessageChannel().port1.postMessage(null);
  }
  return found;
}

async function stopFromProgress() {
  const [a, b] = [testing.reals(400, 300, 1), testing.reals(300, 400, 2)];
  for (let i = 0; i < 5; i++) await matmill.multiply(a, b, { mode: "local" });
  const control = new AbortController();
  const seen = [];
  const found = await testing.outcome(
    matmill.multiply(a, b, {
      mode: "local",
      signal: control.signal,
      onProgress: ({ tilesDone, tilesTotal }) => {
        seen.push(tilesDone < tilesTotal);
        control.abort();
      },
    }),
  );
  return [found.name, seen];
}

async function longRowTimesLongColumn() {
  const k = 2 ** 24;
  const data = new Float64Array(k).fill(1);
  const c = await matmill.multiply({ rows: 1, cols: k, data }, { rows: k, cols: 1, data }, { mode: "pool" });
  return [c.data[0] === k, c.report.exact, c.report.verified];
}

async function modesAndTransports() {
  const of = async (mode) =>
    (await matmill.multiply(testing.reals(90, 90, 1), testing.reals(90, 90, 2), { mode })).report;
  const [pool, local] = [await of("pool"), await of("local")];
  return [pool.mode, pool.transport, local.mode, local.transport];
}

async function exactnessAtTheLimit() {
  const of = async (entry, kind) =>
    (await matmill.multiply(testing.of([[entry, 1]], kind), testing.of([[entry], [1]], kind))).report.exact;
  return [await of(2 ** 25, "f64"), await of(2 ** 26, "f64"), await of(2 ** 11, "f32"), await of(2 ** 12, "f32")];
}

async function dtypesOfProducts() {
  const of = async (a, b, mode) =>
    testing.kind(await matmill.multiply(testing.reals(9, 9, 1, a), testing.reals(9, 9, 2, b), { mode }));
  const all = [];
  for (const mode of ["pool", "local"])
    all.push(
      await of("f64", "f64", mode),
      await of("f32", "f32", mode),
      await of("f32", "f64", mode),
      await of("f64", "f32", mode),
    );
  return all;
}

async function emptyProducts(mode) {
  const empty = (rows, cols) => ({ rows, cols, data: new Float64Array(0) });
  const of = async (a, b) => {
    const c = await matmill.multiply(a, b, { mode: mode });
    return testing.plain(c);
  };
  return [
    await of(empty(2, 0), empty(0, 3)),
    await of(empty(0, 4), testing.reals(4, 5, 1)),
    await of(testing.reals(5, 4, 1), empty(4, 0)),
    await of(empty(0, 0), empty(0, 0)),
  ];
}

async function operandsAfterAProduct(mode) {
  const a = testing.reals(200, 150, 1);
  const b = testing.reals(150, 170, 2);
  const before = [testing.hex(a), testing.hex(b)];
  const c = await matmill.multiply(a, b, { mode: mode });
  return [testing.hex(a) === before[0], testing.hex(b) === before[1], a.data.length, b.data.length, c.data.length];
}

async function productsOfPlacedOperands(kind) {
  const place = (matrix, offset) => {
    const buffer = new globalThis[kind](matrix.data.byteLength + offset + 64);
    const data = new Float64Array(buffer, offset, matrix.data.length);
    data.set(matrix.data);
    return { ...matrix, data };
  };
  const a = testing.reals(120, 80, 1);
  const b = testing.reals(80, 100, 2);
  const plain = testing.hex(await matmill.multiply(a, b));
  const found = [];
  for (const mode of ["pool", "local"]) {
    const [left, right] = [place(a, 8), place(b, 800)];
    const c = await matmill.multiply(left, right, { mode });
    found.push(
      testing.hex(c) === plain,
      left.data.every((entry, index) => entry === a.data[index]),
      right.data.every((entry, index) => entry === b.data[index]),
    );
  }
  return found;
}

async function productOfOverlappingViews(mode) {
  const whole = testing.reals(1, 1000, 13).data;
  const before = whole.slice();
  const view = (from) => ({ rows: 20, cols: 20, data: whole.subarray(from, from + 400) });
  const copy = (matrix) => ({ ...matrix, data: matrix.data.slice() });
  const [a, b] = [view(100), view(450)];
  const expected = testing.hex(await matmill.multiply(copy(a), copy(b), { mode: "local" }));
  const found = testing.hex(await matmill.multiply(a, b, { mode }));
  return [found === expected, whole.every((entry, index) => entry === before[index])];
}

// Bytes of the buffers that the page makes for each of three equal jobs; and that the products and operands stay the same.
async function bytesOfThreeJobs([m, k, n]) {
  const [a, b] = [testing.reals(m, k, 1), testing.reals(k, n, 2)];
  const plain = ArrayBuffer;
  let made = 0;
  const kept = [await testing.digest(a), await testing.digest(b)];
  const digests = new Set();
  const times = [];
  window.ArrayBuffer = new Proxy(plain, {
    construct: (target, [bytes]) => {
      made += bytes;
      return new target(bytes);
    },
  });
  try {
    for (let job = 0; job < 3; job++) {
      made = 0;
      const c = await matmill.multiply(a, b, { mode: "pool", workers: 1 });
      times.push(made);
      digests.add(await testing.digest(c));
    }
  } finally {
    window.ArrayBuffer = plain;
  }
  return [times, digests.size, (await testing.digest(a)) === kept[0] && (await testing.digest(b)) === kept[1]];
}

async function progressCalls(mode) {
  const calls = [];
  const { report } = await matmill.multiply(testing.reals(700, 300, 1), testing.reals(300, 700, 2), {
    mode,
    onProgress: ({ tilesDone, tilesTotal }) => calls.push([tilesDone, tilesTotal]),
  });
  return { calls, tiles: report.tiles };
}

async function strassenAndClassical() {
  const [a, b] = testing.pair(512);
  const classical = await matmill.multiply(a, b);
  const strassen = await matmill.multiply(a, b, { algorithm: "strassen" });
  const far = classical.data.reduce((far, entry, index) => Math.max(far, Math.abs(entry - strassen.data[index])), 0);
  return {
    algorithms: [classical.report.algorithm, strassen.report.algorithm],
    far,
    bound: strassen.report.errorBound + classical.report.errorBound,
  };
}

async function verifiedByOption() {
  const of = async (options) =>
    (await matmill.multiply(testing.reals(50, 50, 1), testing.reals(50, 50, 2), options)).report.verified;
  return [await of({}), await of({ verify: true }), await of({ verify: false })];
}

async function longTasksOfThreeProducts() {
  const [a, b] = testing.pair(1024);
  const settle = () => new Promise((go) => setTimeout(go, 200));
  const runs = [];
  await matmill.multiply(testing.reals(64, 64, 1), testing.reals(64, 64, 2), { mode: "pool" });
  await settle();
  testing.watchLongTasks();
  for (let run = 0; run < 3; run++) {
    testing.longTasks.length = 0;
    const { report } = await matmill.multiply(a, b);
    await settle();
    runs.push([report.mode, ...testing.longTasks]);
  }
  return runs;
}

async function countWrongOfManyJobs() {
  const sizes = Array.from({ length: 40 }, (_, index) => 1 + ((index * 37) % 150));
  const products = await Promise.all(
    sizes.map((n, index) =>
      matmill.multiply(testing.integers(n, n + 1, index + 1), testing.integers(n + 1, n + 2, index + 100)),
    ),
  );
  let wrong = 0;
  products.forEach((c, index) => {
    const n = sizes[index];
    const a = testing.integers(n, n + 1, index + 1);
    const b = testing.integers(n + 1, n + 2, index + 100);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n + 2; j++) {
        let sum = 0;
        for (let k = 0; k <= n; k++) sum += a.data[i * (n + 1) + k] * b.data[k * (n + 2) + j];
        if (sum !== c.data[i * (n + 2) + j]) wrong++;
      }
  });
  return wrong;
}

async function productsWithEmptyOptions() {
  const of = async (...rest) =>
    testing.hex(await matmill.multiply(testing.of([[1, 2]]), testing.of([[3], [4]]), ...rest));
  return [await of(), await of(undefined), await of({}), await of({ mode: undefined, signal: undefined })];
}
