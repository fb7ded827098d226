// The sidebar as a drawer on phones. Without script the link to #side shows it.
const side = document.querySelector("[data-drawer]");
const opener = document.querySelector("[data-drawer-open]");

if (side && opener) {
  const rest = document.querySelector(".pb-main");
  const scrim = document.createElement("div");
  scrim.className = "pb-scrim";
  opener.setAttribute("role", "button");
  opener.setAttribute("aria-expanded", "false");

  const show = (shown) => {
    side.classList.toggle("is-open", shown);
    opener.setAttribute("aria-expanded", String(shown));
    rest.inert = shown;
    if (shown) { document.body.append(scrim); side.querySelector("a, summary").focus(); } else { scrim.remove(); opener.focus(); }
  };

  opener.addEventListener("click", (event) => { event.preventDefault(); show(true); });
  opener.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); show(true); } });
  scrim.addEventListener("click", () => show(false));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && side.classList.contains("is-open")) show(false); });
  matchMedia("(min-width: 761px)").addEventListener("change", (event) => { if (event.matches && side.classList.contains("is-open")) show(false); });
}
