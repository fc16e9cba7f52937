// Stands in for the browser's picker of places, which automation cannot answer; `answer` says what it does.
Object.defineProperty(Navigator.prototype, "webdriver", { get: () => false });
window.picks = [];
window.answer = "a place";
window.showSaveFilePicker = async (options) => {
  const pick = { options, active: navigator.userActivation.isActive };
  picks.push(pick);
  if (answer === "closed") throw new DOMException("closed", "AbortError");
  if (answer === "broken") throw new DOMException("not here", "SecurityError");
  return {
    name: "elsewhere.csv",
    createWritable: async () => ({
      write: async (blob) => {
        pick.text = await blob.text();
      },
      close: async () => {
        pick.closed = true;
      },
    }),
  };
};
