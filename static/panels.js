// Panels that answer in place: say what changed, keep the focus, keep what was typed when the server is out of reach.

const region = (id) => document.getElementById(id);

export function say(words) {
  const line = region("said");
  if (!line) return;
  line.textContent = "";
  window.setTimeout(() => { line.textContent = words; }, 50);
}

function warn(words) {
  const place = region("refusal");
  if (!place || !words) return;
  const notice = document.createElement("div");
  notice.className = "notice notice-warning";
  const line = document.createElement("span");
  line.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "plain";
  close.dataset.dismiss = "";
  close.textContent = "×";
  notice.append(line, close);
  place.replaceChildren(notice);
}

// HX-Trigger: {"said": "..."} from the server.
document.addEventListener("said", (event) => say(event.detail.value || ""));

// A session that ended answers with the sign-in page: go there rather than show it in a panel.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answer = event.detail.xhr;
  const path = answer.responseURL ? new URL(answer.responseURL).pathname : "";
  if (path.startsWith("/accounts/") && !window.location.pathname.startsWith("/accounts/")) {
    event.detail.shouldSwap = false;
    window.location.assign(window.location.href);
  }
});

document.addEventListener("htmx:sendError", () => warn(document.body.dataset.unreachable));
document.addEventListener("htmx:timeout", () => warn(document.body.dataset.unreachable));
document.addEventListener("htmx:responseError", () => warn(document.body.dataset.failed));

document.addEventListener("htmx:beforeRequest", (event) => {
  const place = region("refusal");
  if (place && !place.contains(event.target)) place.replaceChildren();
});

// When the button that was pressed is gone with the old panel, the new panel takes the focus.
document.addEventListener("htmx:afterSettle", (event) => {
  const panel = event.target;
  const wanted = panel.matches("[data-focus]") ? panel : panel.querySelector("[data-focus]");
  if (wanted) {
    wanted.focus();
  } else if (!document.activeElement || document.activeElement === document.body) {
    if (event.detail.requestConfig && event.detail.requestConfig.triggeringEvent) {
      if (!panel.hasAttribute("tabindex")) panel.setAttribute("tabindex", "-1");
      panel.focus({ preventScroll: true });
    }
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) region("refusal").replaceChildren();
});
