// Put into the page before its own scripts: what workers are asked, [worker, kind of request, its contents].
const noteRequests = () => {
  window.asked = [];
  const post = Worker.prototype.postMessage;
  const workers = [];
  const note = (worker, message) => {
    if (!workers.includes(worker)) workers.push(worker);
    const requests = message?.matmill?.ProcessInput?.[1] ?? [];
    for (const request of requests)
      for (const [kind, contents] of Object.entries(request)) asked.push([workers.indexOf(worker), kind, contents]);
  };
  Worker.prototype.postMessage = function (message, ...rest) {
    note(this, message);
    return post.call(this, message, ...rest);
  };
};

const warmUps = () => asked.filter(([, kind]) => kind === "WarmUp");

async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

// What stats say between the start of the page and some time after workers were asked to warm up.
async function statsMeanwhile() {
  const seen = new Set();
  let looks = 100;
  while (looks > 0) {
    const { workers, ...tasks } = matmill.stats();
    for (const { state, tiles, busyMs } of workers) seen.add(JSON.stringify({ state, tiles, busyMs }));
    seen.add(JSON.stringify(tasks));
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (warmUps().length > 0) looks--;
  }
  return Array.from(seen).sort();
}

// How many workers there are, were asked to warm up, and were asked to compute meanwhile.
async function whoWarmsUp() {
  await until(() => warmUps().length > 0);
  const those = (requests) => new Set(requests.map(([worker]) => worker)).size;
  return [
    matmill.stats().workers.length,
    those(warmUps()),
    those(warmUps().filter(([, , { products }]) => products > 0)),
    warmUps().length,
  ];
}

// A product while a worker warms up, and one while all of it is still to come.
async function productsMeanwhile() {
  const [a, b] = [testing.integers(150, 130, 1), testing.integers(130, 140, 2)];
  const expected = new Float64Array(150 * 140);
  for (let i = 0; i < 150; i++)
    for (let k = 0; k < 130; k++)
      for (let j = 0; j < 140; j++) expected[i * 140 + j] += a.data[i * 130 + k] * b.data[k * 140 + j];
  const right = [];
  const multiply = async () => {
    const c = await matmill.multiply(a, b, { mode: "pool" });
    right.push(c.data.every((entry, index) => entry === expected[index]) && c.report.verified && c.report.retries === 0);
  };
  await multiply();
  await until(() => warmUps().length > 0);
  await multiply();
  const { workers, completedTasks } = matmill.stats();
  return [...right, workers.reduce((sum, { tiles }) => sum + tiles, 0) === completedTasks];
}

// Before the page's own scripts: notes its long tasks from the moment on in which it is ready.
const watchOnceReady = () => {
  const timer = setInterval(() => {
    if (!window.matmill) return;
    clearInterval(timer);
    matmill.ready.then(testing.watchLongTasks);
  }, 1);
};

async function longTasksMeanwhile() {
  await until(() => warmUps().length > 0);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return testing.longTasks;
}

const endTheFirstThatWarmsUp = () => {
  faults.onRequest = (kind, contents, worker) => {
    if (kind !== "WarmUp" || contents.products === 0) return;
    faults.onRequest = null;
    faults.inject(worker, "terminate");
  };
};

// Workers made in place of others, a product, and whether the pool is complete again.
async function afterAnEnd() {
  const { workers } = matmill.stats();
  await until(() => faults.made.length > workers.length);
  await faults.eventually(() => matmill.stats().workers.every(({ state }) => state === "idle"));
  const c = await matmill.multiply(...testing.two(), { mode: "pool" });
  return [faults.made.length - workers.length, Array.from(c.data), faults.live() === workers.length];
}
