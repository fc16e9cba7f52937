async function askForThePoolAndFocusWorkers() {
  document.querySelectorAll("summary")[0].click();
  const mode = document.getElementById("mode");
  mode.value = "pool";
  mode.dispatchEvent(new Event("change", { bubbles: true }));
  document.getElementById("workers").focus();
}
