// A session that nobody uses ends. The page says so in time; what it asks by itself does not keep the session alive.

const WARN = 120; // seconds before the end
const BY_ITSELF = { "X-By-Itself": "1" };

// A list that waits, a panel that loads: nobody pressed anything.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.triggeringEvent) event.detail.headers["X-By-Itself"] = "1";
});

const words = document.body.dataset;
let left = Number(words.sessionSeconds || 0);

function wait(seconds) {
  window.setTimeout(look, Math.max(seconds, 1) * 1000);
}

async function look() {
  try {
    const answer = await fetch("/sessions/left/", { headers: BY_ITSELF, redirect: "manual" });
    left = answer.ok ? (await answer.json()).left : 0;
  } catch (error) {
    wait(WARN);
    return;
  }
  if (left <= 0) {
    window.location.reload();
  } else if (left <= WARN) {
    warn();
    wait(left);
  } else {
    wait(left - WARN);
  }
}

function warn() {
  const place = document.getElementById("refusal");
  if (!place) return;
  const notice = document.createElement("div");
  notice.className = "notice notice-warning";
  const line = document.createElement("span");
  line.textContent = words.sessionEnds;
  const stay = document.createElement("button");
  stay.type = "button";
  stay.className = "btn btn-secondary";
  stay.textContent = words.sessionStay;
  stay.addEventListener("click", async () => {
    const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    await fetch("/sessions/stay/", { method: "POST", headers: token });
    place.replaceChildren();
    look();
  });
  notice.append(line, stay);
  place.replaceChildren(notice);
}

if (left > 0) wait(left - WARN);
