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

// A guide that is answered from: the step, the outcome and the words are set; the words may be changed.
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-guide]");
  if (!button) return;
  event.preventDefault();
  const values = { guide: button.dataset.guide, step: "settle", outcome: "answered", result: document.getElementById(`answer-${button.dataset.guide}`).textContent };
  Object.entries(values).forEach(([name, value]) => { form.elements.namedItem(name).value = value; });
  form.dispatchEvent(new Event("change", { bubbles: true }));
  document.getElementById("id_result").focus();
});
