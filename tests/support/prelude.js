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
  const integers = (rows, cols, seed, kind = "f64") => fill(rows, cols, seed, kind, (word) => (word % 19) - 9);
  // Requests of this many callers of the RPC for products of n × n whole numbers, and the contents of the right answers.
  const calls = (callers, n) => {
    const rows = (entry) => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)));
    return Array.from({ length: callers }, (_, caller) => {
      const [a, b] = [integers(n, n, 2 * caller + 1).data, integers(n, n, 2 * caller + 2).data];
      const c = rows((i, j) => {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
        return sum;
      });
      const content = JSON.stringify({
        A: JSON.stringify(rows((i, j) => a[i * n + j])),
        B: JSON.stringify(rows((i, j) => b[i * n + j])),
      });
      return {
        request: JSON.stringify({ meta: [{ name: "method", value: "multiply" }], content }),
        expected: JSON.stringify(c),
      };
    });
  };
  return {
    calls,
    reals: (rows, cols, seed, kind = "f64") => fill(rows, cols, seed, kind, (word) => word / 2147483648 - 1),
    integers,
    // The same matrix in shared memory.
    share: ({ data, ...shape }) => {
      const copy = new data.constructor(new SharedArrayBuffer(data.byteLength));
      copy.set(data);
      return { ...shape, data: copy };
    },
    // Operands of a square product.
    pair: (n) => [window.testing.reals(n, n, 1), window.testing.reals(n, n, 2)],
    // Operands of the product 19, 22, 43, 50.
    two: () => [
      window.testing.of([
        [1, 2],
        [3, 4],
      ]),
      window.testing.of([
        [5, 6],
        [7, 8],
      ]),
    ],
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
    // Chooses the option of this value, or whose text begins with it, as a person would.
    choose: (select, kind) => {
      const word = (option) => option.text.toLowerCase().replace(".", "").split(" ")[0];
      const option = Array.from(select.options).find((option) => option.value === kind || word(option) === kind);
      if (!option) return false;
      select.value = option.value;
      for (const event of ["input", "change"]) select.dispatchEvent(new Event(event, { bubbles: true }));
      return true;
    },
    // What a promise came to, as data.
    outcome: (promise) =>
      promise.then(
        () => ({ resolved: true }),
        (error) => ({
          name: error.name,
          message: error.message,
          isError: error instanceof Error,
          isDomException: error instanceof DOMException,
        }),
      ),
    watchLongTasks: () =>
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) longTasks.push(Math.round(entry.duration));
      }).observe({ type: "longtask" }),
    longTasks,
  };
})();
