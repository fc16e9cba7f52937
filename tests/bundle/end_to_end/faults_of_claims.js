const [a, b] = testing.pair(600);
const multiply = (options) => matmill.multiply(a, b, { mode: "pool", ...options });

async function endAtAPoint([point, how]) {
  const found = await faults.survives([0.1, 0.5, 0.9], (worker) => faults.inject(worker, how), 600, point);
  await matmill.configure({ workers: 3 });
  return found;
}

// A worker hangs where it holds no tile, so that nobody misses it before the product is complete.
async function hangWithoutATile(point) {
  const made = faults.made.length;
  claimFaults.clear();
  claimFaults.always(point, "hang", 3);
  const { report } = await multiply();
  await faults.eventually(() => faults.made.length > made);
  await matmill.configure({ workers: 2 });
  const next = await multiply();
  return [report.verified, report.retries, faults.made.length - made, next.report.verified];
}

// A worker that the page has given up, but that does not end, goes on: while others compute, or when the product is the
// caller's.
async function givenUpButRunning([point, when]) {
  const whole = await testing.digest(await multiply());
  claimFaults.clear();
  let givenUp;
  let held;
  let isReturned = false;
  let isMine = false;
  faults.onAnswer = (kind, contents, worker) => {
    isReturned ||= kind === "TurnEnded" && worker === givenUp;
  };
  // The next to claim a tile waits for that worker, so that the product is not complete before it has gone on.
  faults.onEnd = (worker) => {
    if (worker === givenUp && when === "during") held = faults.stopAt("claimed", 0, () => faults.until(() => isReturned));
  };
  const rising = faults.stopAt(point, 2, async (worker) => {
    givenUp = worker;
    faults.undying.add(worker);
    await faults.until(() => faults.isEnded(worker) && (when === "during" || isMine));
  });
  const c = await multiply({ shared: true });
  const isSame = (await testing.digest(c)) === whole;
  const isShared = c.data.buffer instanceof SharedArrayBuffer;
  // From here on the array is the caller's.
  c.data.fill(7);
  isMine = true;
  await rising;
  await held;
  await faults.until(() => isReturned);
  const isStillMine = c.data.every((entry) => entry === 7);
  faults.onAnswer = null;
  faults.onEnd = null;
  claimFaults.clear();
  faults.undying.delete(givenUp);
  faults.inject(givenUp, "terminate");
  const next = (await testing.digest(await multiply())) === whole;
  return { isSame, isShared, verified: c.report.verified, retried: c.report.retries > 0, isStillMine, next };
}

// The caller's own array, while it cannot be known whether a worker that was given up still writes there.
async function givenUpWhileItWritesToOut() {
  const out = new Float64Array(new SharedArrayBuffer(8 * 600 * 600));
  claimFaults.clear();
  claimFaults.always("writing", "hang", 2);
  const found = await testing.outcome(multiply({ out }));
  claimFaults.clear();
  return { ...found, next: (await multiply()).report.verified };
}

// What might be written to the table of claims by mistake. A state is 0 for free, -1 for done, or 1 + the number of a turn.
const CHANGES = {
  "an unknown turn": (table, tile) => (table[tile] = 1000000),
  "the largest turn": (table, tile) => (table[tile] = 0x7fffffff),
  "a negative word": (table, tile) => (table[tile] = -2),
  "the most negative word": (table, tile) => (table[tile] = -0x80000000),
  "an unknown turn at all tiles": (table, tile, states) => table.fill(1000000, states, tile + 1),
  "a turn that computes another tile": (table, tile, states) =>
    (table[tile] = table.subarray(states, tile + 1).find((state) => state > 0)),
  "a count of tiles that is too large": (table) => (table[0] = 1000000),
  "a negative count of tiles": (table) => (table[0] = -5),
  "another signal": (table) => (table[1] = -7),
  "tiles that are done and free again": (table, tile, states) =>
    table.subarray(states, tile + 1).forEach((state, index, all) => (all[index] = state === -1 ? 0 : state)),
  "a tile that nobody has computed": (table, tile) => (table[tile] = -1),
  "ends of all turns": (table) => table.fill(0x7fffffff, 4, 68),
};

async function changeTheTable(what) {
  const whole = await testing.digest(await multiply());
  let table;
  faults.onRequest = (kind, contents) => {
    if (kind === "Claim") table ??= contents.table;
  };
  claimFaults.clear();
  // Everybody is stopped meanwhile. The last tile is free then.
  const workers = matmill.stats().workers.length;
  let arrived = 0;
  const change = () => {
    if (++arrived < workers) return;
    const states = 68 + 2 * table[2] + 3 * table[3];
    CHANGES[what](table, states + table[3] - 1, states);
  };
  for (let moment = 1; moment <= workers; moment++) {
    faults.stopAt("claimed", moment, async () => {
      change();
      await faults.until(() => arrived === workers);
    });
  }
  let verified = "";
  let digest = "";
  const found = await testing.outcome(
    multiply().then(async (c) => {
      verified = c.report.verified;
      digest = await testing.digest(c);
    }),
  );
  faults.onRequest = null;
  claimFaults.clear();
  await matmill.configure({ workers });
  const next = (await testing.digest(await multiply())) === whole;
  return { changed: arrived === workers, name: found.name ?? "", same: digest === whole, verified, next };
}

// As soon as the page has freed the last tile, it is claimed again in the same turn, which there is not: five times.
async function claimAgainAndAgain() {
  const UNKNOWN = 1000000;
  const whole = await testing.digest(await multiply());
  const { compareExchange } = Atomics;
  let [table, tile, freed] = [undefined, 0, 0];
  faults.onRequest = (kind, contents) => {
    if (kind !== "Claim" || table) return;
    table = contents.table;
    tile = 68 + 2 * table[2] + 4 * table[3] - 1;
    table[tile] = UNKNOWN;
  };
  Atomics.compareExchange = (array, index, expected, value) => {
    const found = compareExchange(array, index, expected, value);
    if (found === UNKNOWN && ++freed < 5) table[tile] = UNKNOWN;
    return found;
  };
  const c = await multiply();
  Atomics.compareExchange = compareExchange;
  faults.onRequest = null;
  return [freed, (await testing.digest(c)) === whole, c.report.verified];
}

// The plan in the table is changed before any worker has read it.
async function damagedPlan(what) {
  const change = {
    "no tiles": (table) => (table[3] = 0),
    "more tiles than the table holds": (table) => (table[3] = 0x7fffffff),
    "a negative number of blocks": (table) => (table[2] = -1),
    "a tile beyond C": (table) => (table[68 + 2 * table[2] + 2] = 1000000),
    "a block that there is not": (table) => (table[68 + 2 * table[2]] = -4),
  }[what];
  let table;
  faults.onRequest = (kind, contents) => {
    if (kind !== "Claim" || table) return;
    table = contents.table;
    change(table);
  };
  const found = await testing.outcome(multiply());
  faults.onRequest = null;
  const next = await multiply();
  return { ...found, next: next.report.verified };
}

// Two products at once: how much of the other was done when the first was complete.
async function twoAtOnce() {
  const pair = testing.pair(1500);
  const { tiles } = (await matmill.multiply(...pair, { mode: "pool" })).report;
  const { totalTasks, workers } = matmill.stats();
  const areKnown = () => matmill.stats().totalTasks >= totalTasks + 2 * tiles;
  claimFaults.clear();
  // Nobody begins before both are known.
  workers.forEach((_, index) => faults.stopAt("claimed", index + 1, () => faults.until(areKnown)));
  const done = [0, 0];
  const atTheEnd = [];
  const products = [0, 1].map(async (which) => {
    const onProgress = ({ tilesDone }) => {
      done[which] = tilesDone / tiles;
      if (tilesDone === tiles) atTheEnd.push(done[1 - which]);
    };
    return testing.digest(await matmill.multiply(...pair, { mode: "pool", onProgress }));
  });
  const digests = new Set(await Promise.all(products));
  claimFaults.clear();
  return [atTheEnd[0] > 0.4, digests.size];
}

// Something is done while a worker is stopped in the middle of a product, so that the product cannot end before it.
async function whileAProductRuns(work) {
  const parse = () => matmill.parse(testing.octets("1,2,3\n".repeat(400000)));
  const othersSleep = () => faults.until(() => claimFaults.sleepers() > 0);
  const works = {
    parse,
    "parse while the others sleep": () => othersSleep().then(parse),
    "workers come": () => othersSleep(),
  };
  const order = [];
  claimFaults.clear();
  if (work === "workers come") {
    await matmill.configure({ workers: 1 });
    matmill.configure({ workers: 3 });
  }
  const held = faults.stopAt("claimed", 2, async () => {
    await works[work]();
    order.push(work);
  });
  const { report } = await matmill.multiply(...testing.pair(1500), { mode: "pool" });
  order.push("product");
  await held;
  claimFaults.clear();
  return [order, report.workers, report.retries, report.verified];
}

// The last worker goes while the first is stopped in the middle of a product.
async function workersGo() {
  await matmill.configure({ workers: 2 });
  const order = [];
  while (order.length < 2) {
    order.length = 0;
    claimFaults.clear();
    const held = faults.stopAt("claimed", 1, async (worker) => {
      if (worker !== faults.made[0]) return;
      matmill.configure({ workers: 1 });
      await faults.until(() => faults.live() === 1);
      order.push("gone");
    });
    const { report } = await matmill.multiply(...testing.pair(1500), { mode: "pool" });
    order.push("product");
    await held;
    if (order.length === 2) return [order, report.retries, report.verified];
  }
}

async function holdTheFirstTile() {
  claimFaults.clear();
  window.madeBefore = faults.made.length;
  faults.stopAt("claimed", 1, () => new Promise((resolve) => (window.release = resolve)));
}

async function othersSleep() {
  return claimFaults.sleepers() >= 2 && window.release !== undefined;
}

async function afterTheStop() {
  window.release();
  await faults.eventually(() => claimFaults.sleepers() === 0 && matmill.stats().activeTasks === 0);
  const sleepers = claimFaults.sleepers();
  claimFaults.clear();
  // One may have been ended because it was stopped for too long.
  const few = faults.made.length - window.madeBefore <= 1;
  return [sleepers, few, Array.from((await matmill.multiply(...testing.two(), { mode: "pool" })).data)];
}

// The page sees what is done while a worker is stopped, and the end.
async function progressOfAHeldJob() {
  const told = [];
  claimFaults.clear();
  const held = faults.stopAt("claimed", 2, () => faults.until(() => told.length > 0));
  const c = await multiply({ onProgress: ({ tilesDone, tilesTotal }) => told.push(tilesDone / tilesTotal) });
  await held;
  claimFaults.clear();
  return [told[0] < 1, told.at(-1) === 1, c.report.verified];
}
