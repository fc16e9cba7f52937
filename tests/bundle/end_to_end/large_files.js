// Notes what the progress bar of A says, and calls `window.half` when it says 30 or more.
async function watchReading() {
  window.seen = [];
  testing.watchLongTasks();
  new MutationObserver(() => {
    const bar = document.querySelector('[role=progressbar][aria-label="Reading A"]');
    const now = bar && Number(bar.getAttribute("aria-valuenow"));
    if (now === null || now === seen.at(-1)) return;
    seen.push(now);
    if (now >= 30 && window.half) {
      const act = window.half;
      window.half = null;
      act();
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}

async function pressStopAtAThird() {
  await third;
  const button = document.querySelector('button[aria-label="Stop reading A"]');
  button.focus();
  button.click();
  // The button goes and the focus moves when the page is drawn again, which may take a loaded machine some time.
  for (let wait = 0; wait < 600 && document.activeElement.id !== "matrix-A"; wait++) {
    await new Promise((done) => setTimeout(done, 100));
  }
  return document.activeElement.id;
}
