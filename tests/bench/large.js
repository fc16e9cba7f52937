// Products of gigabytes: what the page and its user feel of them. They outlast what a driver waits for, so they are begun
// here and looked at later.
const largeProducts = {
  begin: ({ n, shared }) => {
    const made = (seed) => {
      const data = new Float64Array(shared ? new SharedArrayBuffer(n * n * 8) : n * n);
      for (let index = 0; index < data.length; index++) data[index] = ((index * seed) % 2039) / 1024 - 1;
      return { rows: n, cols: n, data };
    };
    window.large = null;
    largeProducts
      .run(n, () => [made(7919), made(104729)], shared ? { shared } : {})
      .catch((error) => ({ refused: `${error.name}: ${error.message}` }))
      .then((found) => (window.large = found));
  },
  run: async (n, operands, options) => {
    const [a, b] = operands();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const tasks = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
    observer.observe({ type: "longtask" });
    const start = performance.now();
    let [last, longestSilence] = [start, 0];
    const hear = () => {
      const now = performance.now();
      [last, longestSilence] = [now, Math.max(longestSilence, now - last)];
    };
    const { data } = await matmill.multiply(a, b, { ...options, mode: "pool", onProgress: hear });
    hear();
    const seconds = (last - start) / 1000;
    // The observer hears of a task only after it.
    await new Promise((resolve) => setTimeout(resolve, 200));
    observer.disconnect();
    let difference = 0;
    for (let sample = 0; sample < 200; sample++) {
      const [i, j] = [(sample * 7919) % n, (sample * 104729) % n];
      let entry = 0;
      for (let k = 0; k < n; k++) entry += a.data[i * n + k] * b.data[k * n + j];
      difference = Math.max(difference, Math.abs(entry - data[i * n + j]));
    }
    const longestTask = Math.max(0, ...tasks.map(({ duration }) => duration));
    const when = tasks.map(
      ({ startTime, duration }) => `${duration} ms after ${((startTime - start) / 1000).toFixed(3)} s`,
    );
    return { seconds, longestTask, when: when.join(", "), longestSilence, difference };
  },
  // What came of it; null while it is computed.
  look: () => window.large,
};
