// What the product is in hexadecimal, for each kernel: one text, if all ways to make it give the same bits.
async function bitsOfEveryWay([m, k, n, left, right]) {
  const [a, b] = [testing.reals(m, k, 5, left), testing.reals(k, n, 6, right)];
  const pools = [1, 2, 3, undefined].map((workers) => ({ mode: "pool", workers }));
  const found = {};
  for (const kernel of ["simd128", "relaxed"]) {
    const all = new Set();
    for (const options of [{ mode: "local" }, { mode: "auto" }, ...pools]) {
      const c = await matmill.multiply(a, b, { ...options, kernel });
      all.add(testing.hex(c));
    }
    found[kernel] = [...all];
  }
  return found;
}

async function countDigestsByWorkers() {
  const [a, b] = [testing.reals(777, 555, 1), testing.reals(555, 666, 2)];
  const all = new Set();
  for (const workers of [1, 2, 3, 4]) {
    await matmill.configure({ workers });
    all.add(await testing.digest(await matmill.multiply(a, b, { mode: "pool", workers })));
  }
  all.add(await testing.digest(await matmill.multiply(a, b, { mode: "local" })));
  return all.size;
}

async function strassenByWorkers() {
  // Three slabs of a level each, so that there is something to be distributed.
  const [a, b] = [testing.reals(2600, 520, 5), testing.reals(520, 530, 6)];
  const strassen = (options) => matmill.multiply(a, b, { ...options, algorithm: "strassen" });
  const local = await strassen({ mode: "local" });
  const all = new Set([await testing.digest(local)]);
  const tiles = [];
  for (const workers of [1, 2, 3]) {
    const c = await strassen({ mode: "pool", workers });
    tiles.push(c.report.tiles);
    all.add(await testing.digest(c));
  }
  const { algorithm, verified } = local.report;
  const recursed = !all.has(await testing.digest(await matmill.multiply(a, b)));
  return { algorithm, verified, bits: all.size, cut: tiles.every((count) => count > 1), recursed };
}

async function specialValues(mode) {
  const tiny = 5e-324;
  const of = async (a, b) =>
    Array.from((await matmill.multiply(testing.of(a), testing.of(b), { mode: mode })).data, (entry) =>
      Object.is(entry, -0) ? "-0" : String(entry),
    );
  return [
    await of([[0]], [[NaN]]),
    await of([[0]], [[Infinity]]),
    await of([[1, -1]], [[Infinity], [Infinity]]),
    await of([[tiny]], [[1]]),
    await of([[tiny, tiny]], [[1], [1]]),
    await of([[-1]], [[Infinity]]),
    await of([[1e200]], [[1e200]]),
  ];
}

async function bitsOfNans() {
  await matmill.configure({ workers: 7 });
  const found = [];
  for (const Kind of [Float64Array, Float32Array])
    for (const kernel of ["simd128", "relaxed"]) {
      const [a, b] = [
        { rows: 1, cols: 2, data: new Kind(2) },
        { rows: 2, cols: 2000, data: new Kind(4000).fill(NaN, 0, 2000).fill(Infinity, 2000) },
      ];
      const all = new Set();
      for (const options of [
        { mode: "local" },
        { mode: "pool", workers: 1 },
        { mode: "pool", workers: 3 },
        { mode: "pool" },
        { mode: "pool", verify: false },
      ])
        for (const one of await matmill
          .multiply(a, b, { ...options, kernel })
          .then((c) => (Kind === Float64Array ? new BigUint64Array(c.data.buffer) : new Uint32Array(c.data.buffer))))
          all.add(String(one));
      found.push([...all]);
    }
  return found;
}
