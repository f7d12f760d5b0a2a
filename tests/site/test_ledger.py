"""The ledger of the built site lists every check of the book, and nothing else."""
import ast
import re
from functools import cache

import pytest
from bs4 import BeautifulSoup

from cache import read_notebooks
from conftest import SITE
from sources import ROOT, read_page

PAGES = list(read_notebooks())
LINE = re.compile(r"^(?:PASS|NOT CHECKED HERE) \| (.*?) \| ", re.MULTILINE)


@cache
def read_html(page: str) -> BeautifulSoup:
    return BeautifulSoup((SITE / f"{page}.html").read_text(), "html5lib")


def read_statements(page: str) -> list[str]:
    """Return the statements of a page in the ledger."""
    name = page.replace("/", "-").replace("_", "-")
    section = read_html("lectures/ledger").select_one(f"section#ledger-{name}")
    rows = section.select("table.ledger tbody tr") if section else []
    return [row.select_one("td").get_text() for row in rows]


@pytest.mark.parametrize("page", PAGES)
def test_ledger_lists_what_the_checks_of_the_page_print(site, page):
    cells = read_html(page).select("div.cell div.cell_output")
    printed = [statement for cell in cells for statement in LINE.findall(cell.get_text())]
    assert read_statements(page) == [statement.strip() for statement in printed]
    assert printed


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("lectures/")])
def test_every_call_of_check_is_in_the_ledger(site, page):
    listed = read_statements(page)
    cells = [cell for cell in read_page(ROOT / f"{page}.md").cells if "check" in cell.tags]
    for cell in cells:
        for statement in list_statements(ast.parse(cell.code)):
            assert statement in listed, f"cell at line {cell.line}"


def list_statements(tree: ast.Module) -> list[str]:
    """Return the first argument of each call of `check` that runs on every machine, if literal."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    branches = [node for node in ast.walk(tree) if isinstance(node, ast.If)]
    sometimes = {id(node) for branch in branches for node in ast.walk(branch)}
    return [
        call.args[0].value
        for call in calls
        if getattr(call.func, "id", "") == "check" and id(call) not in sometimes
        and isinstance(call.args[0], ast.Constant)
    ]


def test_counts_at_the_top_are_those_of_the_pages(site):
    top = read_html("lectures/ledger").select_one("article").get_text()
    passed, pages = map(int, re.search(r"(\d+) checks on (\d+) pages passed", top).groups())
    rows = read_html("lectures/ledger").select("table.ledger tbody tr")
    assert passed == sum(row.select("td")[-1].get_text().strip() == "passed" for row in rows)
    assert pages == len(PAGES)
    assert passed > 300
