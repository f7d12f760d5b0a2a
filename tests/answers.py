"""Wrong answers of exercise pages, and the proof that the checks of a page reject them."""
import ast
import itertools
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import judge
from jaxbook.form.page import Page
from jaxbook.runs.turns import CLOCKS

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
