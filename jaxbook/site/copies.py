"""Write each page as Markdown, `<page>.md` beside its HTML, and lists of these for language models.

At `doctree-read` the question that a page asks is kept. At `doctree-resolved` the page is written
with its code and what that printed, and the line of links under its title gets one to the copy and
a button that copies it; at `env-purge-doc` the copy goes with its page. At `build-finished` follow
`llms.txt`, which lists the pages with their questions in the form of llmstxt.org, and
`llms-full.txt`, which has the text of all of them.
"""
import re
from html import escape as escape_html
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from jaxbook.notebooks.markdown import escape
from jaxbook.notebooks.text import PlainMarkdown, TextConverter
from jaxbook.project import BookError
from jaxbook.site import in_a_sentence
from jaxbook.site.head import find_question
from jaxbook.site.provenance import list_lines
from jaxbook.site.sources import get_pages
from jaxbook.words import LINKS_OF, LLMS, read_words

SCRIPT = Path(__file__).with_name("copy.js").read_text(encoding="utf-8")
BUTTON = '<a href="{address}">{link}</a> <button type="button" hidden data-copied="{copied}" ' \
    'aria-live="polite">{copy}</button><script>{script}</script>'
LIST, FULL = "llms.txt", "llms-full.txt"
QUESTION = "question"  # metadata of a page: what it asks at its top


def keep_question(app: Sphinx, document: nodes.document) -> None:
    """Note the question of the page that was read."""
    word = read_words(get_pages(app).project)["Question."]
    app.env.metadata[app.env.docname][QUESTION] = find_question(document, word) or ""


def find_copy(app: Sphinx, page: str) -> Path:
    return Path(app.outdir, f"{page}.md")


def write_copy(app: Sphinx, document: nodes.document, page: str) -> None:
    """Write a page as Markdown."""
    if app.builder.format != "html":
        return
    words, path = read_words(get_pages(app).project), find_copy(app, page)
    markdown = PlainMarkdown(app.builder, page)
    text = TextConverter(markdown, words, list(list_lines(app, page))).write(document)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:  # Sphinx would name the handler, not the page
        raise BookError(f"{page}.md: its copy was not written: {error}") from error


def add_link(app: Sphinx, document: nodes.document, page: str) -> None:
    """Link a page to its copy, in the line of links under its title or in a new one."""
    if app.builder.format != "html":
        return
    words = read_words(get_pages(app).project)
    text = {name: escape_html(words[word]) for name, word in (
        ("link", "Markdown"), ("copy", "Copy as Markdown"), ("copied", "Copied"))}
    code = re.sub(r"\n *", "\n", re.sub(r"(?m)^//.*\n", "", SCRIPT)).strip()
    html = BUTTON.format(address=quote(f"{page.rpartition('/')[2]}.md"), script=code, **text)
    if line := next((node for node in document.findall(nodes.raw) if "launch" in node["classes"]),
                    None):
        line += nodes.Text(f" {html}")
        return
    line = nodes.raw("", html, format="html", classes=["launch", "no-search"])
    title = next(document.findall(nodes.title), None)
    parent = title.parent if title else document
    parent.insert(parent.index(title) + 1 if title else 0, line)


def remove_copy(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Remove the copy of a page that is gone or will be written again."""
    find_copy(app, page).unlink(missing_ok=True)


def list_page(app: Sphinx, page: str) -> str:
    """Return the line of a page: its title, which leads to its copy, and its question."""
    base = app.config.html_baseurl
    address = f"{base.rstrip('/')}/" * bool(base) + quote(f"{page}.md")
    question = app.env.metadata[page].get(QUESTION, "")
    said = f": {escape(question)}" if question else ""
    return f"- [{escape(app.env.titles[page].astext())}]({address}){said}"


def write_lists(app: Sphinx, exception: Exception | None) -> None:
    """Write the two files that begin where a language model begins to read."""
    if exception is not None or app.builder.format != "html":
        return
    project = get_pages(app).project
    words, front = read_words(project), project.pages[0]
    question = app.env.metadata[front].get(QUESTION, "")
    summary = [f"> {escape(question)}"] if question else []
    head = [f"# {app.config.project}", *summary, words[LLMS]]
    parts: dict[str, list[str]] = {}
    for caption, pages in project.parts:
        lines = parts.setdefault(caption or words["Contents"], [])
        lines += [list_page(app, page) for page in pages]
    write(app, LIST, [*head, *(f"## {escape(caption)}\n\n" + "\n".join(lines)
                               for caption, lines in parts.items())])
    if not app.config.html_baseurl:
        head.append(words[LINKS_OF])
    copies = [find_copy(app, page).read_text(encoding="utf-8").rstrip() for page in project.pages]
    write(app, FULL, [*head, *copies])


def write(app: Sphinx, name: str, paragraphs: list[str]) -> None:
    Path(app.outdir, name).write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, object]:
    app.connect("doctree-read", keep_question)
    # Before `launch` and others add to a resolved page what only readers of the site need.
    app.connect("doctree-resolved", in_a_sentence(write_copy), priority=400)
    # After `launch`, at 500, whose line of links it makes longer.
    app.connect("doctree-resolved", add_link, priority=600)
    app.connect("env-purge-doc", remove_copy)
    app.connect("build-finished", in_a_sentence(write_lists))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
