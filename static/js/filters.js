// Filter forms: empty fields stay out of the address, and leaving the search field does not search again.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-filters]")) return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

document.addEventListener("change", (event) => { if (event.target.matches("[data-filters] [type=search]")) event.stopPropagation(); }, true);
