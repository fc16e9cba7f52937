// Keeps the console's lines of each level in `heard`.
window.heard = [];
for (const level of ["error", "warn", "info", "debug"]) {
  const plain = console[level];
  console[level] = (...words) => {
    heard.push(level + " " + words.join(" "));
    plain.apply(console, words);
  };
}
