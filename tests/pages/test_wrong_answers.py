"""Every check of an exercise rejects tempting wrong answers, each with the hint for it.

`tests/wrong_answers/x.py` holds, for each exercise label of `exercises/x.md`, a list of pairs: the
code of a wrong answer, and words of the hint that its check must give. All of a page is run in a
process of its own, because pages choose their precision for the whole process.
"""
import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from sources import ROOT, Cell, read_page, read_pages

STEMS = [page.name.split("/")[1] for page in read_pages("exercises")]
PART = re.compile(r"^`{3,}\{exercise\}.*\n:label: *(\S+)$|^#+ .+$", re.M)


def read_parts(stem: str) -> list[tuple[str, list[Cell]]]:
    """Return the cells of a page in order, in parts: (label, cells) of an exercise, else ''.

    An exercise ends at the next heading or exercise, as it does where solutions are merged.
    """
    page = read_page(ROOT / "exercises" / f"{stem}.md")
    heads = PART.finditer(page.prose)
    starts = [(page.prose[: m.start()].count("\n") + 1, m[1] or "") for m in heads]
    bounds = zip(starts, [*starts[1:], (len(page.text), "")], strict=True)
    return [
        (label, [cell for cell in page.cells if first < cell.line < last])
        for (first, label), (last, _) in bounds
    ]


def read_exercises(stem: str) -> dict[str, list[Cell]]:
    """Return the cells of each exercise of a page by its label."""
    return {label: cells for label, cells in read_parts(stem) if label}


def read_wrong_answers(stem: str) -> dict[str, list[tuple[str, str]]]:
    return runpy.run_path(str(ROOT / "tests" / "wrong_answers" / f"{stem}.py"))["WRONG_ANSWERS"]


def judge(stem: str) -> dict[str, list[str]]:
    """Run the page, then each wrong answer with its check; return what the checks said."""
    wrong = read_wrong_answers(stem)
    names: dict[str, object] = {"__name__": "page"}
    said: dict[str, list[str]] = {}
    for label, cells in read_parts(stem):
        for cell in cells:
            if not cell.code.startswith("%pip"):
                exec(cell.code, names)  # the page as it stands: stubs are "not written yet"
        for answer, _ in wrong.get(label, []):
            attempt = dict(names)
            try:
                exec(answer, attempt)
                exec(cells[-1].code, attempt)
            except AssertionError as error:
                said.setdefault(label, []).append(str(error))
            except Exception as error:
                said.setdefault(label, []).append(f"raised {type(error).__name__}: {error}")
            else:
                said.setdefault(label, []).append("accepted")
    return said


@pytest.mark.parametrize("stem", STEMS)
def test_each_exercise_ends_in_its_check_and_has_two_wrong_answers(stem):
    wrong = read_wrong_answers(stem)
    exercises = read_exercises(stem)
    assert wrong.keys() == exercises.keys()
    for label, cells in exercises.items():
        assert "check" in cells[-1].tags, label
        assert len(wrong[label]) >= 2, label


@pytest.mark.parametrize("stem", STEMS)
def test_wrong_answers_are_rejected_with_their_hint(stem):
    run = subprocess.run(
        [sys.executable, __file__, stem], text=True, capture_output=True, check=False, timeout=600
    )
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout.rsplit("\n", 2)[-2])
    for label, answers in read_wrong_answers(stem).items():
        for (answer, hint), message in zip(answers, said[label], strict=True):
            assert hint in message, f"{label}:\n{answer}\nsaid: {message}"


@pytest.mark.parametrize("stem", STEMS)
def test_solution_ends_in_the_check_of_its_exercise(stem):
    solutions = (ROOT / "solutions" / f"{stem}.md").read_text(encoding="utf-8")
    for label, cells in read_exercises(stem).items():
        block = solutions.split(f"{{solution-start}} {label}\n")[1].split("{solution-end}")[0]
        assert f"\n{cells[-1].code}\n```" in block, label


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    print(json.dumps(judge(sys.argv[1])))
