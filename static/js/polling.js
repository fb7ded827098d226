// What polls asks ten times less often while the tab is hidden, and at once when it is seen again.
const SLOWER = 10;
const skipped = new WeakMap();

document.addEventListener("htmx:beforeRequest", (event) => {
  const poller = event.detail.elt;
  if (!poller.matches("[data-polls]") || !document.hidden) return;
  const times = (skipped.get(poller) || 0) + 1;
  skipped.set(poller, times % SLOWER);
  if (times % SLOWER) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const poller of document.querySelectorAll("[data-polls]")) htmx.trigger(poller, "pb:seen");
});
