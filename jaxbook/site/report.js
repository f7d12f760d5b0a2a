// The link to a new issue names the section in which the reader stopped last.
(() => {
  const link = document.querySelector("a.report");
  const address = link.href;
  let timer;
  const look = () => {
    if (scrollY < innerHeight / 2) return; // up here the reader looks for the link
    const heading = [...document.querySelectorAll("article h2, article h3")].findLast(
      (box) => box.checkVisibility() && box.getBoundingClientRect().top < innerHeight / 2);
    if (!heading) return;
    const words = [...heading.childNodes].filter((part) => part.className !== "headerlink");
    const section = words.map((part) => part.textContent).join("").trim();
    const url = new URL(address);
    const body = url.searchParams.get("body");
    if (body) url.searchParams.set("body", `${body}\nsection: ${section}`);
    else url.searchParams.set("section", section);
    link.href = url;
  };
  addEventListener("scroll", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 1000);
  }, { passive: true });
})();
