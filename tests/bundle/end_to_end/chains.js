// What stands beside Multiply.
const beside = () => document.querySelector(".run .beside [role=status]")?.innerText.trim() ?? "";

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
