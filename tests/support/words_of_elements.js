// The elements that may have an accessible name: those with its words in what names are made of.
const [selector, words] = arguments;
const squeezed = (text) => String(text || "").replace(/\s+/g, "").toLowerCase();
const byIds = (element, attribute) => (element.getAttribute(attribute) || "").split(/\s+/).map((id) => document.getElementById(id)?.textContent).join("");
const said = (element) =>
  [
    element.getAttribute("aria-label"), element.getAttribute("title"), element.getAttribute("placeholder"), element.value,
    element.textContent, byIds(element, "aria-labelledby"), ...Array.from(element.labels || [], (label) => label.textContent),
    ...Array.from(element.querySelectorAll("[alt], [aria-label]"), (part) => part.getAttribute("alt") || part.getAttribute("aria-label")),
  ].map(squeezed).join("");
return Array.from(document.querySelectorAll(selector)).filter((element) => said(element).includes(squeezed(words)));
