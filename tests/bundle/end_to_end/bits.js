async function bitsOfEveryWay([m, k, n, kind]) {
  const [a, b] = [testing.reals(m, k, 5, kind), testing.reals(k, n, 6, kind)];
  const found = {};
  for (const kernel of ["simd128", "relaxed"]) {
    const all = new Set();
    for (const options of [{ mode: "local" }, { mode: "pool" }, { mode: "pool", workers: 1 }, { mode: "auto" }]) {
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
