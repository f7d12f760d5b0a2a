"""A book may translate the fixed words of the tool; an unknown one is refused."""
import json

import pytest
from bs4 import BeautifulSoup

from conftest import HEAD, Book
from jaxbook.words import WORDS

WORDS_OF_BOOK = """\
    language: de
    jaxbook_words:
      Open in Colab: In Colab öffnen
      Download notebook: Notebook herunterladen
      Checks: Prüfungen
      "Executed {date} UTC on {device} with JAX {jax}, Python {python}, in {seconds} s; commit \
{commit}": "Ausgeführt am {date} auf {device}"
      "This is the notebook of [a page of {book}]({link}), which shows its results.": \
"Notebook zu [einer Seite]({link}) & <mehr>."
      "Solution to": "Antwort zu"
"""


def set_words(book: Book, text: str) -> None:
    path = book.folder / "_config.yml"
    config = path.read_text().replace("    language: en\n", text)
    path.write_text(config.replace('url: ""', "url: https://github.com/owner/book"))


def test_words_of_a_book_stand_on_pages_and_in_notebooks(book):
    exercise = "```{exercise}\n:label: ex-a\n\nDo it.\n```\n\n```{solution} ex-a\nSo.\n```\n"
    book.write("lectures/a.md", f"{HEAD.format(title='A')}\n```{{code-cell}} ipython3\n1\n```\n\n"
                                f"{exercise}\n```{{execution-table}}\n```\n")
    set_words(book, WORDS_OF_BOOK)
    run = book.build()
    assert run.returncode == 0, run.stderr
    html = BeautifulSoup(book.read("lectures/a"), "html5lib")
    links = [link.text for link in html.select(".launch a, article a") if link.text]
    assert {"In Colab öffnen", "Open in Binder", "Notebook herunterladen"} <= set(links)
    assert html.select_one(".provenance").text.startswith("Ausgeführt am 2")
    assert "Prüfungen" in [cell.text.strip() for cell in html.select("th")]
    assert html.select_one("details.solution summary").text == "Antwort zu Übung 1"
    notebook = json.loads(book.read_site()["notebooks/lectures/a.ipynb"])
    assert "*Notebook zu [einer Seite](" in "".join(notebook["cells"][0]["source"])
    assert "Suche" in BeautifulSoup(book.read("search"), "html5lib").select_one("h1").text


@pytest.mark.parametrize(("text", "said"), [
    ("{Open in Collab: x}", "the tool does not say “Open in Collab”; write Open in Colab; it says"),
    ("{Checks: '{nothing}'}", "Checks: expected a text in which only the same braces are filled"),
    ("{Checks: 3}", "Checks: expected a text"), ("[a]", "expected a text for each English one"),
])
def test_unknown_word_is_refused(book, text, said):
    book.write_notebook("lectures/a.md", "1")
    set_words(book, f"    jaxbook_words: {text}\n")
    run = book.build()
    assert run.returncode == 1
    assert run.stderr.startswith("error: _config.yml: jaxbook_words: ")
    assert said in run.stderr
    if "does not say" in said:
        assert all(f"“{word}”" in run.stderr for word in WORDS)
