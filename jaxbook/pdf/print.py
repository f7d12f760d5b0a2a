"""Print the built site as one PDF, `_build/<edition>/<title>.pdf`, and link the site to it.

Chromium prints the pages, bound by `bind.py`, at least twice: the page numbers in the contents are
those that the last print gave to the chapters. Nothing is executed or rendered.
"""
import io
import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pikepdf
from playwright.sync_api import BrowserContext, Page, Route

from jaxbook.pdf.bind import Binding
from jaxbook.pdf.chromium import open_chromium
from jaxbook.pdf.offer import offer
from jaxbook.project import BookError, Project
from jaxbook.words import PDF

FILL = """numbers => document.querySelectorAll("[data-page-of]").forEach(
    span => { span.textContent = numbers[span.dataset.pageOf] ?? "000"; })"""
LOAD = "Promise.allSettled([...document.fonts].map(font => font.load())).then(() => null)"
MAX_PRINTS = 5
OBJECTS = pikepdf.ObjectStreamMode.generate  # a third of the size that Chromium writes


def find_pages(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Return the number of the page, from 1, on which each target of a link is."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    if "/Dests" not in pdf.Root:  # where Chromium 156 keeps the targets of links
        raise BookError("this Chromium writes the targets of links into the PDF in a way that is "
                        "not known here; set CHROMIUM to another version")
    return {
        name.removeprefix("/"): numbers[place[0].objgen] for name, place in pdf.Root.Dests.items()
    }


def send_sheet(route: Route) -> None:
    """Send a style sheet with `font-display: block`, so that a page can wait for its fonts."""
    sheet = Path(url2pathname(urlsplit(route.request.url).path)).read_text(encoding="utf-8")
    route.fulfill(body=re.sub(r"font-display:\s*\w+", "font-display: block", sheet),
                  content_type="text/css")


def open_page(context: BrowserContext, source: Path) -> Page:
    """Open a file of HTML with all fonts of its style sheets, however long they take to load."""
    page = context.new_page()
    page.route("file://**/*.css", send_sheet)
    page.goto(source.as_uri())
    page.evaluate(LOAD)
    return page


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
    raise BookError(f"the page numbers still changed in print {MAX_PRINTS}")


def print_book(project: Project) -> pikepdf.Pdf:
    """Return the PDF of a built site."""
    book = Binding(project)
    book.add_parts(project.parts)
    with tempfile.TemporaryDirectory(dir=project.output) as folder, open_chromium() as browser:
        source = Path(folder) / "book.html"
        source.write_text(book.bind(project.config, project.edition), encoding="utf-8")
        return print_page(open_page(browser.new_context(color_scheme="light"), source))


def print_project(project: Project) -> str:
    """Print the site of the edition and link it to its PDF; return a line that says where it is.

    Raises RequestError if there is no site.
    """
    project.find_site()
    pdf = print_book(project)
    target = project.output / f"{project.slug}.pdf"
    pdf.save(target, object_stream_mode=OBJECTS, recompress_flate=True)
    size = f"{len(pdf.pages)} pages, {target.stat().st_size / 2**20:.1f} MiB"
    offer(project, target, PDF, size)
    return f"{size}: {target}"
