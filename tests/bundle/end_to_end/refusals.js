async function refusedProduct([m, k, n, mode]) {
  const zeros = (rows, cols) => ({ rows, cols, data: new Float64Array(rows * cols) });
  const [a, b] = [zeros(m, k), zeros(k, n)];
  let asked = 0;
  faults.onRequest = () => {
    asked++;
  };
  largest = 0;
  const found = await testing.outcome(matmill.multiply(a, b, { mode }));
  faults.onRequest = null;
  const next = await matmill.multiply(...testing.two(), { mode });
  return { ...found, asked, small: largest < 1 << 20, next: Array.from(next.data) };
}

async function refusedEmptyOperands([size, mode]) {
  const none = new Float64Array(0);
  const found = await testing.outcome(
    matmill.multiply({ rows: size, cols: 0, data: none }, { rows: 0, cols: size, data: none }, { mode }),
  );
  const next = await matmill.multiply(...testing.two(), { mode: "pool" });
  return { ...found, next: Array.from(next.data) };
}

async function refusedForOneWorker() {
  const k = 2 ** 25;
  const found = await testing.outcome(
    matmill.multiply(
      { rows: 1, cols: k, data: new Float64Array(k) },
      { rows: k, cols: 8, data: new Float64Array(8 * k) },
    ),
  );
  const next = await matmill.multiply(...testing.two(), { mode: "pool" });
  return { ...found, next: Array.from(next.data) };
}

async function productsThatFitOnlyAlone() {
  const [a, b] = [testing.reals(1600, 10, 1), testing.reals(10, 1600, 2)];
  const multiply = () => matmill.multiply(a, b, { mode: "pool" });
  const whole = await testing.digest(await multiply());
  const found = await Promise.all(Array.from({ length: 12 }, () => multiply().then(testing.digest, (error) => error)));
  const errors = found.filter((one) => one instanceof Error);
  const right = found.filter((one) => one === whole).length;
  return [
    right,
    errors.length,
    [...new Set(errors.map((error) => error.name))],
    errors[0]?.message,
    (await testing.digest(await multiply())) === whole,
  ];
}

async function refusedOrBegun() {
  const zeros = { rows: 16384, cols: 16384, data: new Float64Array(16384 * 16384) };
  const control = new AbortController();
  let begun = false;
  const found = await testing.outcome(
    matmill.multiply(zeros, zeros, {
      signal: control.signal,
      onProgress: () => {
        begun = true;
        control.abort();
      },
    }),
  );
  const next = await matmill.multiply(...testing.two(), { mode: "pool" });
  return { ...found, begun, next: Array.from(next.data) };
}

async function stopMidJob() {
  const [a, b] = testing.pair(2048);
  const abort = new AbortController();
  return testing.outcome(
    matmill.multiply(a, b, { mode: "pool", signal: abort.signal, onProgress: () => abort.abort() }),
  );
}

async function poolEqualsLocal() {
  const [a, b] = [testing.integers(90, 80, 1), testing.integers(80, 70, 2)];
  const [pool, local] = [
    await matmill.multiply(a, b, { mode: "pool" }),
    await matmill.multiply(a, b, { mode: "local" }),
  ];
  return testing.hex(pool) === testing.hex(local);
}
