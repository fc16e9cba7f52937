// What starting.rs runs in the page: some of it before the page's own scripts, most of it afterwards.

// Keeps what the browser tells of shifts of layout.
function observe() {
  window.shiftsOfLayout = [];
  new PerformanceObserver((list) => window.shiftsOfLayout.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => performance.mark("first frame"));
}

// What moved by itself, without input.
const shifts = () =>
  window.shiftsOfLayout
    .filter((shift) => !shift.hadRecentInput)
    .flatMap((shift) => shift.sources.map(({ node }) => `${node?.nodeName} ${node?.className ?? node?.textContent}`));

function markTheField() {
  window.markedField = document.activeElement;
  window.markedField.setSelectionRange(3, 3);
}

const markedField = () => {
  const field = window.markedField;
  return [field.value, document.activeElement === field, field.selectionStart, field.isConnected];
};

// Marks the elements of the page before the app can touch them.
const markAll = () =>
  document.addEventListener("DOMContentLoaded", () => {
    // Forget goes where nothing can be kept.
    window.markedElements = [...document.querySelectorAll("#app .page, #app textarea, #app button:not(.share *), #app main > *")];
  });

const areMarked = () => window.markedElements.length > 10 && window.markedElements.every((element) => element.isConnected);

function dropAFileOnB() {
  const data = new DataTransfer();
  data.items.add(new File(["1\n2\n3\n"], "right.csv"));
  const drop = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data });
  document.getElementById("matrix-B").dispatchEvent(drop);
  if (!drop.defaultPrevented) throw new Error("the browser would leave the page for the file");
}

const openTheFirstCard = () => document.querySelector("details > summary").click();
const isTheFirstCardOpen = () => document.querySelector("details").open;

// Language, colours, words.
const appearance = () => [
  document.documentElement.lang,
  getComputedStyle(document.documentElement).colorScheme,
  document.querySelector("main").innerText.split("\n").slice(0, 6).join("\n"),
];

// Where everything is that is seen first or used. (What the footer says of requests comes later, below all that.)
const places = () =>
  [...document.querySelectorAll(":is(header, main) :is(h1, h2, button, textarea, label, summary, .card, select)")]
    .filter((element) => element.checkVisibility())
    .map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.tagName, element.className, ...[x, y, width, height].map(Math.round)];
    });

// Which kinds of files are asked for, in order, and when the page is first drawn among them. The browser's own mark of
// the first paint comes later, when what was drawn is on the screen.
const order = () => {
  const painted = performance.getEntriesByName("first frame").map(({ name, startTime }) => [name, startTime]);
  const kinds = [["css", /\.css$/], ["page", /app.*\.(js|wasm)$/], ["workers", /worker_.*\.(js|wasm)$/]];
  const resources = performance.getEntriesByType("resource").map(({ name, startTime }) => {
    const kind = kinds.find(([, pattern]) => pattern.test(name.split("#")[0]));
    return [kind?.[0], startTime];
  });
  const events = [...painted, ...resources].filter(([kind]) => kind).sort((one, other) => one[1] - other[1]);
  return events.map(([kind]) => kind).filter((kind, index, kinds) => kind !== kinds[index - 1]);
};
