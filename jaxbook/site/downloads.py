"""Offer the book to take along: all notebooks as one zip, and all pages as text.

At `doctree-resolved` the landing page gets a list of links at its end; `jaxbook.pdf` adds to it
what it makes of the built site. At `build-finished` the zip is written.
"""
from html import escape

from docutils import nodes
from sphinx.application import Sphinx

from jaxbook.bundle import NAME, bundle_notebooks
from jaxbook.site import in_a_sentence
from jaxbook.site.copies import FULL, LIST
from jaxbook.site.sources import get_pages
from jaxbook.words import ALL_NOTEBOOKS, FULL_TEXT, PAGE_LIST, TAKE_ALONG, read_words


def add_downloads(app: Sphinx, document: nodes.document, page: str) -> None:
    """Put the links at the end of the landing page."""
    pages = get_pages(app)
    if app.builder.format != "html" or page != pages.project.pages[0]:
        return
    words, above = read_words(pages.project), "../" * page.count("/")
    offered = [*([(NAME, ALL_NOTEBOOKS)] if pages.keys else []), (FULL, FULL_TEXT),
               (LIST, PAGE_LIST)]
    links = "".join(f'<li><a href="{above}{name}">{escape(words[said])}</a></li>\n'
                    for name, said in offered)
    html = f"<p>{escape(words[TAKE_ALONG])}</p>\n<ul>\n{links}</ul>\n"
    document += nodes.raw("", html, format="html", classes=["downloads", "no-search"])


def write_bundle(app: Sphinx, exception: Exception | None) -> None:
    """Write the zip of the notebooks and of the files that they need."""
    if exception is None and app.builder.format == "html":
        project = get_pages(app).project
        bundle_notebooks(app.outdir, project.root, app.config.project, read_words(project))


def setup(app: Sphinx) -> dict[str, object]:
    app.connect("doctree-resolved", add_downloads)
    # After `notebooks` has put the data files where they belong.
    app.connect("build-finished", in_a_sentence(write_bundle), priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
