async function pasteBeside([text, name, type]) {
  const data = new DataTransfer();
  if (text) data.setData("text/plain", text);
  if (name) data.items.add(new File(["3,4"], name, { type }));
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}
