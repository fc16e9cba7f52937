// A worker around the module of the crate `peers`. The generator of operands is that of the tests' prelude.js.
let peers = null;
const sets = new Map();
const repetitions = new Map();
const reals = (data, seed) => {
  let word = seed;
  for (let index = 0; index < data.length; index++) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    data[index] = (word >>> 0) / 2147483648 - 1;
  }
};
const set = (kind, n) => {
  const key = `${kind} ${n}`;
  if (!sets.has(key)) {
    const [size, View] = kind === "f32" ? [4, Float32Array] : [8, Float64Array];
    const [a, b, c] = [1, 2, 3].map(() => peers.reserve(n * n * size));
    reals(new View(peers.memory.buffer, a, n * n), 1);
    reals(new View(peers.memory.buffer, b, n * n), 2);
    sets.set(key, { a, b, c, view: () => new View(peers.memory.buffer, c, n * n) });
  }
  return sets.get(key);
};
const answer = async ({ module, peer, kind, n, product }) => {
  if (module) {
    peers = (await WebAssembly.instantiate(module, {})).instance.exports;
    return {};
  }
  const { a, b, c, view } = set(kind, n);
  const multiply = peers[`multiply_${kind}`];
  const once = () => {
    if (!multiply(peer, n, n, n, a, b, c)) throw new Error(`peer ${peer} has no product in ${kind}`);
  };
  if (product) {
    once();
    return { c: view().slice() };
  }
  const key = `${peer} ${kind} ${n}`;
  for (let times = repetitions.get(key) ?? 1; ; times *= 2) {
    const start = performance.now();
    for (let time = 0; time < times; time++) once();
    const milliseconds = performance.now() - start;
    repetitions.set(key, times);
    if (milliseconds >= 25) return { work: 2 * n ** 3 * times, milliseconds };
  }
};
onmessage = ({ data }) => answer(data).then(postMessage, (error) => postMessage({ error: `${error}` }));
