// Single keys: / search, j k rows, Enter opens, g and a letter goes to a section, ? shows this. Off in fields, and by choice.
const dialog = document.getElementById("keys-dialog");
const choice = dialog.querySelector("[data-keys-switch]");
const isOn = () => localStorage.getItem("single-keys") !== "off";
let going = 0;

choice.checked = isOn();
choice.addEventListener("change", () => localStorage.setItem("single-keys", choice.checked ? "on" : "off"));
document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-help]")) dialog.showModal(); });

function moveRow(step) {
  const links = [...document.querySelectorAll(".pb-t a.lead")].filter((each) => each.offsetParent);
  if (!links.length) return;
  const row = document.activeElement.closest?.(".pb-t tr");
  const here = links.findIndex((each) => row?.contains(each));
  links[Math.min(Math.max(here + step, 0), links.length - 1)].focus();
}

const keys = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => dialog.showModal(),
  j: () => moveRow(1),
  k: () => moveRow(-1),
  g: () => { going = Date.now(); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !isOn()) return;
  if (event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
  if (Date.now() - going < 1200) {
    going = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); return; }
  }
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});
