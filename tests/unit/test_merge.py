"""Solutions stand at the end of their exercises, and the student edition has no block of them."""
import copy

import pytest

from jaxbook.merge import (
    Source,
    drop_solutions,
    find_solutions,
    merge_solutions,
    read_parser_options,
    read_solutions,
)
from jaxbook.project import BookError, open_project
from sources import ROOT

ENABLED = frozenset({"colon_fence", "dollarmath"})
PAGE = """\
# Page

```{exercise} One
:label: ex-one

Do it.
```

```{code-cell} ipython3
# a comment is no heading
answer = 1
```

(ex-two-section)=
## Two

```{exercise} Two
:label: ex-two

Do it again.
```
"""
BLOCK = """\
```{{solution-start}} ex-{0}
:label: sol-{0}
```

Marker {0}.

```{{solution-end}}
```
"""


def make_source(text: str, name: str) -> Source:
    return Source(text, tuple((name, n) for n in range(1, text.count("\n") + 2)))


def merge(page: str, solutions: str) -> Source:
    found = read_solutions(make_source(solutions, "solutions/x.md"), "solutions/x.md", ENABLED)
    return merge_solutions(make_source(page, "exercises/x.md"), found, "exercises/x.md", ENABLED)


def expect_order(text: str, *parts: str) -> None:
    places = [text.index(part) for part in parts]
    assert places == sorted(places), text


def test_solution_follows_the_cells_of_its_exercise():
    merged = merge(PAGE, BLOCK.format("two") + "\n" + BLOCK.format("one")).text
    expect_order(merged, "Do it.", "answer = 1", "Marker one", "(ex-two-section)=", "again.",
                 "Marker two")


@pytest.mark.parametrize("exercise", [
    "```{exercise} One\n:class: dropdown\n:label: ex-one\n\nWords.\n```\n",
    "```{exercise}\n---\nclass: dropdown\nlabel: ex-one\n---\nWords.\n```\n",
    ":::{exercise} One\n:label: ex-one\n\nWords.\n:::\n",
    "````{exercise} One\n:label: ex-one\n\n```python\nx = 1\n```\n````\n",
    "```{exercise-start} One\n:label: ex-one\n```\n\nWords.\n\n```{code-cell} ipython3\n1\n```\n\n"
    "```{exercise-end}\n```\n",
    ":::{exercise-start}\n:label: ex-one\n:::\n\nWords.\n\n:::{exercise-end}\n:::\n",
], ids=["class first", "block of options", "colons", "longer fence", "gated", "gated colons"])
@pytest.mark.parametrize("solution", [
    BLOCK.format("one"),
    "```{solution} ex-one\n:label: sol-one\n\nMarker one.\n```\n",
    ":::{solution} ex-one\n:class: dropdown\n:label: sol-one\n\nMarker one.\n:::\n",
    ":::{solution-start} ex-one\n:label: sol-one\n:::\n\nMarker one.\n\n:::{solution-end}\n:::\n",
], ids=["gated", "plain", "colons", "gated colons"])
@pytest.mark.parametrize(
    "after", ["", "\nWords after it.\n", "\n## Next\n", "\n(next)=\n## Next\n"],
    ids=["end", "text", "heading", "target"])
def test_every_form_of_exercise_and_solution_pairs(exercise, solution, after):
    merged = merge(f"# Page\n\n{exercise}{after}", solution)
    expect_order(merged.text, exercise.strip(), solution.strip())
    if "Next" in after:
        expect_order(merged.text, "Marker one.", after.strip())
    student = drop_solutions(merged, "exercises/x.md", ENABLED)
    assert "Marker" not in student.text
    assert "sol-one" not in student.text
    assert exercise.strip() in student.text


def test_lines_of_the_merged_page_know_where_they_come_from():
    merged = merge(PAGE, f"# Solutions\n\n{BLOCK.format('one')}\n{BLOCK.format('two')}")
    lines = merged.text.split("\n")
    assert len(lines) == len(merged.origins)
    for marker, place in {"Marker one.": "solutions/x.md:7", "Marker two.": "solutions/x.md:16",
                          "## Two": "exercises/x.md:15", "Do it again.": "exercises/x.md:20"
                          }.items():
        assert merged.locate(lines.index(marker) + 1) == place


def test_two_solutions_of_one_exercise_keep_their_order():
    both = BLOCK.format("one") + BLOCK.format("one").replace(
        "Marker one", "Another way").replace("sol-one", "sol-again")
    expect_order(merge(PAGE, both).text, "answer = 1", "Marker one", "Another way", "## Two")


def test_solution_stands_below_a_gate_and_below_the_block_around_its_exercise():
    gated = ("```{exercise-start}\n:label: ex-one\n```\n\n### Step\n\nWords.\n\n"
             "```{exercise-end}\n```\n\n## Next\n")
    expect_order(merge(gated, BLOCK.format("one")).text, "### Step", "exercise-end", "Marker one",
                 "## Next")
    nested = ":::::{note}\n````{exercise}\n:label: ex-one\n\nDo it.\n````\n:::::\n\n## Next\n"
    expect_order(merge(nested, BLOCK.format("one")).text, "Do it.\n````\n:::::", "Marker one",
                 "## Next")


@pytest.mark.parametrize(("text", "line"), [
    ("A remark.\n", 1), ("import = 1\n", 1), ("# Solutions\n\n## Part\n", 3),
    ("# Solutions\n\n```{code-cell} ipython3\nimport numpy\n```\n", 3),
    ("% a comment\n\n- a list\n", 3), ("> quoted\n", 1),
], ids=["words", "code", "heading", "cell", "list", "quotation"])
@pytest.mark.parametrize("first", [True, False])
def test_text_outside_of_the_solutions_is_named_with_its_line(text, line, first):
    block = BLOCK.format("one")
    solutions = f"{text}\n{block}" if first else f"{block}\n{text}"
    place = line if first else line + block.count("\n") + 1
    with pytest.raises(BookError) as caught:
        merge(PAGE, solutions)
    assert len(caught.value.args) == 1
    assert str(caught.value).startswith(
        f"solutions/x.md:{place}: this stands outside of the solutions")


def test_title_comments_and_front_matter_may_stand_beside_the_solutions():
    text = ("---\nkernelspec: {name: python3}\n---\n\n(a-label)=\n# Solutions\n\n% a comment\n\n"
            f"<!-- another\n\none -->\n\n+++\n\n{BLOCK.format('one')}")
    assert "Marker one" in merge(PAGE, text).text


@pytest.mark.parametrize(("text", "fault"), [
    ("# S\n\n```{solution-start} ex-one\n```\nWords.\n",
     "solutions/x.md:3: the solution of ex-one has no end; write ```{solution-end} and ``` below it"
     ),
    ("```{solution-end}\n```\n", "solutions/x.md:1: solution-end without "
     "solution-start; write ```{solution-start} … and ``` above it, or remove this block"),
    (BLOCK.format("one").replace("```{solution-end}\n```\n", "") + BLOCK.format("two"),
     "solutions/x.md:1: the solution of ex-one has no end; write ```{solution-end} and ``` below it"
     ),
], ids=["no end", "no start", "no end before the next"])
def test_gates_must_pair(text, fault):
    with pytest.raises(BookError) as caught:
        find_solutions(text, "solutions/x.md", ENABLED)
    assert str(caught.value) == fault


def test_what_looks_like_a_block_inside_code_stays():
    page = f"# Page\n\n````markdown\n{BLOCK.format('one')}````\n\nWords.\n"
    source = make_source(page, "lectures/x.md")
    assert drop_solutions(source, "lectures/x.md", ENABLED).text == page


def test_reading_the_options_of_pages_leaves_the_configuration_as_it_is():
    """Or Sphinx would be told of other extensions, and read every page again."""
    project = open_project(ROOT)
    before = copy.deepcopy(project.config)
    assert "dollarmath" in read_parser_options(project).enable_extensions
    assert project.config == before
