// Lists while they load, and after a page was turned; the tabs above them.
document.addEventListener("htmx:beforeRequest", (event) => {
  const table = event.detail.target;
  if (!table?.matches(".pb-tw")) return;
  table.classList.add("is-loading");
  table.setAttribute("aria-busy", "true");
  table.dataset.turned = event.detail.elt.matches("[data-page-turn]") ? "yes" : "";
});

document.addEventListener("htmx:afterRequest", (event) => {
  const table = event.detail.target;
  if (!table?.matches(".pb-tw")) return;
  table.classList.remove("is-loading");
  table.removeAttribute("aria-busy");
  if (table.dataset.turned && event.detail.successful) document.getElementById(table.id)?.scrollIntoView({ block: "nearest" });
});

// On a phone the tabs scroll sideways: the one that is open comes into sight.
for (const tab of document.querySelectorAll(".pb-tabs [aria-current]")) {
  const bar = tab.closest(".pb-tabs");
  bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.clientWidth) / 2;
}
