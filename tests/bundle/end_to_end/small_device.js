// A device of 4 GiB, of which half may be used; `largest` notes the bytes of the largest buffer that is made.
Object.defineProperty(Navigator.prototype, "deviceMemory", { get: () => 4 });
window.largest = 0;
for (const kind of ["ArrayBuffer", "SharedArrayBuffer"]) {
  const Plain = window[kind];
  if (!Plain) continue;
  window[kind] = new Proxy(Plain, {
    construct: (target, words, made) => {
      largest = Math.max(largest, Number(words[0]));
      return Reflect.construct(target, words, made);
    },
  });
}
