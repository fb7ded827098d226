// Menus are <details data-menu>: one open at a time, closed by Escape or a click elsewhere, and open still after a swap.
const open = new Set();
const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details[data-menu]")) return;
  if (!menu.open) { open.delete(menu.id); return; }
  open.add(menu.id);
  for (const other of menus()) if (other !== menu && !other.contains(menu)) other.open = false;
}, true);

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

const reopen = () => { for (const id of open) { const menu = document.getElementById(id); if (menu) menu.open = true; } };
document.addEventListener("htmx:afterSwap", reopen);
document.addEventListener("htmx:oobAfterSwap", reopen);
