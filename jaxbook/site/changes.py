"""Make an Atom feed of the page that says what changed in the book.

`jaxbook_changes: lectures/changes` under `sphinx: config:` of `_config.yml` names that page. Each
of its sections is an entry; its title is a date and a few words, such as `## 2026-11-27: Three new
pages`, and the newest comes first. At `doctree-read` a title of another form is named with its
line. At `html-page-context` the feed is written with its page, and the head of every page links to
it. A book that leaves the page out has no feed.

Links are absolute if the address of the site is known. Otherwise they start from the feed, and the
text of an entry has only those that lead elsewhere. The ids of entries depend on book, date and
title alone, so that no reader is shown an entry again because the site moved.
"""
import datetime
import html
import uuid
from collections import Counter
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from bs4 import BeautifulSoup, Tag
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from jaxbook.site.sources import get_pages

logger = logging.getLogger(__name__)
FILE = "changes.atom"  # in the built site; servers know the suffix
ATOM = "http://www.w3.org/2005/Atom"


def find_page(app: Sphinx) -> str:
    """Return the page of changes, '' if the book has none."""
    page = app.config.jaxbook_changes
    return page if page in get_pages(app).project.pages else ""


def say_left_out(app: Sphinx, exception: Exception | None) -> None:
    """Say that there is no feed if `_toc.yml` leaves out the page that should be one."""
    page = app.config.jaxbook_changes
    if page and not find_page(app) and exception is None:
        print(f"there is no feed of changes, because _toc.yml does not list {page}, which "
              "jaxbook_changes in _config.yml names")


def read_title(text: str) -> tuple[str, str] | None:
    """Return the date and the words of the title of a change, None if it has another form."""
    date, _, words = text.partition(": ")
    try:
        known = datetime.date.fromisoformat(date).isoformat() == date
    except ValueError:
        known = False
    return (date, words.strip()) if known and words.strip() else None


def judge_titles(app: Sphinx, document: nodes.document) -> None:
    """Warn of each section that is no change, and of one that stands below an older one."""
    if app.env.docname != find_page(app):
        return
    last = "9999-12-31"
    top = next(document.findall(nodes.section), document)
    for section in [node for node in top.children if isinstance(node, nodes.section)]:
        text = section[0].astext()
        found = read_title(text)
        if found is None:
            logger.warning("the title %r does not say when and what; write it like `## 2026-11-27: "
                           "Three new pages`", text, location=section, type="changes")
        elif found[0] > last:
            logger.warning("this change is newer than the one above it; move it up", type="changes",
                           location=section)
        last = found[0] if found else last


def write_feed(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Link to the feed, and write it if this is the page of changes."""
    if not find_page(app):
        return
    address, title = context["pathto"](FILE, 1), html.escape(name_feed(app))
    context["metatags"] = (context.get("metatags") or "") + (
        f'\n<link rel="alternate" type="application/atom+xml" title="{title}" href="{address}">')
    if page == find_page(app):
        feed = make_feed(app, BeautifulSoup(context["body"], "html.parser"))
        ElementTree.indent(feed)
        ElementTree.ElementTree(feed).write(Path(app.outdir, FILE), "utf-8", xml_declaration=True)


def name_feed(app: Sphinx) -> str:
    return f"{app.config.project}: {app.env.titles[find_page(app)].astext()}"


def make_feed(app: Sphinx, body: BeautifulSoup) -> ElementTree.Element:
    """Return the feed of a page with its entries."""
    base = f"{app.config.html_baseurl.rstrip('/')}/" if app.config.html_baseurl else ""
    address = base + app.builder.get_target_uri(find_page(app))
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": app.config.language})
    name = name_feed(app)
    entries = list(list_entries(body))
    updated = entries[0][0] if entries else "1970-01-01T00:00:00Z"
    add_facts(feed, name, app.config.project, updated)
    ElementTree.SubElement(ElementTree.SubElement(feed, "author"), "name").text = (
        app.config.author or app.config.project)
    ElementTree.SubElement(feed, "link", rel="alternate", type="text/html", href=address)
    if base:
        ElementTree.SubElement(feed, "link", rel="self", type="application/atom+xml",
                               href=base + FILE)
    for updated, title, section in entries:
        entry = ElementTree.SubElement(feed, "entry")
        add_facts(entry, title, f"{app.config.project} {updated[:10]} {title}", updated)
        ElementTree.SubElement(entry, "link", rel="alternate", type="text/html",
                               href=f"{address}#{section['id']}")
        content = ElementTree.SubElement(entry, "content", type="html")
        content.text = write_content(section, address if base else "")
    return feed


def add_facts(parent: ElementTree.Element, title: str, name: str, updated: str) -> None:
    """Add what a feed and an entry must have: title, id (from the name) and time."""
    ElementTree.SubElement(parent, "title").text = title
    ElementTree.SubElement(parent, "id").text = uuid.uuid5(uuid.NAMESPACE_URL, name).urn
    ElementTree.SubElement(parent, "updated").text = updated


def list_entries(body: BeautifulSoup) -> list[tuple[str, str, Tag]]:
    """Return time, title and section of each change, the newest first.

    The changes of a day are a second apart, from the one that stands lowest on the page, so that
    readers of feeds show them in the order of the page.
    """
    entries: list[tuple[str, str, Tag]] = []
    days: Counter[str] = Counter()
    for section in reversed(body.select("section > section:has(> h2)")):
        heading = section.select("h2")[0].extract()
        for link in heading.select("a.headerlink"):
            link.decompose()
        if found := read_title(heading.get_text()):
            date, title = found
            minutes, seconds = divmod(days[date], 60)
            entries.append((f"{date}T00:{minutes:02}:{seconds:02}Z", title, section))
            days[date] += 1
    return entries[::-1]


def write_content(section: Tag, address: str) -> str:
    """Return the HTML of a change with links from `address`; if it is unknown, without ours."""
    for link in section.select("a[href]"):
        if "headerlink" in link.get_attribute_list("class"):
            link.decompose()
        elif address or urlsplit(str(link["href"])).scheme:
            link["href"] = urljoin(address, str(link["href"]))
        else:
            link.unwrap()
    return section.decode_contents().strip()


def setup(app: Sphinx) -> dict[str, object]:
    app.add_config_value("jaxbook_changes", "", "html", types=(str,))
    app.connect("doctree-read", judge_titles)
    # Before others, at 500, put under the body what is not a change.
    app.connect("html-page-context", write_feed, priority=400)
    app.connect("build-finished", say_left_out)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
