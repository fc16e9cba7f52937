async function dropOn({ selector, items }) {
  const data = new DataTransfer();
  if (typeof items === "string") data.setData("text/plain", items);
  else for (const [name, text] of items) data.items.add(new File([text], name));
  const target = document.querySelector(selector);
  const options = { dataTransfer: data, bubbles: true, cancelable: true };
  return ["dragover", "drop"].map((kind) => {
    let effect = "none";
    Object.defineProperty(data, "dropEffect", {
      configurable: true,
      set: (wanted) => {
        effect = wanted;
      },
    });
    const taken = !target.dispatchEvent(new DragEvent(kind, options));
    if (taken && kind === "dragover" && effect !== "copy") throw new Error(`the effect is ${effect}`);
    return taken;
  });
}
