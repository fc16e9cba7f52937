// A worker ends silently, then two numbers are multiplied.
async function loseAWorkerThenMultiply() {
  logLines.length = 0;
  const made = faults.made.length;
  faults.inject(faults.made.at(-1), "close");
  await faults.until(() => faults.made.length > made);
  await matmill.configure({ workers: 2 });
  await matmill.multiply(testing.of([[2]]), testing.of([[3]]), { mode: "pool" });
  return logLines.filter((line) => line.includes("slot="));
}
