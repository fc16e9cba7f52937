// Waits for the page, multiplies with the pool, and says how the page was served.
async function multiplyInThePool() {
  while (!window.matmill) await new Promise((resolve) => setTimeout(resolve, 50));
  await matmill.ready;
  const side = 200;
  const a = { rows: side, cols: side, data: new Float64Array(side * side).map((_, at) => (at * 7) % 11) };
  const unit = { rows: side, cols: side, data: new Float64Array(side * side) };
  for (let at = 0; at < side; at++) unit.data[at * (side + 1)] = 1;
  const product = await matmill.multiply(a, unit, { mode: "pool" });
  const modules = performance
    .getEntriesByType("resource")
    .filter((entry) => entry.name.split(/[?#]/)[0].endsWith(".wasm"))
    .map((entry) => ({ name: entry.name.split("/").pop().split(/[?#]/)[0], bytes: entry.encodedBodySize }));
  return {
    isolated: crossOriginIsolated,
    transport: product.report.transport,
    right: product.data.every((value, at) => value === a.data[at]),
    modules,
  };
}
