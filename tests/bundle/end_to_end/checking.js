// Runs before the page: while `window.holdBack` is set, what the page posts to workers waits.
(() => {
  const { postMessage } = Worker.prototype;
  const waiting = [];
  Worker.prototype.postMessage = function (...message) {
    if (window.holdBack) waiting.push(() => postMessage.apply(this, message));
    else postMessage.apply(this, message);
  };
  window.letGo = () => {
    window.holdBack = false;
    for (const post of waiting.splice(0)) post();
  };
})();
