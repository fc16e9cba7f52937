// What a pool at rest looks like, by scripts' eyes.
const rest = () => {
  const stats = matmill.stats();
  return [stats.activeTasks, stats.queueSize, stats.workers.filter((worker) => worker.state === "busy").length];
};
// The same, once no worker is at work: one that has to be ended for that is found by the page's timers.
const restInTheEnd = async () => {
  await faults.eventually(() => rest().every((count) => count === 0));
  return rest();
};
// Waits until a worker is at work.
const untilBusy = () => faults.until(() => matmill.stats().workers.some(({ state }) => state === "busy"));
const two = testing.two();
const small = async () => Array.from((await matmill.multiply(...two, { mode: "pool" })).data);

// Where the page has no part in each tile, a job might end before it sees the first: one tile is held back.
const holdATile = (until) => {
  window.claimFaults?.clear();
  if (window.claimFaults) faults.stopAt("claimed", 2, () => faults.until(until));
};

async function stopARunningJob() {
  const [a, b] = testing.pair(1800);
  const control = new AbortController();
  holdATile(() => control.signal.aborted);
  let found;
  let begun;
  const first = new Promise((resolve) => {
    begun = resolve;
  });
  testing
    .outcome(matmill.multiply(a, b, { mode: "pool", signal: control.signal, onProgress: begun }))
    .then((outcome) => {
      found = outcome;
    });
  // In the turn of the first tile, so that the job cannot end before, however late this page gets processor time.
  await first;
  control.abort();
  window.claimFaults?.clear();
  await faults.pause(0);
  const name = found?.name;
  const isDomException = found?.isDomException;
  await faults.pause(300);
  const after = await restInTheEnd();
  return [name, isDomException, after, await small(), faults.live()];
}

async function stopWhileOperandsAreSent() {
  const [a, b] = testing.pair(2500);
  const control = new AbortController();
  let found;
  const made = faults.made.length;
  testing.outcome(matmill.multiply(a, b, { mode: "pool", signal: control.signal })).then((outcome) => {
    found = outcome;
  });
  await faults.pause(0);
  control.abort();
  await faults.pause(0);
  await faults.pause(0);
  const name = found?.name;
  await faults.pause(300);
  return [name, await restInTheEnd(), await small(), faults.made.length - made];
}

async function stopWhileWorkersWait() {
  const [a, b] = [testing.reals(12, 1088, 1), testing.reals(1088, 1024, 2)];
  const rounds = [];
  while (rounds.length < 5 && !rounds.includes("AbortError 0")) {
    await matmill.configure({ workers: 3 });
    const made = faults.made.length;
    const control = new AbortController();
    const given = new Promise((resolve) => {
      faults.onRequest = (kind) => {
        if (kind === "Run" || kind === "Claim") resolve();
      };
    });
    const job = testing.outcome(matmill.multiply(a, b, { mode: "pool", signal: control.signal }));
    await given;
    control.abort();
    const { name } = await job;
    await faults.pause(400);
    rounds.push(`${name} ${faults.made.length - made}`);
  }
  faults.onRequest = null;
  const after = await restInTheEnd();
  const { report } = await matmill.multiply(a, b, { mode: "pool" });
  return [rounds.at(-1), after, report.verified];
}

async function aHundredCancels() {
  const [a, b] = testing.pair(500);
  const whole = await testing.digest(await matmill.multiply(a, b, { mode: "pool" }));
  let word = 1;
  const names = new Set();
  for (let round = 0; round < 100; round++) {
    word = (word * 48271) % 2147483647;
    const control = new AbortController();
    const job = testing.outcome(matmill.multiply(a, b, { mode: "pool", signal: control.signal }));
    await faults.pause(word % 30);
    control.abort();
    const found = await job;
    names.add(found.resolved ? "resolved" : found.name);
  }
  await faults.pause(300);
  const after = await restInTheEnd();
  const same = (await testing.digest(await matmill.multiply(a, b, { mode: "pool" }))) === whole;
  const { totalTasks, completedTasks } = matmill.stats();
  names.delete("resolved");
  return [[...names], after, same, faults.live(), totalTasks - completedTasks];
}

async function cancelWaitingJobs() {
  const [a, b] = testing.pair(300);
  const control = new AbortController();
  const jobs = [];
  for (let job = 0; job < 40; job++)
    jobs.push(testing.outcome(matmill.multiply(a, b, { mode: "pool", signal: job % 2 ? control.signal : undefined })));
  await faults.pause(0);
  control.abort();
  const found = (await Promise.all(jobs)).map((outcome) => outcome.name ?? "right");
  return [
    new Set(found.filter((name, job) => job % 2 === 0)).size,
    found[0],
    found[39],
    found.filter((name) => name === "AbortError").length > 10,
    (await restInTheEnd()).slice(0, 2),
  ];
}

async function crowd() {
  const crowd = Array.from({ length: 4300 }, () =>
    matmill.multiply(...two, { mode: "pool" }).then(
      (c) => c.data.join(),
      (error) => error,
    ),
  );
  const request = JSON.stringify({
    meta: [{ name: "method", value: "multiply" }],
    content: JSON.stringify({ A: "[[2]]", B: "[[3]]" }),
  });
  const reply = JSON.parse(await matmill.rpc(request + " ".repeat(300000)));
  const outcomes = await Promise.all(crowd);
  const errors = outcomes.filter((found) => found instanceof Error);
  const right = outcomes.filter((found) => found === "19,22,43,50").length;
  return [
    right >= 4096,
    right + errors.length,
    [...new Set(errors.map((error) => error.name))],
    errors[0]?.message,
    rest(),
    await small(),
    reply.meta,
  ];
}

async function smallJobsDuringALongOne() {
  const [a, b] = testing.pair(2600);
  const order = [];
  let begun;
  const first = new Promise((resolve) => {
    begun = resolve;
  });
  holdATile(() => order.length === 3);
  const long = matmill.multiply(a, b, { mode: "pool", onProgress: begun }).then(() => order.push("long"));
  await first;
  for (let job = 0; job < 3; job++) {
    await small();
    order.push("small");
  }
  await long;
  return order;
}

async function resizeDuringJobs() {
  const [a, b] = testing.pair(900);
  const all = new Set();
  const live = [];
  all.add(await testing.digest(await matmill.multiply(a, b, { mode: "pool" })));
  for (const workers of [1, 4, 2]) {
    let resized;
    const c = await matmill.multiply(a, b, {
      mode: "pool",
      onProgress: () => {
        resized ??= matmill.configure({ workers });
      },
    });
    all.add(await testing.digest(c));
    await resized;
    live.push([faults.live(), matmill.stats().workers.length]);
  }
  return [all.size, live];
}

// Jobs of every kind, one after the other, of different sizes and dtypes; gives what went wrong.
async function mixedJobs(count) {
  const wrong = [];
  for (let job = 0; job < count; job++) {
    const n = 1 + ((job * 37) % 180);
    const kind = job % 3 ? "f64" : "f32";
    const [a, b] = [testing.integers(n, n, job + 1, kind), testing.integers(n, n, job + 2, kind)];
    const inPool = () =>
      matmill.multiply(a, b, { mode: "pool" }).then((c) => {
        if (!c.report.verified) throw new Error("not verified");
      });
    const found = await testing.outcome(
      [
        inPool,
        () => matmill.multiply(a, b),
        () => matmill.multiply(a, b, { mode: "local" }),
        () => matmill.parse("1,2\n3,4\n"),
        () => matmill.format(a, "csv"),
        inPool,
        () =>
          matmill.parse("1,2\n3,x\n").catch((error) => {
            if (error.name !== "FormatError") throw error;
          }),
        () =>
          matmill.multiply(a, testing.of([[1]])).catch((error) => {
            if (n !== 1 && error.name !== "ShapeError") throw error;
          }),
        () =>
          matmill.multiply(a, b, { mode: "pool", signal: AbortSignal.abort() }).catch((error) => {
            if (error.name !== "AbortError") throw error;
          }),
      ][job % 9](),
    );
    if (!found.resolved) wrong.push(found);
  }
  return [wrong, faults.live(), rest(), await faults.memory()];
}

async function jobsKnownToWorkers() {
  const open = new Set();
  faults.onRequest = (kind, { job }, worker) => {
    const key = `${faults.made.indexOf(worker)} ${job}`;
    if (kind === "Open") open.add(key);
    if (kind === "Close") open.delete(key);
  };
  const [a, b] = testing.pair(300);
  const known = [];
  for (let job = 0; job < 5; job++) {
    await matmill.multiply(a, b, { mode: "pool" });
    known.push(open.size > 0);
  }
  await faults.eventually(() => open.size === 0);
  return [known, open.size];
}

async function memoryAfterARest() {
  const before = await faults.memory();
  const made = faults.made.length;
  const [a, b] = testing.pair(1500);
  await matmill.multiply(a, b, { mode: "pool" });
  const grown = (await faults.memory()) - before;
  await faults.eventually(() => faults.made.length >= made + 2);
  await matmill.configure({ workers: 2 });
  const rested = (await faults.memory()) - before;
  const product = await small();
  await faults.pause(1500);
  return [grown > 8 << 20, rested < 2 << 20, product, faults.made.length - made, faults.live()];
}

async function smallJobsAfterALargeOne() {
  const [a, b] = testing.pair(1500);
  await matmill.multiply(a, b, { mode: "pool" });
  const made = faults.made.length;
  let answers = 0;
  while (answers < 300 && faults.made.length < made + 2) {
    await small();
    answers++;
    await faults.pause(100);
  }
  return [answers < 300, faults.made.length - made, await small()];
}

async function leaveAndComeBack() {
  const [a, b] = testing.pair(1500);
  const job = testing.outcome(matmill.multiply(a, b, { mode: "pool" }));
  await untilBusy();
  dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
  const kept = faults.live();
  dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }));
  const left = faults.live();
  const found = await job;
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  const product = await small();
  await matmill.configure({ workers: 3 });
  return [kept, left, found.name, product, faults.live(), rest()];
}

async function beginBeforeLeaving() {
  globalThis.before = faults.made.length;
  addEventListener("pageshow", (event) => {
    globalThis.kept = event.persisted;
  });
  globalThis.job = matmill.multiply(testing.reals(2000, 2000, 1), testing.reals(2000, 2000, 2), { mode: "pool" });
  await faults.pause(100);
}

async function watchVisibility() {
  globalThis.seen = [];
  addEventListener("visibilitychange", () => seen.push(document.visibilityState));
  globalThis.longest = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 20);
}

async function smallOnceReady() {
  await matmill.ready;
  return small();
}

async function begin(size) {
  globalThis.before = faults.made.length;
  globalThis.job = matmill.multiply(...testing.pair(size), { mode: "pool" });
  await faults.pause(100);
}

async function beginAndForget() {
  matmill.multiply(...testing.pair(1500), { mode: "pool" }).catch(() => {});
  await faults.pause(100);
}

async function end() {
  const c = await globalThis.job;
  return [c.report.verified, c.report.retries, faults.made.length - globalThis.before];
}

async function endAfterComingBack() {
  return [globalThis.kept, ...(await end()), await small()];
}

// Longer than a unit's deadline, in one task: the answers wait behind it.
async function holdThePageUp() {
  for (let time = 0; time < 2; time++) {
    const start = performance.now();
    while (performance.now() - start < 6000);
    await faults.pause(0);
  }
}
