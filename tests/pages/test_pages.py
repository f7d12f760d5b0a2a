"""Every page has the form that readers, notebooks and the ledger rely on."""
import ast
import re
import sys

import pytest

from sources import Page, read_options, read_pages

PAGES = read_pages("lectures", "exercises", "solutions")
LECTURES = [page for page in read_pages("lectures") if page.cells]
FREE_FORM = {"lectures/intro", "lectures/troubleshooting"}  # no takeaways to draw
TIMING = re.compile(
    r"\b\d[\d.,]*\s*(ms|µs|us|ns|s|sec|secs|seconds?|milliseconds?|GB/s|GiB/s|[TG]flop/?s)\b"
    r"|\b\d[\d.,]*\s*(x|×|times)\s+(faster|slower|quicker)",
    re.IGNORECASE,
)
HARDWARE = re.compile(r"\b(Xeon|EPYC|Ryzen|A100|H100|H200|Core i\d)\b")


def name_page(value: object) -> str | None:
    return value.name if isinstance(value, Page) else None


def every(pages: list[Page]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", pages, ids=name_page)


def find_places(pattern: re.Pattern, page: Page) -> list[str]:
    """Return `name:line: words` for each match of the pattern in the prose of a page."""
    lines = enumerate(page.prose.split("\n"), 1)
    return [f"{page.name}.md:{n}: {m[0]}" for n, line in lines for m in pattern.finditer(line)]


@every(LECTURES)
def test_head_has_label_title_question_needs_and_time(page):
    stem = page.name.split("/")[1].replace("_", "-")
    head = page.text.split("---\n", 2)[2]
    assert head.startswith(f"(lec-{stem})=\n# "), "label, then title"
    assert len(re.findall(r"^# ", page.prose, re.M)) == 1
    assert re.search(r"^\*\*Question\.\*\* .+\?$", head, re.M | re.S)
    assert "**You need** " in head
    assert re.search(r"\*\*Time:\*\* \d+ minutes\.", head)


@every([page for page in LECTURES if page.name not in FREE_FORM])
def test_takeaways_then_checks_end_a_lecture(page):
    headings = re.findall(r"^## (.+)$", page.prose, re.M)
    assert headings[-2:] == ["Takeaways", "Checks"]


@every(LECTURES)
def test_last_cells_are_checks_that_assert(page):
    last = page.cells[-1]
    assert "check" in last.tags
    assert re.search(r"\bcheck\(|\bassert\b", last.code)


@every(PAGES)
def test_prose_names_no_time_and_no_machine(page):
    assert find_places(TIMING, page) == []
    assert find_places(HARDWARE, page) == []


@pytest.mark.parametrize("words", ["takes 12 ms", "0.7 seconds", "3 times faster", "900 GB/s"])
def test_timing_pattern_finds(words):
    assert TIMING.search(words)


@pytest.mark.parametrize("words", ["15 minutes", "50,000,000 points", "float32 s", "300 shares"])
def test_timing_pattern_leaves_alone(words):
    assert not TIMING.search(words)


def count_lines(code: str) -> int:
    return sum(bool(line.strip()) for line in code.split("\n"))


@every(PAGES)
def test_cells_are_short_and_narrow(page):
    assert page.text.count("\n") <= 600
    for cell in page.cells:
        if cell.code.startswith("%pip"):
            continue
        where = f"{page.name}.md:{cell.line}"
        body = ast.parse(cell.code).body
        one_definition = len(body) == 1 and isinstance(body[0], ast.FunctionDef | ast.ClassDef)
        limit = 25 if one_definition or "check" in cell.tags else 12
        assert count_lines(cell.code) <= limit, where
        assert max(len(line) for line in cell.code.split("\n")) <= 88, where


@every(PAGES)
def test_figures_have_name_caption_and_alt_text(page):
    for cell in page.cells:
        if "plt.show()" in cell.code:
            options = cell.options.get("mystnb", {})
            where = f"{page.name}.md:{cell.line}"
            assert options.get("figure", {}).get("name", "").startswith("fig-"), where
            assert len(options["figure"].get("caption", "")) > 10, where
            assert len(options.get("image", {}).get("alt", "")) > 20, where
            assert options["figure"]["name"] in page.prose, f"{where}: never referred to"


@every(PAGES)
def test_labels_are_kebab_case_unique_and_no_slug_of_a_heading(page):
    labels = re.findall(r"^\(([^)]+)\)=$|^:label: *(\S+)$", page.prose, re.M)
    labels = [a or b for a, b in labels]
    labels += [c.options["mystnb"]["figure"]["name"] for c in page.cells
               if "figure" in c.options.get("mystnb", {})]
    assert len(labels) == len(set(labels))
    slugs = {re.sub(r"[^a-z0-9]+", "-", h.lower()).strip("-")
             for h in re.findall(r"^#+ (.+)$", page.prose, re.M)}
    for label in labels:
        assert re.fullmatch(r"(lec|ex|exercises|sol|fig|tab|eq|sec)-[a-z0-9-]+", label)
        assert label not in slugs


@every(PAGES)
def test_cells_import_only_what_readers_have(page):
    allowed = {"jax", "matplotlib", "numba", "numpy", "quantecon", "scipy"}
    for cell in page.cells:
        tree = ast.parse("" if cell.code.startswith("%pip") else cell.code)
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                root = name.split(".")[0]
                assert root in allowed | sys.stdlib_module_names, f"{page.name}.md:{cell.line}"


def test_check_helper_is_one_text():
    helpers = {c.code for page in LECTURES for c in page.cells if c.code.startswith("def check(")}
    assert len(helpers) == 1


def test_options_are_read_in_both_forms():
    lines = read_options(":tags: [check, hide-input]\n\nx = 1\n")
    assert lines == ({"tags": ["check", "hide-input"]}, "x = 1\n")
    block = read_options("---\ntags: [check]\n---\nx = 1\n")
    assert block == ({"tags": ["check"]}, "x = 1\n")
    assert read_options("x = 1\n") == ({}, "x = 1\n")
