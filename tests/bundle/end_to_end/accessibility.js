// Looks for barriers with axe-core, which the test has put into the page.

/** What axe finds on the whole page as it is now: rule, element and what to do, one line each. */
async function barriers() {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)}: ${failureSummary.replace(/\s+/g, " ")}`)
  );
}

/** Opens every card that can be opened, and waits until it is drawn. */
async function openCards() {
  for (const card of document.querySelectorAll("details:not([open])")) card.open = true;
  await settled();
}

/** Two frames later, when animations have ended. */
async function settled() {
  for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
  await Promise.allSettled(document.getAnimations().filter(isFinite).map((animation) => animation.finished));
}

function isFinite(animation) {
  return animation.effect?.getComputedTiming().endTime !== Infinity;
}

/** Elements that reach beyond the window's right edge and are not in a part that scrolls by itself. */
function overflowing() {
  const width = document.documentElement.clientWidth;
  const isInScroller = (element) => {
    for (let outer = element.parentElement; outer && outer !== document.body; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflowX !== "visible") return true;
    }
    return false;
  };
  return Array.from(document.querySelectorAll("body *"))
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > width + 1)
    .filter((element) => !isInScroller(element) && !element.matches(".unseen, .unseen *"))
    .map((element) => `${element.outerHTML.slice(0, 120)} ends at ${element.getBoundingClientRect().right}`);
}

/** The names of what Tab stops at, from the start of the page to its end; pressed by the test. */
function focused() {
  const element = document.activeElement;
  if (element === document.body) return null;
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + Math.min(box.width, 40) / 2, box.top + Math.min(box.height, 40) / 2];
  const above = document.elementFromPoint(x, y);
  const isSeen = element.contains(above) || above?.contains(element) || element.labels?.[0]?.contains(above);
  const outline = getComputedStyle(element.matches("input[type=file]") ? element.nextElementSibling : element);
  return {
    what: element.outerHTML.slice(0, 120),
    isSeen: Boolean(isSeen),
    isMarked: outline.outlineStyle !== "none" || outline.boxShadow !== "none",
  };
}

function chooseChain() {
  const select = document.getElementById("operation");
  select.value = "chain";
  select.dispatchEvent(new Event("change", { bubbles: true }));
}
