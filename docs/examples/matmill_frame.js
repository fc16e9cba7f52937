// Calls Matmill in a frame, with the methods and errors of window.matmill. Copy this file; docs/embedding.md explains it.

// Loads the page at `url` in the <iframe> element `frame`.
export function connect(frame, url) {
  const { origin } = new URL(url);
  const calls = new Map();
  let lastId = 0;
  let isReady;
  // Resolves with Matmill's version once jobs can run, and never if this page's origin is not allowed.
  const ready = new Promise((resolve) => (isReady = resolve));
  // Messages posted from now on are answered, also before Matmill is ready.
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  frame.src = url;

  addEventListener("message", (event) => {
    const { data } = event;
    if (event.source !== frame.contentWindow || event.origin !== origin || data?.matmill !== 1) return;
    if (data.ready) isReady(data.version);
    const call = calls.get(data.id);
    if (!call) return;
    if (data.progress) {
      call.onProgress?.(data.progress);
      return;
    }
    calls.delete(data.id);
    if (data.error) call.reject(Object.assign(new Error(data.error.message), { name: data.error.name }));
    else call.resolve(data.rpc ?? data.product ?? data.verdict ?? data.matrix ?? data.bytes);
  });

  async function call(request, { signal, onProgress } = {}, transfer = []) {
    await loaded;
    signal?.throwIfAborted();
    const id = ++lastId;
    const post = (message, buffers) => frame.contentWindow.postMessage({ matmill: 1, id, ...message }, origin, buffers);
    const cancel = () => post({ cancel: true });
    signal?.addEventListener("abort", cancel);
    const answer = new Promise((resolve, reject) => calls.set(id, { resolve, reject, onProgress }));
    try {
      post(request, transfer);
      return await answer;
    } finally {
      calls.delete(id);
      signal?.removeEventListener("abort", cancel);
    }
  }

  return {
    ready,
    rpc: (text) => call({ rpc: text }),
    multiply: (a, b, { signal, onProgress, ...options } = {}, transfer) =>
      call({ multiply: { a, b, options: { ...options, progress: !!onProgress } } }, { signal, onProgress }, transfer),
    verify: (a, b, c, { signal, ...options } = {}, transfer) =>
      call({ verify: { a, b, c, options } }, { signal }, transfer),
    parse: (bytes, name, options, transfer) => call({ parse: { bytes, name, options } }, {}, transfer),
    format: (matrix, kind, transfer) => call({ format: { matrix, kind } }, {}, transfer),
  };
}
