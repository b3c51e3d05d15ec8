// The counter's form where scripts run: Enter goes on, parts that do not apply are put away, the length is counted.
const form = document.getElementById("counter");

function value(name) {
  const found = form.elements.namedItem(name);
  return found ? found.value : "";
}

function show() {
  form.querySelectorAll("[data-when]").forEach((part) => {
    const [name, wanted] = part.dataset.when.split("=");
    part.hidden = value(name) !== wanted;
  });
}

function count() {
  form.querySelectorAll("[data-typed]").forEach((line) => {
    const length = document.getElementById(line.dataset.typed).value.length;
    const most = Number(line.dataset.most);
    line.textContent = `${length.toLocaleString()} / ${most.toLocaleString()}`;
    line.classList.toggle("typed-over", length > most);
  });
}

const fields = () => Array.from(form.elements).filter((field) => field.type !== "hidden" && !field.disabled && field.getClientRects().length);

// A card reader ends a number with Enter, and a quick hand does too: neither means to save.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!event.target.matches("input, select")) return;
  event.preventDefault();
  const all = fields();
  const next = all[all.indexOf(event.target) + 1];
  if (next) {
    next.focus();
    if (next.select) next.select();
  }
});

form.addEventListener("change", show);
form.addEventListener("input", count);
show();
count();

const faulty = form.querySelector("[aria-invalid='true']");
if (faulty) faulty.focus({ preventScroll: false });
