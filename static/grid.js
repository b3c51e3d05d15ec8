// The report page of grid workers: the position is taken by itself and the photo just taken is shown. The page works without it.
const TRUSTED = 100; // metres, as the server has it
let latest = null; // the last position, or false when there is none

const report = () => document.querySelector("form[data-report]");

function show(form) {
  const line = form.querySelector("[data-position]");
  if (latest === null) {
    line.textContent = form.dataset.finding;
    return;
  }
  if (latest === false) {
    line.textContent = form.dataset.none;
    line.dataset.tone = "near";
    return;
  }
  const metres = Math.ceil(latest.accuracy);
  const words = metres > TRUSTED ? form.dataset.vague : form.dataset.found;
  line.textContent = words.replace("{metres}", String(metres));
  line.dataset.tone = metres > TRUSTED ? "near" : "time";
  form.elements.lat.value = latest.latitude;
  form.elements.lng.value = latest.longitude;
  form.elements.accuracy_m.value = metres;
}

function preview(input) {
  const image = document.getElementById("photo-preview");
  const file = input.files[0];
  if (image.src) URL.revokeObjectURL(image.src);
  image.hidden = !file;
  if (file) image.src = URL.createObjectURL(file);
  else image.removeAttribute("src");
}

function moved(position) {
  // A sharper position wins, and so does one that is a minute newer.
  const sharper = !latest || position.coords.accuracy <= latest.accuracy || position.timestamp - latest.at > 60000;
  if (!sharper) return;
  const { latitude, longitude, accuracy } = position.coords;
  latest = { latitude, longitude, accuracy, at: position.timestamp };
  if (report()) show(report());
}

function unknown() {
  if (latest) return;
  latest = false;
  if (report()) show(report());
}

if (report()) {
  if ("geolocation" in navigator) navigator.geolocation.watchPosition(moved, unknown, { enableHighAccuracy: true, timeout: 15000, maximumAge: 10000 });
  else latest = false;
  show(report());
}

// An answer with errors brings a new form: the position is shown in it again.
document.addEventListener("htmx:afterSettle", () => { if (report()) show(report()); });
document.addEventListener("change", (event) => { if (event.target.id === "id_photo") preview(event.target); });
