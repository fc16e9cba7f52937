const region = () =>
  Array.from(document.querySelectorAll("section[aria-label]")).find((section) =>
    ["Explanation", "Erklärung"].includes(section.ariaLabel),
  );

const digits = (text) => text.replaceAll("\u2212", "-").trim();

// The tables of the explanation, row by row, as text; the first is that of the terms in order.
function tables() {
  const rows = (table) => Array.from(table.tBodies[0].rows, (row) => Array.from(row.cells, (cell) => digits(cell.innerText)));
  return Array.from(region().querySelectorAll("table.terms"), rows);
}

// The place of the cell that is explained, its number as shown, and the sentences.
function said() {
  const heading = region().querySelector("h2");
  if (!heading || region().querySelector("[aria-busy=true]")) return null;
  const [, row, col, , value] = /\((\d+), (\d+)\) (=|≈) (.*)$/.exec(digits(heading.innerText));
  return {
    cell: [Number(row), Number(col)],
    value,
    notes: Array.from(region().querySelectorAll("li"), (note) => digits(note.innerText)),
  };
}

// What the explanation of cell (row, col), from 1, of A·B should show: terms in order with running totals as the plain
// loop has them, and the largest.
function expected({ a, b, row, col, single }) {
  const round = single ? Math.fround : (value) => value;
  let total = 0;
  const terms = [];
  for (let t = 0; t < a.cols; t++) {
    const left = a.data[(row - 1) * a.cols + t];
    const right = b.data[t * b.cols + col - 1];
    const product = round(left * right);
    total = round(product + total);
    terms.push([t + 1, left, right, product, total]);
  }
  const largest = terms.toSorted((one, other) => Math.abs(other[3]) - Math.abs(one[3]) || one[0] - other[0]);
  return { terms, largest: largest.slice(0, 5) };
}

// The rows of a table that differ from those expected by more than the digits shown; the rounding of the last digit
// and kernels that round once are allowed for.
function wrongRows(shown, wanted) {
  const close = (text, value) => Number(text) === value || Math.abs(Number(text) - value) <= 1e-6 * Math.max(Math.abs(value), 1e-6);
  const agrees = (row, at) => row.every((text, column) => close(text, wanted[at][column]));
  return shown.map((row, at) => [row, wanted[at]]).filter(([row], at) => row.length > wanted[at].length || !agrees(row, at));
}

// Compares what is shown of cell (row, col) with JavaScript's own sum of the generated operands.
function compare({ rows, terms, cols, kind, row, col }) {
  const a = testing.reals(rows, terms, 1, kind);
  const b = testing.reals(terms, cols, 2, kind);
  const sum = expected({ a, b, row, col, single: kind === "f32" });
  const [inOrder, largest] = tables();
  const hidden = inOrder.findIndex((cells) => cells.length === 1);
  const shown = inOrder.filter((cells) => cells.length > 1);
  const wanted = shown.map((cells) => sum.terms[Number(cells[0]) - 1]);
  return {
    indices: shown.map((cells) => Number(cells[0])),
    hidden: hidden < 0 ? null : inOrder[hidden][0].match(/\d+/g).map(Number),
    wrong: [...wrongRows(shown, wanted), ...wrongRows(largest, sum.largest)],
    largest: largest.length,
  };
}

// How many numbers are marked in the corners of A and B.
const marked = () =>
  ["A", "B"].map((side) => document.querySelectorAll(`[data-side=${side}] .corner .marked`).length);

// The kernel's own number where the total of JavaScript's loop ends, from a product of the same operands.
async function loopEndsWithTheBitsOfC({ rows, terms, cols, kind, row, col }) {
  const a = testing.reals(rows, terms, 1, kind);
  const b = testing.reals(terms, cols, 2, kind);
  const { data } = await matmill.multiply(a, b, { kernel: "simd128" });
  const sum = expected({ a, b, row, col, single: kind === "f32" });
  return Object.is(sum.terms.at(-1)[4], data[(row - 1) * cols + col - 1]);
}

// The cell of the grid with this place, from 1, is clicked.
async function focusCell([row, col]) {
  const selector = `[aria-rowindex="${row + 1}"] > [role=gridcell][aria-colindex="${col + 1}"]`;
  while (!document.querySelector(selector)) await new Promise((resolve) => setTimeout(resolve, 20));
  const cell = document.querySelector(selector);
  cell.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 }));
  document.querySelector("[role=grid]").focus();
}

// The marked entries of A, B and C of the steps, C as far as it is filled, and the sum.
function step() {
  const matrices = Array.from(document.querySelectorAll(".steps table"));
  const texts = (selector) => matrices.map((matrix) => Array.from(matrix.querySelectorAll(selector), (cell) => digits(cell.innerText)));
  return {
    marked: texts("td.on"),
    filled: Array.from(matrices[2].querySelectorAll("td"), (cell) => digits(cell.innerText)).filter((text) => text),
    sum: digits(document.querySelector(".one-step").innerText),
  };
}

// What is visible for printing: sums, and whether anything outside the steps is.
function printed() {
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  return {
    sums: Array.from(document.querySelectorAll(".steps li"), (item) => visible(item)).filter(Boolean).length,
    entries: Array.from(document.querySelectorAll(".steps td span")).every(visible),
    others: ["textarea", "[role=grid]", "h1", ".terms", ".steps button", "footer"].filter((selector) =>
      Array.from(document.querySelectorAll(selector)).some(visible),
    ),
  };
}
