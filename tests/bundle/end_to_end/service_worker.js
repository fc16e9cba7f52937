// Runs in the page. Caches are named by scope and build, as app/service-worker.js says.
const build = () => document.querySelector("meta[name=matmill-build]").content;
const scope = () => new URL(".", document.baseURI);
const cacheName = (of = build()) => `matmill ${scope().pathname} ${of}`;

// The files kept for this build, by their address below the page's; empty until all are.
async function kept() {
  if (!(await caches.has(cacheName()))) return [];
  const cache = await caches.open(cacheName());
  if (!(await cache.match(scope().href))) return [];
  return (await cache.keys()).map((request) => request.url.slice(scope().href.length));
}

async function keptPart() {
  if (!(await caches.has(cacheName()))) return [];
  return (await (await caches.open(cacheName())).keys()).map((request) => request.url.slice(scope().href.length));
}

async function makeCaches(names) {
  for (const name of names) await caches.open(name.replace("SCOPE", scope().pathname));
}

async function hasCaches(names) {
  return Promise.all(names.map((name) => caches.has(name.replace("SCOPE", scope().pathname))));
}

async function integrity(text) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `sha256-${btoa(String.fromCharCode(...digest))}`;
}

async function product() {
  const { data, report } = await matmill.multiply(...testing.two(), { mode: "pool" });
  return [Array.from(data), report.transport, report.verified];
}

// Whether the service worker of the newest build has taken over.
async function hasTakenOver() {
  const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
  return !installing && !waiting && active.state === "activated";
}

async function update() {
  await (await navigator.serviceWorker.getRegistration()).update();
}

// Opens files as the system does with an installed app.
function launch(files) {
  const handles = files.map(([name, text]) => ({ getFile: async () => (text === null ? refuse() : new File([text], name)) }));
  window.launched({ files: handles });
}

function refuse() {
  throw new DOMException("no permission", "NotAllowedError");
}
