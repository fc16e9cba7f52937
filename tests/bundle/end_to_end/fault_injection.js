// Runs in a page before its own scripts: a `Worker` into which tests can inject faults from outside the app.
//
// `live()` counts workers, `memory()` adds up their memory, `inject` gives one a fault. `onAnswer` and `onRequest` see every
// answer and every request, `onMessage` every list of requests that is one message; each may take it.
// The app replaces `Worker` during each construction; it then wraps this one. Where memory is shared, claim_faults.js
// stops workers at their claims.
window.faults = (() => {
  const Native = window.Worker;
  if (!Native) return {};
  const made = [];
  const ended = new Set();
  // Workers that the page cannot end.
  const undying = new Set();
  // Where workers are stopped.
  const stops = new Map();
  const { claimFaults } = window;
  const self = { made, undying, onMade: null, onEnd: null, onAnswer: null, onRequest: null, onMessage: null };

  // The page's policy holds here too. It lets a worker start from a script of the page's own and import no other, so the
  // agent below and the page's script are made one, and the page's own rule is asked to let that pass.
  const createObjectURL = URL.createObjectURL.bind(URL);
  const scripts = new Map();
  URL.createObjectURL = (object) => {
    const url = createObjectURL(object);
    if (object.type === "text/javascript") scripts.set(url, object);
    return url;
  };
  const ours = new Set();
  let trusted = (url) => url;
  const createPolicy = window.trustedTypes?.createPolicy.bind(window.trustedTypes);
  if (createPolicy) {
    window.trustedTypes.createPolicy = (name, rules) => {
      const createScriptURL = (url, ...rest) => (ours.has(url) ? url : rules.createScriptURL(url, ...rest));
      const policy = createPolicy(name, { ...rules, createScriptURL });
      if (name === "matmill-workers") trusted = (url) => policy.createScriptURL(url);
      return policy;
    };
  }
  const withAgent = (url) => {
    const both = createObjectURL(new Blob([agent, scripts.get(String(url)) ?? ""], { type: "text/javascript" }));
    ours.add(both);
    return trusted(both);
  };

  // Notes the memory of every module that is instantiated from here on; gives a function that adds them up.
  const measureMemory = () => {
    const instances = [];
    const note = (found) => { instances.push(found.instance ?? found); return found; };
    for (const how of ["instantiate", "instantiateStreaming"]) {
      const plain = WebAssembly[how];
      WebAssembly[how] = (...words) => plain.apply(WebAssembly, words).then(note);
    }
    return () => instances.reduce((sum, { exports }) => sum + (exports.memory?.buffer.byteLength ?? 0), 0);
  };
  const pagesMemory = measureMemory();

  // Runs in each worker before anything else there. The module's only function is `unreachable`.
  const agent = `{ const memory = (${measureMemory})();
  ${claimFaults?.agent ?? ""}
  const trap = () => new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0,
    1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 5, 1, 3, 0, 0, 11))).exports.f();
  addEventListener("message", (event) => {
    const order = event.data && event.data.faults;
    if (!order) return;
    event.stopImmediatePropagation();
    if (order === "measureMemory") { event.ports[0].postMessage(memory()); return; }
    if (order.control) { stopAtClaims(order.control, order.worker, trap); return; }
    ({ close: () => globalThis.close(), spin: () => { for (;;); }, throw: () => { throw new Error("injected"); },
       reject: () => { Promise.reject(new Error("injected")); }, trap, "trap later": async () => { await null; trap(); } })[order]();
  }); }\n`;

  // The message inside gloo-worker's: [kind, contents], or nothing if it is another.
  const inside = (tuple) =>
    Array.isArray(tuple) && tuple[1] && typeof tuple[1] === "object" ? Object.entries(tuple[1])[0] : undefined;

  window.Worker = class extends Native {
    constructor(url, options) {
      super(withAgent(url), options);
      const worker = made.push(this) - 1;
      if (claimFaults) super.postMessage({ faults: { control: claimFaults.control, worker } });
      this.addEventListener("message", (event) => {
        const found = !event.injected && inside(event.data?.matmill?.ProcessOutput);
        if (!found || !self.onAnswer) return;
        if (self.onAnswer(found[0], found[1], this, event.data) === "taken") event.stopImmediatePropagation();
      });
      self.onMade?.(this);
    }
    postMessage(message, transfer = []) {
      const requests = message?.matmill?.ProcessInput?.[1];
      if (
        requests &&
        self.onMessage?.(
          requests.map((request) => Object.keys(request)[0]),
          this,
        ) === "taken"
      )
        return undefined;
      if (!requests || !self.onRequest) return super.postMessage(message, transfer);
      // They travel together; here each goes its own way, with its own buffers, so that one can be taken and not the others.
      for (const request of requests) {
        const alone = { matmill: { ProcessInput: [message.matmill.ProcessInput[0], [request]] } };
        const [kind, contents] = Object.entries(request)[0];
        const buffers = Object.values(contents).map((value) => value?.buffer);
        const deliver = () =>
          super.postMessage(
            alone,
            transfer.filter((buffer) => buffers.includes(buffer)),
          );
        if (!self.onRequest || self.onRequest(kind, contents, this, alone, deliver) !== "taken") deliver();
      }
    }
    terminate() {
      ended.add(this);
      self.onEnd?.(this);
      if (!undying.has(this)) super.terminate();
    }
  };

  return Object.assign(self, {
    live: () => made.filter((worker) => !ended.has(worker)).length,
    // Bytes of WebAssembly memory on the page and in all workers that live.
    memory: async () => {
      const measured = made
        .filter((worker) => !ended.has(worker))
        .map(
          (worker) =>
            new Promise((resolve) => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = ({ data }) => resolve(data);
              Native.prototype.postMessage.call(worker, { faults: "measureMemory" }, [port2]);
            }),
        );
      return (await Promise.all(measured)).reduce((sum, bytes) => sum + bytes, pagesMemory());
    },
    // Whether the page has ended a worker.
    isEnded: (worker) => ended.has(worker),
    // Ends or changes a worker without the app's knowledge.
    inject: (worker, how) => {
      if (how === "terminate") {
        Native.prototype.terminate.call(worker);
        // It may run on for a moment, so it must not go on.
        stops.delete(worker);
      } else if (stops.has(worker)) stops.get(worker).order(how);
      else Native.prototype.postMessage.call(worker, { faults: how });
    },
    // Where memory is shared: runs `act(worker)` while the `moment`th worker that comes to a point of a claim is stopped
    // there. Then it goes on, if `act` has not ordered otherwise.
    stopAt: async (point, moment, act) => {
      const stop = claimFaults.stop(point, moment);
      await self.until(() => stop.worker() !== undefined || stop.isRemoved());
      if (stop.isRemoved()) return;
      const worker = made[stop.worker()];
      stops.set(worker, stop);
      await act(worker);
      if (stops.delete(worker)) stop.order("go");
    },
    // To the page, as if the worker had said it.
    say: (worker, data) => {
      const event = new MessageEvent("message", { data });
      event.injected = true;
      worker.dispatchEvent(event);
    },
    // To the worker, as if the page had said it.
    tell: (worker, data) => Native.prototype.postMessage.call(worker, data),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    // Waits for something that happens by itself.
    until: async (happened) => {
      while (!happened()) await self.pause(1);
    },
    // The same, but gives up after a minute, so that the test says what it found. On a loaded machine seconds may pass
    // before the page hears of what has happened.
    eventually: async (happened) => {
      const start = performance.now();
      while (!(await happened()) && performance.now() - start < 60000) await self.pause(5);
    },
    // A product twice, the second time with `plant(worker)` at these shares of its tiles: what became of it. Where memory
    // is shared the worker is stopped meanwhile at a point of its claim. At "TurnEnded", and at "Done" elsewhere, `plant` is
    // called with that message instead, and may take it.
    survives: async (shares, plant, size = 600, at = "claimed") => {
      const [a, b] = [testing.reals(size, size, 1), testing.reals(size, size, 2)];
      const multiply = () => matmill.multiply(a, b, { mode: "pool" });
      const whole = await multiply();
      const { tiles } = whole.report;
      const moments = shares.map((share) => Math.max(1, Math.round(share * tiles)));
      const counted = claimFaults ? at : "Done";
      let [messages, injected] = [0, 0];
      self.onAnswer = (kind, contents, worker, data) => {
        if (kind !== counted || !moments.includes(++messages)) return undefined;
        injected++;
        return plant(worker, contents, data);
      };
      claimFaults?.clear();
      // Of two products at once each turn is one tile.
      const products = claimFaults && at === "TurnEnded" ? 2 : 1;
      const known = matmill.stats().totalTasks;
      const areKnown = () => matmill.stats().totalTasks >= known + products * tiles;
      if (products === 2) {
        // Nobody begins before both are known.
        matmill.stats().workers.forEach((_, index) => self.stopAt("claimed", index + 1, () => self.until(areKnown)));
      } else if (claimFaults) {
        moments.forEach((moment) =>
          self.stopAt(at, moment, (worker) => {
            injected++;
            return plant(worker);
          }),
        );
      }
      let faulty;
      try {
        faulty = await Promise.all(Array.from({ length: products }, multiply));
        // A worker that is stopped where it holds no tile does not keep the product from its end.
        await self.eventually(() => injected === moments.length);
      } finally {
        claimFaults?.clear();
        self.onAnswer = null;
        self.onRequest = null;
      }
      const next = await matmill.multiply(...testing.two(), { mode: "pool" });
      // Of the same size, so that it is sent in what came back before.
      const digests = new Set(await Promise.all([whole, ...faulty, await multiply()].map(testing.digest)));
      return {
        injected: injected === moments.length,
        same: digests.size === 1,
        verified: faulty.every(({ report }) => report.verified),
        retried: faulty.some(({ report }) => report.retries > 0),
        next: Array.from(next.data),
      };
    },
  });
})();
