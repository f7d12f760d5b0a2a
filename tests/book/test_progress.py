"""Each exercise has a box to tick, and the contents know how many there are; all of it is hidden.

What the boxes do is seen in `tests/browser/test_return.py`.
"""
import json
import re

import pytest
from bs4 import BeautifulSoup

from conftest import HEAD, Book
from jaxbook.site.keys import SCRIPTS
from runs import fill_store

EXERCISES = HEAD.format(title="Exercises") + """\
```{exercise} Count *rows*
:label: ex-rows
Count.
```

```{code-cell} ipython3
1 + 1
```

````{exercise}
:label: ex-plain
:nonumber:
Count again.
````

```{exercise} Never shown
:label: ex-hidden
:hidden:
Nothing.
```
"""
WORDS = """\
    numfig: true
    jaxbook_words: {Keyboard shortcuts: Tasten, "{done} of {all} exercises are ticked off":
      "{all}!"}
"""
PAGE = "# Keep track\n\n```{progress}\n```\n"


@pytest.fixture(scope="module")
def ticked(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("ticked") / "book")
    book.write("exercises/some rows.md", EXERCISES)
    book.write("solutions/x.md", "".join(
        f"```{{solution}} ex-{name}\n:label: sol-{name}\nTwo.\n```\n\n"
        for name in ("rows", "plain", "hidden")))
    book.write("lectures/track.md", PAGE)
    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace("    numfig: true\n", WORDS))
    fill_store(book.folder)
    render(book)
    return book


def render(book: Book, **environment: str) -> None:
    run = book.run("render", **environment)
    assert run.returncode == 0, run.stderr


def read_links(book: Book, page: str) -> list[tuple[str, str, str]]:
    """Return address, page and number of exercises of the marked links in the navigation."""
    html = BeautifulSoup(book.read(page), "html5lib")
    return [(link["href"], link["data-page"], link["data-exercises"])
            for link in html.select(".sidebar-tree a[data-page], .sidebar-tree a[data-exercises]")]


def test_each_exercise_has_a_box_that_is_named_and_hidden(ticked):
    html = BeautifulSoup(ticked.read("exercises/some rows"), "html5lib")
    boxes = html.select("div.exercise > label.done[hidden] > input[type=checkbox]")
    assert [(box["name"], box["value"], box["aria-label"]) for box in boxes] == [
        ("exercises/some rows", "ex-rows", "Done: Count rows"),
        ("exercises/some rows", "ex-plain", "Done: Exercise")]
    assert [box.parent.get_text().strip() for box in boxes] == ["Done", "Done"]
    # What scripts say comes in the words of the book.
    assert html.select_one("script[data-ticked]")["data-ticked"] == "{all}!"
    assert html.select_one("dialog.keys")["aria-label"] == "Tasten"
    assert html.select_one("p.keys[hidden] > button").get_text() == "Tasten"
    scripts = {tag["src"].split("/")[-1].split("?")[0] for tag in html.select("script[src]")}
    assert scripts >= {"keys.js", "progress.js"}


def test_contents_know_how_many_exercises_a_page_has(ticked):
    assert read_links(ticked, "exercises/some rows") == [("#", "exercises/some rows", "2")]
    assert read_links(ticked, "lectures/track") == [
        ("../exercises/some%20rows.html", "exercises/some rows", "2")]
    assert len(read_links(ticked, "search")) == 1


def test_page_of_progress_has_named_buttons_that_are_hidden(ticked):
    (panel,) = BeautifulSoup(ticked.read("lectures/track"), "html5lib").select("div.progress")
    assert panel.has_attr("hidden")
    assert [button.get_text() for button in panel.select("button[type=button]")] == [
        "Save as a file", "Forget all"]
    assert panel.select_one("label:has(input[type=file])").get_text().strip() == "Load a file"
    assert panel.select_one("[role=status]").get_text() == ""


def test_boxes_are_neither_in_notebooks_nor_found_nor_in_the_other_copies(ticked):
    site = ticked.folder / "_build/full/html"
    notebook = ticked.read_notebook("exercises/some rows")
    assert "Done" not in "".join(cell.source for cell in notebook.cells)
    index = (site / "searchindex.js").read_text()
    terms = json.loads(index[index.index("{"):index.rindex("}") + 1])["terms"]
    assert "done" not in terms
    for copy in site.rglob("*.md"):
        assert not re.search("checkbox|button", copy.read_text()), copy


def test_an_exercise_more_changes_the_contents_of_all_pages(ticked, tmp_path):
    page = ticked.folder / "exercises/some rows.md"
    text = page.read_text()
    page.write_text(text.replace(":hidden:\n", ""))
    render(ticked)
    assert read_links(ticked, "lectures/intro")[0][2] == "3"
    clean = ticked.copy(tmp_path / "book")
    fill_store(clean.folder)
    render(clean)
    assert clean.read_site() == ticked.read_site()
    page.write_text(text)


def test_scripts_of_the_tool_are_light():
    assert sum(len(script.read_bytes()) for script in SCRIPTS.glob("*.js")) <= 8500
