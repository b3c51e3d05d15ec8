// The counter's form where scripts run: Enter goes on, parts that do not apply are put away, the length is counted, rows come and go.
const form = document.getElementById("counter");
const more = document.getElementById("more");

function value(name) {
  const found = form.elements.namedItem(name);
  return found ? found.value : "";
}

// data-when="step=settle": only with that value, or one of several "a|b"; data-when="first-acting!=": with any but that.
function show() {
  form.querySelectorAll("[data-when]").forEach((part) => {
    const [, name, not, wanted] = part.dataset.when.match(/^([^=!]+)(!?)=(.*)$/);
    part.hidden = wanted.split("|").includes(value(name)) === Boolean(not);
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

const AS_FIELD = "input, select, textarea, .counter-save .btn-primary";
const fields = () => Array.from(form.elements).filter((field) => field.matches(AS_FIELD) && field.type !== "hidden" && !field.disabled && field.getClientRects().length);

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

// One applicant and one opponent are the rule: Tab passes the block of further people by, its key opens it.
more.querySelectorAll("[data-by-key]").forEach((summary) => { summary.tabIndex = -1; });
more.querySelector("summary").addEventListener("click", (event) => {
  if (more.open || event.detail) return; // closed by its key, or opened by the mouse
  window.setTimeout(() => { more.querySelector("input:not([type=hidden]), select, button").focus(); }, 0);
});

more.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (!button) return;
  event.preventDefault();
  button.closest("[data-party]").remove();
  more.querySelector("button[name=add]").focus();
  more.dispatchEvent(new Event("change", { bubbles: true }));
});

// As many are concerned as are named, unless more are written.
document.addEventListener("htmx:afterSwap", (event) => {
  const named = event.target.id === "people" && event.target.querySelector("[data-named]");
  const field = form.elements.namedItem("people_count");
  if (named && field && Number(field.value) < Number(named.dataset.named)) {
    field.value = named.dataset.named;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

document.addEventListener("htmx:afterSettle", (event) => { if (form.contains(event.target)) show(); });
form.addEventListener("change", show);
form.addEventListener("input", count);
show();
count();

const faulty = form.querySelector("[aria-invalid='true']");
if (faulty) faulty.focus({ preventScroll: false });
