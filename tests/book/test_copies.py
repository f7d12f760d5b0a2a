"""Each page is there as Markdown, with what its code printed, and in the lists for language models.
"""
import re

import pytest
import yaml
from bs4 import BeautifulSoup

from conftest import HEAD, Book
from runs import GPU, fill_store, record_outputs

FIRST = HEAD.format(title="All * forms") + """
**Question.** What does a *page* say to a machine that reads `it`?
**You need** nothing.

Words with a formula, $x^2$, and a link to {ref}`the other page <lec-other>`.

```{code-cell} ipython3
print("words")
```

```{code-cell} ipython3
:tags: [machine]

print("words of a machine")
```

```{code-cell} ipython3
:tags: [hide-input]

folded = "what the page folds away"
```

```{code-cell} ipython3
:tags: [remove-input]

secret = "code that the page leaves out"
```

```{code-cell} ipython3
:tags: [remove-cell]

nothing = "not even an output"
```

```{code-cell} ipython3
---
mystnb:
  figure: {name: fig-a, caption: "A figure."}
  image: {alt: "A square."}
---
draw("a square")
```

```{exercise} Count
:label: ex-one

Count.
```

```{solution} ex-one
:label: sol-one

A zebra.
```
"""
OTHER = """\
(lec-other)=
# Other

![A drawing](drawing.svg)

Words in {ref}`sec-own`.

(sec-own)=
## A **section**

<script>alert("no page of text")</script>

<div class="a" hidden data-b="c">
<button>Press me.</button></div>

<svg role="img" aria-label="Two lines that cross.">
<path d="M0 0"/></svg>

<svg viewBox="0 0 9 9">
<path d="M0 1"/></svg>
"""
SVG = ('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
       '<path stroke="currentColor"/></svg>')


@pytest.fixture(scope="module")
def copied(tmp_path_factory) -> Book:
    """A book of both editions, with a record of another machine."""
    book = Book(tmp_path_factory.mktemp("copied") / "book")
    book.write("lectures/first.md", FIRST)
    book.write("lectures/other.md", OTHER)
    (book.folder / "lectures/drawing.svg").write_text(SVG)
    (book.folder / "_toc.yml").write_text(yaml.safe_dump({
        "format": "jb-book", "root": "lectures/intro", "parts": [
            {"caption": "Part * one", "chapters": [{"file": "lectures/first"}]},
            {"chapters": [{"file": "lectures/other"}]}]}))
    for edition in ("student", "full"):
        fill_store(book.folder)
        run = book.run("render", EDITION=edition)
        assert run.returncode == 0, run.stderr
    return book


def read(book: Book, name: str, edition: str = "full") -> str:
    return book.read_site(edition)[name].decode()


def test_copy_says_what_the_page_says_and_what_its_code_printed(copied):
    text = read(copied, "lectures/first.md")
    assert text.startswith("# All \\* forms\n\n*This is a copy of [a page of JAX, Measured]"
                           "(../lectures/first.html). Executed 2026-01-31 12:00 UTC on ")
    assert "Words with a formula, $x^2$, and a link to [the other page]" in text
    assert '```python\nprint("words")\n```\n\n```text\nwords\n```' in text
    assert 'folded = "what the page folds away"\n```' in text
    assert re.search(r"!\[A square.\]\(\.\./_images/\w+\.webp\)\n\n\*\*Fig\. 1\*\* A figure",
                     text)
    assert ("## Exercise 1 (Count)\n\nCount.\n\n"
            "## Solution to Exercise 1 (Count)\n\nA zebra.") in text


def test_copy_has_no_code_that_the_page_leaves_out(copied):
    text = read(copied, "lectures/first.md")
    assert '```python\nsecret = ' not in text and 'not even an output' not in text
    assert '```text\nsecret = "code that the page leaves out"\n```' in text  # its output is shown


def test_page_without_code_has_a_copy_whose_images_are_there(copied):
    text, site = read(copied, "lectures/other.md"), copied.read_site()
    assert text.startswith("# Other\n\n*This is a copy of ")
    assert "](../lectures/other.html#sec-own)" in text
    assert "## A **section**" in text and "alert" not in text
    assert "\n\nTwo lines that cross.\n" in text and "<path" not in text
    assert "Press me" not in text
    assert "![A drawing](../_images/drawing.svg)" in text
    assert "_images/drawing.svg" in site


def test_page_links_to_its_copy_and_offers_to_copy_it_only_by_a_script(copied):
    for name in ("first", "other"):
        html = BeautifulSoup(copied.read(f"lectures/{name}"), "html5lib")
        link, button, script = (html.select_one(f"h1 + .launch {tag}")
                                for tag in ("a[href$='.md']", "button", "script"))
        assert (link["href"], link.text) == (f"{name}.md", "Markdown")
        assert link.find_next_sibling() is button and button.find_next_sibling() is script
        assert button.has_attr("hidden") and button["type"] == "button"
        assert len(script.text) < 1000
    assert "Copy as Markdown" not in read(copied, "searchindex.js")


def test_list_has_titles_and_questions_by_part_as_llmstxt_org_asks(copied):
    assert read(copied, "llms.txt") == """\
# JAX, Measured

Each page is a Markdown file, listed with the question that it answers. The file llms-full.txt has \
the text of all pages.

## Contents

- [Small](lectures/intro.md)
- [Other](lectures/other.md)

## Part \\* one

- [All \\* forms](lectures/first.md): What does a page say to a machine that reads it?
"""


def test_full_text_has_every_page_in_the_order_of_the_book(copied):
    text = read(copied, "llms-full.txt")
    places = [text.index(read(copied, f"lectures/{name}.md").strip())
              for name in ("intro", "first", "other")]
    assert places == sorted(places)
    assert "A relative link starts from the folder of the page that it is on." in text


def test_student_edition_has_copies_without_solutions(copied):
    for name in ("lectures/first.md", "llms.txt", "llms-full.txt"):
        assert not re.search("zebra|sol-one|Solution", read(copied, name, "student")), name
        assert "All \\* forms" in read(copied, name, "student")


def test_addresses_are_absolute_where_the_site_is_known(copied, tmp_path):
    book = copied.copy(tmp_path / "book", built=True)
    config = (book.folder / "_config.yml").read_text()
    (book.folder / "_config.yml").write_text(
        config.replace("html:\n", 'html:\n  baseurl: "https://ours.org/book"\n', 1))
    assert book.run("render").returncode == 0
    assert "](https://ours.org/book/lectures/other.html#lec-other)" in read(
        book, "lectures/first.md")
    assert "- [Other](https://ours.org/book/lectures/other.md)\n" in read(book, "llms.txt")
    assert "A relative link" not in read(book, "llms-full.txt")


def test_copy_shows_other_machines_and_goes_with_its_page(copied, tmp_path, monkeypatch):
    book = copied.copy(tmp_path / "book", built=True)
    # Jupyter Book, too, builds on what is there when `_toc.yml` changes.
    monkeypatch.setattr("jaxbook.render.digest_common", lambda *_: {"read": "", "written": ""})
    record_outputs(book.folder, GPU, "said elsewhere")
    path = book.folder / "lectures/first.md"
    path.write_text(path.read_text().replace("{ref}`the other page <lec-other>`", "nothing"))
    assert book.run("render").returncode == 0
    assert "```text\nsaid elsewhere of a machine\n```" in read(book, "lectures/first.md")
    (book.folder / "lectures/other.md").unlink()
    book.list_pages()
    assert book.run("render").returncode == 0
    assert "lectures/other.md" not in book.read_site()
    assert "Other" not in read(book, "llms.txt") + read(book, "llms-full.txt")
