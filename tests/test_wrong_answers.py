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
LABEL = re.compile(r"^`{3,}\{exercise\}.*\n:label: *(\S+)$", re.M)


def read_exercises(stem: str) -> dict[str, list[Cell]]:
    """Return the cells of each exercise of a page by label; those before the first by ''."""
    page = read_page(ROOT / "exercises" / f"{stem}.md")
    starts = {page.text[: m.start()].count("\n") + 1: m[1] for m in LABEL.finditer(page.text)}
    groups: dict[str, list[Cell]] = {"": [], **{label: [] for label in starts.values()}}
    for cell in page.cells:
        before = [label for line, label in starts.items() if line < cell.line]
        groups[before[-1] if before else ""].append(cell)
    return groups


def read_wrong_answers(stem: str) -> dict[str, list[tuple[str, str]]]:
    return runpy.run_path(str(ROOT / "tests" / "wrong_answers" / f"{stem}.py"))["WRONG_ANSWERS"]


def judge(stem: str) -> dict[str, list[str]]:
    """Run the page, then each wrong answer with its check; return what the checks said."""
    groups, wrong = read_exercises(stem), read_wrong_answers(stem)
    names: dict[str, object] = {"__name__": "page"}
    said: dict[str, list[str]] = {}
    for label, cells in groups.items():
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
    exercises = {label: cells for label, cells in read_exercises(stem).items() if label}
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
        if label:
            block = solutions.split(f"{{solution-start}} {label}\n")[1].split("{solution-end}")[0]
            assert f"\n{cells[-1].code}\n```" in block, label


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    print(json.dumps(judge(sys.argv[1])))
