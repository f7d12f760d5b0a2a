"""Link each page to its notebook: in Colab, in Binder, and as a file.

At `config-inited` it finds the repository that builds the site, in GitHub's CI from the
environment, elsewhere from `repository.url` in `_config.yml`, and from that the address of the
site, unless `html.baseurl` gives one. At `doctree-resolved` it puts the links under the title.
Where no repository is known there are no links to Colab and Binder: they would lead nowhere. Where
the address is not known either, `build-finished` says what becomes of the links of notebooks.
"""
import os
import re
from html import escape
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from jaxbook.project import BookError
from jaxbook.site import in_a_sentence
from jaxbook.site.notebooks import FOLDER, has_notebook
from jaxbook.site.sources import get_pages
from jaxbook.words import read_words

GITHUB = "https://github.com/"
BRANCH = "notebooks"  # holds what is in the site's folder of notebooks
SERVICES = {
    "Open in Colab": "https://colab.research.google.com/github/{repository}/blob/{branch}/{path}",
    "Open in Binder": "https://mybinder.org/v2/gh/{repository}/{branch}?urlpath=lab/tree/{path}",
}


def read_repository(config: dict) -> str:
    """Return OWNER/REPO from `repository.url` of `_config.yml`, '' if there is none."""
    url = (config.get("repository") or {}).get("url") or ""
    match = re.fullmatch(rf"{re.escape(GITHUB)}([\w.-]+/[\w.-]+?)(\.git)?/?", url)
    if url and not match:
        raise BookError(f"_config.yml: repository.url is {url}: allowed are nothing "
                        f"and {GITHUB}OWNER/REPO")
    return match[1] if match else ""


def set_repository(app: Sphinx, config: Config) -> None:
    """Set the repository and, unless it is given, the address of the site that it publishes."""
    ours = read_repository(get_pages(app).project.config)
    server = os.environ.get("GITHUB_SERVER_URL", GITHUB).rstrip("/") + "/"
    repository = os.environ.get("GITHUB_REPOSITORY", "") if server == GITHUB else ""
    config.launch_repository = repository or ours
    # A fork inherits html.baseurl, but it does not publish there.
    if config.launch_repository and (not config.html_baseurl or config.launch_repository != ours):
        owner, name = config.launch_repository.split("/")
        host = f"{owner.lower()}.github.io"
        folder = "" if name.lower() == host else f"{name}/"
        config.html_baseurl = f"https://{host}/{folder}"


def add_links(app: Sphinx, document: nodes.document, page: str) -> None:
    """Put a line of links under the title of a page that has a notebook, or at its top."""
    if not has_notebook(app, page):
        return
    path = quote(f"{page}.ipynb")
    links, words = [], read_words(get_pages(app).project)
    if repository := app.config.launch_repository:
        place = {"repository": repository, "branch": BRANCH, "path": path}
        links = [(words[name], service.format(**place), "") for name, service in SERVICES.items()]
    above = "../" * page.count("/")
    links.append((words["Download notebook"], f"{above}{FOLDER}/{path}", " download"))
    html = " ".join(f'<a href="{escape(url)}"{more}>{escape(name)}</a>'
                    for name, url, more in links)
    # The search index and the page's description are about what the page says.
    node = nodes.raw("", html, format="html", classes=["launch", "no-search"])
    if title := next(document.findall(nodes.title), None):
        title.parent.insert(title.parent.index(title) + 1, node)
    else:
        document.insert(0, node)


def say_unknown_address(app: Sphinx, exception: Exception | None) -> None:
    """Say that the links of notebooks lead nowhere outside of the site, if there are notebooks."""
    known = app.config.html_baseurl or exception is not None
    if not known and any(has_notebook(app, page) for page in app.env.found_docs):
        print("the links in the notebooks work only inside the built site; for links that work "
              "everywhere write `html: {baseurl: https://…}`, the address of the site, into "
              "_config.yml")


def setup(app: Sphinx) -> dict[str, object]:
    app.add_config_value("launch_repository", "", "html", types=(str,))
    # After `sources`, at 600, which opens the book; before `head`, which wants the address.
    app.connect("config-inited", in_a_sentence(set_repository), priority=600)
    app.connect("doctree-resolved", add_links)
    app.connect("build-finished", say_unknown_address)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
