"""Each page links to its notebook, in Colab and Binder where the repository is known.

The cases share one built folder, so that they also show that links follow without a clean build.
"""
import re
from urllib.parse import urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup, SoupStrainer

from conftest import ROOT, Book
from runs import fill_store

COLAB = "https://colab.research.google.com/github/{}/blob/notebooks/lectures/a.ipynb"
BINDER = "https://mybinder.org/v2/gh/{}/notebooks?urlpath=lab/tree/lectures/a.ipynb"
CI = {"GITHUB_SERVER_URL": "https://github.com"}
NOWHERE = {"GITHUB_REPOSITORY": ""}


def read_links(book, page: str = "lectures/a") -> list[str]:
    html = BeautifulSoup(book.read(page), "html5lib")
    (launch,) = html.select("h1 + .launch")
    return [link["href"] for link in launch.find_all("a")]


def read_link_in_notebook(book) -> str:
    """Return where the notebook's first link leads, which is its page on the site."""
    path = book.folder / "_build/full/html/notebooks/lectures/a.ipynb"
    notebook = nbformat.read(path, as_version=4)
    return re.search(r"\]\((\S+)\)", notebook.cells[0].source)[1]


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Book:
    """A book with one notebook, executed; tests render it, again and again in one folder."""
    book = Book(tmp_path_factory.mktemp("launch") / "book")
    book.write_notebook("lectures/a.md", "1 + 1")
    fill_store(book.folder)
    return book


def render(book: Book, environment: dict, url: str = "", baseurl: str = "") -> str:
    """Render with `repository.url` and `html.baseurl`; return what was said on stderr."""
    config = re.sub(r"\n *jaxbook_form:.*", "", (ROOT / "_config.yml").read_text())
    config = re.sub(r'(?m)^  url: ".*?"', f'  url: "{url}"', config)
    config = config.replace("html:\n", f'html:\n  baseurl: "{baseurl}"\n', 1)
    (book.folder / "_config.yml").write_text(config)
    return book.run("render", **environment).stderr


@pytest.mark.parametrize(("url", "baseurl", "environment", "repository", "site"), [
    ("", "", CI | {"GITHUB_REPOSITORY": "Fork/Book"}, "Fork/Book", "https://fork.github.io/Book/"),
    ("https://github.com/us/book", "https://ours.org",
     CI | {"GITHUB_REPOSITORY": "fork/book"}, "fork/book", "https://fork.github.io/book/"),
    ("https://github.com/us/book", "https://ours.org",
     CI | {"GITHUB_REPOSITORY": "us/book"}, "us/book", "https://ours.org/"),
    ("https://github.com/us/us.github.io.git", "", NOWHERE,
     "us/us.github.io", "https://us.github.io/"),
], ids=["fork", "fork of a site with a domain", "our CI", "repository.url"])
def test_known_repository(page, url, baseurl, environment, repository, site):
    assert render(page, environment, url, baseurl) == ""
    assert read_links(page) == [COLAB.format(repository), BINDER.format(repository),
                                "../notebooks/lectures/a.ipynb"]
    assert read_link_in_notebook(page) == f"{site}lectures/a.html"


@pytest.mark.parametrize("environment", [
    NOWHERE, {"GITHUB_REPOSITORY": "a/b", "GITHUB_SERVER_URL": "https://github.company.example"},
], ids=["at home", "other server"])
def test_unknown_repository_has_no_link_that_leads_nowhere(page, environment):
    assert render(page, environment) == ""
    assert read_links(page) == ["../notebooks/lectures/a.ipynb"]
    assert read_link_in_notebook(page) == "../../lectures/a.html"


def test_build_says_once_that_links_of_notebooks_lead_nowhere_outside(page):
    render(page, NOWHERE)
    (page.folder / "_build/full/state.json").unlink()
    said = page.run("render", **NOWHERE).stdout
    assert said.count("the links in the notebooks work only inside the built site") == 1
    assert "`html: {baseurl: https://…}`" in said
    render(page, NOWHERE, baseurl="https://ours.org")
    (page.folder / "_build/full/state.json").unlink()
    assert "links in the notebooks" not in page.run("render", **NOWHERE).stdout
    assert read_link_in_notebook(page) == "https://ours.org/lectures/a.html"


def test_page_whose_name_has_spaces_has_links_that_can_be_followed(page):
    page.write_notebook("lectures/a b.md", "1 + 1")
    fill_store(page.folder)
    render(page, CI | {"GITHUB_REPOSITORY": "us/book"})
    assert read_links(page, "lectures/a b") == [
        COLAB.format("us/book").replace("a.ipynb", "a%20b.ipynb"),
        BINDER.format("us/book").replace("a.ipynb", "a%20b.ipynb"),
        "../notebooks/lectures/a%20b.ipynb"]


def test_wrong_repository_is_an_error_that_says_what_is_allowed(page):
    said = render(page, NOWHERE, "https://gitlab.com/a/b")
    assert said == ("error: _config.yml: repository.url is https://gitlab.com/a/b: allowed are "
                    "nothing and https://github.com/OWNER/REPO\n")


def test_every_link_of_the_book_leads_to_a_notebook(site):
    notebooks = site / "notebooks"
    seen = set()
    for path in [*site.glob("lectures/*.html"), *site.glob("exercises/*.html")]:
        launch = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser",
                               parse_only=SoupStrainer(class_=re.compile("launch")))
        for link in launch.select("a"):
            parts = urlsplit(link["href"])
            assert parts.netloc in ("", "colab.research.google.com", "mybinder.org"), path.name
            name = re.search(r"(lectures|exercises)/\w+\.ipynb$", link["href"])[0]
            assert (notebooks / name).is_file(), link["href"]
            if not parts.netloc:
                assert (path.parent / link["href"]).resolve() == (notebooks / name).resolve()
                assert link.has_attr("download")
            seen.add(name)
    assert seen == {p.relative_to(notebooks).as_posix() for p in notebooks.rglob("*.ipynb")}
    assert len(seen) > 10
