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

  // The same in shared memory.
  const keptShared = new Map();
  const sharedOperands = (n, kind) => {
    const key = `${kind} ${n}`;
    if (!keptShared.has(key)) keptShared.set(key, operands(n, kind).map(testing.share));
    return keptShared.get(key);
  };

  // Places for products.
  const keptPlaces = new Map();
  const place = (n, kind, where) => {
    const key = `${kind} ${n} ${where}`;
    if (!keptPlaces.has(key)) {
      const array = operands(n, kind)[0].data.constructor;
      const shared = () => new array(new SharedArrayBuffer(n * n * array.BYTES_PER_ELEMENT));
      keptPlaces.set(key, where === "shared" ? shared() : new array(n * n));
    }
    return keptPlaces.get(key);
  };

  // Workers that hold what we are compared with. Each answers one question at a time.
  const others = new Map();
  const start = (name, script) =>
    others.set(name, new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" }))));
  const ask = (name, question) =>
    new Promise((resolve, reject) => {
      const other = others.get(name);
      other.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
      other.onerror = (event) => reject(new Error(event.message));
      other.postMessage(question);
    });
  const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const startPeers = async ({ script, module }) => {
    start("peers", script);
    await ask("peers", { module: bytes(module) });
  };
  const startLiteRt = async ({ script, module, ...scripts }) => {
    start("litert", script);
    await ask("litert", { load: { ...scripts, module: bytes(module) } });
  };
  const prepareLiteRt = ({ prepare, model, threads }) =>
    ask("litert", { n: prepare, model: bytes(model), threads });

  // Everything that can be sampled: a description in, 10^9 of work per second out.
  const take = async (what) => {
    if (what.peer !== undefined) return rate(await ask("peers", what));
    if (what.litert) return rate(await ask("litert", { n: what.litert }));
    if (what.product) {
      const { n, kind, options } = what.product;
      const [a, b] = (what.product.operands === "shared" ? sharedOperands : operands)(n, kind);
      const out = what.product.out === "none" ? undefined : place(n, kind, what.product.out);
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
    startLiteRt,
    prepareLiteRt,
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
    // How far another's product of the same operands is from ours, at most.
    difference: async ({ peer, litert, n, kind }) => {
      const [a, b] = operands(n, kind);
      const asked = litert ? ask("litert", { n, product: true }) : ask("peers", { peer, n, kind, product: true });
      const [ours, theirs] = [await matmill.multiply(a, b), await asked];
      return ours.data.reduce((most, entry, index) => Math.max(most, Math.abs(entry - theirs.c[index])), 0);
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
