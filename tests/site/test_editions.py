"""The student edition has no trace of a solution; the full edition shows each of them, closed.

The student edition reads no file of `solutions/`, and leaves out the solution blocks of pages. So
it is enough to prove here that what it reads of each page has nothing of a solution, and that a
small book, with solutions in every place, leaks nothing on the way from there to its files. Where
EDITION is `student`, the built edition of this book is searched too: `make book test-site
EDITION=student`.
"""
import json
import re
import zipfile
import zlib
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from sphinx.search.en import SearchEnglish

from built import PAGES, read_html
from conftest import EDITION, HEAD, ROOT, Book, with_solutions
from jaxbook.merge import Reader, find_solutions
from jaxbook.project import Project
from runs import fill_store

WORD = re.compile(r"[A-Za-z_]\w+")
NAME = re.compile(r"[\w-]+")
PHRASE = 8  # words in a row: at five, other pages use some by chance; numbers are not counted
MARKUP = re.compile(r"^(?:`{3,}|:[\w-]+:).*", re.MULTILINE)  # lines that no reader sees
LABEL = re.compile(r"^:label: *(\S+)", re.MULTILINE)
of_students = pytest.mark.skipif(EDITION != "student", reason="needs a build of the whole book: "
                                 "make book test-site EDITION=student")


def list_phrases(text: str) -> set[tuple[str, ...]]:
    """Return each PHRASE words that follow one another in a page as its readers see it."""
    words = WORD.findall(MARKUP.sub("", text))
    return {tuple(words[n:n + PHRASE]) for n in range(len(words) - PHRASE + 1)}


class Solutions:
    """The solutions of a book: `texts` by label, and the `phrases` that nothing else says.

    `shown` is the text of all pages without them, and `labels` has the labels of each file.
    """

    def __init__(self, root: Path):
        project = Project(root, "full")
        enabled = Reader(project).enabled
        self.texts: dict[str, str] = {}
        self.labels: dict[str, list[str]] = {}
        shown = []
        for path in [*(project.files[page] for page in project.pages),
                     *sorted((root / "solutions").rglob("*.md")),
                     *sorted((root / "_shared").glob("*.txt"))]:
            text = path.read_text(encoding="utf-8")
            text = text.replace(":::::{note}\n", "").replace(":::::\n", "")  # finds what is inside
            lines = text.split("\n")
            for _, start, end in reversed(find_solutions(text, path.name, enabled)):
                block = "\n".join(lines[start:end])
                label = LABEL.search(block)[1]
                self.texts[label] = block.partition(label)[2].replace("{solution-end}", "")
                self.labels.setdefault(path.stem, []).insert(0, label)
                del lines[start:end]
            if root / "solutions" not in path.parents:
                shown.append("\n".join(lines))
        self.shown = "\n".join(shown)
        known = list_phrases(self.shown)
        self.phrases = {label: list_phrases(text) - known for label, text in self.texts.items()}

    def find_leaks(self, text: str) -> dict[str, str]:
        """Return which solutions a text holds something of, by label, and what."""
        phrases = list_phrases(text)
        # One or two: a word by chance in front of the stub of a function, which both editions show.
        leaks = {label: " ".join(min(found)) for label, own in self.phrases.items()
                 if (found := own & phrases) and len(found) >= min(3, len(own))}
        return leaks | {label: label for label in self.texts.keys() & set(NAME.findall(text))}


@cache
def read_solutions() -> Solutions:
    return Solutions(ROOT)


@cache
def open_reader(edition: str) -> Reader:
    return Reader(Project(ROOT, edition))


def read_texts(folder: Path) -> dict[str, str]:
    """Return the text of every built file; of pages and notebooks also what readers see."""
    texts = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        text = data.decode("utf-8", errors="replace")
        if path.suffix == ".html":
            text += BeautifulSoup(text, "html.parser").get_text()
        elif path.suffix == ".ipynb":
            text += "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        elif path.suffix in (".zip", ".epub"):
            with zipfile.ZipFile(path) as bundle:
                text = "\n".join(bundle.read(name).decode(errors="replace")
                                 for name in bundle.namelist())
        elif path.suffix == ".pdf":
            text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
        elif path.name == "objects.inv":
            text = zlib.decompress(data.split(b"zlib.\n", 1)[1]).decode()
        texts[path.relative_to(folder).as_posix()] = text
    return texts


def find_leaks(folder: Path, solutions: Solutions) -> list[str]:
    """Return `file: words` for each solution of which a built file holds something.

    The search index holds single words: of these, what only solutions say is a leak.
    """
    texts = read_texts(folder)
    leaks = [f"{name}: {label}: {words}" for name, text in texts.items()
             for label, words in solutions.find_leaks(text).items()]
    language = SearchEnglish({})

    def list_stems(text: str) -> set[str]:
        return {language.stem(word.lower()) for word in language.split(text)}

    index = json.loads(texts["searchindex.js"].removeprefix("Search.setIndex(").removesuffix(")"))
    seen = [text for name, text in texts.items() if name.endswith(".html")
            and not solutions.find_leaks(text)]
    secret = list_stems("\n".join(solutions.texts.values())) - list_stems(
        "\n".join([solutions.shown, *seen]))
    words = secret & {*index["terms"], *index["titleterms"]}
    return leaks + [f"searchindex.js: {word}" for word in sorted(words)]


@pytest.mark.parametrize("page", PAGES)
def test_student_edition_reads_nothing_of_a_solution(page):
    source = open_reader("student").read_source(page)
    assert not re.search(r"^\s*[`:]{3,} *\{solution", source.text, re.MULTILINE)
    assert {name for name, _ in source.origins} == {f"{page}.md"}
    assert read_solutions().find_leaks(source.text) == {}


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("exercises/")])
def test_full_edition_reads_each_solution_of_a_page(page):
    source = open_reader("full").read_source(page)
    labels = read_solutions().labels[page.partition("/")[2]]
    assert labels
    assert set(labels) <= set(read_solutions().find_leaks(source.text))


@with_solutions
@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("exercises/")])
def test_full_edition_shows_each_solution_closed(site, page):
    solutions = read_solutions()
    shown = {fold["id"]: fold for fold in read_html(page).select("details.solution")}
    assert sorted(shown) == sorted(solutions.labels[page.partition("/")[2]])
    for label, fold in shown.items():
        assert not fold.has_attr("open"), f"{page}.html: {label} is open from the start"
        phrases = solutions.phrases[label]
        assert not phrases or phrases & list_phrases(fold.get_text()), \
            f"{page}.html: {label} shows none of its words"


PAGE = HEAD.format(title="Page") + """
```{exercise} One
:label: ex-one

Do it.
```

```{code-cell} ipython3
answer = 1
```

```{exercise} Two
:label: ex-two

Do it again.
```
"""
# Its solutions stand on the page itself, in a note, and in an included file.
LECTURE = PAGE.replace("ex-one", "ex-three").replace("ex-two", "ex-four") + """
```{exercise} Five
:label: ex-five

Do it at last.
```

:::::{note}
````{solution} ex-five
:label: sol-five

Whoever sees these words in a note has seen more than a student ever should.
````
:::::

```{include} ../_shared/later.txt
```

"""
SHORT = """\
```{{solution-start}} ex-{0}
:label: sol-{0}
```

{1}

```{{solution-end}}
```
"""
LONG = """\
The confidential remark tells a reader everything that there is to know.

```{code-cell} ipython3
hidden_number = 40 + 2
```

```{code-cell} ipython3
print("these few printed words here belong only to the solution")
```
"""


def test_small_book_leaks_solutions_into_no_file_of_the_student_edition(tmp_path, monkeypatch):
    """And the search for leaks finds each solution in each kind of file of the full edition."""
    book = Book(tmp_path / "book")
    book.write("exercises/x.md", PAGE)
    book.write("solutions/week1/y.md",
               SHORT.format("one", LONG) + SHORT.format("two", "Abracadabra."))
    (book.folder / "_shared").mkdir()
    (book.folder / "_shared/later.txt").write_text(SHORT.format(
        "four", "What an included file says of a solution must not be seen by students either."))
    book.write("lectures/x.md", LECTURE + SHORT.format("three", LONG.replace("The", "Another")))
    solutions = Solutions(book.folder)
    leaks = {}
    for edition in ("full", "student"):
        monkeypatch.setenv("EDITION", edition)
        fill_store(book.folder)
        for command in ("render", "pdf", "epub"):
            run = book.run(command, EDITION=edition)
            assert run.returncode == 0, run.stderr
        leaks[edition] = find_leaks(book.folder / "_build" / edition / "html", solutions)
    files = {leak.partition(":")[0] for leak in leaks["full"]}
    assert files >= {"exercises/x.html", "notebooks/exercises/x.ipynb", "searchindex.js",
                     "lectures/x.html", "notebooks/lectures/x.ipynb", "notebooks.zip",
                     "exercises/x.md", "lectures/x.md", "llms-full.txt", "jax-measured.pdf",
                     "jax-measured.epub", "objects.inv"}
    for page, labels in {"exercises/x": ("one", "two"),
                         "lectures/x": ("three", "four", "five")}.items():
        for label in labels:
            assert f"{page}.html: sol-{label}: sol-{label}" in leaks["full"]
    assert "searchindex.js: abracadabra" in leaks["full"]
    assert leaks["student"] == []


@of_students
def test_built_student_edition_has_no_trace_of_a_solution(site):
    assert find_leaks(site, read_solutions()) == []


@of_students
def test_built_student_edition_has_no_page_and_no_image_of_a_solution(site):
    pages = " ".join(path.read_text(encoding="utf-8")
                     for kind in ("*.html", "*.ipynb") for path in site.rglob(kind))
    assert 'details class="solution"' not in pages
    assert [path.name for path in site.glob("_images/*") if path.name not in pages] == []
    assert not [path for path in (site / "solutions", site / "_sources") if path.exists()]
