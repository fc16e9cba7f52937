const select = () => document.getElementById("operation");

function chooseOperation(name) {
  select().value = name;
  select().dispatchEvent(new Event("change", { bubbles: true }));
  return select().value === name;
}

// The result says that it is not of what is chosen now.
const isStale = () => document.querySelector(".badge.warn") !== null;

const boxes = () => ["A", "B"].map((letter) => document.getElementById(`transpose-${letter}`).checked);

const mismatch = () => document.querySelector(".mismatch")?.textContent;

// The text of the explanation, opened.
function explanation() {
  const region = Array.from(document.querySelectorAll("[aria-label], section, details")).find((part) =>
    /explanation/i.test(part.getAttribute("aria-label") ?? part.id),
  );
  for (const details of region.querySelectorAll("details")) details.open = true;
  return region.textContent;
}

// What the field shows after this was entered.
function enterExponent(text) {
  const field = document.getElementById("exponent");
  field.value = text;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  return field.value;
}

// What cannot be chosen, in the list where it would be.
const notAvailable = () => Array.from(select().querySelectorAll("option:disabled"), (option) => option.text).join();
