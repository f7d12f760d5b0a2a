"""The foot of a page and the sitemap say when its text last changed, and nothing without git."""
import os
import subprocess
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from conftest import Book
from jaxbook.pages import Pages
from jaxbook.project import open_project
from jaxbook.site.sitemap import NAMESPACE
from runs import fill_store

BASE = "https://example.org/book"
SAID = "The text of this page last changed on {}."


def commit(book: Book, date: str) -> None:
    """Commit all sources at noon of a day."""
    when = {"GIT_AUTHOR_DATE": f"{date}T12:00:00Z", "GIT_COMMITTER_DATE": f"{date}T12:00:00Z"}
    for command in (["add", "-A"], ["commit", "-q", "-m", "words", "--allow-empty"]):
        ask_git(book, *command, **when)


def ask_git(book: Book, *command: str, **environment: str) -> None:
    settings = ["-c", "user.name=us", "-c", "user.email=us@example.org", "-c", "gc.auto=0"]
    subprocess.run(["git", *settings, *command], cwd=book.folder, check=True,
                   env=os.environ | environment)


def render(book: Book) -> str:
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    return run.stdout


def read_dates(book: Book) -> dict[str, str]:
    """Return the date at the foot of each page that has one."""
    feet = {page: BeautifulSoup(book.read(f"lectures/{page}"), "html.parser").select("article time")
            for page in ("intro", "a")}
    for (time,) in filter(None, feet.values()):
        assert time.parent.get_text() == SAID.format(time["datetime"])
    return {page: foot[0].get_text() for page, foot in feet.items() if foot}


def read_sitemap(book: Book) -> dict[str, str | None]:
    root = ElementTree.parse(book.folder / "_build/full/html/sitemap.xml").getroot()
    names = {"": NAMESPACE}
    return {entry.findtext("loc", namespaces=names): entry.findtext("lastmod", namespaces=names)
            for entry in root.findall("url", names)}


@pytest.fixture(scope="module")
def dated(tmp_path_factory) -> Book:
    """A book of two pages, in git since New Year, whose address is known."""
    book = Book(tmp_path_factory.mktemp("dated") / "book")
    book.write_notebook("lectures/a.md", "1 + 1")
    config = book.folder / "_config.yml"
    config.write_text(config.read_text().replace("html:\n", f"html:\n  baseurl: {BASE}\n"))
    (book.folder / ".gitignore").write_text("_build\n")
    fill_store(book.folder)
    render(book)
    assert read_dates(book) == {}
    assert set(read_sitemap(book).values()) == {None}
    ask_git(book, "init", "-q")
    commit(book, "2026-01-01")
    return book


def test_date_follows_commits_and_equals_that_of_a_clean_build(dated, tmp_path):
    first = {"intro": "2026-01-01", "a": "2026-01-01"}
    render(dated)
    assert read_dates(dated) == first
    assert read_sitemap(dated) == {
        f"{BASE}/lectures/intro.html": "2026-01-01", f"{BASE}/lectures/a.html": "2026-01-01"}
    # Nothing is built where nothing changed, and a commit of something else changes nothing.
    state = dated.folder / "_build/full/state.json"
    built = state.stat().st_mtime_ns
    commit(dated, "2026-01-02")
    render(dated)
    assert state.stat().st_mtime_ns == built

    page = dated.folder / "lectures/a.md"
    page.write_text(page.read_text().replace("1 + 1", "2 + 2"))
    intro = dated.folder / "lectures/intro.md"
    intro.write_text(intro.read_text().replace("Words.", "Other words."))
    # Nobody knows yet when the edited words will be kept.
    assert Pages(open_project(dated.folder)).dates == {"lectures/a": "2026-01-01"}
    commit(dated, "2026-02-02")
    fill_store(dated.folder)
    render(dated)
    assert read_dates(dated) == {"intro": "2026-02-02", "a": "2026-01-01"}

    clean = dated.copy(tmp_path / "book")
    fill_store(clean.folder)
    render(clean)
    assert clean.read_site() == dated.read_site()

    # A shallow clone knows only what changed in it.
    subprocess.run(["git", "clone", "-q", "--depth", "2", dated.folder.as_uri(),
                    tmp_path / "clone"], check=True)
    assert Pages(open_project(tmp_path / "clone")).dates == {"lectures/intro": "2026-02-02"}
