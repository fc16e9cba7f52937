const three = [0.1, 0.5, 0.9];
// A size of which workers are not sent all tiles at the beginning.
const LARGE = 1500;
// Where memory is shared workers are given turns, in which they claim tiles; elsewhere one tile after the other.
const [REQUEST, ANSWER] = window.claimFaults ? ["Claim", "TurnEnded"] : ["Run", "Done"];
const NUMBER = window.claimFaults ? "turn" : "tile_id";
// A product while something happens to these answers.
const survivesAnswers = (plant) => faults.survives(three, plant, window.claimFaults ? LARGE : 600, "TurnEnded");

// What neither side takes for a message.
const FOREIGN_VALUES = [null, undefined, 1, "text", {}, [], { matmill: 1 }, { matmill: null }, { matmill: {} }];

async function answersTwice() {
  return survivesAnswers((worker, contents, data) => {
    faults.say(worker, structuredClone(data));
    faults.say(worker, structuredClone(data));
  });
}

async function lateAnswers() {
  return survivesAnswers((worker, contents, data) => {
    setTimeout(() => faults.say(worker, data), 300);
    return "taken";
  });
}

async function lostAnswers() {
  return survivesAnswers(() => "taken");
}

async function undecodableMessage() {
  return survivesAnswers((worker) => worker.dispatchEvent(new MessageEvent("messageerror")));
}

async function answerOfAnEndedJob() {
  let kept;
  await survivesAnswers((worker, contents, data) => {
    kept ??= [worker, structuredClone(data)];
  });
  return survivesAnswers((worker) => {
    faults.say(...kept);
    faults.say(worker, kept[1]);
  });
}

async function foreignAnswers() {
  const foreign = [
    ...FOREIGN_VALUES,
    { matmill: { ProcessOutput: 1 } },
    { matmill: { ProcessOutput: [0, { Done: 1 }] } },
    { matmill: { ProcessOutput: [0, { TurnEnded: 1 }] } },
    { matmill: { ProcessOutput: [0, { Nothing: {} }] } },
    { matmill: { WorkerLoaded: 1 } },
    { matmill: { ProcessOutput: [7, { Crashed: { reason: "none" } }] } },
    new Uint8Array(3),
    new Map([["matmill", 1]]),
  ];
  return faults.survives(three, (worker) => foreign.forEach((data) => faults.say(worker, data)));
}

async function answersAboutOthers() {
  return survivesAnswers((worker, contents, data) => {
    for (const change of [{ job: 4e9 }, { [NUMBER]: 4e9 }, { job: 0 }, { [NUMBER]: 0, job: contents.job + 1 }]) {
      const other = structuredClone(data);
      Object.assign(other.matmill.ProcessOutput[1][ANSWER], change);
      faults.say(worker, other);
    }
  });
}

async function answersForWorkOfOthers() {
  const out = new Map();
  faults.onRequest = (kind, contents, worker) => {
    if (kind === REQUEST) out.set(`${contents.job} ${contents[NUMBER]}`, [worker, contents]);
  };
  let injected = 0;
  const plant = (worker, contents, data) => {
    for (const [other, { job, [NUMBER]: number }] of out.values()) {
      if (other === worker) continue;
      const foreign = structuredClone(data);
      Object.assign(foreign.matmill.ProcessOutput[1][ANSWER], { job, [NUMBER]: number });
      injected++;
      faults.say(worker, foreign);
    }
  };
  const found = await faults.survives(three, plant, LARGE, "TurnEnded");
  return { ...found, injected: found.injected && injected > 0 };
}

async function damagedAnswers() {
  const changes = window.claimFaults
    ? [(ended) => (ended.failure = 7), (ended) => (ended.turn = "none"), (ended) => (ended.failure = "nothing failed")]
    : [
        (done) => (done.tile_report.verification = 7),
        (done) => (done.c = new Float64Array(1)),
        (done) => (done.tile_report = "none"),
      ];
  return survivesAnswers((worker, contents, data) => {
    const faulty = structuredClone(data);
    changes.pop()(faulty.matmill.ProcessOutput[1][ANSWER]);
    faults.say(worker, faulty);
    return "taken";
  });
}

async function foreignRequests() {
  const foreign = [
    ...FOREIGN_VALUES,
    { matmill: { ProcessInput: 1 } },
    { matmill: { ProcessInput: [0, { Run: 1 }] } },
    { matmill: { ProcessInput: [0, [{ Claim: 1 }]] } },
    { matmill: { ProcessInput: [0, [{ Claim: { job: 0, turn: 0, slot: 0, limit: 1, table: new Int32Array(9) } }]] } },
    { matmill: { ProcessInput: [0, [{ Run: 1 }]] } },
    { matmill: { ProcessInput: [0, [{ Nothing: {} }]] } },
    { matmill: { ProcessInput: [0, []] } },
    { matmill: { ProcessInput: [9, [{ Close: { job: 1 } }]] } },
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)),
    new Uint8Array(3),
  ];
  return faults.survives(three, (worker) => foreign.forEach((data) => faults.tell(worker, data)));
}

async function requestsTwice() {
  const twice = (kind, contents, worker, message) => {
    if (kind === REQUEST) faults.tell(worker, structuredClone(message));
  };
  const begin = () => {
    faults.onRequest = twice;
  };
  return faults.survives(three, begin, LARGE, "TurnEnded");
}

async function countWorkAskedForTwice() {
  const [a, b] = testing.pair(600);
  let answers = 0;
  faults.onRequest = (kind, contents, worker, message) => {
    if (kind === REQUEST) faults.tell(worker, structuredClone(message));
  };
  faults.onAnswer = (kind) => {
    if (kind === "Done") answers++;
  };
  window.claimFaults?.clear();
  const { report } = await matmill.multiply(a, b, { mode: "pool" });
  faults.onRequest = null;
  await matmill.multiply(a, b, { mode: "pool" });
  await faults.pause(200);
  faults.onAnswer = null;
  return [window.claimFaults ? window.claimFaults.count("claimed") : answers, 2 * report.tiles];
}

// Where memory is shared others claim what this worker does not, so it is the only one.
async function lostRequests() {
  if (window.claimFaults) await matmill.configure({ workers: 1 });
  const made = faults.made.length;
  let lost = 0;
  const lose = (kind) => (kind === REQUEST && lost++ < 1 ? "taken" : undefined);
  const begin = () => {
    faults.onRequest = lose;
  };
  const found = await faults.survives([0.1], begin, LARGE, "TurnEnded");
  const isAskedAgain = window.claimFaults ? faults.made.length > made : found.retried;
  await matmill.configure({ workers: 3 });
  return { ...found, injected: found.injected && lost > 0 && isAskedAgain };
}

async function aLostMessageOfSeveral() {
  if (window.claimFaults) await matmill.configure({ workers: 1 });
  const made = faults.made.length;
  let lost = 0;
  const [a, b] = testing.pair(600);
  const whole = await matmill.multiply(a, b, { mode: "pool" });
  faults.onMessage = (kinds) => (kinds.length > 1 && lost++ < 1 ? "taken" : undefined);
  const c = await matmill.multiply(a, b, { mode: "pool" });
  faults.onMessage = null;
  const next = await matmill.multiply(a, b, { mode: "pool" });
  const digests = new Set(await Promise.all([whole, c, next].map(testing.digest)));
  const isSentAgain = window.claimFaults ? faults.made.length > made : c.report.retries > 0;
  return [lost > 0, digests.size, isSentAgain, c.report.verified];
}

async function kindsInTheFirstMessage() {
  // What waits for the next message is sent by itself after 50 ms, which may pass before a loaded page begins the next job.
  const plain = setInterval;
  window.setInterval = (work, time) => plain(work, 1000 * time);
  await faults.pause(300);
  const [a, b] = testing.pair(600);
  await matmill.multiply(a, b, { mode: "pool" });
  const first = new Map();
  faults.onMessage = (kinds, worker) => {
    if (!first.has(worker)) first.set(worker, kinds.slice(0, 3).join());
  };
  await matmill.multiply(a, b, { mode: "pool" });
  faults.onMessage = null;
  window.setInterval = plain;
  return Array.from(new Set(first.values()));
}

async function aLostRequest(lostKind) {
  // Where memory is shared others claim what this worker does not.
  if (window.claimFaults) await matmill.configure({ workers: 1 });
  const made = faults.made.length;
  let [lost, opened] = [0, 0];
  const [a, b] = testing.pair(600);
  const whole = await matmill.multiply(a, b, { mode: "pool" });
  faults.onRequest = (kind) => {
    if (kind === "Open") opened++;
    return kind === lostKind && lost++ < 1 ? "taken" : undefined;
  };
  const c = await matmill.multiply(a, b, { mode: "pool" });
  faults.onRequest = null;
  const next = await matmill.multiply(a, b, { mode: "pool" });
  const digests = new Set(await Promise.all([whole, c, next].map(testing.digest)));
  const isToldAgain = window.claimFaults ? opened === 2 : c.report.retries > 0;
  return [lost > 0, digests.size, isToldAgain, faults.made.length - made];
}
