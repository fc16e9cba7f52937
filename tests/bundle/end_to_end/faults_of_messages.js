const three = [0.1, 0.5, 0.9];
// A size of which workers are not sent all tiles at the beginning.
const LARGE = 1500;

// What neither side takes for a message.
const FOREIGN_VALUES = [null, undefined, 1, "text", {}, [], { matmill: 1 }, { matmill: null }, { matmill: {} }];

async function answersTwice() {
  return faults.survives(three, (worker, contents, data) => {
    faults.say(worker, structuredClone(data));
    faults.say(worker, structuredClone(data));
  });
}

async function lateAnswers() {
  return faults.survives(three, (worker, contents, data) => {
    setTimeout(() => faults.say(worker, data), 300);
    return "taken";
  });
}

async function lostAnswers() {
  return faults.survives(three, () => "taken");
}

async function undecodableMessage() {
  return faults.survives(three, (worker) => worker.dispatchEvent(new MessageEvent("messageerror")));
}

async function answerOfAnEndedJob() {
  let kept;
  await faults.survives(three, (worker, contents, data) => {
    kept ??= [worker, structuredClone(data)];
  });
  return faults.survives(three, (worker) => {
    faults.say(...kept);
    faults.say(worker, kept[1]);
  });
}

async function foreignAnswers() {
  const foreign = [
    ...FOREIGN_VALUES,
    { matmill: { ProcessOutput: 1 } },
    { matmill: { ProcessOutput: [0, { Done: 1 }] } },
    { matmill: { ProcessOutput: [0, { Nothing: {} }] } },
    { matmill: { WorkerLoaded: 1 } },
    { matmill: { ProcessOutput: [7, { Crashed: { reason: "none" } }] } },
    new Uint8Array(3),
    new Map([["matmill", 1]]),
  ];
  return faults.survives(three, (worker) => foreign.forEach((data) => faults.say(worker, data)));
}

async function answersAboutOthers() {
  return faults.survives(three, (worker, contents, data) => {
    for (const change of [{ job: 4e9 }, { tile_id: 4e9 }, { job: 0 }, { tile_id: 0, job: contents.job + 1 }]) {
      const other = structuredClone(data);
      Object.assign(other.matmill.ProcessOutput[1].Done, change);
      faults.say(worker, other);
    }
  });
}

async function answersForTilesOfOthers() {
  const out = new Map();
  faults.onRequest = (kind, contents, worker) => {
    if (kind === "Run") out.set(contents.tile_id, worker);
  };
  let injected = 0;
  const found = await faults.survives(
    three,
    (worker, contents, data) => {
      for (const [tile, other] of out) {
        if (other === worker) continue;
        const foreign = structuredClone(data);
        foreign.matmill.ProcessOutput[1].Done.tile_id = tile;
        injected++;
        faults.say(worker, foreign);
      }
    },
    LARGE,
  );
  return { ...found, injected: found.injected && injected > 0 };
}

async function damagedAnswers() {
  const changes = [
    (done) => {
      done.tile_report.verification = 7;
    },
    (done) => {
      done.c = new Float64Array(1);
    },
    (done) => {
      done.tile_report = "none";
    },
  ];
  return faults.survives(three, (worker, contents, data) => {
    const faulty = structuredClone(data);
    changes.pop()(faulty.matmill.ProcessOutput[1].Done);
    faults.say(worker, faulty);
    return "taken";
  });
}

async function foreignRequests() {
  const foreign = [
    ...FOREIGN_VALUES,
    { matmill: { ProcessInput: 1 } },
    { matmill: { ProcessInput: [0, { Run: 1 }] } },
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
  const twice = (kind, contents, worker, message, deliver) => {
    if (kind === "Run") faults.tell(worker, structuredClone(message));
  };
  return faults.survives(
    three,
    () => {
      faults.onRequest = twice;
    },
    LARGE,
  );
}

async function countAnswersToRequestsTwice() {
  const [a, b] = testing.pair(600);
  let answers = 0;
  faults.onRequest = (kind, contents, worker, message) => {
    if (kind === "Run") faults.tell(worker, structuredClone(message));
  };
  faults.onAnswer = (kind) => {
    if (kind === "Done") answers++;
  };
  const { report } = await matmill.multiply(a, b, { mode: "pool" });
  faults.onRequest = null;
  await matmill.multiply(a, b, { mode: "pool" });
  await faults.pause(200);
  faults.onAnswer = null;
  return [answers, 2 * report.tiles];
}

async function lostRequests() {
  let lost = 0;
  const lose = (kind) => (kind === "Run" && lost++ < 1 ? "taken" : undefined);
  const found = await faults.survives(
    [0.1],
    () => {
      faults.onRequest = lose;
    },
    LARGE,
  );
  return { ...found, injected: found.injected && lost > 0 && found.retried };
}

async function aLostMessageOfSeveral() {
  let lost = 0;
  const [a, b] = testing.pair(600);
  const whole = await matmill.multiply(a, b, { mode: "pool" });
  faults.onMessage = (kinds) => (kinds.length > 1 && lost++ < 1 ? "taken" : undefined);
  const c = await matmill.multiply(a, b, { mode: "pool" });
  faults.onMessage = null;
  const next = await matmill.multiply(a, b, { mode: "pool" });
  const digests = new Set(await Promise.all([whole, c, next].map(testing.digest)));
  return [lost > 0, digests.size, c.report.retries > 0, c.report.verified];
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
  let lost = 0;
  const [a, b] = testing.pair(600);
  const whole = await matmill.multiply(a, b, { mode: "pool" });
  faults.onRequest = (kind) => (kind === lostKind && lost++ < 1 ? "taken" : undefined);
  const c = await matmill.multiply(a, b, { mode: "pool" });
  faults.onRequest = null;
  const next = await matmill.multiply(a, b, { mode: "pool" });
  const digests = new Set(await Promise.all([whole, c, next].map(testing.digest)));
  return [lost > 0, digests.size, c.report.retries > 0, faults.made.length];
}
