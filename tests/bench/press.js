// What a person who presses a button gets: single products with pauses on a page that was just loaded.
const pressing = (() => {
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const rate = ({ work, milliseconds }) => work / milliseconds / 1e6;

  // One product, timed from the call to the resolved promise.
  const press = async (a, b, n, options) => {
    const start = performance.now();
    const { report, data } = await matmillBenchmark.multiply(a, b, options);
    const milliseconds = performance.now() - start;
    if (report.verified !== true) throw new Error(`a product of ${n} was not verified`);
    if (options.shared !== data.buffer instanceof SharedArrayBuffer)
      throw new Error(`a product of ${n} lies where it should not`);
    return { rate: rate({ work: 2 * n ** 3, milliseconds }), spent: { ...report.spent, milliseconds }, mode: report.mode };
  };

  return {
    // The first product and later ones, then the roofline of as many workers, so that nothing is warm before.
    page: async ({ n, kind, options, later, wait, roofline, rooflines }) => {
      const made = [1, 2].map((seed) => testing.reals(n, n, seed, kind));
      const [a, b] = options.shared ? made.map(testing.share) : made;
      await matmill.ready;
      const products = [];
      while (products.length <= later) {
        await pause(wait);
        products.push(await press(a, b, n, options));
      }
      const samples = [];
      while (samples.length <= rooflines) {
        const workers = await matmillBenchmark.measure(roofline.measure, roofline.workers);
        samples.push(workers.map(rate).reduce((sum, one) => sum + one, 0));
      }
      const [first, ...others] = products;
      return { first, later: others, rooflines: samples.slice(1) };
    },
  };
})();
