// Starts a worker. The build appends this to the workers' script and fills in the build id. On the page, which imports the
// script for its own engine, it does nothing.
if (typeof DedicatedWorkerGlobalScope === "function" && globalThis instanceof DedicatedWorkerGlobalScope) {
  const BUILD = "development";
  globalThis.matmillBuild = BUILD;

  // The page notices the worker's end when this lock becomes free (liveness_lock.rs).
  const held = new Promise((resolve) => {
    if (!navigator.locks) resolve();
    else navigator.locks.request(name, () => { resolve(); return new Promise(() => {}); }).catch(resolve);
  });

  // The first message is the compiled module; all others are gloo-worker's.
  addEventListener("message", async function start(event) {
    if (!(event.data instanceof WebAssembly.Module)) return;
    removeEventListener("message", start);
    await held;
    // Thrown outside the promise, because only that fires an `error` event on the page.
    try { await __wbg_init({ module_or_path: event.data }); } catch (error) { setTimeout(() => { throw error; }); }
  });
}
