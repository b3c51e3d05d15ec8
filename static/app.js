// What the pages gain where scripts run. Every page works without it.
import "./keys.js";
import "./panels.js";
import "./forms.js";
import "./session.js";

document.documentElement.classList.add("scripted");
