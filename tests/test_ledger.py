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
def test_ledger_lists_what_the_check_cells_of_the_page_print(site, page):
    cells = read_html(page).select("div.cell.tag_check div.cell_output")
    printed = [statement for cell in cells for statement in LINE.findall(cell.get_text())]
    assert read_statements(page) == [statement.strip() for statement in printed]
    assert printed
    everything = LINE.findall("\n".join(c.get_text() for c in read_html(page).select("div.cell")))
    assert len(everything) == len(printed), "a line of a check stands outside the check cells"


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("lectures/")])
def test_every_call_of_check_is_in_the_ledger(site, page):
    listed = read_statements(page)
    for cell in read_page(ROOT / f"{page}.md").cells:
        if "check" not in cell.tags:
            assert "check(" not in cell.code, f"line {cell.line}: a check outside a check cell"
            continue
        for call in ast.walk(ast.parse(cell.code)):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "check":
                statement = call.args[0]
                if isinstance(statement, ast.Constant):
                    assert statement.value in listed, f"line {call.lineno} of line {cell.line}"
                else:
                    assert isinstance(statement, ast.JoinedStr | ast.Name | ast.BinOp), cell.line


def test_counts_at_the_top_are_those_of_the_pages(site):
    top = read_html("lectures/ledger").select_one("article").get_text()
    passed, pages = map(int, re.search(r"(\d+) checks on (\d+) pages passed", top).groups())
    rows = read_html("lectures/ledger").select("table.ledger tbody tr")
    assert passed == sum(row.select("td")[-1].get_text().strip() == "passed" for row in rows)
    assert pages == len(PAGES)
    assert passed > 500
