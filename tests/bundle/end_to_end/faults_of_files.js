// Every worker that gets a request of this kind gets the fault, this many times at most; says how many did.
const injectWith = (wanted, how, times) => {
  let injected = 0;
  faults.onRequest = (kind, contents, worker, message, deliver) => {
    if (kind !== wanted || injected >= times) return undefined;
    injected++;
    if (how === "terminate") {
      deliver();
      faults.inject(worker, how);
      return "taken";
    }
    faults.inject(worker, how);
    return undefined;
  };
  return () => injected;
};
const table = (rows) => testing.octets("1.5,2.5,3.5,4.5\n".repeat(rows));
const two = testing.two();
const next = async () => {
  faults.onRequest = null;
  return Array.from((await matmill.multiply(...two, { mode: "pool" })).data).join();
};

async function readAndWrite([rows, how, times]) {
  const bytes = table(rows);
  const made = faults.made.length;
  let injected = injectWith("Parse", how, times);
  const read = await matmill.parse(bytes, "table.csv");
  const lost = [injected()];
  injected = injectWith("Format", how, times);
  const written = await matmill.format(read, "csv");
  lost.push(injected());
  await faults.eventually(() => faults.made.length >= made + 2);
  await faults.pause(200);
  return {
    lost,
    shape: [read.rows, read.cols],
    right: read.data.every((number, index) => number === (index % 4) + 1.5),
    same: testing.text(written).trim() === testing.text(bytes).trim(),
    kept: bytes.length,
    made: faults.made.length - made,
    next: await next(),
  };
}

async function readWithEveryWorkerKilled(rows) {
  const bytes = table(rows);
  const injected = injectWith("Parse", "trap", Infinity);
  const found = await testing.outcome(matmill.parse(bytes, "table.csv"));
  return { ...found, few: injected() <= 4, next: await next() };
}
