// Keeps the console's lines of each level in `logLines`.
window.logLines = [];
for (const level of ["error", "warn", "info", "debug"]) {
  const plain = console[level];
  console[level] = (...words) => {
    logLines.push(level + " " + words.join(" "));
    plain.apply(console, words);
  };
}
