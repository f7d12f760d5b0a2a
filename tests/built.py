"""The built site as tests read it: its pages, their HTML, and the words that a reader sees."""
import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from conftest import ROOT, SITE
from jaxbook.project import open_project

PROJECT = open_project(ROOT)
PAGES = PROJECT.pages


def read_html(page: str, site: Path = SITE) -> BeautifulSoup:
    """Return a built page, such as `lectures/jit` or `search`, as a tree."""
    return parse(site / f"{page}.html")


@cache  # 10 MB per page
def parse(file: Path) -> BeautifulSoup:
    """Return a file of a site as a tree.

    `html.parser` is three times as fast as html5lib. It reads valid pages alike, and
    `tests/site/test_site.py` fails for a page that is not valid.
    """
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


@cache
def read_ids(file: Path) -> set[str]:
    """Return the ids of a page without parsing it: Sphinx writes quotation marks as `&quot;`."""
    return set(re.findall(r'\sid="([^"]+)"', file.read_text(encoding="utf-8")))


def list_kinds() -> list[str]:
    """Return one page of each kind: the landing page, a lecture, an exercise, and so on."""
    texts = {page: PROJECT.files[page].read_text(encoding="utf-8") for page in PAGES}
    marks = [("lectures/", "{code-cell}"), ("exercises/", "{exercise"),
             ("", "{ledger}"), ("", "{machines}"), ("", "{execution-table}")]
    kinds = PAGES[:1]
    for folder, mark in marks:
        found = (page for page, text in texts.items() if page.startswith(folder) and mark in text)
        kinds += [page for page in found if page not in kinds][:1]
    return [*kinds, "search", "404"]


def collapse_whitespace(text: str) -> str:
    """Return the text with single spaces, as a browser shows it."""
    return " ".join(text.split())


def read_title(page: str) -> str:
    """Return the title of a built page, without the number and the link beside it."""
    return read_html(page).h1.find(string=True, recursive=False)


def find_page(*parts: str, folder: str = "") -> str:
    """Return the first page of the site, in a folder or in any, whose HTML has all the parts."""
    for page in PAGES:
        if page.startswith(folder):
            text = (SITE / f"{page}.html").read_text(encoding="utf-8")
            if all(part in text for part in parts):
                return page
    raise pytest.fail.Exception(f"no page of the site has {', '.join(parts)}; this test needs one")
