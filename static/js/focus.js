// Where the focus goes after a swap: the first wrong field, or what the fragment marks with data-focus. Otherwise it stays; where
// what had it is there no more, it goes to the nearest part around it that still is: to the document's body it would be lost.
let around = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.target.contains(document.activeElement)) return;
  around = [];
  for (let each = document.activeElement; each && each !== document.body; each = each.parentElement) if (each.id) around.push(each.id);
});

document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body) {
    const part = around.map((id) => document.getElementById(id)).find((each) => each?.checkVisibility());
    if (part && !part.matches("a[href], button, input, select, textarea")) part.tabIndex = -1;
    part?.focus({ preventScroll: true });
  }
  around = [];
});

document.addEventListener("htmx:afterSettle", (event) => {
  const root = event.detail.elt;
  const find = (selector) => (root.matches?.(selector) ? root : root.querySelector?.(selector));
  const target = find("[aria-invalid=true]") || find("[data-form-errors]") || find("[data-focus]");
  if (target && !root.contains(document.activeElement)) target.focus();
  else if (target?.matches("[aria-invalid=true], [data-focus]")) target.focus();
});

// A whole page in answer to a fragment's request: the session ended, or the answer led elsewhere. Go there.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (target === document.body || !/^\s*<!doctype html/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  if (new URL(xhr.responseURL).pathname.includes("/accounts/login")) location.reload();
  else location.assign(xhr.responseURL);
});
