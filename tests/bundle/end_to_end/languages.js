// What stands on the page in words: texts that are drawn, and names that are read out.

/** Every visible text and every name, one string each. What the user or a file wrote does not count. */
function wordsOfPage() {
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element.closest("script, style, noscript, pre, textarea, body [lang=en]") && node.data.trim()) words.push(node.data.trim());
  }
  for (const name of ["aria-label", "title", "placeholder", "alt", "aria-description", "aria-valuetext"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!element.closest("body [lang=en]")) words.push(element.getAttribute(name).trim());
    }
  }
  return words;
}

/** What must survive a change of the language. */
function state() {
  return {
    texts: Array.from(document.querySelectorAll("textarea"), (field) => field.value),
    open: Array.from(document.querySelectorAll("details"), (card) => card.open),
    cells: Array.from(document.querySelectorAll("[role=gridcell]"), (cell) => cell.textContent.trim()),
    focus: document.activeElement.outerHTML.slice(0, 20),
    workers: document.querySelector("#workers")?.value,
  };
}

/** Waits until the page is drawn anew. */
async function drawn() {
  for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
}
