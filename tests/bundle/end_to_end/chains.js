const select = () => document.getElementById("operation");

function chooseOperation(name) {
  select().value = name;
  select().dispatchEvent(new Event("change", { bubbles: true }));
  return select().value === name;
}

const isStale = () => document.querySelector(".badge.warn") !== null;

// What stands beside Multiply.
const beside = () => document.querySelector(".run .beside [role=status]")?.innerText.trim() ?? "";

const notAvailable = () => Array.from(select().querySelectorAll("option:disabled"), (option) => option.text).join();

const about = () => document.getElementById("operation-about").textContent;

// Notes every value of the progress bar from now on.
function watchProgress() {
  window.seen = [];
  new MutationObserver(() => {
    const bar = document.querySelector(".run [role=progressbar]");
    if (bar) window.seen.push(Number(bar.getAttribute("aria-valuenow")));
  }).observe(document.querySelector(".run"), { subtree: true, childList: true, attributes: true });
}

const seenProgress = () => window.seen;
