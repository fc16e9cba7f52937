// Functions for a page around Matmill's frame.

async function contentOfRpc(url) {
  await host.show(url);
  const { id, rpc, isFrame, origin } = await host.ask({ id: "first", rpc: host.request });
  return [id, isFrame, url.startsWith(origin + "/"), JSON.parse(rpc).content];
}

async function showAndPost(url) {
  await host.show(url);
  host.post({ id: 1, rpc: host.request });
}

// In the frame: once another request has come, and work that was asked for after it is done, a word to the page around.
async function tellWhenWorked() {
  while (!window.matmill) await new Promise((go) => setTimeout(go, 20));
  await matmill.ready;
  const hasCome = new Promise((come) => addEventListener("message", ({ data }) => data.id === 2 && come()));
  parent.postMessage("post", "*");
  await hasCome;
  const one = { rows: 1, cols: 1, data: new Float64Array(1) };
  await matmill.multiply(one, one, { mode: "pool" });
  await matmill.rpc("");
  parent.postMessage("worked", "*");
}

const answersUntilWorked = () => host.until(() => host.hasWorked()).then(() => host.seen.map(({ rpc }) => typeof rpc));

async function everyMethod(url) {
  await host.show(url);
  const [a, b] = testing.two();
  const { product } = await host.ask({ id: 1, multiply: { a, b } });
  const { verdict } = await host.ask({ id: 4, verify: { a, b, c: product } });
  const bytes = testing.octets("1;2,5\n3;4");
  const { matrix } = await host.ask({ id: 2, parse: { bytes, name: "a.csv" } });
  const file = await host.ask({ id: 3, format: { matrix: product, kind: "csv" } });
  const { report } = product;
  return [
    [testing.plain(product), report.verified, report.exact],
    [testing.plain(matrix), matrix.format, matrix.notes.length > 0],
    testing.text(file.bytes),
    verdict.verified,
  ];
}

async function earlyMessages(url) {
  await host.show(url);
  for (let id = 0; id < 70; id++) host.post({ id, rpc: host.request });
  // Others' messages take no place in the queue.
  for (const other of [null, 1, {}, { matmill: 2 }]) frames[0].postMessage(other, "*");
}

async function answersToEarlyMessages() {
  await host.until(() => host.seen.some(({ ready }) => ready));
  await host.settle();
  const ids = host.seen.filter(({ rpc, id }) => rpc && typeof id === "number").map(({ id }) => id);
  return [ids.length, Math.max(...ids)];
}

async function transferred({ url, kind }) {
  await host.show(url);
  const [a, b] = [testing.integers(400, 300, 1, kind), testing.integers(300, 500, 2, kind)];
  const expected = new a.data.constructor(400 * 500);
  for (let i = 0; i < 400; i++)
    for (let k = 0; k < 300; k++)
      for (let j = 0; j < 500; j++) expected[i * 500 + j] += a.data[i * 300 + k] * b.data[k * 500 + j];
  const { product } = await host.ask({ id: 1, multiply: { a, b, options: { mode: "pool" } } });
  const kept = [a.data.length, b.data.length];
  // The array for the product comes back with it.
  const out = new a.data.constructor(400 * 500);
  const transfer = [a.data.buffer, b.data.buffer, out.buffer];
  const again = await host.ask({ id: 2, multiply: { a, b, options: { mode: "pool", out } } }, transfer);
  const gone = [a.data.length, b.data.length, out.length];
  const same = ({ data }) => testing.kind({ data }) === kind && data.every((entry, at) => entry === expected[at]);
  return [kept, gone, same(product), same(again.product), product.report.mode];
}

async function progressOf(url) {
  await host.show(url);
  const [a, b] = testing.pair(800);
  const { product } = await host.ask({ id: 1, multiply: { a, b, options: { mode: "pool", progress: true } } });
  await host.settle();
  const of1 = host.seen.filter(({ id }) => id === 1);
  const reports = of1.filter(({ progress }) => progress).map(({ progress }) => progress);
  return [
    reports.length > 1,
    reports.every(({ tilesDone }, at) => at === 0 || tilesDone > reports[at - 1].tilesDone),
    reports.at(-1).tilesDone === reports.at(-1).tilesTotal && reports.at(-1).tilesTotal === product.report.tiles,
    of1.at(-1).product !== undefined,
  ];
}

// Another frame, of a page of this origin, that posts to Matmill's and tells what it is answered.
async function relay(origin) {
  const frame = document.createElement("iframe");
  frame.src = origin + "relay.html";
  const loaded = new Promise((done) => (frame.onload = done));
  document.body.append(frame);
  await loaded;
  const answers = [];
  addEventListener("message", ({ data, source }) => {
    if (source === frame.contentWindow) answers.push(data.relayed);
  });
  const post = (message) => frame.contentWindow.postMessage({ matmill: 1, ...message }, "*");
  const ask = (message) => {
    post(message);
    return host.until(() => answers.find(({ id }) => id === message.id));
  };
  return { post, ask };
}

// A page that is not allowed is around the frame, and around one that is.
async function notAllowedBesideAllowed({ url, allowed }) {
  await host.show(url);
  const other = await relay(allowed);
  const first = await other.ask({ id: "before", rpc: host.request });
  host.post({ id: 1, rpc: host.request });
  host.post({ id: 2, multiply: { a: 1, b: 2 } });
  host.post({ id: 3 });
  const last = await other.ask({ id: "after", rpc: host.request });
  return [JSON.parse(first.rpc).content, JSON.parse(last.rpc).content, host.seen.length];
}

const large = (options) => {
  const [a, b] = testing.pair(1500);
  return { a, b, options: { mode: "pool", ...options } };
};

async function cancelled(url) {
  await host.show(url);
  host.post({ id: "long", multiply: large({ progress: true }) });
  await host.until(() => host.seen.some(({ progress }) => progress));
  host.post({ id: "another", cancel: true });
  host.post({ id: "long", cancel: true });
  const { error } = await host.answer("long");
  host.post({ id: "long", cancel: true });
  await host.settle();
  const of = host.seen.filter((message) => message.id === "long" && host.isLast(message)).length;
  return [error.name, error.message.length > 10, of, host.seen.filter(({ id }) => id === "another").length];
}

// Another window cancels the id of a running request, and uses it.
async function idsOfTwoWindows({ url, allowed }) {
  await host.show(url);
  const other = await relay(allowed);
  host.post({ id: 7, multiply: large({ progress: true }) });
  await host.until(() => host.seen.some(({ progress }) => progress));
  other.post({ id: 7, cancel: true });
  const own = await other.ask({ id: 7, rpc: host.request });
  const { product, error } = await host.answer(7);
  return [JSON.parse(own.rpc).content, product ? product.report.verified : error.name];
}

async function errors(url) {
  await host.show(url);
  const [a, b] = testing.two();
  const wide = testing.of([[1, 2, 3]]);
  const none = new Float64Array(0);
  const size = 2 ** 31;
  const rows = {
    inner: { multiply: { a, b: wide } },
    data: { multiply: { a: { rows: 1, cols: 1, data: [1] }, b } },
    shape: { multiply: { a: { rows: 2, cols: 3, data: a.data }, b } },
    size: { multiply: { a: { rows: size, cols: 0, data: none }, b: { rows: 0, cols: size, data: none } } },
    kernel: { multiply: { a, b, options: { kernel: "gpu" } } },
    options: { multiply: { a, b, options: 5 } },
    shared: { multiply: { a, b, options: { shared: true } } },
    sharedFile: { parse: { bytes: testing.octets("1"), options: { shared: true } } },
    kind: { format: { matrix: a, kind: "xls" } },
    file: { parse: { bytes: testing.octets("1,2\n3") } },
    none: {},
    unknown: { configure: { workers: 1 } },
    several: { rpc: host.request, format: { matrix: a, kind: "csv" } },
  };
  const found = {};
  for (const [id, message] of Object.entries(rows)) {
    const { error } = await host.ask({ id, ...message });
    found[id] = error.message.length > 20 && error.name;
  }
  return found;
}

// The workers' files are held, so no product is done before `answersToCrowd`.
async function crowd(url) {
  await host.show(url);
  await host.ask({ id: "listening" });
  const [a, b] = testing.two();
  for (let id = 0; id < 300; id++) host.post({ id, multiply: { a, b } });
  host.post({ id: 0, multiply: { a, b } });
}

async function answersToCrowd() {
  await host.until(() => host.seen.filter(({ id }) => typeof id === "number").length >= 301);
  await host.settle();
  const found = {};
  for (const message of host.seen.filter(({ id }) => typeof id === "number")) {
    const name = message.error ? message.error.name : testing.plain(message.product).data.join();
    found[name] = (found[name] || 0) + 1;
  }
  return found;
}

// Messages that are ignored, and messages with an id that are answered with an error. Each with what it transfers.
const hostile = () => {
  const port = () => new MessageChannel().port1;
  let deep = {};
  for (let depth = 0; depth < 300; depth++) deep = { deep, data: deep };
  let nested = [];
  for (let depth = 0; depth < 300; depth++) nested = [nested];
  const rpc = host.request;
  const ports = [port(), port(), port()];
  const plain = testing.two()[0];
  const view = new DataView(new ArrayBuffer(8));
  return {
    ignored: [
      ...[undefined, null, true, 1, "matmill", 1n, [], {}, new Date(), new Map([["matmill", 1]]), /matmill/],
      ...[new Error("matmill"), new Uint8Array(1000), nested, deep, { matmill: 1 }, { matmill: 1, rpc }],
      ...[undefined, null, NaN, Infinity, 1n, true, {}, [], [1], new Date(), new String("1"), nested].map((id) => ({
        matmill: 1,
        id,
        rpc,
      })),
      ...[undefined, null, 0, 2, true, "1", 1n, [1], { valueOf: 1 }].map((matmill) => ({ matmill, id: 1, rpc })),
      { matmill: 1, id: 1, cancel: true },
      [ports[0], [ports[0]]],
    ],
    refused: [
      {},
      { rpc: undefined },
      ...[null, 0, "", "a", [], nested, deep, new Map(), new Date(), plain].map((multiply) => ({ multiply })),
      ...[null, 0, "", [], nested, deep, new Map(), { rows: 1 }, view, { ...plain, data: view }].map((a) => ({
        multiply: { a, b: plain },
      })),
      ...[-1, 0.5, NaN, 2 ** 53, "2", 2n, null].map((rows) => ({ multiply: { a: { ...plain, rows }, b: plain } })),
      ...["", 1, { workers: -1 }, { signal: {} , mode: "gpu" }, { out: view }].map((options) => ({
        multiply: { a: plain, b: plain, options },
      })),
      ...[null, 1, {}, { bytes: 1 }, { bytes: plain }, { bytes: null }].map((parse) => ({ parse })),
      ...[null, 1, {}, { matrix: plain }, { matrix: 1, kind: "csv" }].map((format) => ({ format })),
      { cancel: "yes" },
      { cancel: 1 },
      { multiply: { a: ports[1], b: ports[1] }, ports: [ports[1]] },
    ],
  };
};

async function ignoredMessages(url) {
  await host.show(url);
  // That it is ready is said without being asked.
  await host.until(() => host.seen.some(({ ready }) => ready));
  const before = host.seen.length;
  for (const message of hostile().ignored) {
    const isTransfer = Array.isArray(message) && message[1] && Array.isArray(message[1]);
    frames[0].postMessage(isTransfer ? message[0] : message, "*", isTransfer ? message[1] : []);
  }
  await host.settle();
  return host.seen.length - before;
}

async function refusedMessages(url) {
  await host.show(url);
  const messages = hostile().refused;
  const found = [];
  for (const [id, { ports = [], ...message }] of messages.entries()) {
    const outcome = await host.outcome({ id, ...message }, ports);
    if (!outcome.endsWith("Error")) found.push([id, outcome]);
  }
  await host.settle();
  return [found, host.seen.filter(({ id }) => typeof id === "number").length === messages.length];
}

// A sandboxed frame, whose origin is opaque, posts to Matmill's frame and would tell of an answer.
async function opaqueOrigin(url) {
  await host.show(url);
  const told = [];
  addEventListener("message", ({ data, origin }) => origin === "null" && told.push(data));
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  const message = JSON.stringify({ matmill: 1, id: "opaque", rpc: host.request });
  frame.srcdoc = `<script>
    addEventListener("message", ({ data }) => parent.postMessage({ answered: data }, "*"));
    parent.frames[0].postMessage(${message}, "*");
    parent.postMessage("posted", "*");
  </script>`;
  document.body.append(frame);
  await host.until(() => told.length > 0);
  await host.settle();
  return told;
}

async function announcements(url) {
  await host.show(url);
  await host.until(() => host.seen.length > 0);
  await host.settle();
  return host.seen.filter(({ ready }) => ready).map(({ version, isFrame }) => [version.split(".").length, isFrame]);
}

async function transport({ url, attributes }) {
  await host.show(url, attributes);
  const [a, b] = testing.pair(300);
  const { product } = await host.ask({ id: 1, multiply: { a, b, options: { mode: "pool" } } });
  return [window.crossOriginIsolated, product.report.transport, product.report.verified];
}

// In the frame: the service worker has kept the page.
async function whenKept() {
  while (!(await caches.match(location.href))) await new Promise((go) => setTimeout(go, 50));
}
