// Put into the page that is measured: takes samples in turns, so that what is compared saw the same machine.
window.sampling = (() => {
  const rate = ({ work, milliseconds }) => work / milliseconds / 1e6;
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

  // Operands are made once for each size.
  const kept = new Map();
  const operands = (n, kind) => {
    const key = `${kind} ${n}`;
    if (!kept.has(key)) kept.set(key, [testing.reals(n, n, 1, kind), testing.reals(n, n, 2, kind)]);
    return kept.get(key);
  };

  // The same in shared memory, and a place for their product.
  const keptShared = new Map();
  const sharedOperands = (n, kind) => {
    const key = `${kind} ${n}`;
    const share = ({ data, ...shape }) => {
      const copy = new data.constructor(new SharedArrayBuffer(data.byteLength));
      copy.set(data);
      return { ...shape, data: copy };
    };
    if (!keptShared.has(key)) {
      const [a, b] = operands(n, kind);
      keptShared.set(key, [share(a), share(b), new a.data.constructor(n * n)]);
    }
    return keptShared.get(key);
  };

  // The worker that holds the peers' module. It answers one question at a time.
  let peers = null;
  const ask = (question) =>
    new Promise((resolve, reject) => {
      peers.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
      peers.onerror = (event) => reject(new Error(event.message));
      peers.postMessage(question);
    });
  const startPeers = async ({ script, module }) => {
    peers = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    await ask({ module: Uint8Array.from(atob(module), (letter) => letter.charCodeAt(0)) });
  };

  // Everything that can be sampled: a description in, 10^9 of work per second out.
  const take = async (what) => {
    if (what.peer !== undefined) return rate(await ask(what));
    if (what.product) {
      const { n, kind, options, reuse } = what.product;
      const [a, b, out] = reuse ? sharedOperands(n, kind) : operands(n, kind);
      // Small products come in rows, so that a sample is long enough and the pool is as warm as within any work.
      let [work, milliseconds] = [0, 0];
      while (milliseconds < 50) {
        const start = performance.now();
        const { report } = await matmillBenchmark.multiply(a, b, { ...options, out });
        const elapsed = performance.now() - start;
        if (report.verified !== (options.verify === false ? null : true))
          throw new Error(`a product of ${n} was not verified`);
        (what.spent ??= []).push({ ...report.spent, milliseconds: elapsed });
        work += 2 * n ** 3;
        milliseconds += elapsed;
      }
      return rate({ work, milliseconds });
    }
    return sum((await matmillBenchmark.measure(what.measure, what.workers ?? 1)).map(rate));
  };

  return {
    startPeers,
    // The reference, then each case, then the reference again ...; `beside`: a sample of the reference on either side
    // of each case and their mean, else one for each round.
    interleave: async ({ reference, cases, rounds, beside }) => {
      for (const what of [reference, ...cases]) await take(what);
      for (const what of cases) delete what.spent;
      const samples = cases.map(() => []);
      const references = [];
      const look = async () => {
        references.push(await take(reference));
        return references.at(-1);
      };
      for (let round = 0; round < rounds; round++) {
        let before = await look();
        for (const [index, what] of cases.entries()) {
          const found = await take(what);
          const after = beside ? await look() : before;
          samples[index].push([found, (before + after) / 2]);
          before = after;
        }
      }
      return { references, samples, spent: cases.map((what) => what.spent ?? []) };
    },
    // How far the peer's product of the same operands is from ours, at most.
    difference: async ({ peer, n, kind }) => {
      const [a, b] = operands(n, kind);
      const [ours, theirs] = [await matmill.multiply(a, b), await ask({ peer, n, kind, product: true })];
      return ours.data.reduce((most, entry, index) => Math.max(most, Math.abs(entry - theirs.c[index])), 0);
    },
    // A product of gigabytes, and what the page and its user feel of it.
    large: async ({ n }) => {
      const [a, b] = [testing.reals(n, n, 1), testing.reals(n, n, 2)];
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const tasks = [];
      new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask" });
      const start = performance.now();
      let [last, longestSilence] = [start, 0];
      const hear = () => {
        const now = performance.now();
        [last, longestSilence] = [now, Math.max(longestSilence, now - last)];
      };
      const { data } = await matmill.multiply(a, b, { mode: "pool", onProgress: hear });
      hear();
      const seconds = (last - start) / 1000;
      // The observer hears of a task only after it.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const measured = tasks.slice();
      let difference = 0;
      for (let sample = 0; sample < 200; sample++) {
        const [i, j] = [(sample * 7919) % n, (sample * 104729) % n];
        let entry = 0;
        for (let k = 0; k < n; k++) entry += a.data[i * n + k] * b.data[k * n + j];
        difference = Math.max(difference, Math.abs(entry - data[i * n + j]));
      }
      const longestTask = Math.max(0, ...measured.map(({ duration }) => duration));
      const when = measured.map(
        ({ startTime, duration }) => `${duration} ms after ${((startTime - start) / 1000).toFixed(3)} s`,
      );
      return { seconds, longestTask, when: when.join(", "), longestSilence, difference: difference * 1e12 };
    },
    // A product that is done, or refused before anything is copied. Untouched zeros take no memory.
    huge: async ({ n }) => {
      const zeros = { rows: n, cols: n, data: new Float64Array(n * n) };
      const start = performance.now();
      const after = () => `after ${((performance.now() - start) / 1000).toFixed(3)} s`;
      return matmill.multiply(zeros, zeros, { mode: "pool" }).then(
        () => `done ${after()}`,
        (error) => `refused ${after()}: ${error.name}: ${error.message}`,
      );
    },
    // How far 300 entries of a Strassen–Winograd product are from a double-double sum, at most, over the largest entry.
    strassenError: async ({ n }) => {
      const [a, b] = operands(n, "f64");
      const { data } = await matmill.multiply(a, b, { algorithm: "strassen" });
      // Dekker's product and Knuth's sum: what rounding took away is kept.
      const halves = (x) => {
        const wide = 134217729 * x;
        const high = wide - (wide - x);
        return [high, x - high];
      };
      const exactEntry = (i, j) => {
        let [high, low] = [0, 0];
        for (let k = 0; k < n; k++) {
          const [x, y] = [a.data[i * n + k], b.data[k * n + j]];
          const product = x * y;
          const [[xh, xl], [yh, yl]] = [halves(x), halves(y)];
          const lost = xl * yl - (product - xh * yh - xl * yh - xh * yl);
          const next = high + product;
          const part = next - high;
          low += high - (next - part) + (product - part) + lost;
          high = next;
        }
        return [high, low];
      };
      let error = 0;
      for (let sample = 0; sample < 300; sample++) {
        const [i, j] = [(sample * 7919) % n, (sample * 104729 + 13) % n];
        const [high, low] = exactEntry(i, j);
        error = Math.max(error, Math.abs(data[i * n + j] - high - low));
      }
      return error / data.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    },
    // Callers of the predecessor's RPC, all at once.
    calls: async ({ callers, n, rounds }) => {
      const requests = testing.calls(callers, n);
      const outcomes = [];
      for (let round = -2; round < rounds; round++) {
        const start = performance.now();
        const answers = await Promise.all(
          requests.map(async ({ request }) => {
            const called = performance.now();
            return [await matmill.rpc(request), performance.now() - called];
          }),
        );
        const milliseconds = performance.now() - start;
        const wrong = answers.filter(
          ([answer], caller) => JSON.parse(answer).content !== requests[caller].expected,
        ).length;
        const waits = answers.map(([, wait]) => wait).sort((one, other) => one - other);
        if (round >= 0)
          outcomes.push({
            perSecond: (callers / milliseconds) * 1e3,
            p99: waits[Math.ceil(0.99 * callers) - 1],
            wrong,
          });
      }
      return outcomes;
    },
  };
})();
