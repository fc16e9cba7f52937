// Stands in for the browser's picker of folders, which automation cannot answer; `answer` says what it does.
Object.defineProperty(Navigator.prototype, "webdriver", { get: () => false });
window.written = {};
window.answer = "a folder";

const folderCalled = (name, path) => ({
  name,
  getDirectoryHandle: async (child, { create }) => folderCalled(child, `${path}${child.slice(0, 12)}/`, create),
  getFileHandle: async (child, { create }) => ({
    name: child,
    createWritable: async () => ({
      write: async (blob) => {
        if (answer === "full disk") throw new DOMException("no space left", "QuotaExceededError");
        written[path + child] = create && Array.from(new Uint8Array(await blob.arrayBuffer()));
      },
      close: async () => {},
    }),
  }),
});

window.showDirectoryPicker = async ({ mode }) => {
  if (answer === "closed") throw new DOMException("closed", "AbortError");
  if (answer === "forbidden") throw new DOMException("not in a frame", "SecurityError");
  written.mode = mode;
  written.active = navigator.userActivation.isActive;
  return folderCalled("Work", "Work/");
};
