// Whether a refusal names a size, and a product of that size is made.
async function largestThatFits() {
  const square = (n) => testing.reals(n, n, 3);
  const refused = await testing.outcome(matmill.multiply(square(1400), square(1400)));
  const n = Number(/(\d+) × \1 would fit/.exec(refused.message)?.[1]);
  const made = await testing.outcome(matmill.multiply(square(n), square(n)));
  return [refused.name === "LimitError" && n > 100, made.resolved === true];
}
