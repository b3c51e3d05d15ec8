// Forms: not twice, errors first; paper and clipboard.
import { say } from "./panels.js";

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[type=submit], button:not([type])").forEach((button) => button.removeAttribute("aria-disabled"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.querySelectorAll("[type=submit], button:not([type])").forEach((button) => button.setAttribute("aria-disabled", "true"));
});

// Back from the next page, or out of the browser's memory: the form may be sent again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

const summary = document.querySelector("main [data-focus]");
if (summary) summary.focus();

// A link in the summary of errors goes into its field, not only near it.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a[href^='#']");
  const field = link && document.getElementById(link.getAttribute("href").slice(1));
  if (field) {
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  }
});

function copy(source) {
  const range = document.createRange();
  range.selectNodeContents(source);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  if (document.execCommand("copy")) say(document.body.dataset.copied);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  if (event.target.closest("[data-back]")) window.history.back();
  const button = event.target.closest("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy.replace("#", ""));
  if (source) copy(source);
});
