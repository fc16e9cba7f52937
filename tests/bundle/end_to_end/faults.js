// Runs `work` as soon as there is a `matmill`; `window.early` is what it gives.
function runEarly(work) {
  window.early = new Promise((resolve) => {
    const look = setInterval(() => {
      if (!window.matmill) return;
      clearInterval(look);
      resolve(work());
    }, 5);
  });
}

async function resizeBeforeTheStart() {
  return testing.outcome(matmill.configure({ workers: 5 }));
}

async function outcomesInEachMode() {
  const found = [];
  for (const mode of ["pool", "auto", "local"]) {
    found.push(await testing.outcome(matmill.multiply(...testing.two(), { mode })));
  }
  return found;
}

async function rpcWithoutWorkers() {
  const request = JSON.stringify({ meta: [{ name: "method", value: "multiply" }], content: "{}" });
  const { meta, content } = JSON.parse(await matmill.rpc(request));
  return [meta.map(({ value }) => value).join(), content.includes("worker_")];
}

async function productAndStates() {
  const c = await matmill.multiply(...testing.two(), { mode: "pool" });
  return [Array.from(c.data), matmill.stats().workers.map((worker) => worker.state)];
}

async function stopBeforeTheStart() {
  const control = new AbortController();
  const job = matmill.multiply(testing.of([[1]]), testing.of([[1]]), { signal: control.signal });
  setTimeout(() => control.abort(), 20);
  const found = await testing.outcome(job);
  return { ...found, workers: matmill.stats().workers.length };
}
