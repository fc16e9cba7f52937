// The service worker: keeps the page usable without a network, and lets it share memory with its workers on hosts that
// do not send the headers for that. The page works without it.
//
// It answers for the page and for the files named by their content, and leaves everything else of the host alone.
"use strict";

// The build replaces these two lines. A file is { url, integrity }, with only: "relaxed" or "simd128" if it serves
// only browsers with, or without, relaxed SIMD.
const BUILD = "development";
const FILES = [];

// A cache for each build. The scope is part of the name, because another Matmill may live elsewhere on this host.
const SCOPE = new URL(registration.scope);
const OWN = `matmill ${SCOPE.pathname} `;
const CACHE = OWN + BUILD;
const PAGE = SCOPE.href;

// How long the network may take to answer with the page before the kept one is shown.
const PATIENCE_MS = 3000;

// What makes a page cross-origin isolated. The last is for browsers that isolate single documents, also in frames.
const ISOLATION = [
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Embedder-Policy", "require-corp"],
  ["Document-Isolation-Policy", "isolate-and-require-corp"],
];

// A function whose only instruction is f64x2.relaxed_madd.
const RELAXED_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2,
  253, 135, 2, 11,
];

addEventListener("install", (event) => {
  if (registration.active) {
    // An update: complete before it waits for the page to let it take over.
    event.waitUntil(complete());
  } else {
    // The first one: the page needs it at once to become isolated, and has the files completed once it has started.
    skipWaiting();
  }
});

addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const others = (await ownCaches()).filter((name) => name !== CACHE);
      // The newest of the others stays: tabs of that build may still be open.
      await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
      await clients.claim();
    })(),
  );
});

// The page says which build it is, and `started` once it runs; or it wants this worker to take over.
addEventListener("message", (event) => {
  const { build, started, takeOver } = event.data ?? {};
  if (takeOver || build === BUILD) skipWaiting();
  else if (build) event.source.postMessage("matmill-other-build");
  // What fails now, the next visit completes.
  if (started && build === BUILD) event.waitUntil(complete().catch(() => {}));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(PAGE)) return;
  const path = request.url.slice(PAGE.length).replace(/[?#].*/s, "");
  if (request.mode === "navigate") {
    if (path === "" || path === "index.html") event.respondWith(page(request));
  } else if (/^[^/]*-[0-9a-f]{12,}\.\w+$/.test(path)) {
    event.respondWith(file(request));
  }
});

// The page from the network; if that is slow, gone, or has something else, the one that was kept.
async function page(request) {
  const network = fetch(request).catch(() => undefined);
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const prompt = await Promise.race([network, patience]);
  if (isPage(prompt)) return isolated(prompt);
  const response = (await kept(PAGE)) ?? (await network) ?? Response.error();
  return isPage(response) ? isolated(response) : response;
}

// A redirection, an error page, or the log-in page of a network is not the page.
function isPage(response) {
  return response !== undefined && response.ok && !response.redirected && response.type === "basic";
}

function isolated(response) {
  const headers = new Headers(response.headers);
  for (const [name, value] of ISOLATION) {
    if (!headers.has(name)) headers.set(name, value);
  }
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

// A file named by its content is the same wherever it was kept.
async function file(request) {
  return (await kept(request.url)) ?? fetch(request);
}

// What is kept under this address, preferably by this build. Nothing where storage is blocked.
async function kept(address) {
  try {
    for (const name of [CACHE, ...(await ownCaches()).reverse()]) {
      const cache = (await caches.has(name)) && (await caches.open(name));
      const response = cache && (await cache.match(address, { ignoreVary: true }));
      if (response) return response;
    }
  } catch {}
  return undefined;
}

// Oldest first.
async function ownCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(OWN));
}

let completing;

// Puts into the cache what this browser needs and the cache lacks.
function complete() {
  completing ??= addMissing().finally(() => {
    completing = undefined;
  });
  return completing;
}

async function addMissing() {
  const cache = await caches.open(CACHE);
  // The page is added last: if it is there, everything is.
  if (await cache.match(PAGE, { ignoreVary: true })) return;
  const build = WebAssembly.validate(new Uint8Array(RELAXED_PROBE)) ? "relaxed" : "simd128";
  const files = FILES.filter(({ only }) => only === undefined || only === build);
  const add = async ({ url, integrity }) => {
    const address = new URL(url, PAGE).href;
    const isNamedByContent = address !== PAGE;
    if (await cache.match(address, { ignoreVary: true })) return;
    const known = isNamedByContent ? await kept(address) : undefined;
    // Wrong bytes, an error page or a redirection reject.
    const options = { integrity, mode: "same-origin", redirect: "error", cache: isNamedByContent ? "default" : "no-cache" };
    await cache.put(address, known ?? (await fetch(address, options)));
  };
  const isThePage = ({ url }) => new URL(url, PAGE).href === PAGE;
  await Promise.all(files.filter((file) => !isThePage(file)).map(add));
  await Promise.all(files.filter(isThePage).map(add));
}
