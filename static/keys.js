// The keyboard: / to search, j and k along a list, keys shown on buttons.

const typing = (element) => Boolean(element) && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable);

function pressed(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && event.key.length > 1) parts.push("shift");
  parts.push(event.key.toLowerCase());
  return parts.join("+");
}

function visible(element) {
  return element.getClientRects().length > 0;
}

function walk(step) {
  const list = document.querySelector("[data-list]");
  if (!list) return false;
  const rows = Array.from(list.querySelectorAll("[data-row]")).filter(visible);
  if (!rows.length) return false;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
  const link = row.matches("a[href]") ? row : row.querySelector("a[href]");
  if (!link) return false;
  link.focus();
  row.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const combination = pressed(event);
  const shortcut = Array.from(document.querySelectorAll("[data-shortcut]")).find(
    (element) => element.dataset.shortcut.toLowerCase() === combination && visible(element) && !element.disabled,
  );
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (shortcut && !(plain && typing(document.activeElement))) {
    event.preventDefault();
    shortcut.click();
  } else if (event.key === "Escape") {
    document.querySelectorAll("[data-menu][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  } else if (plain && !typing(document.activeElement)) {
    if (event.key === "/") {
      const field = document.querySelector("[data-search]");
      if (field) {
        event.preventDefault();
        field.focus();
        field.select();
      }
    } else if (event.key === "j" || event.key === "k") {
      if (walk(event.key === "j" ? 1 : -1)) event.preventDefault();
    }
  }
});

// A press anywhere on a row opens it, unless something in it was meant or words are being marked.
document.addEventListener("click", (event) => {
  document.querySelectorAll("[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  const row = event.target.closest("[data-row]");
  if (!row || event.target.closest("a, button, input, label, select, summary, [data-number]")) return;
  if (String(window.getSelection())) return;
  const link = row.querySelector("a[href]");
  if (link) link.click();
});

const WORDS = { ctrl: "Ctrl", alt: "Alt", shift: "Shift", enter: "↵", escape: "Esc" };

export function showKeys(root) {
  root.querySelectorAll("[data-shortcut]").forEach((element) => {
    if (element.querySelector("kbd")) return;
    const keys = element.dataset.shortcut.toLowerCase().split("+");
    const cap = document.createElement("kbd");
    cap.textContent = keys.map((key) => WORDS[key] || key.toUpperCase()).join(" ");
    cap.setAttribute("aria-hidden", "true");
    element.setAttribute("aria-keyshortcuts", element.dataset.shortcut.replace("ctrl", "Control"));
    element.append(cap);
  });
}

showKeys(document);
document.addEventListener("htmx:load", (event) => showKeys(event.target));
