// Maps by their names; the matrices that were loaded are kept for comparison.
window.loaded ??= {};

const mapOf = (letter) => document.querySelector(`[role=application][aria-label="Map of ${letter}"]`);

const eventually = async (there) => {
  for (let wait = 0; wait < 1500; wait++) {
    const value = there();
    if (value) return value;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`waited in vain: ${there}\n${document.body.innerText}`);
};

const described = (map) => map.getAttribute("aria-describedby").split(" ").map((id) => document.getElementById(id));

// What is said of the pixel at the cursor, once it is complete.
const pixelText = (map) =>
  eventually(() => {
    const text = described(map).find((element) => element.hasAttribute("aria-live")).innerText;
    return text && !text.includes("…") && text;
  });

const wholeText = (map) => described(map).find((element) => !element.hasAttribute("aria-live")).innerText;

const drawn = (letter) =>
  eventually(() => {
    const map = mapOf(letter);
    return map && map.getAttribute("aria-busy") === "false" && map;
  });

const canvasOf = (map) =>
  [...map.querySelectorAll("canvas")].find((canvas) => getComputedStyle(canvas).display !== "none");

// Chooses a matrix as a file.
async function load({ letter, matrix }) {
  const bytes = await matmill.format(matrix, "npy");
  const input = [...document.querySelectorAll("input[type=file]")].find((input) => input.id === `load-${letter}`);
  const files = new DataTransfer();
  const name = `${letter}-${Math.random()}.npy`;
  files.items.add(new File([bytes], name));
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  loaded[letter] = matrix;
  await eventually(() => document.body.innerText.includes(name));
  await drawn(letter);
}

// Whole numbers with some of everything else, and long runs of zeros.
const mixed = (rows, cols, kind) => {
  const matrix = testing.integers(rows, cols, 5, kind);
  const special = [NaN, Infinity, -Infinity, 0];
  for (let index = 0; index < matrix.data.length; index += 997) matrix.data[index] = special[(index / 997) % 4];
  matrix.data.fill(0, 0, 3 * cols);
  return matrix;
};

// A place given as shares of the map's width and height, in whole pixels of the screen as a pointer is.
const spot = (map, [x, y]) => {
  const box = map.getBoundingClientRect();
  const [clientX, clientY] = [Math.round(box.left + x * box.width), Math.round(box.top + y * box.height)];
  const share = (at, from, length) => Math.min(Math.max((at - from) / length, 0), 0.999999);
  return { clientX, clientY, shares: [share(clientX, box.left, box.width), share(clientY, box.top, box.height)] };
};

// Time for the page to be drawn again.
const redrawn = () => new Promise((done) => setTimeout(done, 100));

// Points at a place; gives what is said of the pixel there.
const pointAt = async (map, place) => {
  map.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, ...spot(map, place) }));
  await redrawn();
  return pixelText(map);
};

const number = (text) => Number(text.replaceAll("\u2212", "-").replace("inf", "Infinity").replace("nan", "NaN"));

// Rows and columns from 0, and what is said of them.
const understood = (text) => {
  const parts = text.match(/^Rows? (\d+)(?:–(\d+))?, columns? (\d+)(?:–(\d+))?: (.*)$/s);
  if (!parts) throw new Error(`not understood: ${text}`);
  const [top, bottom, left, right] = [parts[1], parts[2] ?? parts[1], parts[3], parts[4] ?? parts[3]].map(Number);
  const fact = (name) => {
    const found = parts[5].match(new RegExp(`(?:^|[ ·])${name} (\\S+)`));
    return found && number(found[1]);
  };
  const counts = ["zeros", "NaN", "[+]∞", "\u2212∞"].map((name) => fact(name) ?? 0);
  return { rows: [top - 1, bottom], cols: [left - 1, right], facts: ["min", "mean", "max"].map(fact), counts, said: parts[5] };
};

// The same by a plain loop.
const plain = ({ cols, data }, rows, columns) => {
  let [min, max, sum, count] = [Infinity, -Infinity, 0, 0];
  const counts = [0, 0, 0, 0];
  for (let row = rows[0]; row < rows[1]; row++) {
    for (let col = columns[0]; col < columns[1]; col++) {
      const value = data[row * cols + col];
      if (Number.isNaN(value)) counts[1]++;
      else if (value === Infinity) counts[2]++;
      else if (value === -Infinity) counts[3]++;
      else {
        [min, max, sum, count] = [Math.min(min, value), Math.max(max, value), sum + value, count + 1];
        if (value === 0) counts[0]++;
      }
    }
  }
  const shown = counts[1] ? NaN : counts[2] ? Infinity : counts[3] ? -Infinity : -min > max ? min : max;
  return { facts: count ? [min, sum / count, max] : [null, null, null], counts, shown };
};

const isClose = (one, other) => one === other || Math.abs(one - other) <= 1e-5 * Math.abs(other);

const colourOf = (map, place) => {
  const canvas = canvasOf(map);
  const [x, y] = spot(map, place).shares;
  const [left, top] = [Math.floor(x * canvas.width), Math.floor(y * canvas.height)];
  return [...canvas.getContext("2d").getImageData(left, top, 1, 1).data].slice(0, 3);
};

// Points at many places at every zoom, and compares what is said and painted with a plain loop. Gives what differs, the
// numbers of cells that pixels stood for, and how many zooms there were.
async function readouts({ letter, kind, rows, cols }) {
  await load({ letter, matrix: mixed(rows, cols, kind) });
  const wrong = [];
  const cells = new Set();
  const zoom = document.querySelector(`button[aria-label="Zoom in on ${letter}"]`);
  let zooms = 0;
  const painted = [];
  for (;;) {
    const map = await drawn(letter);
    for (const place of [[0.01, 0.01], [0.99, 0.99], [0.5, 0.5], [0.13, 0.71], [0.77, 0.29], [0.4, 0.93], [0.62, 0.05]]) {
      const text = await pointAt(map, place);
      const found = understood(text);
      const expected = plain(loaded[letter], found.rows, found.cols);
      const size = (found.rows[1] - found.rows[0]) * (found.cols[1] - found.cols[0]);
      cells.add(size);
      const isRight =
        size === 1
          ? Object.is(number(found.said) + 0, expected.shown + 0)
          : found.facts.every((fact, index) => isClose(fact, expected.facts[index])) &&
            found.counts.every((count, index) => count === expected.counts[index]);
      if (!isRight) wrong.push([text, expected]);
      painted.push([expected.shown, colourOf(map, place)]);
    }
    if (zoom.disabled) break;
    zoom.click();
    zooms++;
    await redrawn();
  }
  for (const [shown, [red, , blue]] of painted) {
    if (Number.isFinite(shown) && shown !== 0 && red > blue !== shown > 0) wrong.push(["the colour of", shown, red, blue]);
  }
  for (const [one, colour] of painted) {
    const other = painted.find(([other, theirs]) => Object.is(one + 0, other + 0) !== (`${colour}` === `${theirs}`));
    if (other) wrong.push(["colours of", one, colour, other]);
  }
  return [wrong.slice(0, 5), Math.min(...cells), Math.max(...cells), zooms];
}

// Of each special number: the colour in the image and that in the legend.
async function specialColours() {
  const map = await drawn("A");
  const colours = [0, 1, 2, 3, 4, 5].map((index) => colourOf(map, [(index + 0.5) / 6, 0.5]));
  const legend = [...map.parentElement.querySelectorAll("li")].map((entry) => [
    entry.innerText.trim(),
    getComputedStyle(entry.querySelector("i")).backgroundColor.match(/\d+/g).map(Number),
  ]);
  return [colours, Object.fromEntries(legend), wholeText(map)];
}

// Row and column of the grid's active cell, from 0.
const activeCell = () => {
  const grid = document.querySelector("[role=grid][aria-label='Numbers of C']");
  const cell = document.getElementById(grid.getAttribute("aria-activedescendant") ?? "none");
  if (!cell) return null;
  const row = cell.closest("[role=row]");
  return [row.getAttribute("aria-rowindex") - 2, cell.getAttribute("aria-colindex") - 2];
};

// Clicks at places of the map of `letter`; gives what was said of each pixel and the cell that the grid went to.
async function clicks({ letter, places }) {
  const found = [];
  for (const place of places) {
    const map = await drawn(letter);
    const before = `${activeCell()}`;
    map.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1, ...spot(map, place) }));
    await eventually(() => activeCell() && `${activeCell()}` !== before);
    const { rows, cols } = understood(await pixelText(map));
    found.push({ rows, cols, cell: activeCell(), hasFocus: document.activeElement.getAttribute("role") === "grid" });
  }
  return found;
}

// The marks of a map with this class, as shares of the map: left, top, right, bottom.
function marks({ letter, kind }) {
  const map = mapOf(letter);
  const box = map.getBoundingClientRect();
  return [...map.querySelectorAll(`rect.${kind}`)].map((mark) => {
    const { left, top, right, bottom } = mark.getBoundingClientRect();
    return [(left - box.left) / box.width, (top - box.top) / box.height, (right - box.left) / box.width, (bottom - box.top) / box.height];
  });
}

const pressKey = (map, key, more = {}) =>
  map.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));

// What is said after each key.
async function keys({ letter, pressed }) {
  const map = await drawn(letter);
  map.focus();
  const said = [understood(await pixelText(map))];
  for (const key of pressed) {
    pressKey(map, key);
    await redrawn();
    await drawn(letter);
    said.push(understood(await pixelText(map)));
  }
  return said.map(({ rows, cols }) => [...rows, ...cols]);
}

// A matrix of 8192 × 8192 is loaded and its map appears.
async function large() {
  const header = new Uint8Array(await matmill.format({ rows: 1, cols: 1, data: new Float32Array(1) }, "npy")).slice(0, 128);
  const text = String.fromCharCode(...header).replace("(1, 1), }    ", "(8192, 8192), }").slice(0, 127);
  const rows = new Float32Array(8192 * 64);
  rows.forEach((_, index) => (rows[index] = Math.sin(index)));
  const bytes = Uint8Array.from(text + "\n", (letter) => letter.charCodeAt(0));
  const files = new DataTransfer();
  files.items.add(new File([bytes, ...Array(128).fill(rows)], "large.npy"));
  const input = document.querySelector("#load-A");
  // To make the file took long enough.
  await new Promise((resolve) => setTimeout(resolve, 100));
  testing.watchLongTasks();
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  const map = await drawn("A");
  await eventually(() => wholeText(map));
  const { rows: found } = understood(await pointAt(map, [0.5, 0.5]));
  return [found[1] - found[0] > 10, testing.longTasks.filter((milliseconds) => milliseconds > 50)];
}
