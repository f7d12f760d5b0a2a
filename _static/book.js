// What scrolls sideways must be reachable by keyboard; what does not should not stop the Tab key.
const watcher = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
document.querySelectorAll("pre, div.math, .output, .table-wrapper").forEach((box) => watcher.observe(box));

// Paper opens no toggle: open all before printing, and close those again that were closed.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details:not([open])").forEach((box) => { box.open = true; box.dataset.closed = ""; });
});
addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-closed]").forEach((box) => { box.open = false; delete box.dataset.closed; });
});

// Furo opens its drawers by labels of checkboxes; for keyboards and screen readers their icons are buttons.
document.querySelectorAll(".nav-overlay-icon, .toc-overlay-icon").forEach((label) => {
  const box = document.getElementById(label.htmlFor);
  const icon = label.querySelector(".icon");
  const tell = () => icon.setAttribute("aria-expanded", box.checked);
  icon.setAttribute("role", "button");
  icon.setAttribute("aria-label", box.getAttribute("aria-label"));
  icon.tabIndex = 0;
  icon.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    label.click();
  });
  box.addEventListener("change", tell);
  tell();
});
