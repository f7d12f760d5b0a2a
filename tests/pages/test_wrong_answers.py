"""Every check of an exercise rejects tempting wrong answers, each with the hint for it.

`wrong_answers/x.py` holds, for each exercise label of `exercises/x.md`, a list of pairs: the code
of a wrong answer, and words of the hint that its check must give. `jaxbook.form` says which are
missing. A proof that passed is remembered (see `proofs`).
"""
from pathlib import Path

import pytest

import answers
import judge
from answers import list_parts, only_measures, read_wrong_answers, reject
from jaxbook.form.page import Page
from proofs import prove, read_programs
from sources import ROOT, read_page, read_pages

STEMS = [page.stem for page in read_pages("exercises") if page.exercises]


@pytest.mark.parametrize("stem", STEMS)
def test_wrong_answers_are_rejected_with_their_hint(stem):
    page = read_page(ROOT / "exercises" / f"{stem}.md")
    wrong = read_wrong_answers(Path(__file__).parent / "wrong_answers" / f"{stem}.py")
    sources = [list_parts(page), wrong, read_programs(judge, answers)]
    prove(f"wrong-answers-{stem}", sources, lambda: reject(page, wrong))


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
