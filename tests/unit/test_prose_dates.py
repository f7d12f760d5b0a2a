"""The date of a page is that of the last change of its prose, and unknown if git cannot tell it."""
import json

import pytest

from jaxbook.dates import Change, find_date, list_changes, read_prose

PAGE = """\
---
kernelspec: {name: python3}
---
(lec-x)=
# Title

Words that are
read.{claim}`read`

% a remark
```{code-cell} ipython3
:tags: [check]

x = 1
```

```{exercise} Count
:label: ex-x
Count.
```
"""


def edit(old: str, new: str) -> str:
    assert old in PAGE
    return PAGE.replace(old, new)


@pytest.mark.parametrize("text", [
    edit("x = 1", "x = 2\n\ny = 3"), edit("python3}", "xpython}"), edit("(lec-x)=", "(lec-y)="),
    edit("{claim}`read`", ""), edit("that are\nread", "that\nare read"), edit("a remark", "none"),
    edit("```{code-cell} ipython3\n:tags: [check]\n\nx = 1\n```", ""),
], ids=["code", "front matter", "label", "mark of a claim", "line breaks", "comment", "cell"])
def test_what_is_not_prose_changes_no_text(text):
    assert read_prose(text) == read_prose(PAGE)


@pytest.mark.parametrize("text", [
    edit("Words", "Other words"), edit("# Title", "# Another title"), edit("Count.", "Sum."),
], ids=["sentence", "title", "exercise"])
def test_prose_changes_the_text(text):
    assert read_prose(text) != read_prose(PAGE)


def test_prose_of_a_notebook_is_that_of_its_markdown_cells():
    cells = [{"cell_type": "markdown", "source": ["# Title\n", "Words."]},
             {"cell_type": "code", "source": "x = 1", "outputs": []}]
    assert read_prose(json.dumps({"cells": cells}), ".ipynb") == "# Title Words."


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"cells": [1]}', '{"cells": [{"source": 1}]}'])
def test_notebook_that_cannot_be_read_is_text(text):
    assert read_prose(text, ".ipynb") == text


NEW, CODE, OLD = "new words", "new words", "old words"
TEXTS = {"c": NEW, "b": CODE, "a": OLD}
HISTORY = [Change("2026-03-03", "b", "c", False), Change("2026-02-02", "a", "b", False),
           Change("2026-01-01", "", "a", True)]


@pytest.mark.parametrize(("prose", "changes", "is_shallow", "date"), [
    (NEW, HISTORY, False, "2026-02-02"),
    (NEW, HISTORY, True, "2026-02-02"),
    ("words of no commit", HISTORY, False, ""),
    (OLD, HISTORY[2:], False, "2026-01-01"),
    (OLD, HISTORY[2:], True, ""),
    (OLD, [], False, ""),
], ids=["two commits ago", "before that a shallow clone ends", "edited since", "added",
        "a shallow clone ends", "not in git"])
def test_date_of_a_page(prose, changes, is_shallow, date):
    assert find_date(prose, changes, TEXTS.__getitem__, is_shallow=is_shallow) == date


def write_log(*commits: tuple[str, str, list[str]]) -> str:
    """Return what git prints for commits: date, parents, and lines of `--raw` with spaces."""
    return "".join(f"\x01{date} {parents}\0" + "".join(
        f"\n{line.replace(' > ', chr(0))}\0" for line in lines) for date, parents, lines in commits)


def test_changes_of_a_page_follow_it_through_a_move_and_end_where_it_was_added():
    zero = "0" * 40
    log = write_log(
        ("2026-04-04", "p", [":100644 100644 c d M > lectures/new.md"]),
        ("2026-03-03", "p", [":100644 100644 b c R090 > notes/old.md > lectures/new.md"]),
        ("2026-02-02", "p", [f":000000 100644 {zero} b A > notes/old.md"]),
        ("2026-01-01", "", [f":100644 000000 x {zero} D > notes/old.md"]))
    changes = list_changes(log, {"lectures/new.md": "lectures/new", "other.md": "other"})
    assert changes == {"lectures/new": [
        Change("2026-04-04", "c", "d", False), Change("2026-03-03", "b", "c", False),
        Change("2026-02-02", "", "b", False)], "other": []}
