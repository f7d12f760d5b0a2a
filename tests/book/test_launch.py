"""Each page links to its notebook and, where the repository is known, to Colab, Binder and GitHub.

The cases share one built folder, so that they also show that links follow without a clean build.
"""
import re
import shutil
import subprocess
from urllib.parse import parse_qs, unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup, SoupStrainer

from conftest import OF_THIS_BOOK, ROOT, Book
from runs import fill_store

COLAB = "https://colab.research.google.com/github/{}/blob/notebooks/lectures/a.ipynb"
BINDER = "https://mybinder.org/v2/gh/{}/notebooks?urlpath=lab/tree/lectures/a.ipynb"
EDIT = "https://github.com/{}/edit/main/lectures/a.md"
CI = {"GITHUB_SERVER_URL": "https://github.com"}
NOWHERE = {"GITHUB_REPOSITORY": ""}


def read_links(book, page: str = "lectures/a") -> list[str]:
    """Return where the links under the title lead, without the copy as Markdown beside the page."""
    html = BeautifulSoup(book.read(page), "html5lib")
    links = [link["href"] for link in html.select("h1 + .launch a")]
    return [link for link in links if urlsplit(link).netloc or not link.endswith(".md")]


def read_issue(link: str, repository: str) -> dict[str, str]:
    """Return what the link to a new issue fills in."""
    address, _, fields = link.partition("?")
    assert address == f"https://github.com/{repository}/issues/new"
    return {name: text for name, (text,) in parse_qs(fields, strict_parsing=True).items()}


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
    edit_config(book, url, baseurl)
    return book.run("render", **environment).stderr


def edit_config(book: Book, url: str = "", baseurl: str = "", branch: str = "branch: main",
                form: str = "page.yml") -> None:
    """Write `_config.yml` of this book with other options of the links."""
    config = OF_THIS_BOOK.sub("", (ROOT / "_config.yml").read_text())
    config = re.sub(r"\n *(launch_issue_form|branch):.*", "", config)
    config = re.sub(r'(?m)^  url: ".*?"', f'  url: "{url}"\n  {branch}', config)
    config = config.replace("html:\n", f'html:\n  baseurl: "{baseurl}"\n', 1)
    config += f'\n    launch_issue_form: "{form}"\n'
    (book.folder / "_config.yml").write_text(config)


@pytest.mark.long(but=["our CI", "repository.url"])
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
    colab, binder, notebook, issue, edit = read_links(page)
    assert colab == COLAB.format(repository) and binder == BINDER.format(repository)
    assert notebook == "../notebooks/lectures/a.ipynb"
    assert edit == EDIT.format(repository)
    foot = BeautifulSoup(page.read("lectures/a"), "html5lib").select_one(".provenance").text
    filled = read_issue(issue, repository)
    assert filled.keys() == {"template", "title", "page", "commit", "jax"}
    assert (filled["template"], filled["title"]) == ("page.yml", "Page: ")
    assert filled["page"] == "lectures/a.md"
    assert f"JAX {filled['jax']}," in foot and f"commit {filled['commit']}" in foot
    assert read_link_in_notebook(page) == f"{site}lectures/a.html"


def test_page_without_code_has_the_links_to_an_issue_and_to_its_source(page):
    render(page, CI | {"GITHUB_REPOSITORY": "us/book"})
    issue, edit = read_links(page, "lectures/intro")
    assert read_issue(issue, "us/book") == {
        "template": "page.yml", "title": "Small: ", "page": "lectures/intro.md"}
    assert edit == "https://github.com/us/book/edit/main/lectures/intro.md"


def test_issue_without_a_form_says_the_same_in_its_text(book):
    book.write_notebook("lectures/a.md", "1")
    fill_store(book.folder)
    edit_config(book, branch="branch: old/main\n  path_to_book: docs/book/", form="")
    assert book.run("render", GITHUB_REPOSITORY="us/book", **CI).stderr == ""
    *_, issue, edit = read_links(book)
    filled = read_issue(issue, "us/book")
    assert filled.keys() == {"title", "body"}
    assert re.fullmatch(r"page: lectures/a.md\ncommit: \S+\njax: \S+", filled["body"])
    assert edit == "https://github.com/us/book/edit/old/main/docs/book/lectures/a.md"


def test_clone_knows_its_repository_by_its_remote(page):
    """A remote that changes is noticed; one that is elsewhere is no repository on GitHub."""
    git = ["git", "-c", "safe.directory=*", "-C", str(page.folder)]
    subprocess.run([*git, "init", "-q"], check=True)
    try:
        subprocess.run([*git, "remote", "add", "origin", "git@github.com:us/book.git"], check=True)
        render(page, NOWHERE, baseurl="https://ours.org")
        assert COLAB.format("us/book") in read_links(page)
        assert EDIT.format("us/book") in read_links(page)
        assert read_link_in_notebook(page) == "https://ours.org/lectures/a.html"
        subprocess.run([*git, "remote", "set-url", "origin", "https://host.org/b.git"], check=True)
        render(page, NOWHERE, baseurl="https://ours.org")
        assert read_links(page) == ["../notebooks/lectures/a.ipynb"]
    finally:
        shutil.rmtree(page.folder / ".git")


@pytest.mark.parametrize("environment", [
    NOWHERE, {"GITHUB_REPOSITORY": "a/b", "GITHUB_SERVER_URL": "https://github.company.example"},
], ids=["at home", "other server"])
def test_unknown_repository_has_no_link_that_leads_nowhere(page, environment):
    assert render(page, environment) == ""
    assert read_links(page) == ["../notebooks/lectures/a.ipynb"]
    assert read_links(page, "lectures/intro") == []
    assert read_link_in_notebook(page) == "../../lectures/a.html"


def test_build_says_once_which_links_are_left_out_and_which_lead_nowhere(page):
    render(page, NOWHERE)
    (page.folder / "_build/full/state.json").unlink()
    said = page.run("render", **NOWHERE).stdout
    assert said.count("no repository on GitHub is known") == 1
    assert "`repository: {url: https://github.com/OWNER/REPO}`" in said
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
    colab, binder, notebook, issue, edit = read_links(page, "lectures/a b")
    assert colab == COLAB.format("us/book").replace("a.ipynb", "a%20b.ipynb")
    assert binder == BINDER.format("us/book").replace("a.ipynb", "a%20b.ipynb")
    assert notebook == "../notebooks/lectures/a%20b.ipynb"
    assert read_issue(issue, "us/book")["page"] == "lectures/a b.md"
    assert edit == EDIT.format("us/book").replace("a.md", "a%20b.md")


def test_wrong_repository_is_an_error_that_says_what_is_allowed(page):
    said = render(page, NOWHERE, "https://gitlab.com/a/b")
    assert said == ("error: _config.yml: repository.url is https://gitlab.com/a/b: allowed are "
                    "nothing and https://github.com/OWNER/REPO\n")


def test_every_link_of_the_book_leads_to_a_notebook_or_into_the_repository(site):
    notebooks = site / "notebooks"
    seen = set()
    for path in [*site.glob("lectures/*.html"), *site.glob("exercises/*.html")]:
        launch = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser",
                               parse_only=SoupStrainer(class_=re.compile("launch")))
        for link in launch.select("a"):
            parts = urlsplit(link["href"])
            assert parts.netloc in ("", "colab.research.google.com", "mybinder.org",
                                    "github.com"), path.name
            if parts.netloc == "github.com":
                page = path.relative_to(site).with_suffix(".md").as_posix()
                assert page in unquote(link["href"]) and (ROOT / page).is_file()
                continue
            if link["href"].endswith(".md"):  # the copy as Markdown
                continue
            name = re.search(r"(lectures|exercises)/\w+\.ipynb$", link["href"])[0]
            assert (notebooks / name).is_file(), link["href"]
            if not parts.netloc:
                assert (path.parent / link["href"]).resolve() == (notebooks / name).resolve()
                assert link.has_attr("download")
            seen.add(name)
    assert seen == {p.relative_to(notebooks).as_posix() for p in notebooks.rglob("*.ipynb")}
    assert len(seen) > 10
