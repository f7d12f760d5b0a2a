"""The ledger of the built site lists every check of the book as it ran, and nothing else."""
import ast
import re

import pytest
from bs4 import BeautifulSoup

from built import PAGES, PROJECT, collapse_whitespace, read_html, read_ids
from conftest import ROOT, SITE
from jaxbook.pages import Pages
from jaxbook.project import make_slug
from jaxbook.runs.model import Check, Run, read_checks, split_claim
from sources import read_page

LEDGER = next((page for page in PAGES if "{ledger}" in PROJECT.files[page].read_text("utf-8")), "")
LECTURES = [page for page in PAGES if page.startswith("lectures/")]


@pytest.fixture(scope="session")
def runs() -> dict[str, Run | None]:
    """The newest run of each page that is a notebook."""
    return Pages(PROJECT).runs


def read_rows(tree: BeautifulSoup, page: str) -> list[list[str]]:
    """Return the rows that a ledger shows of a page."""
    section = tree.find("section", id=f"ledger-{make_slug(page)}")
    rows = section.find("table", "ledger").tbody.find_all("tr") if section else []
    return [[collapse_whitespace(cell.get_text()) for cell in row.find_all("td")] for row in rows
            if "claimed" not in row.get_attribute_list("class")]


def read_printed(page: str) -> list[Check]:
    """Return the checks that the cells of a built page print."""
    cells = read_html(page).select("div.cell div.cell_output")
    return [check for cell in cells for check in read_checks(cell.get_text())]


def list_claims_of(page: str) -> set[str]:
    """Return the claims that a page marks."""
    text = PROJECT.files[page].read_text("utf-8")
    return set(re.findall(r"\{claim\}`([^`]+)`", text))


def say(page: str, statement: str) -> str:
    """Return a statement as the ledger shows it, below the sentence of its claim."""
    name, rest = split_claim(statement)
    return collapse_whitespace(rest if name in list_claims_of(page) else statement)


def show(page: str, check: Check) -> list[str]:
    """Return what the ledger shows of a check that was made here; truth values are words."""
    fields = [check.value, f"{check.relation} {check.reference}"]
    fields = [field.replace("True", "yes").replace("False", "no") for field in fields]
    return [say(page, check.statement),
            *map(collapse_whitespace, [*fields, check.tolerance, check.source]),
            "measured otherwise on this machine" if check.differs else "passed"]


@pytest.mark.parametrize("page", PAGES)
def test_ledger_shows_what_the_run_of_the_page_printed(site, runs, page):
    checks = list(runs[page].checks) if page in runs else []
    assert read_printed(page) == checks, f"{page}.html shows another run: run make book"
    rows = read_rows(read_html(LEDGER), page)
    names = [split_claim(check.statement)[0] for check in checks]
    checks = [check for _, check in sorted(zip(names, checks, strict=True),
                                           key=lambda pair: names.index(pair[0]))]
    assert [row[0] for row in rows] == [say(page, check.statement) for check in checks]
    for row, check in zip(rows, checks, strict=True):
        if not check.reason:
            assert row == show(page, check)
        else:
            assert row[-1].startswith(f"not checked on this machine: {check.reason}")


@pytest.mark.parametrize("page", LECTURES)
def test_ledger_shows_a_sentence_for_each_claim(site, page):
    section = read_html(LEDGER).find("section", id=f"ledger-{make_slug(page)}")
    heads = section.find_all("tr", "claimed") if section else []
    assert len(heads) == len(list_claims_of(page))
    for head in heads:
        target = head.find_all("a")[-1]["href"].partition("#")[2]
        assert target in read_ids(SITE / f"{page}.html"), f"{page}: {head.get_text()} leads nowhere"


@pytest.mark.parametrize("page", LECTURES)
def test_every_call_of_check_is_in_the_ledger(site, page):
    listed = [row[0] for row in read_rows(read_html(LEDGER), page)]
    cells = [cell for cell in read_page(ROOT / f"{page}.md").cells if "check" in cell.tags]
    missing = [f"{page}.md:{cell.line}: {statement}" for cell in cells
               for statement in list_statements(ast.parse(cell.code))
               if say(page, statement) not in listed]
    assert missing == [], "the ledger has no line for these calls of check"


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


def test_calls_of_check_are_found_where_every_machine_makes_them():
    code = 'check("a", 1)\nfor x in y: check("b", x)\nif gpu: check("c", 1)\ncheck(d, 1)\n'
    assert list_statements(ast.parse(code)) == ["a", "b"]


def test_ledger_has_a_section_for_each_run_and_no_other(site, runs):
    sections = [section["id"] for section in read_html(LEDGER).select("section[id^=ledger-]")]
    assert sections == [f"ledger-{make_slug(page)}" for page in runs]


def test_counts_at_the_top_are_those_of_the_rows(site, runs):
    tree = read_html(LEDGER)
    top = collapse_whitespace(tree.select_one("article").get_text())
    passed, pages, missed, differing = map(int, re.search(
        r"(\d+) checks on (\d+) pages passed; (\d+) could not run on this machine "
        r"\(.*\), which measured (\d+) otherwise", top).groups())
    results = [row[-1] for page in PAGES for row in read_rows(tree, page)]
    assert [passed, differing] == [results.count(word) for word in (
        "passed", "measured otherwise on this machine")]
    assert missed == len(results) - passed - differing
    assert pages == len(runs)
    assert passed > 0


def test_only_measurements_may_turn_out_otherwise_and_few_do(site, runs):
    made = [(page, check) for page, run in runs.items() if run for check in run.checks
            if not check.reason]
    clocked = [f"{page}: {check.statement}" for page, check in made
               if re.search(r"\btimes? (of|to)\b.*\bover\b", check.statement)
               and check.source == "this page"]
    assert clocked == [], 'a check that compares times says source="this machine"'
    measured = [check for _, check in made if check.source == "this machine"]
    differing = [check.statement for _, check in made if check.differs]
    # A busy machine disturbs a time now and then. If more differ, the sentences are wrong.
    assert len(differing) <= len(measured) / 10, f"not so on this machine: {differing}"
