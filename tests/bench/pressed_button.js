// From the press of Multiply to the frame that shows the product.
const pressedButton = {
  // Begins to watch; a real click follows.
  watch: () => {
    const result = () => document.querySelector("section[aria-label=Result] :is(td, [role=cell], [role=gridcell])");
    window.drawn = new Promise((resolve) => {
      let pressed = null;
      // The result of an earlier press goes first.
      let isGone = !result();
      const observer = new MutationObserver(() => {
        isGone ||= !result();
        if (pressed === null || !isGone || !result()) return;
        observer.disconnect();
        // A message sent while a frame is made arrives after it is drawn.
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => resolve({ changed, drawn: performance.now() - pressed });
          channel.port2.postMessage(null);
        });
        const changed = performance.now() - pressed;
      });
      observer.observe(document.body, { childList: true, subtree: true });
      document.addEventListener("click", (event) => (pressed = event.timeStamp), { capture: true, once: true });
    });
  },
  // Milliseconds from the press to the drawn product, and those that the page shows as the engine's.
  found: async () => {
    const { changed, drawn } = await window.drawn;
    const words = document.querySelector(".outcome").textContent;
    const [, number, unit] = words.match(/: ([\d.,\s]+?)\s(µs|ms|s)\b/) ?? [];
    const engine = Number(number) * { "µs": 1e-3, ms: 1, s: 1e3 }[unit];
    if (!Number.isFinite(engine)) throw new Error(`the outcome "${words}" gives no time`);
    return { changed, drawn, engine };
  },
};
