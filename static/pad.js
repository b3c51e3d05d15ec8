// A signature by finger, pen or mouse: lines of points from 0 to 1000, kept in the hidden field of the form. Shown when one signs on the screen.
const SCALE = 1000;
const MOST = 55000; // characters; the server takes 60,000

for (const pad of document.querySelectorAll("[data-pad]")) begin(pad);

function begin(pad) {
  const form = pad.closest("form");
  const field = form.querySelector("[data-strokes]");
  const device = form.querySelector("[name=device]");
  const canvas = pad.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let lines = [];
  let line = null;

  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const part = (at, from, size) => Math.max(0, Math.min(SCALE, Math.round(((at - from) / size) * SCALE)));
    return [part(event.clientX, box.left, box.width), part(event.clientY, box.top, box.height)];
  };
  const draw = () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 6;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    for (const one of lines) {
      pen.beginPath();
      one.forEach(([x, y], n) => pen[n ? "lineTo" : "moveTo"]((x / SCALE) * canvas.width, (y / SCALE) * canvas.height));
      pen.stroke();
    }
  };
  const keep = () => {
    field.value = lines.length ? JSON.stringify(lines) : "";
    draw();
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (field.value.length > MOST) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    line = [point(event)];
    lines.push(line);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!line) return;
    const [x, y] = point(event);
    const [lastX, lastY] = line[line.length - 1];
    if (Math.abs(x - lastX) + Math.abs(y - lastY) < 4) return;
    line.push([x, y]);
    draw();
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, () => {
      line = null;
      keep();
    });
  }
  pad.querySelector("[data-pad-clear]").addEventListener("click", () => {
    lines = [];
    keep();
  });

  const show = () => {
    const chosen = form.querySelector("[name=way]:checked");
    pad.hidden = !chosen || chosen.value !== "sign_screen";
    if (!pad.hidden && device && !device.value) device.value = `${navigator.platform} ${screen.width}×${screen.height}`;
  };
  form.addEventListener("change", show);
  show();
  if (field.value) {
    try {
      lines = JSON.parse(field.value);
    } catch {
      lines = [];
    }
    draw();
  }
}
