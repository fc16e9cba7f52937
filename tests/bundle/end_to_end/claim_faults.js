// Runs in a page before fault_injection.js: stops workers at points of their claims, where memory is shared.
//
// Workers take tiles from a table by `Atomics.compareExchange`; no message tells of it. So the agent in each worker
// replaces the functions of `Atomics` that it uses and counts, together with those of the other workers, what comes to
// each point. Where the page has set a stop, the worker sleeps until the page orders what it shall do there: go on, or
// fail in some way.
window.claimFaults = (() => {
  if (!window.crossOriginIsolated || !window.SharedArrayBuffer) return null;
  const POINTS = ["claim", "claimed", "writing", "computed", "done"];
  const ORDERS = ["", "go", "throw", "trap", "panic", "spin", "hang", "close", "reject", "trap later"];
  // In the control words: a count for each point, how many sleep for want of tiles, then the stops.
  const [SLEEPERS, STOPS, WORDS, MOST] = [5, 6, 4, 32];
  const control = new Int32Array(new SharedArrayBuffer(4 * (STOPS + WORDS * MOST)));

  // In the worker, from the moment when it has the control words. It shares no variable with the page.
  const inWorker = (control, worker, trap, [POINTS, ORDERS, SLEEPERS, STOPS]) => {
    const { add, compareExchange, wait } = Atomics;
    const { subarray } = Object.getPrototypeOf(Int32Array.prototype);
    const { now } = performance;
    // What happens at the next call out of the module that lets exceptions through; those of `Atomics` do not.
    let pending = "";
    const fail = () => {
      const order = pending;
      pending = "";
      if (order === "throw") throw new Error("injected");
      if (order === "trap") trap();
    };
    performance.now = () => {
      if (pending !== "panic") fail();
      return now.call(performance);
    };
    Object.getPrototypeOf(Int32Array.prototype).subarray = function (...range) {
      if (pending && this.buffer instanceof SharedArrayBuffer) {
        // Too short an array makes the worker's own code panic.
        if (pending === "panic") range = [0, 0];
        fail();
      }
      return subarray.apply(this, range);
    };
    const obey = (order) => {
      if (order === "spin") for (;;);
      if (order === "hang") wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      if (order === "close") globalThis.close();
      if (order === "reject") Promise.reject(new Error("injected"));
      if (order === "trap later") Promise.resolve().then(trap);
      if (["throw", "trap", "panic"].includes(order)) pending = order;
    };
    const comeTo = (point) => {
      const moment = add(control, POINTS.indexOf(point), 1) + 1;
      for (let stop = STOPS; stop < control.length; stop += 4) {
        const at = Atomics.load(control, stop + 1);
        if (Atomics.load(control, stop) !== POINTS.indexOf(point) + 1 || (at !== 0 && at !== moment)) continue;
        Atomics.store(control, stop + 2, worker + 1);
        wait(control, stop + 3, 0);
        obey(ORDERS[Atomics.load(control, stop + 3)]);
        return;
      }
    };
    Atomics.compareExchange = (array, index, expected, value) => {
      const point = expected === 0 && value > 0 ? "claim" : value === -1 ? "computed" : "";
      if (point) comeTo(point);
      // The module takes it for "somebody was faster".
      if (pending) return expected + 1;
      const found = compareExchange(array, index, expected, value);
      if (point && found === expected) comeTo(point === "claim" ? "claimed" : "done");
      return found;
    };
    Atomics.add = (array, index, value) => {
      const found = add(array, index, value);
      // The count of those who write to C; the page has not forbidden it.
      if (array.length === 3 && index === 2 && value === 1 && found < 1 << 30) comeTo("writing");
      return found;
    };
    Atomics.wait = (array, index, value, time) => {
      const isIdle = array.length > 3 && index === 1;
      if (isIdle) add(control, SLEEPERS, 1);
      const found = wait(array, index, value, time);
      if (isIdle) add(control, SLEEPERS, -1);
      return found;
    };
  };

  const order = (stop, how) => {
    Atomics.store(control, stop + 3, ORDERS.indexOf(how));
    Atomics.notify(control, stop + 3);
  };
  const all = Array.from({ length: MOST }, (_, index) => STOPS + WORDS * index);
  let [used, round] = [0, 0];
  return {
    control,
    agent: `const stopAtClaims = (control, worker, trap) =>
      (${inWorker})(control, worker, trap, ${JSON.stringify([POINTS, ORDERS, SLEEPERS, STOPS])});`,
    // How many have come to a point, and how many sleep.
    count: (point) => Atomics.load(control, POINTS.indexOf(point)),
    sleepers: () => Atomics.load(control, SLEEPERS),
    // Removes all stops; whoever is at one goes on. Counting begins anew.
    clear: () => {
      all.forEach((stop) => Atomics.store(control, stop, 0));
      all.filter((stop) => Atomics.load(control, stop + 3) === 0).forEach((stop) => order(stop, "go"));
      POINTS.forEach((_, point) => Atomics.store(control, point, 0));
      used = 0;
      round++;
    },
    // Has whoever comes to a point, as the `moment`th of all workers or (0) at any time, do this without a stop.
    always: (point, how, moment = 0) => {
      const stop = all[used++];
      order(stop, how);
      Atomics.store(control, stop + 1, moment);
      Atomics.store(control, stop, POINTS.indexOf(point) + 1);
    },
    // Stops whoever is the `moment`th to come to a point. `worker()` is its number once it is there.
    stop: (point, moment) => {
      const stop = all[used++];
      [2, 3].forEach((word) => Atomics.store(control, stop + word, 0));
      Atomics.store(control, stop + 1, moment);
      Atomics.store(control, stop, POINTS.indexOf(point) + 1);
      const since = round;
      return {
        isRemoved: () => round !== since,
        worker: () => {
          const worker = Atomics.load(control, stop + 2);
          return worker ? worker - 1 : undefined;
        },
        // What it does now; only the first order counts.
        order: (how) => {
          if (Atomics.load(control, stop + 3) === 0) order(stop, how);
        },
      };
    },
  };
})();
