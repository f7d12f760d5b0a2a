"""Correct what validators and screen readers object to in Furo's pages.

At `doctree-resolved`: Furo 2025.12.19 wraps each table in a box for scrolling and copies all
attributes of the table to that box (`WrapTableAndMathInAContainerTransform`), its ids included. A
page with a labelled table then has the same id twice, which is not valid HTML. This module can be
deleted when a page with a labelled table has each id once without it; a test builds such a page.

At `html-page-context`: the box around a table scrolls, so it becomes a region with a name that the
keyboard reaches; the captions in the navigation, to which Sphinx 7.4 gives the role of a heading,
get the level that a heading must have; and the entries of a bibliography, to which docutils 0.21
gives a role that ARIA has given up, become items of the list that they stand in.
"""
import html
import itertools
import re

from docutils import nodes
from sphinx.application import Sphinx

from jaxbook.site.sources import get_pages
from jaxbook.words import read_words


def drop_copied_ids(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Remove the ids from the box around each table; the table keeps its own."""
    for box in doctree.findall(nodes.container):
        if "table-wrapper" in box["classes"]:
            box["ids"] = []


def name_regions(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Name the boxes of tables, and correct the roles of captions and of entries."""
    tree = context.get("furo_navigation_tree") or ""
    context["furo_navigation_tree"] = tree.replace('role="heading"',
                                                   'role="heading" aria-level="2"')
    numbers = itertools.count(1)
    table = html.escape(read_words(get_pages(app).project)["Table {number}"])
    context["body"] = re.sub(
        r'<div class="table-wrapper[^"]*"',
        lambda tag: f'{tag[0]} tabindex="0" role="region" '
                    f'aria-label="{table.format(number=next(numbers))}"',
        context.get("body", "").replace('role="doc-biblioentry"', 'role="listitem"'),
    )


def setup(app: Sphinx) -> dict[str, object]:
    # Furo's wrapping is a post-transform, and those have run before `doctree-resolved`.
    app.connect("doctree-resolved", drop_copied_ids)
    # After Furo, at 500, has written its navigation.
    app.connect("html-page-context", name_regions, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
