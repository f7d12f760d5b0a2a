"""Every check of an exercise rejects wrong answers with a hint, and accepts right ones.

`wrong_answers/x.py` holds, by the label of each exercise of `exercises/x.md`, WRONG_ANSWERS (pairs
of the code and words of the hint that the check must give) and RIGHT_ANSWERS (the code of answers
in other styles). `make test` tries the first wrong answer of each exercise, because the official
one ran with its check when the book was executed. `make test-all` tries all, and changes each
official answer in small ways (`mutants`): EQUIVALENT lists the changes that change no result, with
a reason. `jaxbook.form` says which wrong answers are missing. A proof that passed is remembered
(see `proofs`).
"""
from dataclasses import asdict
from pathlib import Path

import pytest

import answers
import mutants
from answers import Official, find_official, notice_changes, read_answers, reject, tell_apart
from jaxbook.form.page import Page
from jaxbook.grading import ask, judge, parts
from jaxbook.grading.parts import list_parts, only_measures
from proofs import prove, read_programs
from sources import ROOT, read_page, read_pages

STEMS = [page.stem for page in read_pages("exercises") if page.exercises]


def read_all(stem: str) -> tuple[Page, dict[str, dict], dict[str, Official]]:
    """Return a page, its answers and the official ones."""
    page, solutions = (read_page(ROOT / folder / f"{stem}.md")
                       for folder in ("exercises", "solutions"))
    given = read_answers(Path(__file__).parent / "wrong_answers" / f"{stem}.py")
    return page, given, find_official(page, solutions)


def list_sources(page: Page, given: dict[str, dict], official: dict[str, Official]
                 ) -> list[object]:
    """Return all that the word of a check to these answers depends on."""
    return [[asdict(part) for part in list_parts(page)],
            [asdict(answer) for answer in official.values()], given,
            read_programs(ask, judge, parts, answers, mutants)]


@pytest.mark.parametrize("stem", STEMS)
def test_checks_reject_the_first_wrong_answers(stem):
    page, given, official = read_all(stem)
    first = {label: pairs[:1] for label, pairs in given["WRONG_ANSWERS"].items()}
    prove(f"first-answers-{stem}", list_sources(page, {"WRONG_ANSWERS": first}, official),
          lambda: reject(page, first))


@pytest.mark.long
@pytest.mark.parametrize("stem", STEMS)
def test_checks_tell_all_wrong_answers_from_right_ones(stem):
    page, given, official = read_all(stem)
    prove(f"answers-{stem}", list_sources(page, given, official), lambda: tell_apart(
        page, given["WRONG_ANSWERS"], given["RIGHT_ANSWERS"], official, times=2))


@pytest.mark.long
@pytest.mark.parametrize("stem", STEMS)
def test_checks_notice_changes_of_official_answers(stem):
    page, given, official = read_all(stem)
    prove(f"mutants-{stem}", list_sources(page, given, official),
          lambda: notice_changes(page, given, official))


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
