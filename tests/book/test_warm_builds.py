"""A warm build gives the same files, byte for byte, as a build of the same sources from nothing.

Runs are made up, since kernels are the subject of other tests: nothing is executed here.
"""
import contextlib
import os
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
import yaml

import jaxbook.pages
from conftest import HEAD, Book, Result
from jaxbook.project import BookError, open_project
from jaxbook.render import digest_common, read_state
from records import GPU, make_record, put_record
from runs import CPU, draw_png, fill_store, record_outputs
from runs import GPU as OTHER

INTRO = """\
# Small

Begin with {doc}`a`, then read {doc}`the second lecture <b>`.
"""
FIRST = HEAD.format(title="First lecture") + """\
(sec-rows)=
## Rows of a matrix

The word aardvark stands here alone. An equation:

$$
a = b
$$ (eq-rows)

![A square](images/square.png)

```{code-cell} ipython3
---
mystnb:
  figure: {name: fig-rows, caption: "Rows, drawn."}
  image: {alt: "Rows."}
tags: [machine]
---
draw("rows")
```

```{code-cell} ipython3
:tags: [machine]

print("words")
```

```{code-cell} ipython3
:tags: [check, hide-input]

print("PASS | two and two | 4 | == 4 | ± 0 | by hand")
```
"""
SECOND = HEAD.format(title="Second lecture") + """\
(sec-columns)=
## Columns

See {ref}`sec-rows`, {numref}`fig-rows`, {eq}`eq-rows`, {numref}`ex-one` and {doc}`a`.[^note]

![Another square](../figures/square.png)

$$
c = d
$$ (eq-columns)

```{code-cell} ipython3
---
mystnb:
  figure: {name: fig-columns, caption: "Columns, drawn."}
  image: {alt: "Columns."}
---
draw("columns")
```

[^note]: A note.
"""
EXERCISES = HEAD.format(title="Exercises") + """\
```{exercise} One
:label: ex-one

Count the rows of {numref}`fig-rows`.
```

```{code-cell} ipython3
answer = "none yet"
```

```{exercise} Two
:label: ex-two

Count the columns.
```
"""
SOLUTIONS = """\
```{solution-start} ex-one
:label: sol-one
```

There are two rows, says {ref}`sec-rows`.

```{code-cell} ipython3
answer = "two"
```

```{solution-end}
```

```{solution} ex-two
:label: sol-two

There are three.
```
"""
FILES = """\
# Files

```{include} ../parts/shared.txt
```

```{literalinclude} ../data/numbers.csv
```

Take {download}`the numbers <../data/numbers.csv>`. See {ref}`sec-columns`.
"""
BLOCKS = """\
# Blocks

Of {cite:t}`knuth`.

````{prf:theorem} A bound
:label: thm-bound

$x^2 \\ge 0$
````

```{glossary}
leaf
  An array.
```

```{note}
:class: dropdown
Folded.
```

```{bibliography}
```

```{citation}
```
"""
CITATION = "title: Lectures\nauthors: [{name: the authors}]\n"
REFERENCES = "@book{knuth, author={Donald Knuth}, title={The Art}, year={1968}, publisher={A}}\n"
STATUS = """\
# Status

```{execution-table}
```

```{machines} list
```
"""
LEDGER = """\
# Ledger

```{ledger}
```
"""
CHANGES = """\
# Changes

## 2026-02-01: A page

{doc}`The second lecture <lectures/b>` is new.
"""
TOC = {
    "format": "jb-book", "root": "lectures/intro",
    "parts": [
        {"caption": "Lectures", "numbered": True, "chapters": [
            {"file": "lectures/a"}, {"file": "lectures/b"}, {"file": "lectures/files"},
            {"file": "lectures/cites"}]},
        {"caption": "More", "chapters": [
            {"file": "exercises/x"}, {"file": "status"}, {"file": "ledger"}, {"file": "changes"},
            {"glob": "more/*"}]},
    ],
}
ONE_CORE = CPU.model_copy(update={"cores": 1})
STAMP = """\
def add_stamp(app, page, template, context, doctree):
    context["body"] = context.get("body", "") + '<p>{}</p>'

def setup(app):
    app.connect("html-page-context", add_stamp)
    return {{"parallel_read_safe": True}}
"""


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" fill="{}"/>'


def put(book: Book, name: str, content: str | bytes) -> None:
    path = book.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def write_sources(book: Book) -> None:
    for name, text in {
        "lectures/intro.md": INTRO, "lectures/a.md": FIRST, "lectures/b.md": SECOND,
        "lectures/files.md": FILES, "exercises/x.md": EXERCISES, "solutions/x.md": SOLUTIONS,
        "status.md": STATUS, "ledger.md": LEDGER, "changes.md": CHANGES, "more/two.md": "# Two\n",
        "more/one.md": "(one)=\n# One\n\nSee {doc}`two`.\n",
        "more/blocks.md": BLOCKS, "references.bib": REFERENCES,
        "CITATION.cff": CITATION,
        "lectures/cites.md": "# Cites\n\n{cite:t}`knuth` on {prf:ref}`thm-bound`, {term}`leaf`.\n",
        "parts/shared.txt": "Shared *words*.\n",
        "data/numbers.csv": "1,2\n3,4\n", "_ext/stamp.py": STAMP.format("first stamp"),
        "lectures/images/square.png": draw_png("one"), "figures/square.png": draw_png("another"),
        "_ext/seal/words.py": 'SEAL = "a seal"\n', "logo.svg": LOGO.format("green"),
        "_ext/seal/__init__.py": "from seal.words import SEAL\n" + STAMP.format("' + SEAL + '"),
        "extra/more.css": "p { color: green }\n", "layouts/none.html": "",
        "_toc.yml": yaml.safe_dump(TOC),
    }.items():
        put(book, name, text)
    put_record(book.folder, make_record())
    record_outputs(book.folder, ONE_CORE, "one core")
    edit(book, "_config.yml", "extensions: [jaxbook.site]",
         "extensions: [jaxbook.site, stamp, seal]\n    html_static_path: [_static, extra]\n"
         "    html_logo: logo.svg")
    edit(book, "_config.yml", "jaxbook.site: . ",
         "stamp: _ext\n    seal: _ext\n    jaxbook.site: . ")
    edit(book, "_config.yml", "html:\n", "bibtex_bibfiles: [references.bib]\nhtml:\n")
    edit(book, "_config.yml", "[_templates]", "[_templates, layouts]\n    jaxbook_changes: changes")
    edit(book, "_config.yml", "jaxbook_moved: {}", "jaxbook_moved: {lectures/old: lectures/a}")


def edit(book: Book, name: str, old: str, new: str) -> None:
    """Replace a text in a source file; raise LookupError if it is not there."""
    path = book.folder / name
    text = path.read_text()
    if old not in text:
        raise LookupError(f"{name} does not hold {old!r}")
    path.write_text(text.replace(old, new))


def try_render(book: Book) -> Result:
    """Render as a new process would, which reads the extensions of the book again."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("stamp", "seal")]:
        del sys.modules[name]
    for folder in (book.folder / "_ext").rglob("__pycache__"):
        shutil.rmtree(folder)
    return book.run("render")


def render(book: Book) -> None:
    run = try_render(book)
    assert run.returncode == 0, run.stderr


class Workbench:
    """A built book in a folder that stays, since Sphinx forgets all if the folder is another."""

    def __init__(self, folder: Path):
        self.book = Book(folder / "book")
        write_sources(self.book)
        fill_store(self.book.folder)
        render(self.book)
        self.first = self.book.copy(folder / "first", built=True)
        self.copies = folder / "copies"

    def restore(self) -> Book:
        """Put the book back as it was built, times of files included."""
        shutil.rmtree(self.book.folder)
        shutil.copytree(self.first.folder, self.book.folder)
        return self.book

    def render_copy(self) -> tuple[Book, Result]:
        """Render a copy of the sources from nothing; the runs are those of the book."""
        shutil.rmtree(self.copies, ignore_errors=True)
        copy = self.book.copy(self.copies)
        shutil.copytree(self.book.folder / "_build" / "runs", copy.folder / "_build" / "runs")
        return copy, try_render(copy)

    def expect_clean(self) -> None:
        """Compare the site of the book with one that is made from nothing elsewhere."""
        copy, run = self.render_copy()
        assert run.returncode == 0, run.stderr
        self.compare(copy)

    def expect_first(self) -> None:
        """Compare the site of the book, whose sources are the first ones, with its first site."""
        self.compare(self.first)

    def compare(self, copy: Book) -> None:
        warm, clean = self.book.read_site(), copy.read_site()
        wrong = [f"{name} is left over" for name in sorted(warm.keys() - clean.keys())]
        wrong += [f"{name} is missing" for name in sorted(clean.keys() - warm.keys())]
        wrong += [show_difference(name, warm[name], clean[name])
                  for name in sorted(warm.keys() & clean.keys()) if warm[name] != clean[name]]
        assert not wrong, "\n".join(["a warm build differs from a clean one:", *wrong])


def show_difference(name: str, warm: bytes, clean: bytes) -> str:
    place = next((n for n, (a, b) in enumerate(zip(warm, clean, strict=False)) if a != b),
                 min(len(warm), len(clean)))
    around = slice(max(place - 60, 0), place + 60)
    return f"{name}: warm {warm[around]!r}, clean {clean[around]!r}"


@pytest.fixture(autouse=True, scope="module")
def same_tool() -> Iterator[None]:
    """Keep the hash of the tool: if it changed during the tests, builds would be clean ones."""
    with mock.patch.object(jaxbook.pages, "digest_tool", lambda: "the tool"):
        yield


@pytest.fixture(scope="module")
def workbench(tmp_path_factory, same_tool) -> Workbench:
    return Workbench(tmp_path_factory.mktemp("warm"))


def change_toc(change: Callable[[list[dict]], object]) -> Callable[[Book], None]:
    """Return an edit of the parts of `_toc.yml`."""
    def apply(book: Book) -> None:
        toc = yaml.safe_load((book.folder / "_toc.yml").read_text())
        change(toc["parts"])
        put(book, "_toc.yml", yaml.safe_dump(toc))
    return apply


def swap_lectures(parts: list[dict]) -> None:
    chapters = parts[0]["chapters"]
    chapters[0], chapters[1] = chapters[1], chapters[0]


def add_page(book: Book) -> None:
    put(book, "lectures/c.md", HEAD.format(title="Third lecture") + "\n(sec-c)=\n## C\n\nzebra.\n"
        "\n```{code-cell} ipython3\ndraw('third')\n```\n")
    change_toc(lambda parts: parts[0]["chapters"].insert(1, {"file": "lectures/c"}))(book)


def move_page(book: Book) -> None:
    (book.folder / "lectures/files.md").rename(book.folder / "exercises/files.md")
    change_toc(lambda parts: parts[0]["chapters"][2].update(file="exercises/files"))(book)


def move_notebook(book: Book) -> None:
    (book.folder / "exercises/x.md").rename(book.folder / "exercises/y.md")
    (book.folder / "solutions/x.md").rename(book.folder / "solutions/y.md")
    change_toc(lambda parts: parts[1]["chapters"][0].update(file="exercises/y"))(book)


def remove_page(book: Book) -> None:
    (book.folder / "lectures/files.md").unlink()
    change_toc(lambda parts: parts[0]["chapters"].pop(2))(book)


def rename_label(book: Book) -> None:
    for name in ("lectures/a.md", "lectures/b.md", "solutions/x.md"):
        edit(book, name, "sec-rows", "sec-lines")


def swap_images(book: Book) -> None:
    """Let the two images of one name change places."""
    put(book, "lectures/images/square.png", draw_png("another"))
    put(book, "figures/square.png", draw_png("one"))


def put_old(book: Book, name: str, content: str | bytes) -> None:
    """Write a file with an old date, as `mv` and backups leave it."""
    put(book, name, content)
    os.utime(book.folder / name, (10**9, 10**9))


def change(name: str, old: str, new: str) -> Callable[[Book], None]:
    return lambda book: edit(book, name, old, new)


EDITS: dict[str, Callable[[Book], object]] = {
    "nothing": lambda book: None,
    "text": change("lectures/a.md", "aardvark", "buffalo"),
    "text that was the last one of its kind": change("lectures/a.md", "aardvark", ""),
    "code": change("lectures/a.md", 'draw("rows")', 'draw("many rows")'),
    "caption": change("lectures/a.md", "Rows, drawn.", "Rows, painted."),
    "page title": change("lectures/a.md", "# First lecture", "# The first"),
    "title of an exercise": change("exercises/x.md", "{exercise} One", "{exercise} Uno"),
    "exercise added": change("exercises/x.md", "Count the columns.\n```\n", "Count the columns.\n"
                             "```\n\n```{exercise} More\n:nonumber:\nCount.\n```\n"),
    "change of the book": change("changes.md", "is new", "is gone"),
    "change added": change("changes.md", "# Changes\n", "# Changes\n\n## 2026-02-02: More\n"),
    "heading": change("lectures/a.md", "## Rows of a matrix", "## Lines"),
    "heading added": change("lectures/a.md", "\n![A sq", "\n## More rows\n\nMore.\n\n![A sq"),
    "label renamed": rename_label,
    "label of an equation": lambda book: [edit(book, f"lectures/{page}.md", "eq-rows", "eq-first")
                                          for page in "ab"],
    "equation added": change("lectures/a.md", "(sec-rows)=", "$$\nx\n$$ (eq-new)\n\n(sec-rows)="),
    "theorem added": change("more/blocks.md", "# Blocks", "# Blocks\n\n"
                            "```{prf:theorem}\n:label: thm-new\nNew.\n```"),
    "theorem of another kind": change("more/blocks.md", "prf:theorem", "prf:lemma"),
    "label moved to an earlier page": lambda book: [
        edit(book, "more/one.md", "(one)=\n", ""),
        edit(book, "lectures/a.md", "(sec-rows)=", "(one)=\n(sec-rows)=")],
    "term of a glossary": lambda book: [edit(book, name, "leaf", "Leaf")
                                        for name in ("more/blocks.md", "lectures/cites.md")],
    "entry of a bibliography": change("references.bib", "The Art", "The Craft"),
    "author in a bibliography": change("references.bib", "Donald Knuth", "Ada Lovelace"),
    "citation of the book": change("CITATION.cff", "the authors", "others"),
    "block that needs a style sheet": change("more/two.md", "# Two", "# Two\n\n"
                                             "```{dropdown} More\nWords.\n```"),
    "order": change_toc(swap_lectures),
    "order of parts": change_toc(lambda parts: parts.reverse()),
    "numbering off": change_toc(lambda parts: parts[0].pop("numbered")),
    "numbers down to a depth": change_toc(lambda parts: parts[0].update(numbered=1)),
    "part caption": change_toc(lambda parts: parts[0].update(caption="All lectures")),
    "title in the contents": change_toc(
        lambda parts: parts[0]["chapters"][0].update(title="Another")),
    "page added": add_page,
    "page moved": move_page,
    "notebook moved": move_notebook,
    "page removed": remove_page,
    "style sheet": lambda book: put(book, "_static/book.css", "p { color: red }\n"),
    "script": lambda book: put(book, "_static/book.js", "// nothing\n"),
    "static file removed": lambda book: (book.folder / "_static/card.png").unlink(),
    "template": change("_templates/search.html", "Search", "Find"),
    "template added": lambda book: put(book, "_templates/page.html",
                                       '{% extends "!page.html" %}{% block footer %}F{% endblock %}'
                                       ),
    "_config.yml": change("_config.yml", 'title: "JAX, Measured"', 'title: "Another book"'),
    "page that leads on": change("_config.yml", "lectures/old: lectures/a", "a/b: lectures/b"),
    "option of a parser": change("_config.yml", "attrs_inline]", "attrs_inline, smartquotes]"),
    "solution text": change("solutions/x.md", "There are three.", "There are thirty."),
    "solution code": change("solutions/x.md", 'answer = "two"', 'answer = "2"'),
    "solution of another kind": change("solutions/x.md", "sol-two", "sol-second"),
    "included file": lambda book: put(book, "parts/shared.txt", "Other *words*, of walruses.\n"),
    "data file": lambda book: put(book, "data/numbers.csv", "5,6\n"),
    "record": lambda book: put_record(book.folder, make_record(ratio=3.0)),
    "record added": lambda book: put_record(book.folder, make_record(GPU)),
    "record removed": lambda book: shutil.rmtree(book.folder / "benchmarks"),
    "outputs recorded": lambda book: record_outputs(book.folder, OTHER, "there"),
    "outputs recorded again": lambda book: record_outputs(book.folder, ONE_CORE, "once more"),
    "runs replaced": lambda book: fill_store(book.folder, seconds=7.0),
    "image replaced": lambda book: put(book, "lectures/images/square.png", draw_png("new one")),
    "image that stays larger as WebP": lambda book: put(book, "figures/square.png", draw_png("")),
    "images of one name swapped": swap_images,
    "image of one name removed": change(
        "lectures/a.md", "![A square](images/square.png)", "No image."),
    "image of one name moved": lambda book: [
        edit(book, "lectures/a.md", "![A square](images/square.png)", ""),
        edit(book, "lectures/files.md", "# Files", "# Files\n\n![Sq](images/square.png)")],
    "image of another kind and the same name": lambda book: [
        put(book, "figures/square.webp", draw_png("webp", "webp")),
        edit(book, "lectures/b.md", "square.png", "square.webp")],
    "page that a pattern lists, added": lambda book: put(book, "more/three.md", "# Three\n"),
    "page that a pattern lists, removed": lambda book: [
        (book.folder / "more/two.md").unlink(), edit(book, "more/one.md", "See {doc}`two`.", "")],
    "requirements": lambda book: put(book, "requirements.txt", "jax==0.0\n"),
    "logo": lambda book: put(book, "logo.svg", LOGO.format("red")),
    "local extension of several files": lambda book: put(
        book, "_ext/seal/words.py", 'SEAL = "another seal"\n'),
    "other folder of static files": lambda book: put(book, "extra/more.css", "p { color: blue }"),
    "other folder of templates": lambda book: put(
        book, "layouts/page.html",
        '{% extends "!page.html" %}{% block footer %}F{% endblock %}'),
    "local extension": lambda book: put(book, "_ext/stamp.py", STAMP.format("second stamp")),
    "files that are older than the build": lambda book: [
        put_old(book, "lectures/a.md", FIRST.replace("aardvark", "badger")),
        put_old(book, "lectures/images/square.png", draw_png("older")),
        put_old(book, "solutions/x.md", SOLUTIONS.replace("three", "ten")),
        put_old(book, "parts/shared.txt", "Older words.\n"),
        put_old(book, "data/numbers.csv", "7,8\n")],
}


# Edits of what the reading of all pages depends on: each has the next build start from nothing.
# Those of a group fit together, in this order.
READ = {
    "pages that move": [
        "page moved", "notebook moved", "page that a pattern lists, added", "_config.yml",
        "requirements", "local extension", "title in the contents", "numbers down to a depth"],
    "pages that come and go": [
        "page removed", "page added", "page that a pattern lists, removed", "page that leads on",
        "option of a parser", "local extension of several files"],
}
# Edits of what only the writing of all pages depends on, which fit together, too.
WRITTEN = ["order", "part caption", "numbering off", "order of parts", "style sheet", "script",
           "static file removed", "template", "template added", "logo",
           "other folder of static files", "other folder of templates"]
IN_READ = [name for names in READ.values() for name in names]
FIRST_OF_THEIR_KIND = {"nothing", "text", "code", "caption", "page title", "label renamed",
                       "label moved to an earlier page",
                       "solution text", "included file", "data file", "record", "order"}


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=() if name in FIRST_OF_THEIR_KIND else pytest.mark.long)
    for name in EDITS if name not in IN_READ])
def test_warm_build_equals_a_clean_one(workbench, name):
    book = workbench.restore()
    EDITS[name](book)
    fill_store(book.folder)
    render(book)
    workbench.expect_clean()


@pytest.mark.parametrize(("name", "changed"), [
    ("nothing", set()), *((name, {"read"}) for name in IN_READ),
    *((name, {"written"}) for name in WRITTEN)])
def test_edit_of_what_all_pages_depend_on_is_noticed(workbench, name, changed):
    """What the next build then gives is proved with many such edits at once."""
    book = workbench.restore()
    EDITS[name](book)
    project = open_project(book.folder)
    common, state = digest_common(project, jaxbook.pages.digest_tool()), read_state(project.output)
    different = {kind for kind, digest in common.items() if digest != state[kind]}
    # An edit of which pages there are changes `_toc.yml` as well.
    assert different - {"written"} == changed - {"written"}
    assert different >= changed


@pytest.mark.parametrize("group", READ)
def test_build_starts_from_nothing_after_edits_of_what_all_pages_are_read_with(workbench, group):
    book = workbench.restore()
    before = get_times_of_trees(book)
    for name in READ[group]:
        EDITS[name](book)
    fill_store(book.folder)
    render(book)
    assert not before & get_times_of_trees(book)
    workbench.expect_clean()


def test_edits_of_what_all_pages_are_written_with_read_no_page_without_contents(workbench):
    book = workbench.restore()
    trees = book.folder / "_build" / "full" / "doctrees"
    before = {path: path.stat().st_mtime_ns for path in trees.rglob("*.doctree")}
    for name in WRITTEN:
        EDITS[name](book)
    render(book)
    read = {path.relative_to(trees).as_posix() for path, time in before.items()
            if path.stat().st_mtime_ns != time}
    # One has the contents of the book, two list all runs in the order of the book.
    assert read == {"lectures/intro.doctree", "status.doctree", "ledger.doctree"}
    workbench.expect_clean()


def get_times_of_trees(book: Book) -> set[int]:
    """Return when the pages were read, in nanoseconds."""
    trees = (book.folder / "_build" / "full" / "doctrees").rglob("*.doctree")
    return {path.stat().st_mtime_ns for path in trees}


@pytest.mark.parametrize(("page", "old", "new"), [
    ("lectures/a", "aardvark", "buffalo"), ("lectures/cites", "# Cites", "# Cites\n\nWords.")])
def test_edit_of_one_page_reads_and_writes_that_page_alone(workbench, page, old, new):
    book = workbench.restore()
    made = book.folder / "_build" / "full"
    files = [*(made / "doctrees").rglob("*.doctree"), *(made / "work").rglob("*.html")]
    before = {path: path.stat().st_mtime_ns for path in files}
    edit(book, f"{page}.md", old, new)
    render(book)
    changed = {path.relative_to(made).as_posix() for path, time in before.items()
               if path.stat().st_mtime_ns != time}
    # Sphinx writes the page whose table of contents lists it again, too.
    assert changed == {f"doctrees/{page}.doctree", f"work/{page}.html",
                       "work/lectures/intro.html", "work/404.html", "work/search.html"}


def test_edit_of_the_tool_makes_every_page_again(workbench):
    book = workbench.restore()
    before = get_times_of_trees(book)
    with mock.patch.object(jaxbook.pages, "digest_tool", lambda: "another tool"):
        render(book)
    assert not before & get_times_of_trees(book)
    workbench.expect_first()


@pytest.mark.parametrize(("name", "old", "new"), [
    ("lectures/b.md", "{doc}`a`", "{ref}`nowhere`"),
    ("lectures/a.md", "(sec-rows)=", ""),
    *[pytest.param(*edit, marks=pytest.mark.long) for edit in [
        ("lectures/a.md", "name: fig-rows, ", ""),
        ("lectures/a.md", " (eq-rows)", ""),
        ("exercises/x.md", ":label: ex-one", ":label: ex-uno"),
        ("more/one.md", "`two`", "`three`")]],
], ids=lambda text: text.strip())
def test_warm_build_fails_as_a_clean_one_and_recovers(workbench, name, old, new):
    book = workbench.restore()
    edit(book, name, old, new)
    if name != "exercises/x.md":  # its solutions no longer fit, which execution refuses as well
        fill_store(book.folder)
    warm, (_, clean) = try_render(book), workbench.render_copy()
    assert warm.returncode == 1
    assert (warm.returncode, warm.stderr) == (clean.returncode, clean.stderr)
    assert try_render(book).stderr == clean.stderr
    put(book, name, (workbench.first.folder / name).read_bytes())
    fill_store(book.folder)
    render(book)
    workbench.expect_first()


def list_sources(book: Book) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in book.folder.rglob("*")
            if path.is_file() and "_build" not in path.parts}


def apply_or_undo(book: Book, name: str) -> bool:
    """Apply an edit; return False and leave all as it was if an earlier edit took its place."""
    before = list_sources(book)
    try:
        EDITS[name](book)
    except (LookupError, OSError):
        put_back(book, before)
        return False
    return True


def put_back(book: Book, sources: dict[Path, bytes]) -> None:
    for path, content in list_sources(book).items():
        if path not in sources:
            path.unlink()
        elif sources[path] != content:
            path.write_bytes(sources[path])
    for path in sources.keys() - list_sources(book).keys():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sources[path])


@pytest.mark.long
def test_edits_one_after_the_other_keep_warm_builds_equal_to_clean_ones(workbench):
    seed = int(os.environ.get("SEED") or random.randrange(10**6))
    print(f"run again with SEED={seed}")
    chosen = random.Random(seed).sample(sorted(EDITS), len(EDITS))
    book, count = workbench.restore(), 0
    for name in chosen:
        before = list_sources(book)
        if not apply_or_undo(book, name):
            continue
        print(name)
        with contextlib.suppress(BookError):  # two edits may not fit: then rendering says so
            fill_store(book.folder)
        warm, (copy, clean) = try_render(book), workbench.render_copy()
        assert warm.returncode == clean.returncode, warm.stderr + clean.stderr
        if warm.returncode == 0:
            workbench.compare(copy)
        else:
            assert warm.stderr == clean.stderr
            put_back(book, before)
        count += 1
        if count == 12:
            break
