// Scripts that the page runs besides its own: what Rust has no binding for.

// The language's `import()`, which is syntax.
export function import_module(url) {
  return import(url);
}

// URLs of scripts that this page has made. The browser starts workers from no other (Trusted Types), whatever text code
// of ours or of a library passes to `new Worker`.
const made = new Set();
const policy = globalThis.trustedTypes?.createPolicy("matmill-workers", {
  createScriptURL(url) {
    if (made.has(url)) return url;
    throw new TypeError(`a worker was to be started from ${url}, which is no script of this page`);
  },
});

// A URL for this text as a script: it stays valid without the network.
export function script_url(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  made.add(url);
  return url;
}

// The same URL, as `new Worker` takes it.
export function trusted_script_url(url) {
  return policy ? policy.createScriptURL(url) : url;
}
