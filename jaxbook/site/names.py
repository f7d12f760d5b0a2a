"""Where each name of a library is explained: the directive `names`, and what the search finds.

`jaxbook.explained` has the rule. At `doctree-read` the names of each section are noted; checks,
solutions, and code that the page does not show do not count. At `env-get-updated` all places are
chosen, if a page has the directive, and put into Sphinx's index, where the search looks; so a place
that moves has all pages written again. A post-transform fills the tables.
"""
from collections.abc import Iterator
from html import escape
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.nodes import is_exercise_node, solution_node

from jaxbook.code_names import find_aliases, list_mentions, list_uses
from jaxbook.explained import Place, Section, find_places
from jaxbook.notebooks.convert import CODE, is_code_cell, read_code
from jaxbook.site.code_links import PYTHON, find_documentation, is_check, list_cells
from jaxbook.site.provenance import make_table
from jaxbook.site.sources import get_pages
from jaxbook.words import FILTER, USED_IN, read_words

NAMES = "code_names"  # metadata of a page: its sections with their names
SHOWS = "shows_names"  # metadata of a page with a table of names
FILTERED = "names_filtered"  # while a page is read: that it has the field for filtering


def note_names(app: Sphinx, document: nodes.document) -> None:
    """Note which names each section of a page uses and mentions."""
    aliases = find_aliases(map(read_code, list_cells(document)))
    lecture = not any(document.findall(is_exercise_node))
    words = read_words(get_pages(app).project)
    summaries = {words["In short"], words["Takeaways"]}
    sections = [Section("", "", lecture, 2)]

    def walk(node: nodes.Node, section: Section) -> None:
        if isinstance(node, nodes.section) and node.children and isinstance(node[0], nodes.title):
            title = node[0].astext()
            rank = 0 if title in summaries else min(section.rank, 1 if "fold" in node else 2)
            section = Section(node["ids"][0], title, lecture, rank)
            sections.append(section)
        if isinstance(node, solution_node) or not isinstance(node, nodes.Element):
            return
        if is_code_cell(node):
            if not is_check(node) and CODE not in node["cell_metadata"]:
                add_uses(section, read_code(node), aliases)
        elif isinstance(node, nodes.literal_block):
            if node.get("language") in PYTHON:
                add_uses(section, node.astext(), aliases)
        elif isinstance(node, nodes.literal):
            section.mentioned += list_mentions(node.astext(), aliases)
        elif isinstance(node, addnodes.index):
            section.marked += [entry[1] for entry in node["entries"] if entry[3] == "main"]
        else:
            for child in node.children:
                walk(child, section)

    walk(document, sections[0])
    app.env.metadata[app.env.docname][NAMES] = [
        section for section in sections if section.used or section.mentioned or section.marked]


def add_uses(section: Section, code: str, aliases: dict[str, str]) -> None:
    """Note the names that a piece of code uses, each as it is first written."""
    lines = code.split("\n")
    for use in list_uses(code, aliases):
        section.used.setdefault(use.name, lines[use.line - 1][use.start:use.end])


def list_places(app: Sphinx) -> dict[str, Place]:
    """Return the place of each name of the book."""
    env = app.env
    pages = [page for page in get_pages(app).project.pages if page in env.found_docs]
    return find_places({page: env.metadata[page].get(NAMES, []) for page in pages},
                       find_documentation(env))


def index_names(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Put the place of each name into Sphinx's index, if a page shows the names."""
    entries = env.domains["index"].data["entries"]
    for page, found in getattr(env, "jaxbook_names", {}).items():
        entries[page] = [entry for entry in entries.get(page, []) if entry not in found]
    added: dict[str, list[tuple]] = {}
    if any(SHOWS in data for data in env.metadata.values()):
        for name, place in list_places(app).items():
            main = "main" if place.explained else ""
            for text in dict.fromkeys([name, place.written, name.rpartition(".")[2]]):
                added.setdefault(place.page, []).append(
                    ("single", text, place.section.target, main, None))
    for page, found in added.items():
        entries[page] = [*(entry for entry in entries.get(page, []) if entry not in found), *found]
    env.jaxbook_names = added  # pyrefly: ignore[missing-attribute]: extensions may add some
    return []


class Names(SphinxDirective):
    """A table of names; the arguments, and `except`, are the libraries that it has and has not."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"except": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname][SHOWS] = True
        words = read_words(get_pages(self.env.app).project)
        table = make_table([words["Name"], words["Explained in"]], [["", ""]], "names")
        table["with"] = " ".join(self.arguments).split()
        table["without"] = self.options.get("except", "").split()
        found: list[nodes.Node] = [table]
        if not self.env.temp_data.get(FILTERED):
            self.env.temp_data[FILTERED] = True
            label = escape(words[FILTER])
            found.insert(0, nodes.raw(
                "", '<p><input class="filter" type="search" hidden '
                f'placeholder="{label}" aria-label="{label}"></p>', format="html"))
        return found


def is_in(name: str, libraries: list[str]) -> bool:
    return any(name.startswith(f"{library}.") for library in libraries)


class FillNames(SphinxPostTransform):
    """Fill the tables of names."""

    default_priority = 3  # before Furo puts each table into a box

    def run(self, **kwargs: object) -> None:
        tables = [table for table in self.document.findall(nodes.table) if "without" in table]
        if not tables:
            return
        known, places = find_documentation(self.env), list_places(self.app)
        for table in tables:
            wanted = {name: place for name, place in places.items() if not is_in(
                name, table["without"]) and (is_in(name, table["with"]) or not table["with"])}
            rows = [[self.show_name(name, place, known), self.show_place(place)]
                    for name, place in wanted.items()]
            body = next(table.findall(nodes.tbody))
            body.clear()
            body += list(next(make_table(["", ""], rows, "").findall(nodes.tbody)).children)

    def show_name(self, name: str, place: Place, known: dict[str, str]) -> nodes.inline:
        code: nodes.Node = nodes.literal("", name)
        if name in known:
            code = nodes.reference("", "", code, refuri=known[name], internal=False)
        own = [] if name.endswith(place.written) else [
            nodes.Text(" "), nodes.literal("", place.written)]
        return nodes.inline("", "", code, *own)

    def show_place(self, place: Place) -> nodes.inline:
        title = self.env.titles[place.page].astext()
        section = place.section
        text = title if section.title in ("", title) else f"{title}: {section.title}"
        address = self.app.builder.get_relative_uri(self.env.docname, place.page)
        link = nodes.reference("", text, refuri=f"{address}#{section.target}".rstrip("#"),
                               internal=True)
        return nodes.inline("", "", *self.say(link, place.explained))

    def say(self, link: nodes.reference, explained: bool) -> Iterator[nodes.Node]:
        if explained:
            yield link
            return
        before, _, after = read_words(get_pages(self.app).project)[USED_IN].partition("{place}")
        yield from (nodes.Text(before), link, nodes.Text(after))


def setup(app: Sphinx) -> dict[str, object]:
    app.add_directive("names", Names)
    app.add_post_transform(FillNames)
    app.connect("doctree-read", note_names)
    app.connect("env-get-updated", index_names)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
