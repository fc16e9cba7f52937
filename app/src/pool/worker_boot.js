// Starts a worker. The page replaces the name below by the URL of the workers' script.
import init from "GLUE";

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
  try { await init({ module_or_path: event.data }); } catch (error) { setTimeout(() => { throw error; }); }
});
