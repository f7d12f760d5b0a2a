"""Each code cell of a page is a cell of its notebook, in its place, and the notebook runs.

What stock MyST-NB does not show, the site does not show either; the notebook keeps it, folded.
"""
import json
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

import alone
from conftest import HEAD, Book

TAGS = HEAD.format(title="Tags") + """
```{code-cell} ipython3
:tags: [remove-cell]

settings = {"colour": "bl" + "ue"}
```

```{code-cell} ipython3
:tags: [remove_cell, raises-exception]

print("never" + "shown")
raise ValueError("meant")
```

The colour:

```{code-cell} ipython3
:tags: [remove-input]

print(settings["colour"])
```

```{code-cell} ipython3
:tags: [remove_output]

print("no" + "output")
```

```{code-cell} ipython3
:tags: [remove-input, remove-output]

count = 1 + 2
```

```{code-cell} ipython3
---
mystnb: {remove_code_source: true}
---
print("three" * (count == 3))
```

```{code-cell} ipython3
:tags: [hide-cell]

print("hidden" + "cell")
```

```{code-cell} ipython3
:tags: [hide-input]

print("hidden" + "input")
```

```{code-cell} ipython3
:tags: [hide-output]

print("hidden" + "output")
```

```{code-cell} ipython3
:tags: [skip-execution]

raise SystemExit("skipped")
```

```{code-cell} ipython3
:tags: [raises-exception]

1 / 0
```
"""
PAGE_WITHOUT_CODE = """\
---
file_format: mystnb
mystnb: {remove_code_source: true}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
# No code

```{code-cell} ipython3
:tags: [remove-output]

seen = "what is " + "seen"
```

```{code-cell} ipython3
print(seen)
```
"""
EXERCISES = HEAD.format(title="Exercises") + """
```{exercise-start} Gated
:label: ex-gated
```

Double the data below.

```{code-cell} ipython3
data = [1, 2, 3]
print(data)
```

Words after the cell.

```{code-cell} ipython3
:tags: [remove-cell]

factor = 2
```

```{exercise-end}
```

```{code-cell} ipython3
def double(numbers):
    raise NotImplementedError  # your turn

def stay():
    return "own"
```

```{code-cell} ipython3
:tags: [check]

def check(double):
    try:
        found = list(double(data))
        print("by", double.__doc__.split()[-1], found)
    except NotImplementedError:
        print("not written yet")

check(double)
```

```{solution-start} ex-gated
:label: sol-gated
```

Use `factor`.

```{code-cell} ipython3
def double(numbers):
    "us"
    return [factor * number for number in numbers]

def stay():
    return "solution"

check(double)
```

```{solution-end}
```

```{code-cell} ipython3
check(double)
print(stay())
```
"""


@pytest.fixture(scope="module")
def cells(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("cells") / "book")
    book.write("lectures/tags.md", TAGS)
    book.write("lectures/no_code.md", PAGE_WITHOUT_CODE)
    book.write("lectures/exercises.md", EXERCISES)
    for edition in ("full", "student"):
        run = book.build(EDITION=edition)
        assert run.returncode == 0, run.stderr
    return book


def list_code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def run_all(notebook: nbformat.NotebookNode, folder) -> str:
    """Run the notebook as "Run all" does, and return what it printed."""
    skipped = {"skip-execution", "raises-exception"}
    cells = [cell.source for cell in list_code(notebook)
             if not skipped & set(cell.metadata.get("tags", []))]
    run = subprocess.run([sys.executable, alone.__file__], input=json.dumps(cells), text=True,
                         capture_output=True, check=False, cwd=folder, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def test_site_shows_what_its_tags_leave(cells):
    article = BeautifulSoup(cells.read("lectures/tags"), "html5lib").select_one("article")
    inputs = [tag.get_text().strip() for tag in article.select(".cell_input")]
    outputs = [tag.get_text().strip() for tag in article.select(".cell_output")]
    assert inputs == ['print("no" + "output")', 'print("hidden" + "cell")',
                      'print("hidden" + "input")', 'print("hidden" + "output")',
                      'raise SystemExit("skipped")', "1 / 0"]
    assert outputs[:5] == ["blue", "three", "hiddencell", "hiddeninput", "hiddenoutput"]
    assert "ZeroDivisionError" in outputs[5]
    assert len(outputs) == 6
    folded = [tag.select_one(".cell_output") is not None for tag in article.select("details")]
    assert folded == [True, False, True]
    assert "settings" not in str(article)
    for path, content in cells.read_site().items():
        assert path.startswith("notebooks/") or b"nevershown" not in content


def test_notebook_has_each_cell_and_folds_the_code_that_the_site_hides(cells):
    found = list_code(cells.read_notebook("lectures/tags"))
    assert [cell.source.split("(")[0].split(" ")[0] for cell in found] == [
        "settings", "print", "print", "print", "count", "print", "print", "print", "print",
        "raise", "1"]
    folded = ["source_hidden" in cell.metadata.get("jupyter", {}) for cell in found]
    assert folded == [True, True, True, False, True, True, True, True, False, False, False]
    tags = [cell.metadata.get("tags", []) for cell in found]
    assert ["raises-exception" in each for each in tags] == [False, True] + [False] * 8 + [True]
    assert tags[9] == ["skip-execution"]
    assert not [cell for cell in found if cell.outputs or "jaxbook_code" in cell.metadata]


def test_notebook_runs_although_its_page_removes_cells(cells, tmp_path):
    said = run_all(cells.read_notebook("lectures/tags"), tmp_path)
    assert said.split() == ["blue", "nooutput", "three", "hiddencell", "hiddeninput",
                            "hiddenoutput"]


def test_page_that_shows_no_code_has_a_notebook_with_all_of_it(cells, tmp_path):
    article = BeautifulSoup(cells.read("lectures/no_code"), "html5lib").select_one("article")
    assert not article.select(".cell_input")
    assert "what is seen" in article.select_one(".cell_output").get_text()
    assert run_all(cells.read_notebook("lectures/no_code"), tmp_path) == "what is seen\n"


def test_cells_of_an_exercise_are_cells_in_their_place(cells):
    notebook = cells.read_notebook("lectures/exercises")
    sources = [cell.source for cell in notebook.cells]
    first = sources.index("## Exercise 1 (Gated)\n\nDouble the data below.")
    assert sources[first + 1:first + 4] == [
        "data = [1, 2, 3]\nprint(data)", "Words after the cell.", "factor = 2"]
    assert "[1, 2, 3]" not in "".join(sources).replace(sources[first + 1], "")
    article = BeautifulSoup(cells.read("lectures/exercises"), "html5lib").select_one("article")
    assert "factor = 2" not in article.get_text()


ANSWER = "def double(numbers):\n    'me'\n    return [number + number for number in numbers]\n"


@pytest.mark.parametrize(("answer", "said"), [
    ("", ["not written yet", "by us [2, 4, 6]", "by us [2, 4, 6]", "solution"]),
    (ANSWER, ["by me [2, 4, 6]", "by us [2, 4, 6]", "by me [2, 4, 6]", "solution"]),
    (f"import functools\n\n@functools.cache\n{ANSWER.replace('double', 'other')}"
     "def double(numbers):\n    'me'\n    return list(other(tuple(numbers)))",
     ["by me [2, 4, 6]", "by us [2, 4, 6]", "by me [2, 4, 6]", "solution"]),
    ("from functools import partial\ndouble = partial(map, lambda number: 2 * number)",
     ["by keywords. [2, 4, 6]", "by us [2, 4, 6]", "by keywords. [2, 4, 6]", "solution"]),
], ids=["nothing", "answer", "decorated", "no function"])
def test_run_all_keeps_an_answer_and_has_ours_where_there_is_none(cells, tmp_path, answer, said):
    notebook = cells.read_notebook("lectures/exercises")
    for cell in list_code(notebook):
        if answer and "your turn" in cell.source:
            cell.source = answer + "\ndef stay():\n    return 'own'"
    assert run_all(notebook, tmp_path).splitlines() == ["[1, 2, 3]", *said]


def test_student_edition_has_nothing_around_solutions(cells):
    notebook = cells.read_notebook("lectures/exercises", "student")
    assert "your turn" in json.dumps(notebook)
    assert "_yours" not in json.dumps(notebook)
    assert "answers" not in json.dumps(notebook)


def test_page_without_install_line_has_only_its_own_cells(cells):
    notebook = json.dumps(cells.read_notebook("lectures/tags"))
    assert "%pip" not in notebook
    assert "jax" not in notebook


@pytest.mark.parametrize(("code", "gpu"), [
    ("import jax\nimport time\ntime.perf_counter()", True),
    ("from jax import numpy as jnp\n%timeit jnp.sum(1)", True),
    ("import jax\njax.devices()", False),
    ("import jaxtyping\n%time 1", False),
    ("import time\ntime.perf_counter()", False),
])
def test_accelerator_is_asked_for_where_jax_is_timed(code, gpu):
    from jaxbook.site.notebooks import wants_gpu

    assert wants_gpu([nbformat.v4.new_markdown_cell("import jax; %timeit"),
                      nbformat.v4.new_code_cell(code)]) is gpu
