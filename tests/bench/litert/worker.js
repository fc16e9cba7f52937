// A worker around LiteRT.js with two threads: itself and one that the runtime starts.
// The runtime's files arrive as text and bytes, because the page's own rules forbid to load them from elsewhere.
// Operands are those of peers.js and of the tests' prelude.js.
let litert = null;
const products = new Map();
const reals = (n, seed) => {
  const data = new Float32Array(n * n);
  let word = seed;
  for (let index = 0; index < data.length; index++) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    data[index] = (word >>> 0) / 2147483648 - 1;
  }
  return data;
};
const script = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
const start = async ({ core, utils, runtime, module, threads }) => {
  const runtimeUrl = script(runtime);
  self.Module = { wasmBinary: module, mainScriptUrlOrBlob: runtimeUrl };
  litert = await import(script(core.replace('"@litertjs/wasm-utils"', JSON.stringify(script(utils)))));
  // LiteRT.js appends a file's name to what does not end in ".js".
  await litert.loadLiteRt(`${runtimeUrl}#.js`, { threads: true });
  return { threads: litert.getGlobalLiteRt().liteRtWasm.getThreadCount(), wanted: threads };
};
// The model is compiled and the inputs are in the runtime's memory before anything is timed.
const prepare = async ({ n, model, threads }) => {
  const compiled = await litert.loadAndCompile(model, { accelerator: "wasm", cpuOptions: { numThreads: threads } });
  const inputs = [1, 2].map((seed) => new litert.Tensor(reals(n, seed), [1, n, n]));
  products.set(n, { compiled, inputs, times: 1 });
  return {};
};
const answer = async ({ load, model, n, threads, product }) => {
  if (load) return start(load);
  if (model) return prepare({ n, model, threads });
  const found = products.get(n);
  if (product) {
    const [output] = await found.compiled.run(found.inputs);
    const c = output.toTypedArray();
    output.delete();
    return { c };
  }
  for (; ; found.times *= 2) {
    const start = performance.now();
    for (let time = 0; time < found.times; time++) {
      const outputs = await found.compiled.run(found.inputs);
      for (const output of outputs) output.delete();
    }
    const milliseconds = performance.now() - start;
    if (milliseconds >= 50) return { work: 2 * n ** 3 * found.times, milliseconds };
  }
};
onmessage = ({ data }) => answer(data).then(postMessage, (error) => postMessage({ error: `${error}` }));
