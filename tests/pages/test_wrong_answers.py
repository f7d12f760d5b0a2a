"""Every check of an exercise rejects tempting wrong answers, each with the hint for it.

`wrong_answers/x.py` holds, for each exercise label of `exercises/x.md`, a list of pairs: the code
of a wrong answer, and words of the hint that its check must give. `jaxbook.form` says which are
missing. A proof that passed is remembered (see `proofs`).
"""
import ast
import itertools
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import judge
from jaxbook.form.page import Page
from jaxbook.runs.execute import CLOCKS
from proofs import prove
from sources import ROOT, read_page, read_pages

STEMS = [page.stem for page in read_pages("exercises") if page.exercises]
DEFINITIONS = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom


def only_measures(code: str) -> bool:
    """Return whether a cell times something and defines nothing that a check could call."""
    return bool(CLOCKS.search(code)) and not any(
        isinstance(node, DEFINITIONS) for node in ast.parse(code).body)


def list_parts(page: Page) -> list[tuple[str, list[str]]]:
    """Return the code of a page in order, in parts: (label, cells) of an exercise, else ''.

    Cells between exercises that only measure are left out: they take most of the time, and a check
    that depends on what they compute fails here, because the name is not defined.
    """
    labels = {cell.line: label for _, label, cells in page.exercises for cell in cells}
    kept = [cell for cell in page.cells if not cell.code.lstrip().startswith("%pip")
            and (cell.line in labels or "check" in cell.tags or not only_measures(cell.code))]
    parts = itertools.groupby(kept, lambda cell: labels.get(cell.line, ""))
    return [(label, [cell.code for cell in cells]) for label, cells in parts]


def read_wrong_answers(file: Path) -> dict[str, list[tuple[str, str]]]:
    return runpy.run_path(str(file))["WRONG_ANSWERS"]


def reject(page: Page, wrong: dict[str, list[tuple[str, str]]]) -> None:
    """Assert that the checks of a page reject its wrong answers, in a process of its own."""
    given = {"parts": list_parts(page),
             "wrong": {label: [answer for answer, _ in pairs] for label, pairs in wrong.items()}}
    run = subprocess.run(
        [sys.executable, judge.__file__], input=json.dumps(given), text=True, capture_output=True,
        check=False, timeout=600, env=os.environ | {"MPLBACKEND": "agg"},
    )
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout.splitlines()[-1])
    for label, pairs in wrong.items():
        for (answer, hint), message in zip(pairs, said[label], strict=True):
            assert hint in message, f"{label}:\n{answer}\nexpected: {hint}\nsaid: {message}"


@pytest.mark.parametrize("stem", STEMS)
def test_wrong_answers_are_rejected_with_their_hint(stem):
    page = read_page(ROOT / "exercises" / f"{stem}.md")
    wrong = read_wrong_answers(Path(__file__).parent / "wrong_answers" / f"{stem}.py")
    programs = [Path(file).read_text(encoding="utf-8") for file in (judge.__file__, __file__)]
    prove(f"wrong-answers-{stem}", [list_parts(page), wrong, programs], lambda: reject(page, wrong))


PAGE = """
```{{code-cell}} ipython3
import time
def double(x):
    raise NotImplementedError
```

```{{exercise}} Double it
:label: ex-double
```

```{{code-cell}} ipython3
{check}
```
"""
CHECK = 'assert double(3) == 6, "did you double?"'


@pytest.mark.parametrize(("answer", "hint", "accepted"), [
    ("def double(x): return x", "did you double?", False),
    ("def double(x): return x", "another hint", True),
    ("def double(x): return 2 * x", "did you double?", True),
    ("def double(x): return x[0]", "raised TypeError", False),
])
def test_answer_that_is_accepted_or_gets_another_hint_is_a_failure(answer, hint, accepted):
    text = PAGE.format(check=f"try:\n    {CHECK}\nexcept NotImplementedError:\n    pass")
    page = Page("exercises/double", text, frozenset())
    wrong = {"ex-double": [(answer, hint)]}
    if accepted:
        with pytest.raises(AssertionError, match="expected: "):
            reject(page, wrong)
    else:
        reject(page, wrong)


@pytest.mark.parametrize(("code", "left_out"), [
    ("start = time.perf_counter()\nwork()\nseconds = time.perf_counter() - start", True),
    ("import time\nstart = time.perf_counter()", False),
    ("def measure(f):\n    start = time.perf_counter()", False),
    ("total = work()", False),
])
def test_cells_that_only_measure_are_left_out(code, left_out):
    assert only_measures(code) is left_out
