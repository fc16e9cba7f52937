async function focusReading(start) {
  const found = Array.from(document.querySelectorAll('[role=group][aria-label^="Other ways to read"] button')).find(
    (button) => button.textContent.startsWith(start),
  );
  if (!found) return false;
  found.focus();
  return true;
}
