"""A folder with a title in `_config.yml`, `_toc.yml` and pages is a book, and has every promise."""
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from conftest import HEAD, Book
from runs import fill_store

PAGE = """\
```{code-cell} ipython3
print("good page")
```

$a = b$

```{exercise} One
:label: ex-one

Do it.
```

```{solution} ex-one
It is a secret.
```

```{margin}
A note.
```
"""


@pytest.fixture
def plain(tmp_path: Path) -> Book:
    book = Book.__new__(Book)
    book.folder = tmp_path / "book"
    book.folder.mkdir()
    (book.folder / "_config.yml").write_text("title: Tiny\n")
    book.write("lectures/intro.md", "# Tiny\n\nWords.\n")
    book.write("lectures/a.md", HEAD.format(title="Page") + PAGE)
    return book


def test_page_without_a_run_is_named_and_not_executed(plain):
    run = plain.run("render")
    assert run.returncode == 1
    assert run.stderr == (
        "error: not executed, or changed since: lectures/a.md; run make execute first\n")


def test_site_is_that_of_this_tool(plain):
    fill_store(plain.folder)
    run = plain.run("render")
    assert run.returncode == 0, run.stderr
    page = BeautifulSoup(plain.read("lectures/a"), "html5lib")
    assert "good page" in page.get_text()
    assert page.select(".sidebar-tree") and page.select("math") and page.select("details")
    assert "Copyright" not in page.get_text() and "Jupyter Book" not in page.get_text()
    plain.read_notebook("lectures/a")
    (sheet,) = page.select("link[rel=stylesheet]")
    assert sheet["href"].startswith("../_static/site.css")
    files = plain.read_site()
    assert b"--code-keyword" in files["_static/site.css"]
    scripts = [tag["src"] for tag in page.select("script[src]")]
    loaded = {script.partition("?")[0].removeprefix("../") for script in scripts}
    assert "_static/site.js" in loaded and loaded <= files.keys()


def test_student_edition_has_no_trace_of_a_solution(plain):
    fill_store(plain.folder)
    run = plain.run("render", EDITION="student")
    assert run.returncode == 0, run.stderr
    assert [name for name, content in plain.read_site("student").items()
            if b"secret" in content] == []


def test_warm_build_equals_a_clean_one(plain):
    fill_store(plain.folder)
    assert plain.run("render").returncode == 0
    page = plain.folder / "lectures" / "a.md"
    page.write_text(page.read_text().replace("# Page", "# Other page"))
    assert plain.run("render").returncode == 0
    warm = plain.read_site()
    assert plain.run("clean").returncode == 0
    fill_store(plain.folder)
    assert plain.run("render").returncode == 0
    assert plain.read_site() == warm
