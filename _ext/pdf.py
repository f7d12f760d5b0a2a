"""Print the built site as one PDF, `_build/<edition>/jax-measured.pdf`, and link the site to it.

`python _ext/pdf.py` has Chromium print the pages of EDITION, bound by `binding.py`. It prints at
least twice: the numbers in the contents are those of the pages that the last print put the
chapters on. Nothing is executed or rendered. The next `make render` brings a site without the PDF
and the link, since it would no longer be that of its pages.
"""
import io
import re
import shutil
import sys
import tempfile
from pathlib import Path

import pikepdf
import yaml
from playwright.sync_api import Page, sync_playwright
from sphinx.errors import ExtensionError

from binding import Book, list_parts
from browser import ADVICE, find_chromium
from cache import ROOT, hold_build
from solutions import read_edition

NAME = "jax-measured.pdf"
FILL = """numbers => document.querySelectorAll("[data-page-of]").forEach(
    span => { span.textContent = numbers[span.dataset.pageOf] ?? "000"; })"""
MAX_PRINTS = 5
OBJECTS = pikepdf.ObjectStreamMode.generate  # a third of the size that Chromium writes


def find_pages(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Return the number of the page, from 1, on which each target of a link is."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
    return {
        name.removeprefix("/"): numbers[place[0].objgen] for name, place in pdf.Root.Dests.items()
    }


def print_page(page: Page) -> pikepdf.Pdf:
    """Return the PDF of a page whose references to pages have the right numbers."""
    numbers = {}
    for _ in range(MAX_PRINTS):
        page.evaluate(FILL, numbers)
        data = page.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
        pdf = pikepdf.open(io.BytesIO(data))
        before, numbers = numbers, find_pages(pdf)
        if numbers == before:
            return pdf
    raise ExtensionError(f"the numbers of the pages still changed in print {MAX_PRINTS}")


def print_book(site: Path, config: dict, edition: str) -> pikepdf.Pdf:
    """Return the PDF of a built site."""
    chromium = find_chromium()
    if chromium is None:
        raise ExtensionError(ADVICE.removeprefix("error: "))
    parts = list(list_parts(ROOT))
    book = Book(site, [page for _, pages in parts for page in pages])
    book.add_parts(parts)
    with tempfile.TemporaryDirectory(dir=site.parent) as folder, sync_playwright() as playwright:
        source = Path(folder) / "book.html"
        source.write_text(book.bind(config, edition), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(color_scheme="light")
        page.goto(source.as_uri())
        return print_page(page)


def link_site(site: Path, front: str, size: str) -> None:
    """Put the PDF into the site, and a link to it at the end of the landing page."""
    shutil.copy(site.parent / NAME, site)
    path = site / f"{front}.html"
    href = "../" * front.count("/") + NAME
    link = f'<p class="pdf"><a href="{href}">The whole book as one PDF</a> ({size})</p>\n'
    text = re.sub(r'<p class="pdf">.*</p>\n', "", path.read_text(encoding="utf-8"))
    place = re.search(r'<p class="provenance">|</article>', text).start()
    half = path.with_suffix(".half")
    half.write_text(text[:place] + link + text[place:], encoding="utf-8")
    half.replace(path)


def main() -> int:
    """Print the edition that EDITION names; return an exit status."""
    try:
        edition = read_edition()
        site = ROOT / "_build" / edition / "html"
        if not (site / "index.html").exists():
            raise ExtensionError(f"there is no site in {site.relative_to(ROOT)}: run make book")
        config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
        with hold_build("make pdf"):
            pdf = print_book(site, config, edition)
            target = site.parent / NAME
            pdf.save(target, object_stream_mode=OBJECTS, recompress_flate=True)
            size = f"{len(pdf.pages)} pages, {target.stat().st_size / 2**20:.1f} MiB"
            link_site(site, next(list_parts(ROOT))[1][0], size)
    except (ExtensionError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{size}: {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
