"""Solutions stand under their exercises, closed; the student edition has none, from any page."""
import os
import re
import shutil
import zlib
from unittest import mock

import nbformat
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


def build_both(book: Book) -> None:
    """Make both editions from made-up runs, since kernels are the subject of other tests."""
    for edition in ("full", "student"):
        with mock.patch.dict(os.environ, EDITION=edition):
            fill_store(book.folder)
        run = book.run("render", EDITION=edition)
        assert run.returncode == 0, run.stderr


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


EXERCISE = "```{exercise} Three\n:label: ex-three\n\nDo it now.\n```\n"
SECRET = """\
`````{solution} ex-three
:label: sol-secret
:class: dropdown

Marker **zebra**.

$$ 1 + 1 = 2 $$ (eq-secret)

```{figure} secret.svg
:name: fig-secret

A zebra.
```

```{glossary}
zebraterm
  A word.
```

```{prf:theorem} Of the zebra
:label: thm-secret

It holds.
```

See {cite}`zebra2020` and {index}`zebra`. A note.[^zebra]

[^zebra]: A zebra in a footnote.
`````
"""
GATED = """\
```{solution-start} ex-three
```

Marker zebra.

```{solution-end}
```
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><title>zebra</title></svg>'
PLACES = {
    "page": SECRET,
    "note": f"::::::{{note}}\n{SECRET}::::::\n",
    "dropdown": f"::::::{{admonition}} See\n:class: dropdown\n{SECRET}::::::\n",
    "twice": f"::::::::{{note}}\n:::::::{{tip}}\n{SECRET}:::::::\n::::::::\n",
    "gated": GATED,
    "gated in a note": f"::::::{{note}}\n{GATED}::::::\n",
    "tab": f"::::::::{{tab-set}}\n:::::::{{tab-item}} One\n{SECRET}:::::::\n::::::::\n",
    "card": f"::::::{{card}}\n{SECRET}::::::\n",
    "folded": f"::::::{{dropdown}} See\n{SECRET}::::::\n",
    "list": "- item\n\n" + "".join(f"  {line}\n" for line in SECRET.splitlines()),
    "quotation": "".join(f"> {line}\n" for line in SECRET.splitlines()),
    "inside the exercise": EXERCISE.replace("```", "``````").replace(
        "Do it now.\n", f"Do it now.\n\n{SECRET}"),
    "included": "```{include} ../_shared/solution.txt\n```\n",
    "included and gated": "```{include} ../_shared/gated.txt\n```\n",
    "included in a note": ":::{note}\n```{include} ../_shared/solution.txt\n```\n:::\n",
}
TRACES = (b"zebra", b"secret", b"Solution to")


def write_place(book: Book, place: str, head: str = "# Page\n", page: str = "a") -> None:
    """Write a page with a solution in a place; labels and files belong to this page alone."""
    exercise = "" if place == "inside the exercise" else EXERCISE
    text = f"{head}\n{exercise}\n{PLACES[place]}\nWords after it.\n"
    shared = {"solution": SECRET, "gated": GATED}
    if page != "a":
        shared = {name: own_labels(block, page) for name, block in shared.items()}
        text = own_labels(text, page).replace("_shared/", f"_shared/{page}-")
    for name, block in shared.items():
        (book.folder / "_shared").mkdir(exist_ok=True)
        file = name if page == "a" else f"{page}-{name}"
        (book.folder / "_shared" / f"{file}.txt").write_text(block)
    for folder in ("lectures", "_shared"):
        (book.folder / folder / "secret.svg").write_text(SVG)
    write_sources(book)
    book.write(f"lectures/{page}.md", text)


def own_labels(text: str, page: str) -> str:
    return re.sub(r"ex-three|(sol|eq|fig|thm)-secret|zebraterm", rf"\g<0>-{page}", text)


@pytest.fixture(scope="module")
def places(tmp_path_factory) -> Book:
    """Both editions of a book with a page for each place."""
    book = Book(tmp_path_factory.mktemp("places") / "book")
    for number, place in enumerate(PLACES):
        write_place(book, place, page=f"p{number}")
    for edition in ("full", "student"):
        run = book.run("render", EDITION=edition)
        assert (run.returncode, run.stderr) == (0, "")
    return book


@pytest.mark.parametrize("place", PLACES)
def test_student_edition_leaves_out_a_solution_wherever_it_stands(places, place):
    page = f"lectures/p{list(PLACES).index(place)}"
    assert "zebra" in places.read(page)
    assert "Words after it." in places.read(page, "student")
    assert "Do it now." in places.read(page, "student")
    assert find_traces(places) == []


def write_sources(book: Book) -> None:
    """Write a bibliography, and a page that shows what is cited."""
    (book.folder / "all.bib").write_text(
        "@book{zebra2020, title={On zebras}, author={Z}, publisher={P}, year={2020}}\n"
        "@book{horse, title={On horses}, author={H}, publisher={P}, year={2021}}\n")
    config = book.folder / "_config.yml"
    if "\nbibtex_bibfiles:" not in config.read_text():
        config.write_text(config.read_text() + "\nbibtex_bibfiles: [all.bib]\n")
    book.write("lectures/sources.md", "# Sources\n\nSee {cite}`horse`.\n\n```{bibliography}\n```\n")


def find_traces(book: Book) -> list[str]:
    """Return the files of the student edition that hold something of a secret solution.

    Those beside the site count as well, but for the trees from which Sphinx wrote the site.
    """
    found, folder = [], book.folder / "_build" / "student"
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name.startswith("doctrees/"):
            continue
        content = path.read_bytes()
        if path.name == "objects.inv":
            content = zlib.decompress(content.split(b"zlib.\n", 1)[1])
        found += [name for trace in TRACES if trace in content or trace in name.encode()]
    return found


@pytest.mark.parametrize("place", ["note", "list", "included"])
def test_notebook_of_a_page_shows_a_solution_in_a_block_and_student_edition_does_not(book, place):
    write_place(book, place, HEAD.format(title="Page"))
    build_both(book)
    assert b"zebra" in book.read_site("full")["notebooks/lectures/a.ipynb"]
    assert b"Words after it." in book.read_site("student")["notebooks/lectures/a.ipynb"]
    assert find_traces(book) == []


def test_student_edition_neither_shows_nor_executes_a_solution_in_a_notebook(book):
    cells = [
        nbformat.v4.new_markdown_cell(f"# Page\n\n{EXERCISE}\n{SECRET}\nBetween."),
        nbformat.v4.new_code_cell("shown = 1"),
        nbformat.v4.new_markdown_cell("Here.\n\n```{solution-start} ex-three\n```\n\nA zebra."),
        nbformat.v4.new_code_cell("open('zebra.txt', 'w')\nprint('secret zebra')"),
        nbformat.v4.new_markdown_cell("More zebra."),
        nbformat.v4.new_markdown_cell("End of zebra.\n\n```{solution-end}\n```\n\nThere."),
        nbformat.v4.new_code_cell("print('after', 'it')"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}})
    (book.folder / "lectures/secret.svg").write_text(SVG)
    (book.folder / "lectures/a.ipynb").write_text(nbformat.writes(notebook))
    write_sources(book)
    book.list_pages(chapters=[{"file": "lectures/a"}, {"file": "lectures/sources"}])
    full = book.build()
    assert full.returncode == 0, full.stderr
    assert book.read("lectures/a").count("zebra") > 4
    student = book.run("book", EDITION="student")
    assert (student.returncode, student.stderr) == (0, "")
    html = BeautifulSoup(book.read("lectures/a", "student"), "html5lib").text
    for words in ("Between.", "shown = 1", "Here.", "There.", "after it"):
        assert words in html
    assert find_traces(book) == []
    runs = [path.read_bytes() for path in (book.folder / "_build/runs").rglob("*.json")]
    assert sorted(b"zebra" in run for run in runs) == [False, True]


def test_student_edition_keeps_no_solution_of_a_page_with_code_beside_the_site(book):
    """MyST-NB writes such a page as it was read, where nobody would look for it."""
    book.write_notebook("lectures/a.md", "x = 1")
    book.write("lectures/a.md", (book.folder / "lectures/a.md").read_text() + (
        "\n```{exercise}\n:label: ex-a\nDo it.\n```\n\n"
        "> ```{solution} ex-a\n> Count the zebra.\n> ```\n"))
    build_both(book)
    assert "zebra" in book.read("lectures/a")
    assert find_traces(book) == []


REFERENCES = {
    "{ref}`sol-secret`": "Solution", "{ref}`the answer <sol-secret>`": "the answer",
    "[the answer](sol-secret)": "the answer", "[the answer](#sol-secret)": "the answer",
    "[](#sol-secret)": "Solution", "{numref}`fig-secret`": "Solution",
    "{eq}`eq-secret`": "Solution", "{numref}`Figure %s <fig-secret>`": "Solution",
}


@pytest.mark.parametrize("place", ["page", "note", "solutions"])
def test_reference_to_a_solution_is_text_in_the_student_edition(book, place):
    if place == "solutions":
        book.write("exercises/x.md", f"# X\n\n{EXERCISE}")
        book.write("solutions/y.md", SECRET)
        (book.folder / "exercises/secret.svg").write_text(SVG)
        write_sources(book)
    else:
        write_place(book, place)
    book.write("lectures/b.md", "# B\n\n" + "".join(f"Read {name}.\n\n" for name in REFERENCES))
    full = book.run("render")
    assert full.returncode == 0, full.stderr
    paragraphs = BeautifulSoup(book.read("lectures/b"), "html5lib").select("article p")
    assert all(paragraph.select_one("a") for paragraph in paragraphs)
    student = book.run("render", EDITION="student")
    assert (student.returncode, student.stderr) == (0, "")
    paragraphs = BeautifulSoup(book.read("lectures/b", "student"), "html5lib").select("article p")
    assert [paragraph.text for paragraph in paragraphs] == [
        f"Read {text}." for text in REFERENCES.values()]
    assert not any(paragraph.select_one("a") for paragraph in paragraphs)
    assert find_traces(book) == []


def test_label_of_two_solutions_names_both_pages(book):
    for page in ("lectures/a", "lectures/b"):
        book.write(f"{page}.md", "# Page\n\n```{solution} ex-three\n:label: sol-one\n\nSo.\n```\n")
    book.write("lectures/c.md", f"# C\n\n{EXERCISE}")
    run = book.build()
    assert run.returncode == 1
    assert ("lectures/b.md: WARNING: duplicate label: sol-one; other instance in lectures/a.md"
            in run.stderr)


def test_option_of_sphinx_exercise_hides_the_solutions_of_the_full_edition(book):
    book.write("exercises/x.md", PAGE)
    book.write("solutions/x.md", SOLUTIONS)
    nested = f"::::{{note}}\n{GATED}::::\n"
    book.write("lectures/a.md", f"# A\n\n{EXERCISE}\n{nested}\n{GATED}\nAfter.\n")
    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace(
        "    language: en", "    language: en\n    hide_solutions: true"))
    run = book.build()
    assert (run.returncode, run.stderr) == (0, "")
    assert "After." in book.read("lectures/a")
    assert not [word for word in (*MARKERS, *TRACES) for content in book.read_site().values()
                if word in content]


def test_reference_to_nothing_is_an_error_in_the_student_edition_too(book):
    write_place(book, "note")
    book.write("lectures/b.md", "# B\n\nRead {ref}`sol-nowhere` later.\n")
    run = book.run("render", EDITION="student")
    assert run.returncode == 1
    assert "lectures/b.md:3: WARNING: undefined label: 'sol-nowhere'" in run.stderr


@pytest.mark.parametrize(("exercise", "solution"), [
    ("lectures/a", "solutions/a"), ("lectures/a", "solutions/lectures/other"),
    ("exercises/week1/a", "solutions/week1/a"), ("exercises/week1/a", "solutions/a"),
    ("homework/one", "solutions/homework"),
])
def test_solution_is_shown_under_its_exercise_on_whatever_page_that_is(book, exercise, solution):
    book.write(f"{exercise}.md", PAGE + "\n## Next\n")
    book.write(f"{solution}.md", SOLUTIONS)
    book.list_pages(chapters=[{"file": exercise}])
    build_both(book)
    html = book.read(exercise)
    order = [html.index(part) for part in ("Do it.", "Marker one", "again.", "Marker two", "Next<")]
    assert order == sorted(order)
    assert "secret code" in html
    assert not [marker for marker in MARKERS for content in book.read_site("student").values()
                if marker in content]


@pytest.mark.parametrize(("name", "text", "said"), [
    ("solutions/other.md", SOLUTIONS.replace("ex-two", "ex-twos"),
     "solutions/other.md:14: the solution of ex-twos is shown nowhere, because no page has an "
     "exercise with this label; write ex-two"),
    ("solutions/x.md", f"{SOLUTIONS}\nA remark.\n",
     "solutions/x.md:20: this stands outside of the solutions"),
    ("solutions/x.md", SOLUTIONS.replace("```{solution-end}\n```\n", ""),
     "solutions/x.md:1: the solution of ex-one has no end; write ```{solution-end}"),
    ("solutions/x.md", SOLUTIONS.replace("```{solution-start} ex-one", "```{solution-start}"),
     "solutions/x.md:1: this solution names no exercise"),
    ("solutions/x.ipynb", "{}", "solutions/x.ipynb:1: solutions are read from Markdown files"),
])
def test_solution_that_no_page_would_show_is_an_error_with_its_line(book, name, text, said):
    book.write("lectures/x.md", PAGE)
    book.write("solutions/good.md", SOLUTIONS if name.endswith(".ipynb") else "")
    book.write(name, text)
    for command in ("book", "render"):
        run = book.run(command)
        assert run.returncode == 1
        assert said in run.stderr
        assert "Traceback" not in run.stderr


def test_page_follows_the_file_that_its_solutions_come_from(book):
    """A file that is added, moved or removed changes the page as a build from nothing would."""
    book.write("lectures/x.md", f"# X\n\n{EXERCISE}")
    assert book.run("render").returncode == 0
    assert "zebra" not in book.read("lectures/x")
    book.write("solutions/new.md", GATED)
    for name in ("new", "moved"):
        path = book.folder / "solutions" / "new.md"
        if name == "moved":
            path.rename(book.folder / "solutions/moved.md")
        assert book.run("render").returncode == 0
        assert "zebra" in book.read("lectures/x")
    (book.folder / "solutions/moved.md").write_text(GATED.replace("zebra", "giraffe"))
    assert book.run("render").returncode == 0
    assert "giraffe" in book.read("lectures/x")
    expect_clean(book)
    (book.folder / "solutions/moved.md").unlink()
    assert book.run("render").returncode == 0
    assert "giraffe" not in book.read("lectures/x")
    expect_clean(book)


def expect_clean(book: Book) -> None:
    """Compare the site with one that is built from nothing."""
    warm = book.read_site()
    shutil.rmtree(book.folder / "_build")
    assert book.run("render").returncode == 0
    assert book.read_site() == warm


@pytest.mark.parametrize("block", [
    "```{exercise} Three\n:hidden:\n:label: ex-three\n\nMarker hidden.\n```\n",
    "```{exercise-start}\n:hidden:\n:label: ex-three\n```\nMarker hidden.\n\n"
    "```{exercise-end}\n```\n",
    EXERCISE + "```{solution} ex-three\n:hidden:\n\nMarker hidden.\n```\n",
    EXERCISE + "```{solution-start} ex-three\n:hidden:\n```\nMarker hidden.\n\n"
    "```{solution-end}\n```\n",
], ids=["exercise", "gated exercise", "solution", "gated solution"])
def test_hidden_exercise_or_solution_is_not_shown(book, block):
    book.write("lectures/a.md", f"# A\n\n{block}\nWords after it.\n")
    for edition in ("full", "student"):
        run = book.run("render", EDITION=edition)
        assert run.returncode == 0, run.stderr
        assert "Words after it." in book.read("lectures/a", edition)
        assert "Marker hidden" not in book.read("lectures/a", edition)


@pytest.mark.parametrize("options", ["", ":nonumber:\n", ":class: dropdown\n:nonumber:\n"])
def test_exercise_without_label_or_number_needs_no_solution(book, options):
    for page in ("lectures/a", "exercises/b"):
        book.write(f"{page}.md", f"# A\n\n```{{exercise}} Try\n{options}\nDo it now.\n```\n")
    run = book.run("book")
    assert run.returncode == 0, run.stderr
    assert "Do it now." in book.read("exercises/b")


@pytest.mark.parametrize(("block", "line", "said"), [
    ("```{exercise-start}\n:label: ex-a\n```\nWords.\n", 3, "the exercise ex-a has no end"),
    ("```{exercise-end}\n```\n", 3, "exercise-end without exercise-start"),
    (EXERCISE + "```{solution-start} ex-three\n```\nWords.\n", 8, "has no end"),
    (EXERCISE + "```{solution-start} ex-three\n```\n\n## Head\n\n```{solution-end}\n```\n", 8,
     "write **words in bold** instead of a heading between them"),
], ids=["exercise", "end", "solution", "heading"])
def test_gates_that_do_not_pair_in_a_lecture_are_named_with_their_line(book, block, line, said):
    book.write("lectures/a.md", f"# A\n\n{block}")
    run = book.run("book")
    assert run.returncode == 1
    assert run.stderr.startswith(f"error: lectures/a.md:{line}: "), run.stderr
    assert said in run.stderr


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
            f"error: exercises/x.md:{line}: the exercise {label} has no solution; write one in "
            "solutions/x.md, or leave out its label\n"
            for line, label in ((6, "ex-one"), (17, "ex-two")))


@pytest.mark.parametrize(("old", "new", "line", "said"), [
    ('print("secret code")', "1 / 0", 7, "cell 4: ZeroDivisionError: division by zero"),
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
