// Forms with data-watch: changed fields turn amber and say what they were; leaving with changes asks once.
// A form that was sent back shows what was typed: data-initial and data-was tell what a field is, data-typed that it is not stored.
const TEXTS = document.body.dataset;
let leaving = false;

function before(control) {
  if (control.dataset.was !== undefined) return control.dataset.was;
  if (control.matches("select")) return [...control.options].filter((each) => each.defaultSelected).map((each) => each.text).join(", ");
  return control.defaultValue;
}

function changed(control) {
  if (control.dataset.initial !== undefined) return control.value !== control.dataset.initial;
  if (control.matches("[type=checkbox], [type=radio]")) return control.checked !== control.defaultChecked;
  if (control.matches("select")) {
    const options = [...control.options];
    if (!options.some((each) => each.defaultSelected)) return control.selectedIndex > 0;
    return options.some((each) => each.selected !== each.defaultSelected);
  }
  return control.value !== control.defaultValue;
}

function mark(control) {
  const isChanged = changed(control);
  control.classList.toggle("is-changed", isChanged);
  control.parentElement.querySelector(":scope > .pb-was")?.remove();
  const was = before(control);
  if (!isChanged || !was || control.matches("[type=password], [type=checkbox], [type=radio]")) return;
  const note = document.createElement("span");
  note.className = "pb-was";
  note.textContent = TEXTS.wasText.replace("%s", was);
  control.after(note);
}

const watched = (event) => event.target.closest?.("form[data-watch]") && event.target.matches("input, select, textarea");
for (const name of ["input", "change"]) document.addEventListener(name, (event) => watched(event) && mark(event.target));
document.addEventListener("reset", (event) => setTimeout(() => [...event.target.elements].forEach((each) => each.matches(".is-changed") && mark(each))));
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) leaving = true; });
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-discard]")) leaving = true; });
document.addEventListener("htmx:afterRequest", (event) => { leaving = Boolean(event.detail.xhr.getResponseHeader("HX-Redirect")); });

addEventListener("beforeunload", (event) => {
  if (!leaving && document.querySelector("form[data-watch] .is-changed, form[data-typed]")) event.preventDefault();
});
