// Products so small that they run on the page: what a call takes beyond its computing.
const smallProducts = async ({ n, calls, rounds, measure }) => {
  const [a, b] = testing.pair(n);
  const call = async () => {
    const start = performance.now();
    for (let made = 0; made < calls; made++) {
      const { report } = await matmill.multiply(a, b);
      if (report.mode !== "local") throw new Error(`a product of ${n} was not computed on the page`);
    }
    return ((performance.now() - start) * 1e3) / calls;
  };
  const compute = async () => {
    const [{ work, milliseconds }] = await matmillBenchmark.measure(measure, 1);
    return (milliseconds * 1e3 * 2 * n ** 3) / work;
  };
  // Both are warm before they are measured: V8 optimises what has run for a while.
  for (let round = 0; round < 3; round++) await call();
  await compute();
  const samples = [];
  for (let round = 0; round < rounds; round++) samples.push({ call: await call(), compute: await compute() });
  return samples;
};
