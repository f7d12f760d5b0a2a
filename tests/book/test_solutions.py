"""Solutions stand under their exercises, closed; the student edition has none, from any page."""
import pytest
from bs4 import BeautifulSoup

from conftest import HEAD, Book
from runs import fill_store

PAGE = HEAD.format(title="Page") + """\
```{exercise} One
:class: dropdown
:label: ex-one

Do it.
```

```{code-cell} ipython3
answer = 1
```

:::{exercise-start} Two
:label: ex-two
:::

Do it again.

:::{exercise-end}
:::
"""
SOLUTIONS = """\
```{solution-start} ex-one
:label: sol-one
```

Marker one.

```{code-cell} ipython3
print("secret code")
```

```{solution-end}
```

:::{solution} ex-two
:label: sol-two

Marker two.
:::
"""
# A lecture with an exercise of its own and both kinds of solution to it.
LECTURE = HEAD.format(title="Lecture") + """\
```{exercise} Three
:label: ex-three

Do it now.
```

```{exercise} Four
:label: ex-four

Do it later.
```

```{solution-start} ex-three
:label: sol-three
```

Marker three.

```{code-cell} ipython3
print("secret code")
```

```{solution-end}
```

````{solution} ex-four
:label: sol-four

Marker four.
````
"""
NAMES = ("one", "two", "three", "four", "five", "six")
MARKERS = [b"secret code", *(f"{word}{name}".encode() for word in ("Marker ", "sol-")
                             for name in NAMES)]


@pytest.fixture(scope="module")
def solved(tmp_path_factory) -> Book:
    """Both editions of a book with solutions in a subfolder, in a lecture and on its own page."""
    book = Book(tmp_path_factory.mktemp("solved") / "book")
    for name, text in {
        "exercises/week1/a.md": PAGE, "solutions/week1/a.md": SOLUTIONS, "lectures/a.md": LECTURE,
        "exercises/own.md": LECTURE.replace("three", "five").replace("four", "six"),
    }.items():
        path = book.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    book.list_pages(chapters=[{"file": "lectures/a"}, {"file": "exercises/week1/a"},
                              {"file": "exercises/own"}])
    for edition in ("full", "student"):
        run = book.run("book", EDITION=edition)
        assert run.returncode == 0, run.stderr
    return book


@pytest.mark.parametrize(("page", "names"), [
    ("exercises/week1/a", ["one", "two"]), ("lectures/a", ["three", "four"]),
    ("exercises/own", ["five", "six"]),
])
def test_full_edition_shows_closed_toggles(solved, page, names):
    html = BeautifulSoup(solved.read(page), "html5lib")
    toggles = html.select("details.solution")
    assert [toggle["id"] for toggle in toggles] == [f"sol-{name}" for name in names]
    assert not any(toggle.has_attr("open") for toggle in toggles)
    assert "secret code" in toggles[0].select_one(".output").text
    assert "Marker" not in BeautifulSoup(solved.read("lectures/intro"), "html5lib").text


def test_student_edition_has_no_trace_of_a_solution(solved):
    files = [path for path in (solved.folder / "_build/student").rglob("*") if path.is_file()]
    contents = {path: path.read_bytes() for path in files}
    for words in (b"Do it again", b"Do it later", b"Do it now"):
        assert [path for path, content in contents.items() if words in content]
    for marker in MARKERS:
        assert [path for path, content in contents.items() if marker in content] == []


@pytest.mark.parametrize(("name", "begin", "end"), [
    ("note", "::::{note}\n", "::::\n"),
    ("list", "- item\n\n  ", ""),
    ("included file", "", ""),
])
def test_solution_that_cannot_be_left_out_stops_the_student_edition(book, name, begin, end):
    block = "```{solution} ex-three\n:label: sol-three\n\nMarker three.\n```\n"
    if name == "included file":
        (book.folder / "secret.txt").write_text(block)
        block = "```{include} ../secret.txt\n```\n"
    if name == "list":
        block = block.replace("\n", "\n  ").rstrip(" ")
    # On a page without code: a notebook cannot hold a solution inside another block.
    exercise = "# Page\n\n```{exercise} Three\n:label: ex-three\n\nDo it now.\n```\n"
    book.write("lectures/a.md", f"{exercise}\n{begin}{block}{end}")
    full = book.run("render")
    assert full.returncode == 0, full.stderr
    assert "Marker three" in book.read("lectures/a")
    student = book.run("render", EDITION="student")
    assert student.returncode == 1
    assert student.stderr.startswith("error: lectures/a.md")
    assert "the student edition cannot leave out a solution that is inside" in student.stderr
    assert not (book.folder / "_build/student/html").exists()


def test_changed_solution_reaches_the_page(book):
    book.write("exercises/x.md", PAGE)
    book.write("solutions/x.md", SOLUTIONS)
    fill_store(book.folder)
    assert book.run("render").returncode == 0
    book.write("solutions/x.md", SOLUTIONS.replace("Marker two", "A better sentence"))
    assert book.run("render").returncode == 0
    assert "A better sentence" in book.read("exercises/x")


def test_pages_that_do_not_pair_are_named_before_anything_runs(book):
    book.write("exercises/x.md", PAGE)
    for command in ("execute", "render"):
        run = book.run(command)
        assert (run.returncode, run.stdout) == (1, "")
        assert run.stderr == "".join(
            f"error: exercises/x.md: the exercise {label} has no solution in solutions/x.md\n"
            for label in ("ex-one", "ex-two"))


@pytest.mark.parametrize(("old", "new", "line", "said"), [
    ('print("secret code")', "1 / 0", 7, "cell 4: An error occurred"),
    ("Marker one.", "{ref}`nowhere`", 5, "WARNING: undefined label: 'nowhere'"),
    ("Marker two.", "$\\nosuchmacro$", 17, "nosuchmacro"),
    ("Marker two.", "```{nosuch}\n```", 17, "Unknown directive type: 'nosuch'"),
    ('```{code-cell} ipython3', "```{code-cell} ipython3\n:tags: [a: b\n", 7, "YAML"),
], ids=["error", "reference", "formula", "directive", "options"])
def test_fault_in_a_solution_names_its_file_and_line(book, old, new, line, said):
    book.write("exercises/x.md", PAGE)
    book.write("solutions/x.md", SOLUTIONS.replace(old, new))
    run = book.run("book")
    assert run.returncode == 1
    places = [text for text in run.stderr.split("\n") if said in text and ".md:" in text]
    assert places, run.stderr
    assert places[0].removeprefix("error: ").startswith(f"solutions/x.md:{line}: "), run.stderr


@pytest.mark.parametrize("command", ["execute", "render"])
def test_unknown_edition_is_refused_with_the_two(book, command):
    run = book.run(command, EDITION="teacher")
    assert run.returncode == 2
    assert run.stderr == "error: EDITION=teacher: allowed are full and student\n"
