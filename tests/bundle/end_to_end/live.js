// Records what the page shows of a product while it is computed: from now until the result is there.
function record() {
  const found = (window.recorded = { cells: new Map(), labels: [], announced: [], remaining: [], partly: 0 });
  const look = () => {
    const partial = document.querySelector("section[aria-label='Result so far']");
    if (partial) {
      for (const row of partial.querySelectorAll("[role=row]")) {
        for (const cell of row.querySelectorAll("[role=gridcell]")) {
          const text = cell.innerText.trim();
          if (!cell.getAttribute("aria-label")) {
            found.cells.set(`${row.getAttribute("aria-rowindex")},${cell.getAttribute("aria-colindex")}`, text);
          }
        }
      }
      if (found.cells.size) found.partly++;
      const map = partial.querySelector("canvas[role=img]");
      if (map) found.labels.push(map.getAttribute("aria-label"));
    }
    for (const status of document.querySelectorAll(".run [role=status]")) {
      const percent = /(\d+) %/.exec(status.textContent);
      if (percent && found.announced.at(-1) !== Number(percent[1])) found.announced.push(Number(percent[1]));
    }
    const left = /about (.*) left/.exec(document.querySelector(".run .beside").textContent);
    if (left && found.remaining.at(-1) !== left[1]) found.remaining.push(left[1]);
  };
  new MutationObserver(look).observe(document.body, {
    childList: true,
    subtree: true,
    characterData: true,
    attributes: true,
  });
}

// What was recorded, and whether each number that could be read before the end is the one in the result.
function recorded() {
  const cells = Array.from(window.recorded.cells);
  const now = ([place, text]) => {
    const [row, col] = place.split(",");
    const cell = document.querySelector(
      `section[aria-label=Result] [role=row][aria-rowindex="${row}"] > [role=gridcell][aria-colindex="${col}"]`,
    );
    return cell && cell.innerText.trim();
  };
  const shown = cells.map((cell) => [cell[1], now(cell)]).filter(([, final]) => final !== null);
  const value = (text) => Number(text.replace("\u2212", "-"));
  // A narrower cell may show fewer digits.
  const wrong = shown.filter(([early, final]) => Math.abs(value(early) - value(final)) > 1e-3 * Math.abs(value(final)));
  const { labels, announced, remaining, partly } = window.recorded;
  return { seen: shown.length, wrong: wrong.slice(0, 5), partly, labels, announced, remaining };
}

// How many of the pixels of the map of tiles are coloured, and in how many colours.
function pixels() {
  const canvas = document.querySelector(".tiles canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const key = data[at + 3] < 255 ? "none" : `${data[at]},${data[at + 1]},${data[at + 2]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const all = data.length / 4;
  const coloured = Array.from(counts).filter(([key, count]) => key !== "none" && count > all / 50);
  return { share: 1 - (counts.get("none") ?? 0) / all, colours: coloured.length };
}
