"""A draft is built in spite of what is wrong, says so on its pages, and goes nowhere else."""
import re
import zipfile

import pytest
from bs4 import BeautifulSoup

from conftest import Book
from jaxbook import publish

WRONG = "# Words\n\nA link to [nothing](nothing.md) here.\n"


def write_pages(book: Book, right: bool = False) -> None:
    """Write three pages, two of them wrong unless they are to be right."""
    book.write_notebook("lectures/good.md", "print('good', 'page')")
    book.write_notebook("lectures/fails.md", "print('before' * 2)", "1 / 1" if right else "1 / 0",
                        "print('after' * 2)")
    book.write("lectures/words.md", "# Words\n" if right else WRONG)


def read_note(book: Book, page: str) -> str:
    """Return the text of the note about a draft on a page, '' if there is none."""
    notes = BeautifulSoup(book.read(page), "html.parser").select("article .admonition.draft")
    return "\n".join(note.get_text() for note in notes)


@pytest.fixture
def draft(book: Book) -> Book:
    """A draft of a book with a cell that fails and a link that leads nowhere."""
    write_pages(book)
    run = book.build(DRAFT="1")
    assert run.returncode == 0, run.stderr
    assert "open " in run.stdout
    assert re.search(r"^draft: lectures/fails\.md:11: cell 3: ", run.stderr, re.MULTILINE)
    assert "ZeroDivisionError: division by zero" in run.stderr
    assert "draft: lectures/words.md:3: WARNING: " in run.stderr
    assert run.stderr.endswith("this is a draft with 2 problems; it cannot be published or "
                               "printed\n")
    return book


def test_draft_shows_each_problem_on_its_page(draft):
    assert "lectures/fails.md:11: cell 3: " in read_note(draft, "lectures/fails")
    assert "lectures/words.md:3: WARNING: " in read_note(draft, "lectures/words")
    assert "words.md" not in read_note(draft, "lectures/fails")
    assert read_note(draft, "lectures/good") == read_note(draft, "lectures/intro") == ""
    assert "good page" in draft.read("lectures/good")
    page = BeautifulSoup(draft.read("lectures/fails"), "html.parser")
    outputs = [output.get_text() for output in page.select("article .output")]
    assert [word in output for word, output in zip(("beforebefore", "ZeroDivisionError"), outputs,
                                                   strict=True)] == [True, True]
    assert "Executed" not in page.select_one("article").get_text()


def test_draft_is_neither_published_nor_printed(draft, monkeypatch):
    for command, arguments in (("pdf", []), ("publish", ["origin"])):
        run = draft.run(command, *arguments)
        assert (run.returncode, run.stderr) == (
            2, f"error: {command}: the site is a draft; run make book without DRAFT first\n")
    with pytest.raises(publish.PublishError, match="the site is a draft; run make book without"):
        publish.publish(draft.folder, "full", "origin")
    assert not (draft.folder / "_build" / "publish").exists()
    monkeypatch.setenv("DRAFT", "1")
    assert publish.main(["--book", str(draft.folder), "origin"]) == 2


def test_next_build_stops_as_always_and_then_equals_a_clean_one(draft, tmp_path):
    before = draft.read_site()
    run = draft.build()
    assert run.returncode == 1
    assert "error: lectures/fails.md:11: cell 3: " in run.stderr
    assert draft.read_site() == before
    write_pages(draft, right=True)
    run = draft.build()
    assert run.returncode == 0, run.stderr
    assert not [name for name in draft.read_site() if b"admonition error draft"
                in draft.read_site()[name]]
    clean = draft.copy(tmp_path / "clean" / "book")
    (clean.folder / "_build").mkdir()
    (draft.folder / "_build" / "runs").rename(clean.folder / "_build" / "runs")
    assert clean.run("render").returncode == 0
    assert clean.read_site() == draft.read_site()
    assert draft.run("pdf", DRAFT="1").returncode == 2


def test_second_draft_repeats_what_is_left(draft):
    draft.write("lectures/words.md", "# Words\n")
    run = draft.build(DRAFT="1")
    assert run.returncode == 0, run.stderr
    assert "words.md" not in run.stderr
    assert "this is a draft with 1 problem; " in run.stderr
    assert read_note(draft, "lectures/words") == ""
    assert "lectures/fails.md:11" in read_note(draft, "lectures/fails")
    write_pages(draft, right=True)
    run = draft.build(DRAFT="1")
    assert run.stderr.startswith("this is a draft with 0 problems; ")
    assert "afterafter" in draft.read("lectures/fails")


def test_draft_over_a_good_site_and_back(built):
    good = built.read_site()
    page = (built.folder / "lectures" / "a.md").read_text()
    built.write("lectures/a.md", page + "\n[nothing](nothing.md)\n")
    assert built.build().returncode == 1
    assert built.read_site() == good
    assert built.build(DRAFT="1").returncode == 0
    assert "nothing.md" in read_note(built, "lectures/a")
    built.write("lectures/a.md", page)
    assert built.build().returncode == 0
    assert built.read_site() == good
    assert "publish" not in built.run("publish", "/nonesuch").stderr.partition("draft")[2]


def test_faults_of_form_are_problems_of_a_draft(book):
    book.write("lectures/words.md", "# Words\n\n<<<<<<< mine\nx\n=======\ny\n>>>>>>> theirs\n")
    assert book.build().returncode == 1
    run = book.build(DRAFT="1")
    assert run.returncode == 0, run.stderr
    assert "draft: lectures/words.md:3: " in run.stderr
    assert "lectures/words.md:3: " in read_note(book, "lectures/words")


def test_run_that_failed_is_no_run_of_a_book(draft):
    assert len(list((draft.folder / "_build" / "runs").glob("*/*.json"))) == 1
    run = draft.run("pack", "runs.zip", DRAFT="1")
    assert run.stdout.startswith("packed 1 run: ")
    assert "not executed, or changed since: lectures/fails.md" in draft.run("render").stderr


def test_run_that_failed_does_not_come_in_an_archive(draft):
    (path,) = (draft.folder / "_build" / "runs").glob("*/*.draft")
    name = f"{path.parent.name}/{path.stem}.json"
    with zipfile.ZipFile(draft.folder / "runs.zip", "w") as archive:
        archive.writestr(name, path.read_bytes())
    run = draft.run("unpack", "runs.zip")
    assert (run.returncode, run.stderr) == (
        2, f"error: runs.zip cannot be unpacked: {name} is the run of a page that failed\n")


def test_draft_of_another_value_is_refused(book):
    run = book.build(DRAFT="yes")
    assert (run.returncode, run.stderr) == (2, "error: DRAFT=yes: allowed are 0 and 1\n")
