// Ticked rows of a list: the box in the head ticks the page, and the bar says how many are ticked. The bar's form takes the
// list's address along, for a change of everything that it shows.
const boxes = (form) => [...document.querySelectorAll(`input[name=ids][form="${form.id}"]`)];

function tell(form) {
  const all = boxes(form);
  const ticked = all.filter((each) => each.checked);
  for (const each of all) each.closest("tr")?.toggleAttribute("aria-selected", false);
  for (const each of ticked) each.closest("tr")?.setAttribute("aria-selected", "true");
  form.querySelector("[data-ticked]").textContent = ticked.length;
  form.classList.toggle("is-idle", !ticked.length);
  for (const head of document.querySelectorAll(`[data-tick-all="${form.id}"]`)) {
    head.hidden = false;
    head.checked = all.length > 0 && ticked.length === all.length;
    head.indeterminate = ticked.length > 0 && ticked.length < all.length;
  }
}

const forms = () => document.querySelectorAll("form[data-ticks]");
const tellAll = () => forms().forEach(tell);

// The number of ticked boxes of one name in a form that is no list's: data-count-of names them, its <b> shows it.
function count() {
  for (const shown of document.querySelectorAll("[data-count-of]")) {
    const ticked = shown.closest("form").querySelectorAll(`input[name="${shown.dataset.countOf}"]:checked`);
    shown.querySelector("b").textContent = ticked.length;
    shown.hidden = false;
  }
}
count();
document.addEventListener("change", count);
document.addEventListener("htmx:afterSettle", count);
addEventListener("pageshow", count); // the browser ticks them again on the way back

document.addEventListener("change", (event) => {
  const { target } = event;
  const head = target.dataset?.tickAll;
  if (head) for (const each of boxes(document.getElementById(head))) each.checked = target.checked;
  if (head || target.matches("input[name=ids]")) tellAll();
});
document.addEventListener("htmx:afterSettle", tellAll);
document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("single-keys") === "off") return;
  if (event.target.closest("input, select, textarea, dialog")) return;
  document.activeElement.closest?.("tr")?.querySelector("input[name=ids]")?.click();
});
document.addEventListener("submit", (event) => {
  const query = event.target.querySelector?.("[data-list-query]");
  if (query) query.value = location.search;
});
tellAll();
