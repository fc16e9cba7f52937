// Runs `work` as soon as there is a `matmill`; `window.early` is there from then on, and its `result` is what it gives.
function runEarly(work) {
  const look = setInterval(() => {
    if (!window.matmill) return;
    clearInterval(look);
    window.early = { result: work() };
  }, 5);
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
  const states = () => matmill.stats().workers.map((worker) => worker.state);
  // The last may start later than the page waits for.
  for (let wait = 0; wait < 600 && states().includes("starting"); wait++) await new Promise((go) => setTimeout(go, 100));
  return [Array.from(c.data), states()];
}

async function stopBeforeTheStart() {
  const control = new AbortController();
  const job = matmill.multiply(testing.of([[1]]), testing.of([[1]]), { signal: control.signal });
  setTimeout(() => control.abort(), 20);
  const found = await testing.outcome(job);
  return { ...found, workers: matmill.stats().workers.length };
}
