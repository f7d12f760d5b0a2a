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

// A link to what is folded away opens it; not every browser does so itself.
const unfold = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let box = target; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
  const own = target.querySelector(":scope > details.fold");
  if (own) own.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();

// The ledger and the index of names: show only the rows that contain what is typed. A sentence stays with its checks.
document.querySelectorAll("input.filter").forEach((field) => { field.hidden = false; field.addEventListener("input", () => {
  const wanted = field.value.trim().toLowerCase();
  document.querySelectorAll("table.ledger, table.names").forEach((table) => {
    const groups = [];
    table.querySelectorAll("tbody tr").forEach((row) => {
      if (row.matches(".claimed") || !groups.length || !groups.at(-1)[0].matches(".claimed")) groups.push([]);
      groups.at(-1).push(row);
    });
    let left = 0;
    for (const rows of groups) {
      const shown = rows.some((row) => row.textContent.toLowerCase().includes(wanted));
      rows.forEach((row) => { row.hidden = !shown; });
      left += shown;
    }
    table.closest("section").hidden = !left;
    const fold = table.closest("details");
    if (fold) fold.open = wanted !== "";
  });
}); });

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

// Furo's link back to the top, which only scripts show, stands outside the landmarks of the page.
document.querySelector("[role=main]")?.prepend(...document.querySelectorAll(".back-to-top"));
