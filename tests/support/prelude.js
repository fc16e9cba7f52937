// Put into every page before its own scripts: what the tests' scripts share.
// The generator is the same as in fixtures.rs: change both or none.
window.testing = (() => {
  const fill = (rows, cols, seed, kind, entry) => {
    const data = kind === "f32" ? new Float32Array(rows * cols) : new Float64Array(rows * cols);
    let word = seed >>> 0;
    for (let index = 0; index < data.length; index++) {
      word ^= word << 13;
      word ^= word >>> 17;
      word ^= word << 5;
      data[index] = entry(word >>> 0);
    }
    return { rows, cols, data };
  };
  const bytes = (matrix) => new Uint8Array(matrix.data.buffer, matrix.data.byteOffset, matrix.data.byteLength);
  const hex = (octets) => Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
  const digest = async (matrix) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(matrix).slice())));
  const longTasks = [];
  return {
    reals: (rows, cols, seed, kind = "f64") => fill(rows, cols, seed, kind, (word) => word / 2147483648 - 1),
    integers: (rows, cols, seed, kind = "f64") => fill(rows, cols, seed, kind, (word) => (word % 19) - 9),
    of: (rows, kind = "f64") => ({
      rows: rows.length,
      cols: rows.length ? rows[0].length : 0,
      data: kind === "f32" ? Float32Array.from(rows.flat()) : Float64Array.from(rows.flat()),
    }),
    kind: (matrix) => (matrix.data instanceof Float32Array ? "f32" : matrix.data instanceof Float64Array ? "f64" : "?"),
    hex: (matrix) => hex(bytes(matrix)),
    digest,
    text: (octets) => new TextDecoder().decode(octets),
    octets: (text) => new TextEncoder().encode(text),
    plain: (matrix) => ({ rows: matrix.rows, cols: matrix.cols, data: Array.from(matrix.data) }),
    // What a promise came to, as data.
    outcome: (promise) =>
      promise.then(
        () => ({ resolved: true }),
        (error) => ({ name: error.name, message: error.message, isError: error instanceof Error,
          isDomException: error instanceof DOMException }),
      ),
    watchLongTasks: () => new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) longTasks.push(Math.round(entry.duration));
    }).observe({ type: "longtask" }),
    longTasks,
  };
})();
