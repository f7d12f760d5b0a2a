// The controls of a figure that computes, which stand above this script. Its scripts are loaded when the reader
// asks for them; the last one sets `ready`, a promise, on the box and draws at each event `input`.
(() => {
  const box = document.currentScript.previousElementSibling;
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  const result = box.querySelector(".result");
  const controls = box.querySelector("fieldset");
  const load = (src) => new Promise((proceed, fail) => {
    const script = document.createElement("script");
    Object.assign(script, { src, onload: proceed, onerror: fail });
    document.head.append(script);
  });
  const tell = () => controls.querySelectorAll("output").forEach((output) => { output.value = controls.elements[output.name].value; });
  box.addEventListener("input", tell);
  button.addEventListener("click", async () => {
    button.disabled = true;
    result.value = "";
    try {
      for (const src of box.dataset.scripts.split(" ")) await load(src);
      await box.ready;
      controls.disabled = false;
      box.dispatchEvent(new Event("input"));
      button.classList.add("used");
      said.textContent = box.dataset.loaded;
      controls.querySelector("input").focus({ preventScroll: true });
    } catch (error) {
      controls.disabled = true;
      button.disabled = false;
      result.value = `${box.dataset.failed} ${error.message ?? ""}`;
    }
  });
  // A browser may keep what was chosen before the page was loaded again, while the figure begins anew.
  controls.querySelectorAll("input").forEach((input) => { input.value = input.defaultValue; });
  box.hidden = false;
})();
