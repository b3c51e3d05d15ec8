// A matter or a fact that is taken over from the suggestion: set in the form, told to the panels that look at it.
const form = document.getElementById("counter");

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  event.preventDefault();
  const cut = button.value.indexOf("=");
  const field = document.getElementById(`id_${button.value.slice(0, cut)}`);
  if (!field) return;
  if (field.type === "checkbox") field.checked = true;
  else field.value = button.value.slice(cut + 1);
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus({ preventScroll: true });
});
