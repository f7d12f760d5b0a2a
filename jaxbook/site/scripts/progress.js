// Which exercises the reader has ticked off, as {label: page}, kept on this device for this book.
(() => {
  const words = document.currentScript.dataset.ticked; // "{done} of {all} exercises are ticked off"
  const root = new URL(document.documentElement.dataset.content_root, location);
  const name = `exercises of ${root.pathname}`; // books may share a host
  const boxes = [...document.querySelectorAll("label.done input")];
  const page = boxes[0]?.name;
  const panel = document.querySelector("div.progress");
  const find = (what) => panel.querySelector(`[name=${what}]`);
  let ticked = {};

  const read = (text) => {
    try {
      const value = JSON.parse(text);
      return Object.values(value).every((page) => typeof page === "string") && value;
    } catch {}
  };
  const show = () => {
    ticked = read(localStorage.getItem(name)) || {};
    for (const box of boxes) box.checked = Object.hasOwn(ticked, box.value);
    const say = (done, all) => words.replace("{done}", done).replace("{all}", all);
    const sum = [0, 0];
    for (const link of document.querySelectorAll("a[data-exercises]")) {
      const all = +link.dataset.exercises;
      const done = Object.values(ticked).filter((page) => page === link.dataset.page).length;
      link.querySelector(".ticked")?.remove();
      sum[0] += done;
      sum[1] += all;
      if (!done) continue;
      const mark = document.createElement("span");
      mark.className = "ticked";
      mark.textContent = done < all ? `${done}/${all}` : "✓";
      mark.role = "img";
      mark.ariaLabel = say(done, all);
      link.append(mark);
    }
    if (panel) panel.querySelector("[role=status]").textContent = say(...sum);
  };
  const keep = () => {
    if (Object.keys(ticked).length) localStorage.setItem(name, JSON.stringify(ticked));
    else localStorage.removeItem(name);
    show();
  };

  show();
  // Since it was ticked off, an exercise may have come from another page, or be gone.
  const labels = boxes.map((box) => box.value);
  for (const label in ticked) {
    if (labels.includes(label)) ticked[label] = page;
    else if (ticked[label] === page) delete ticked[label];
  }
  keep();
  addEventListener("storage", show); // another tab
  for (const box of boxes) {
    box.parentElement.hidden = false;
    box.addEventListener("change", () => {
      if (box.checked) ticked[box.value] = page;
      else delete ticked[box.value];
      keep();
    });
  }

  if (!panel) return;
  panel.hidden = false;
  find("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(ticked, null, 2)], { type: "application/json" }));
    link.download = "exercises.json";
    link.click();
  });
  find("load").addEventListener("change", async ({ target }) => {
    const loaded = read(await target.files[0].text());
    target.value = "";
    if (loaded) keep(Object.assign(ticked, loaded));
    else panel.querySelector("[role=status]").textContent = panel.dataset.wrong;
  });
  find("forget").addEventListener("click", () => {
    if (confirm(panel.dataset.ask)) keep((ticked = {}));
  });
})();
