// The page's own copy of the workers' module does not start: it is made of a module that is compiled already.
const plain = WebAssembly.instantiate;
WebAssembly.instantiate = (what, ...words) =>
  what instanceof WebAssembly.Module
    ? Promise.reject(new RangeError("no memory"))
    : plain.call(WebAssembly, what, ...words);
