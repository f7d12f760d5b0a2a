"""The pages of this book have its form; `tests/unit/test_form.py` tests the rules themselves."""
import ast
import re
from functools import cache

import jupytext
import pytest
from jupytext.config import load_jupytext_configuration_file

from jaxbook.form import Fault, find_faults
from jaxbook.new import fill
from jaxbook.pages import Pages
from jaxbook.project import Project
from jaxbook.records.outputs import PUBLISHED_TAG, load_published
from sources import ROOT

PAGES = Project(ROOT).pages
NOTEBOOKS = list(Pages(Project(ROOT)).keys)


@cache
def list_faults() -> list[Fault]:
    return find_faults(Pages(Project(ROOT)))


@pytest.mark.parametrize("page", PAGES)
def test_page_has_the_form_of_the_book(page):
    assert [str(fault) for fault in list_faults() if fault.page == page] == []


def test_nothing_else_is_at_fault():
    assert [str(fault) for fault in list_faults() if fault.page not in PAGES] == []


def test_each_prediction_is_answered_on_the_page_of_answers():
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "exercises").glob("*.md"))
    blocks = re.findall(r"```{exercise}.*?\n```\n", "\n".join(texts), re.S)
    asked = [re.search(r":label: (\S+)", block)[1] for block in blocks if "redict" in block]
    answers = (ROOT / "lectures/predictions.md").read_text(encoding="utf-8")
    assert sorted(asked) == sorted(re.findall(r"<(ex-[\w-]+)>`:", answers))
    assert len(asked) > 50


def test_helper_of_checks_is_the_same_on_all_pages():
    """Two helpers that say the same of themselves are one."""
    pages, found = Pages(Project(ROOT)), {}
    for page in (page for page in PAGES if page.startswith("exercises/")):
        notebook = pages.read_notebook(page)
        codes = [cell.source for cell in notebook.cells if cell.cell_type == "code"
                 and "check" in cell.metadata.get("tags", ())]
        for node in [node for code in codes for node in ast.parse(code).body]:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
                key = node.name, ast.get_docstring(node)
                found.setdefault(key, {})[page] = ast.unparse(node)
    shared = {name: texts for (name, _), texts in found.items() if len(texts) > 1}
    assert [f"{name} differs on {', '.join(texts)}" for name, texts in shared.items()
            if len(set(texts.values())) > 1] == []
    assert {"_checker", "_report", "_compile_sooner", "_survey"} <= shared.keys()


def test_published_figures_are_those_that_pages_show():
    pages = Pages(Project(ROOT))
    notebooks = [pages.read_notebook(page) for page in PAGES]
    tags = {tag for notebook in notebooks if notebook for cell in notebook.cells
            for tag in cell.metadata.get("tags") or []}
    shown = {tag.removeprefix(PUBLISHED_TAG) for tag in tags if tag.startswith(PUBLISHED_TAG)}
    names = [name for each in load_published(ROOT) for name in each.outputs]
    assert sorted(names) == sorted(shown)


def list_strings(code: str) -> list[str]:
    """Return the strings in a piece of code, with `{}` for what an f-string puts in."""
    tree = ast.parse(code)
    formatted = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in formatted for part in node.values}
    strings = [[node] for node in ast.walk(tree) if isinstance(node, ast.Constant)
               and isinstance(node.value, str) and id(node) not in inside]
    return ["".join(part.value if isinstance(part, ast.Constant) else "{}" for part in parts)
            for parts in [*strings, *(node.values for node in formatted)]]


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_what_only_a_gpu_can_check_has_the_same_statement_elsewhere(page):
    """Or the ledger of another machine does not find the result of the GPU on record."""
    notebook = Pages(Project(ROOT)).read_notebook(page)
    strings = [string for cell in notebook.cells if "check" in (cell.metadata.get("tags") or [])
               for string in list_strings(cell.source)]
    made = {string for string in strings if string.startswith("GPU: ")}
    left = {string.split(" | ")[1] for string in strings if string.startswith("NOT CHECKED HERE | ")
            and " | needs a GPU" in string}
    assert made == left


def save_in_jupyterlab(text: str) -> str:
    """Return what JupyterLab writes when a page is opened as a notebook and saved."""
    config = load_jupytext_configuration_file(str(ROOT / "pyproject.toml"))
    notebook = jupytext.reads(text, fmt="md:myst")
    notebook.metadata["kernelspec"]["display_name"] = "Python 3"  # as `make lab` names its kernel
    return jupytext.writes(notebook, fmt="md:myst", config=config)


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_saving_in_jupyterlab_leaves_a_page_as_it_is(page):
    text = Project(ROOT).files[page].read_text(encoding="utf-8")
    assert save_in_jupyterlab(text) == text, "open the page in make lab, save it, and commit that"


@pytest.mark.parametrize("template", ["lecture.md", "exercise.md", "plain.md"])
def test_saving_in_jupyterlab_leaves_a_new_page_as_it_is(template):
    text = fill(template, "markov_chains", "Simulate a Markov chain")
    assert save_in_jupyterlab(text) == text
