"""`new` writes a page that builds at once in the form of its book, and refuses bad requests."""
import pytest
import yaml

from answers import find_official, notice_changes, read_answers, tell_apart
from conftest import Book
from jaxbook.form import WRONG_ANSWERS
from jaxbook.form.page import Page
from jaxbook.new import list_in_toc
from jaxbook.project import RequestError

INTRO = """\
(lec-intro)=
# A small book

**Question.** What does a book look like that has only one page so far?

Words.
"""
TOC = """\
# The contents.
format: jb-book
root: lectures/intro
parts:
  - caption: One
    numbered: true
    chapters:
      - file: lectures/a
  - caption: Exercises to One
    chapters:
      - file: exercises/a
  - caption: Two  # the last numbered part
    numbered: true
    chapters:
      - file: lectures/b
        sections:
          - file: lectures/c  # inside b

  # The rest.
  - caption: Exercises to Two
    chapters:
    - file: exercises/b
  - caption: Appendix
    chapters:
      - file: lectures/d
"""


@pytest.fixture
def house(book: Book) -> Book:
    """A small book that asks for the house form."""
    config = book.folder / "_config.yml"
    asked = "  config:\n    jaxbook_form: house\n"
    config.write_text(config.read_text().replace("  config:\n", asked))
    book.write("lectures/intro.md", INTRO)
    return book


def test_new_page_of_a_book_in_house_form_builds_and_its_check_rejects_wrong_answers(house):
    house.write("lectures/first.md", "(lec-first)=\n# First\n\n" + INTRO.split("\n\n")[1] + "\n")
    run = house.run("new", "markov_chains", "Simulate a Markov chain")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.split() == [
        "lectures/markov_chains.md", "exercises/markov_chains.md", "solutions/markov_chains.md",
        "tests/pages/wrong_answers/markov_chains.py", "_toc.yml"]
    run = house.build()
    assert (run.returncode, run.stderr) == (0, "")
    for page in ("lectures/markov_chains", "exercises/markov_chains"):
        assert "Simulate a Markov chain" in house.read(page)
        assert "[[" not in house.read(page)
    assert "PASS | factors of four random reports" in house.read("exercises/markov_chains")
    page, solutions = (Page(name, (house.folder / f"{name}.md").read_text(), frozenset())
                       for name in ("exercises/markov_chains", "solutions/markov_chains"))
    given = read_answers(house.folder / WRONG_ANSWERS / "markov_chains.py")
    assert len(given["WRONG_ANSWERS"]["ex-markov-chains-growth"]) == 3
    official = find_official(page, solutions)
    tell_apart(page, given["WRONG_ANSWERS"], given["RIGHT_ANSWERS"], official)
    notice_changes(page, given, official)


def test_new_page_of_another_book_is_a_lecture_alone(book):
    book.write("lectures/first.md", "# First\n")
    run = book.run("new", "markov_chains", "Simulate a Markov chain")
    assert (run.returncode, run.stdout.split()) == (0, ["lectures/markov_chains.md", "_toc.yml"])
    run = book.build()
    assert (run.returncode, run.stderr) == (0, "")
    assert "<h1>Simulate a Markov chain" in book.read("lectures/markov_chains")


@pytest.mark.parametrize(("page", "title", "said"), [
    ("Markov", "Simulate", "PAGE=Markov: expected words in lower case"),
    ("markov-chains", "Simulate", "such as markov_chains"),
    ("../markov", "Simulate", "expected words in lower case"),
    ("macro/markov", "Simulate", "expected words in lower case"),
    ("", "Simulate", "expected words in lower case"),
    ("markov", " ", "TITLE has 0 characters"),
    ("markov", "Long " * 20, "TITLE has 99 characters, and may have 1 to 80"),
    ("lectures/first.md", "Simulate", "there is already lectures/first.md"),
])
def test_request_that_cannot_be_met_is_refused_and_changes_nothing(book, page, title, said):
    book.write("lectures/first.md", "# First\n")
    before = {path: path.read_bytes() for path in book.folder.rglob("*") if path.is_file()}
    run = book.run("new", page, title)
    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr
    after = {path: path.read_bytes() for path in book.folder.rglob("*") if path.is_file()}
    assert after == before


def test_contents_keep_their_comments_and_get_two_lines():
    changed = list_in_toc(TOC, ["lectures/new", "exercises/new"])
    lines = changed.split("\n")
    added = [number for number, line in enumerate(lines) if line.endswith("/new")]
    assert [lines[number - 1 : number + 1] for number in added] == [
        ["          - file: lectures/c  # inside b", "      - file: lectures/new"],
        ["    - file: exercises/b", "    - file: exercises/new"]]
    assert [line for line in lines if not line.endswith("/new")] == TOC.split("\n")
    assert yaml.safe_load(changed)["parts"][2]["chapters"][-1] == {"file": "lectures/new"}


def test_contents_without_parts_get_both_lines_at_their_end():
    toc = "format: jb-book\nroot: a\nchapters:\n- file: b\n\n# end\n"
    assert list_in_toc(toc, ["lectures/new", "exercises/new"]) == toc.replace(
        "- file: b\n", "- file: b\n- file: lectures/new\n- file: exercises/new\n")


@pytest.mark.parametrize("toc", [
    "format: jb-book\nroot: a\n", "format: jb-book\nroot: a\nchapters: [{file: b}]\n"])
def test_contents_that_no_line_can_join_are_left_to_the_author(toc):
    with pytest.raises(RequestError, match="no list of chapters, one per line, that lectures/new"):
        list_in_toc(toc, ["lectures/new"])
