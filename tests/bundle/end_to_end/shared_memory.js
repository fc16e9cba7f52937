const onShared = (data) => data.buffer instanceof SharedArrayBuffer;
// Whether an array fills a `SharedArrayBuffer` of its own.
const fillsShared = (data) => onShared(data) && data.byteLength === data.buffer.byteLength;
const sameBits = (one, two) => testing.hex(one) === testing.hex(two);
const placed = ({ rows, cols, data }) => {
  const copy = new data.constructor(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return { rows, cols, data: copy };
};

async function sharedProduct({ mode, sizes: [m, k, n], kinds, operands }) {
  let [a, b] = [testing.reals(m, k, 1, kinds[0]), testing.reals(k, n, 2, kinds[1])];
  const ordinary = await matmill.multiply(a, b, { mode });
  if (operands === "shared") [a, b] = [placed(a), placed(b)];
  const c = await matmill.multiply(a, b, { mode, shared: true });
  return [
    fillsShared(c.data),
    onShared(ordinary.data),
    sameBits(c, ordinary),
    c.report.verified,
    testing.kind(c) === testing.kind(ordinary),
  ];
}

async function sharedMatrix({ text, name, repeated }) {
  const bytes = testing.octets(text.repeat(repeated));
  const [ordinary, plain] = [await matmill.parse(bytes, name), await matmill.parse(bytes, name, { shared: false })];
  const shared = await matmill.parse(bytes, name, { shared: true });
  return [
    fillsShared(shared.data),
    onShared(ordinary.data) || onShared(plain.data),
    sameBits(shared, ordinary),
    shared.rows === ordinary.rows && shared.format === ordinary.format,
  ];
}

// Bytes of the large buffers that the page makes while it does `work`, and how many they are.
async function buffersMade(work) {
  const made = [];
  const plain = { ArrayBuffer, SharedArrayBuffer };
  for (const kind of Object.keys(plain))
    window[kind] = new Proxy(plain[kind], {
      construct: (target, words) => {
        if (words[0] > 4096) made.push(words[0]);
        return new target(...words);
      },
    });
  try {
    await work();
  } finally {
    Object.assign(window, plain);
  }
  return made;
}

async function buffersOfAProduct({ operands, how }) {
  const [m, k, n] = [500, 300, 400];
  let [a, b] = [testing.reals(m, k, 1), testing.reals(k, n, 2)];
  if (operands === "shared") [a, b] = [placed(a), placed(b)];
  const out = new Float64Array(new SharedArrayBuffer(8 * m * n));
  const options = { mode: "pool", ...(how === "shared" ? { shared: true } : how === "out" ? { out } : {}) };
  return buffersMade(() => matmill.multiply(a, b, options));
}

// What workers are sent while the page multiplies, exports, and multiplies what it has computed.
function watchRequests() {
  window.sent = [];
  faults.onRequest = (kind, contents) => {
    if (kind === "Open") sent.push({ kind, ...contents.operands });
    if (kind === "Format" || kind === "Parse") sent.push({ kind, elements: contents.elements, shared: contents.shared });
  };
}

const firstOf = (kind) => sent.find((request) => request.kind === kind);

function whereTheMatricesLie() {
  const { a, b, c } = firstOf("Open");
  const opened = sent.filter(({ kind }) => kind === "Open").at(-1);
  const isShared = (array) => array.buffer instanceof SharedArrayBuffer;
  return {
    read: sent.filter(({ kind }) => kind === "Parse").every(({ shared }) => shared),
    inShared: [a, b, c].every(isShared),
    exported: sent.filter(({ kind }) => kind === "Format").map(({ elements }) => elements.buffer === c.buffer),
    usedAgain: opened.a.buffer === c.buffer,
  };
}

// Whether an array keeps what its owner writes to it as soon as the promise has settled.
async function staysAsItIs(array) {
  array.fill(-7);
  await faults.pause(700);
  return array.every((entry) => entry === -7);
}

async function resultAfterAFault(where) {
  const n = 900;
  const [a, b] = testing.pair(n).map(placed);
  const whole = await matmill.multiply(a, b, { mode: "pool" });
  let ended = false;
  // All workers, in the middle of their tiles.
  const onProgress = () => {
    if (!ended) faults.made.forEach((worker) => faults.inject(worker, "terminate"));
    ended = true;
  };
  const out = new Float64Array(new SharedArrayBuffer(8 * n * n));
  const c = await matmill.multiply(a, b, { mode: "pool", onProgress, ...(where === "out" ? { out } : { shared: true }) });
  return [ended, sameBits(c, whole), c.report.verified, await staysAsItIs(c.data), c.data === out];
}

async function outOfACancelledJob() {
  const n = 1500;
  const [a, b] = testing.pair(n);
  const out = new Float64Array(new SharedArrayBuffer(8 * n * n));
  const control = new AbortController();
  const job = matmill.multiply(a, b, { mode: "pool", out, signal: control.signal });
  // Until a worker has written something.
  while (!out.some((entry) => entry !== 0)) await faults.pause(5);
  control.abort();
  const { name } = await testing.outcome(job);
  return [name, await staysAsItIs(out)];
}

async function outcomes(calls) {
  const [a, b] = testing.two();
  const work = {
    multiply: (options) => matmill.multiply(a, b, options),
    parse: (options) => matmill.parse(testing.octets("1 2\n3 4"), "", options),
    multiplyInto: (options) => matmill.multiply(a, b, { ...options, out: new Float64Array(4) }),
  };
  const found = [];
  for (const [call, options] of calls) found.push(await testing.outcome(work[call](options)));
  return found;
}

async function wayOfAProduct({ sizes: [m, k, n], mode, shared }) {
  let [a, b] = [testing.reals(m, k, 1), testing.reals(k, n, 2)];
  if (shared) [a, b] = [placed(a), placed(b)];
  try {
    const { report, data } = await matmill.multiply(a, b, { mode, shared });
    const row = (await matmill.multiply({ ...a, rows: 1, data: a.data.slice(0, k) }, b, { mode: "local" })).data;
    const right = testing.hex({ data: row }) === testing.hex({ data: data.slice(0, n) });
    return [report.mode, report.transport, right && report.verified, /bytes/.test(report.reason)];
  } catch (error) {
    return [error.name, "", false, /bytes/.test(error.message)];
  }
}

async function productOfNothing({ sizes: [m, k, n], mode, place }) {
  const none = new Float64Array(0);
  let asked = 0;
  faults.onRequest = () => {
    asked++;
  };
  const progress = [];
  const onProgress = ({ tilesDone, tilesTotal }) => progress.push(tilesDone === tilesTotal);
  const out = place === "out" ? new Float64Array(m * n).fill(7) : undefined;
  const a = { rows: m, cols: k, data: m * k ? new Float64Array(m * k) : none };
  const b = { rows: k, cols: n, data: k * n ? new Float64Array(k * n) : none };
  const c = await matmill.multiply(a, b, { mode, out, onProgress, shared: place === "shared" });
  faults.onRequest = null;
  return [
    c.rows === m && c.cols === n && c.data.length === m * n && c.data.every((entry) => entry === 0),
    asked,
    progress.length > 0 && progress.at(-1),
    [c.report.verified, c.report.exact, c.report.errorBound],
    place === "out" ? c.data === out : onIsolated(c.data) === (place === "shared"),
  ];
}
const onIsolated = (data) => window.SharedArrayBuffer !== undefined && data.buffer instanceof SharedArrayBuffer;

async function manyResults({ products, same }) {
  const a = { rows: 2048, cols: 16, data: new Float64Array(2048 * 16).fill(1) };
  const b = { ...a, rows: 16, cols: 2048 };
  const out = same ? new Float64Array(new SharedArrayBuffer(2048 * 2048 * 8)) : undefined;
  const made = faults.made.length;
  let right = true;
  for (let product = 0; product < products; product++) {
    const c = await matmill.multiply(a, b, { mode: "pool", out, shared: true });
    right &&= c.report.verified && c.data[c.data.length - 1] === 16;
  }
  return [right, faults.made.length > made];
}
