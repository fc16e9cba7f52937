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

  // The worker that holds the peers' module. It answers one question at a time.
  let peers = null;
  const ask = (question) => new Promise((resolve, reject) => {
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
      const { n, kind, options } = what.product;
      const [a, b] = operands(n, kind);
      // Small products come in rows, so that a sample is long enough and the pool is as warm as within any work.
      let [work, milliseconds] = [0, 0];
      while (milliseconds < 50) {
        const start = performance.now();
        const { report } = await matmillBenchmark.multiply(a, b, options);
        const elapsed = performance.now() - start;
        if (report.verified !== (options.verify === false ? null : true)) throw new Error(`a product of ${n} was not verified`);
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
    turns: async ({ reference, cases, rounds, beside }) => {
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
    // Callers of the predecessor's RPC, all at once.
    calls: async ({ callers, n, rounds }) => {
      const rows = ({ data }) => Array.from({ length: n }, (_, row) => Array.from(data.subarray(row * n, (row + 1) * n)));
      const requests = Array.from({ length: callers }, (_, caller) => {
        const [a, b] = [testing.integers(n, n, 2 * caller + 1), testing.integers(n, n, 2 * caller + 2)];
        const c = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) =>
          sum(Array.from({ length: n }, (_, k) => a.data[i * n + k] * b.data[k * n + j]))));
        const content = JSON.stringify({ A: JSON.stringify(rows(a)), B: JSON.stringify(rows(b)) });
        return { text: JSON.stringify({ meta: [{ name: "method", value: "multiply" }], content }), expected: JSON.stringify(c) };
      });
      const outcomes = [];
      for (let round = -2; round < rounds; round++) {
        const start = performance.now();
        const answers = await Promise.all(requests.map(async ({ text }) => {
          const called = performance.now();
          return [await matmill.rpc(text), performance.now() - called];
        }));
        const milliseconds = performance.now() - start;
        const wrong = answers.filter(([answer], caller) => JSON.parse(answer).content !== requests[caller].expected).length;
        const waits = answers.map(([, wait]) => wait).sort((one, other) => one - other);
        if (round >= 0) outcomes.push({ perSecond: callers / milliseconds * 1e3, p99: waits[Math.ceil(0.99 * callers) - 1], wrong });
      }
      return outcomes;
    },
  };
})();
