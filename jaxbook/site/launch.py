"""Link each page to its notebook, in Colab, in Binder and as a file, and to its source on GitHub.

At `config-inited` it finds the repository of the book (`jaxbook.repository`), and from that the
address of the site, unless `html.baseurl` gives one. At `doctree-resolved` it puts the links under
the title: to the notebook, to a new issue that names the page and its run, and to the source.
`launch_issue_form` is the form for such issues in `.github/ISSUE_TEMPLATE`; its fields `page`,
`section` (by `report.js`), `commit` and `jax` are filled in. Without one, the text of the issue
holds the same.
Where no repository is known there are no links into it: they would lead nowhere. `build-finished`
says so, and says what becomes of the links of notebooks where the address is not known either.
"""
import re
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from jaxbook.repository import GITHUB, find_repository
from jaxbook.site import in_a_sentence
from jaxbook.site.notebooks import FOLDER, has_notebook
from jaxbook.site.sources import find_runs, get_pages
from jaxbook.words import read_words

SCRIPT = Path(__file__).with_name("report.js").read_text(encoding="utf-8")
BRANCH = "notebooks"  # holds what is in the site's folder of notebooks
SERVICES = {
    "Open in Colab": "https://colab.research.google.com/github/{repository}/blob/{branch}/{path}",
    "Open in Binder": "https://mybinder.org/v2/gh/{repository}/{branch}?urlpath=lab/tree/{path}",
}


def set_repository(app: Sphinx, config: Config) -> None:
    """Set the repository and, unless it is given, the address of the site that it publishes."""
    found = find_repository(get_pages(app).project)
    config.launch_repository = found.name
    config.launch_source = f"{GITHUB}{found.name}/edit/{found.branch}/{found.folder}"
    if found.name and (found.is_fork or not config.html_baseurl):
        owner, name = found.name.split("/")
        host = f"{owner.lower()}.github.io"
        folder = "" if name.lower() == host else f"{name}/"
        config.html_baseurl = f"https://{host}/{folder}"


def list_notebook_links(app: Sphinx, page: str) -> list[tuple[str, str, str]]:
    """Return word, address and attributes of each link to the notebook of a page."""
    if not has_notebook(app, page):
        return []
    place = {"repository": app.config.launch_repository, "branch": BRANCH,
             "path": quote(f"{page}.ipynb")}
    services = SERVICES if app.config.launch_repository else {}
    above = "../" * page.count("/")
    return [*((name, address.format(**place), "") for name, address in services.items()),
            ("Download notebook", f"{above}{FOLDER}/{place['path']}", " download")]


def list_source_links(app: Sphinx, page: str, title: str) -> list[tuple[str, str, str]]:
    """Return word, address and attributes of the links to a new issue and to the source."""
    if app.builder.format != "html" or not app.config.launch_repository:
        return []
    run, source = find_runs(app).get(page), get_pages(app).project.name_file(page)
    facts = {"page": source, **({"commit": run.commit, "jax": run.versions.jax} if run else {})}
    fields = {"title": f"{title}: "}
    if form := app.config.launch_issue_form:
        fields |= {"template": form} | facts
    else:
        fields["body"] = "\n".join(f"{name}: {fact}" for name, fact in facts.items())
    asked = urlencode(fields, quote_via=quote)
    issue = f"{GITHUB}{app.config.launch_repository}/issues/new?{asked}"
    return [("Report an error", issue, ' class="report"'),
            ("Edit this page", app.config.launch_source + quote(source), "")]


def add_links(app: Sphinx, document: nodes.document, page: str) -> None:
    """Put a line of links under the title of a page, or at its top."""
    title = next(document.findall(nodes.title), None)
    links = [*list_notebook_links(app, page),
             *list_source_links(app, page, title.astext() if title else page)]
    if not links:
        return
    words = read_words(get_pages(app).project)
    html = " ".join(f'<a href="{escape(url)}"{more}>{escape(words[name])}</a>'
                    for name, url, more in links)
    if app.config.launch_repository:
        script = re.sub(r"\n *", "\n", re.sub(r"(?m) *// .*$", "", SCRIPT)).strip()
        html += f"<script>{script}</script>"
    # The search index and the page's description are about what the page says.
    node = nodes.raw("", html, format="html", classes=["launch", "no-search"])
    if title:
        title.parent.insert(title.parent.index(title) + 1, node)
    else:
        document.insert(0, node)


def say_unknown(app: Sphinx, exception: Exception | None) -> None:
    """Say which links are left out, and that those of notebooks lead nowhere outside of the site.
    """
    if exception is not None:
        return
    if not app.config.launch_repository:
        print("no repository on GitHub is known, so that no page has a link to report an error, to "
              "edit the page, or to open it in Colab or Binder; for these links write `repository: "
              "{url: https://github.com/OWNER/REPO}` into _config.yml")
    if not app.config.html_baseurl and any(has_notebook(app, page) for page in app.env.found_docs):
        print("the links in the notebooks work only inside the built site; for links that work "
              "everywhere write `html: {baseurl: https://…}`, the address of the site, into "
              "_config.yml")


def setup(app: Sphinx) -> dict[str, object]:
    app.add_config_value("launch_repository", "", "html", types=(str,))
    app.add_config_value("launch_source", "", "html", types=(str,))
    app.add_config_value("launch_issue_form", "", "html", types=(str,))
    # After `sources`, at 600, which opens the book; before `head`, which wants the address.
    app.connect("config-inited", in_a_sentence(set_repository), priority=600)
    app.connect("doctree-resolved", add_links)
    app.connect("build-finished", say_unknown)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
