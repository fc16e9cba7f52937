// The table of `side`, as a person sees it.
const table = (side) => document.querySelector(`[data-side=${side}] [role=grid]`);

// Shows `side` as a table, or as text.
async function showAs([side, label]) {
  const labels = [...document.querySelectorAll(`[data-side=${side}] [role=radiogroup] label`)];
  labels.find((found) => found.textContent.trim() === label).querySelector("input").click();
}

// Gives the table the focus, at its first cell.
async function enterTable(side) {
  table(side).focus();
  const home = { key: "Home", ctrlKey: true, bubbles: true, cancelable: true };
  table(side).dispatchEvent(new KeyboardEvent("keydown", home));
}

// The texts of the cells that hold numbers, row by row, and where the active one is.
async function shownCells(side) {
  const text = (cell) => (cell.querySelector("input")?.value ?? cell.textContent).trim().replaceAll("\u2212", "-");
  const rows = [...table(side).querySelectorAll("[role=rowgroup] [role=row]")];
  const cells = rows.map((row) => [...row.querySelectorAll("[role=gridcell]")].map(text));
  const last = (texts) => texts.findLastIndex((found) => found !== "");
  return cells.slice(0, cells.findLastIndex((texts) => last(texts) >= 0) + 1).map((texts) => texts.slice(0, last(texts) + 1));
}

// Row and column of the active cell, from 1.
async function activeCell(side) {
  const cell = document.getElementById(table(side).getAttribute("aria-activedescendant") ?? `cell-${side}`);
  if (!cell) return null;
  return [cell.parentElement.ariaRowIndex - 1, cell.ariaColIndex - 1];
}

// What has the focus: "table", "cell" or the text of something else.
async function focusIn(side) {
  const active = document.activeElement;
  if (active === table(side)) return "table";
  if (table(side).contains(active)) return "cell";
  return active.ariaLabel ?? active.id ?? active.tagName;
}

// Pastes text into what has the focus, as the browser does.
async function pasteText(text) {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}

async function cellCount(side) {
  return table(side).querySelectorAll("[role=gridcell]").length;
}
