// Asks before something that cannot be taken back: data-confirm on a form, on its button, or on an htmx element.
const dialog = document.getElementById("confirm-dialog");
const yes = dialog.querySelector("[data-confirm-yes]");
const typed = dialog.querySelector("[data-confirm-typed]");
const input = typed.querySelector("input");
const confirmed = new WeakSet();

function ask(from, goOn) {
  const { confirm, confirmText = "", confirmLabel, confirmType } = from.dataset;
  dialog.querySelector("#confirm-heading").textContent = confirm;
  dialog.querySelector("p[data-confirm-text]").textContent = confirmText;
  yes.textContent = confirmLabel || yes.dataset.defaultLabel;
  typed.hidden = !confirmType;
  typed.querySelector("[data-confirm-word]").textContent = confirmType || "";
  input.value = "";
  yes.disabled = Boolean(confirmType);
  input.oninput = () => { yes.disabled = input.value.trim() !== confirmType; };
  dialog.returnValue = "";
  dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") goOn(); }, { once: true });
  dialog.showModal();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const from = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!from.dataset.confirm || confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  ask(from, () => { confirmed.add(form); form.requestSubmit(button); });
}, true);

document.addEventListener("htmx:confirm", (event) => {
  const from = event.detail.elt;
  if (!from.dataset.confirm || from.matches("form")) return;
  event.preventDefault();
  ask(from, () => event.detail.issueRequest(true));
});
