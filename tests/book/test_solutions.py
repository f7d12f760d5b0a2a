"""Solutions stand under their exercises, closed; the student edition has none."""
import pytest
from bs4 import BeautifulSoup

from conftest import HEAD
from solutions import merge_solutions

EXERCISES = """\
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
PAGE = HEAD.format(title="Page") + EXERCISES
BLOCK = """\
```{{solution-start}} ex-{0}
:label: sol-{0}
```

Marker {0}.

```{{solution-end}}
```
"""


def test_solution_follows_the_cells_of_its_exercise():
    merged = merge_solutions(EXERCISES, BLOCK.format("one") + BLOCK.format("two"))
    order = ["Do it.", "answer = 1", "Marker one", "(ex-two-section)=", "again.", "Marker two"]
    places = [merged.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("labels", "lone"), [(["one"], "ex-two"), (["one", "two", "three"], "ex-three")]
)
def test_exercises_and_solutions_must_pair(labels, lone):
    with pytest.raises(ValueError, match=f"do not pair: {lone}"):
        merge_solutions(EXERCISES, "".join(BLOCK.format(label) for label in labels))


def test_full_edition_shows_closed_toggles_and_student_edition_no_trace(book):
    book.write("exercises/x.md", PAGE)
    code = "```{code-cell} ipython3\nsecret_code = 41 + 1\nsecret_code\n```\n\n"
    one = BLOCK.format("one").replace("Marker one.", "Marker one.\n\n" + code)
    (book.folder / "solutions").mkdir()
    (book.folder / "solutions/x.md").write_text(one + BLOCK.format("two"))
    full = book.build()
    assert full.returncode == 0, full.stderr
    toggles = BeautifulSoup(book.read("exercises/x"), "html5lib").select("details.solution")
    assert [toggle["id"] for toggle in toggles] == ["sol-one", "sol-two"]
    assert not any(toggle.has_attr("open") for toggle in toggles)
    assert "42" in toggles[0].text
    student = book.build(EDITION="student")
    assert student.returncode == 0, student.stderr
    files = [path for path in (book.folder / "_build/student").rglob("*") if path.is_file()]
    assert any(b"Do it again" in path.read_bytes() for path in files)
    for marker in (b"Marker one", b"secret_code", b"sol-one", b"sol-two"):
        assert [path for path in files if marker in path.read_bytes()] == []


def test_changed_solution_reaches_the_page(book):
    book.write("exercises/x.md", PAGE)
    (book.folder / "solutions").mkdir()
    solutions = book.folder / "solutions/x.md"
    solutions.write_text(BLOCK.format("one") + BLOCK.format("two"))
    assert book.build().returncode == 0
    solutions.write_text(solutions.read_text().replace("Marker two", "A better sentence"))
    assert book.build().returncode == 0
    assert "A better sentence" in book.read("exercises/x")


def test_exercise_page_without_solutions_is_named(book):
    book.write("exercises/x.md", PAGE)
    run = book.run("execution")
    assert run.returncode == 2
    assert "exercises/x.md" in run.stderr


def test_unknown_edition_is_refused_with_the_two(book):
    run = book.run("rendering", EDITION="teacher")
    assert run.returncode == 2
    assert run.stderr == "error: EDITION=teacher: allowed are full and student\n"
