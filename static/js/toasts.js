// Passing messages, bottom left. The server sends them with HX-Trigger {"toast": {text, level, url, link}} or in the page.
const box = document.getElementById("toasts");
const STAYS = 6000;

function leaveInTime(toast) {
  if (toast.dataset.toast === "bad") return;
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), STAYS); };
  const pause = () => clearTimeout(timer);
  for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, pause);
  for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, start);
  start();
}

export function toast({ text, level = "ok", url = "", link = "" }) {
  const template = document.querySelector(`[data-toast-template="${CSS.escape(level)}"]`);
  if (!template) return;
  const shown = template.content.firstElementChild.cloneNode(true);
  shown.querySelector("[data-toast-text]").textContent = text;
  const anchor = shown.querySelector("[data-toast-link]");
  if (url) { anchor.href = url; anchor.textContent = link; } else anchor.remove();
  box.append(shown);
  leaveInTime(shown);
}

box.addEventListener("click", (event) => event.target.closest("[data-toast-dismiss]")?.closest("[data-toast]").remove());
box.querySelectorAll("[data-toast]").forEach(leaveInTime);
document.addEventListener("toast", (event) => toast(event.detail));

// A poll that fails says nothing: the next one may succeed.
const quiet = (event) => event.detail.elt?.closest("[data-polls]");
document.addEventListener("htmx:responseError", (event) => quiet(event) || toast({ text: box.dataset.errorText, level: "bad" }));
document.addEventListener("htmx:sendError", (event) => quiet(event) || toast({ text: box.dataset.offlineText, level: "bad" }));
