// Buttons with data-copy put that text on the clipboard and say so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.dispatchEvent(new CustomEvent("toast", { bubbles: true, detail: { text: document.body.dataset.copiedText } }));
});
