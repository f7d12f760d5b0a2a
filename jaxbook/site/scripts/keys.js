// The keys of the list that `?` opens. A box in the list turns them off; this device remembers it.
(() => {
  const list = document.querySelector("dialog.keys");
  const line = document.querySelector("p.keys");
  if (!list || !line) return;
  const use = list.querySelector("input");
  use.checked = localStorage.getItem("keys") !== "off";
  use.addEventListener("change", () => {
    if (use.checked) localStorage.removeItem("keys");
    else localStorage.setItem("keys", "off");
  });
  line.querySelector("button").addEventListener("click", () => list.showModal());
  line.hidden = false;

  const follow = (rel) => {
    const link = document.querySelector(`link[rel="${rel}"]`);
    if (link) location.assign(link.href);
  };
  const search = () => {
    const field = document.querySelector("input.sidebar-search");
    const drawer = document.getElementById("__navigation");
    if (!field.checkVisibility({ visibilityProperty: true })) drawer.click();
    field.focus({ preventScroll: true });
  };
  const keys = {
    ArrowLeft: () => follow("prev"), ArrowRight: () => follow("next"),
    "/": search, "?": () => list.showModal(),
  };
  // Who types means the letter; a box with a tabindex scrolls by the arrows.
  const typing = "input:not([type=checkbox]), select, textarea, [contenteditable]";
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (!use.checked || event.defaultPrevented || event.isComposing || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(keys, key)) return;
    if (list.open || target.closest?.(typing)) return;
    if (key.startsWith("Arrow") && (event.shiftKey || target.closest?.("[tabindex]"))) return;
    event.preventDefault();
    keys[key]();
  });
})();
