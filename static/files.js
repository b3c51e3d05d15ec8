// Adding files: how much has been sent, and where a dropped file will go. The form works without it.
function bar(event) {
  const form = event.target.closest("[data-upload]");
  return form && form.querySelector("[data-progress]");
}

document.addEventListener("htmx:xhr:progress", (event) => {
  const line = bar(event);
  if (!line || !event.detail.lengthComputable) return;
  line.hidden = false;
  line.value = Math.round((event.detail.loaded / event.detail.total) * 100);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const line = bar(event);
  if (line) line.hidden = true;
});

for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(name, (event) => {
    if (event.target.matches && event.target.matches(".drop > input[type=file]")) event.target.classList.toggle("over", over);
  });
}
