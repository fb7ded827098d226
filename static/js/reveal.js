// The eye in a password field. Without script there is none.
const ready = () => document.querySelectorAll("[data-reveal][hidden]").forEach((button) => { button.hidden = false; });
ready();
document.addEventListener("htmx:afterSettle", ready);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  if (!button) return;
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const shown = input.type === "password";
  input.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
});
