// Light or dark before the first paint, and again when the person or the device changes it.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = root.dataset.theme;
    root.dataset.bsTheme = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
    document.dispatchEvent(new CustomEvent("pb:theme"));
  };
  apply();
  dark.addEventListener("change", apply);

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-theme-form]");
    const button = event.submitter;
    if (!form || !button) return;
    event.preventDefault();
    const body = new FormData(form, button);
    root.dataset.theme = button.value;
    for (const each of form.querySelectorAll("button")) each.setAttribute("aria-pressed", String(each === button));
    apply();
    fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  });
})();
