async function endAnIdleWorker(how) {
  const made = faults.made.length;
  faults.inject(faults.made[1], how);
  await faults.eventually(() => faults.made.length > made);
  return faults.made.length - made;
}

// The reasons that the log gives for workers becoming lost.
const reasons = () => logLines.map((line) => / to=lost reason="(.*)"/.exec(line)?.[1]).filter((reason) => reason);

async function injectDuringAJob([shares, how]) {
  logLines.length = 0;
  const hit = new Set();
  const found = await faults.survives(shares, (worker) => {
    hit.add(worker);
    faults.inject(worker, how);
  });
  // A worker without a tile may report its end after the last job. One that hangs is found only if it has a tile.
  const losses = how === "spin" ? 1 : hit.size;
  await faults.eventually(() => reasons().length >= losses);
  return { ...found, reasons: reasons() };
}

// What a silent end is called in the log, and how often it is said of workers that the page ended itself.
async function resizeAndCountLocks() {
  const made = faults.made.length;
  faults.inject(faults.made.at(-1), "terminate");
  await faults.until(() => faults.made.length > made);
  const silent = new Set(reasons());
  logLines.length = 0;
  for (const workers of [4, 1, 3, 2]) await matmill.configure({ workers });
  await faults.pause(300);
  // A worker's lock is free a moment after its end, and is waited for a moment after its start.
  let locks;
  await faults.eventually(async () => {
    locks = await navigator.locks.query();
    return locks.held.length === 2 && locks.pending.length === 2;
  });
  const unexpected = reasons().filter((reason) => silent.has(reason)).length;
  return [silent.size, unexpected, faults.live(), locks.held.length, locks.pending.length];
}

async function panicInTheWorker(share) {
  if (window.claimFaults) {
    const found = await faults.survives([share], (worker) => faults.inject(worker, "panic"));
    return { ...found, faulty: found.injected };
  }
  const { tiles } = (await matmill.multiply(...testing.pair(600), { mode: "pool" })).report;
  let runs = 0;
  faults.onRequest = (kind, contents) => {
    if (kind === "Run" && ++runs === tiles + Math.max(1, Math.round(share * tiles))) contents.tile.rows.end += 1000;
  };
  const found = await faults.survives([0.1], () => {});
  return { ...found, faulty: runs > tiles * (1 + share) };
}

async function killWorkersWithWork(moment) {
  const before = faults.made.length;
  const [a, b] = testing.pair(300);
  const request = window.claimFaults ? "Claim" : "Run";
  if (window.claimFaults && moment === "tile") window.claimFaults.always("claimed", "trap");
  else {
    faults.onRequest = (kind, contents, worker) => {
      if (kind === request) faults.inject(worker, "trap");
    };
  }
  const found = await testing.outcome(matmill.multiply(a, b, { mode: "pool" }));
  faults.onRequest = null;
  window.claimFaults?.clear();
  const constructions = faults.made.length - before;
  if (moment === "turn") await matmill.configure({ workers: 3 });
  const c = await matmill.multiply(a, b, { mode: "pool" });
  return { ...found, few: constructions <= 3 * 5, next: c.report.verified };
}

async function killWorkersAsTheyStart() {
  const before = faults.made.length;
  faults.onAnswer = (kind, contents, worker) => {
    if (kind === "Hello") faults.inject(worker, "trap");
  };
  faults.made.forEach((worker) => faults.inject(worker, "trap"));
  const given = () =>
    faults.made.length - before >= 15 && matmill.stats().workers.every(({ state }) => state === "lost");
  await faults.eventually(given);
  await faults.pause(2000);
  const made = faults.made.length - before;
  const two = testing.two();
  const found = await testing.outcome(matmill.multiply(...two, { mode: "pool" }));
  const local = Array.from((await matmill.multiply(...two)).data);
  faults.onAnswer = null;
  await matmill.configure({ workers: 2 });
  return { ...found, made, local, healed: Array.from((await matmill.multiply(...two, { mode: "pool" })).data) };
}

async function killBetweenConstructionAndHello() {
  let ended = 0;
  faults.onMade = (worker) => {
    if (ended++ < 2) faults.inject(worker, "terminate");
  };
  const before = faults.made.length;
  const [a, b] = testing.pair(300);
  const whole = await testing.digest(await matmill.multiply(a, b, { mode: "pool" }));
  const same = [];
  for (const worker of faults.made.slice(-2)) {
    faults.inject(worker, "terminate");
    const made = faults.made.length;
    await faults.until(() => faults.made.length > made);
    same.push((await testing.digest(await matmill.multiply(a, b, { mode: "pool" }))) === whole);
  }
  await matmill.configure({ workers: 2 });
  return {
    same,
    made: faults.made.length - before,
    live: faults.live(),
    startsLost: logLines.filter((line) => line.includes(" from=starting to=lost ")).length,
  };
}
