// Show the button that copies the Markdown of a page. It runs as soon as the button was read, so that
// nothing moves when the button appears. Where no other file may be read, as by a page that is itself
// opened as a file, the button leads to the Markdown.
(() => {
  const button = document.currentScript.previousElementSibling;
  const { href } = button.previousElementSibling;
  const read = async () => {
    const answer = await fetch(href);
    if (!answer.ok) throw new Error(answer.statusText);
    return new Blob([await answer.text()], { type: "text/plain" });
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": read() })]);
      button.textContent = button.dataset.copied;
    } catch {
      location.href = href;
    }
  });
})();
