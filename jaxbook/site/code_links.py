"""Link the names of libraries in code to their documentation.

The addresses come from the inventories that `intersphinx_mapping` in `_config.yml` names; a book
without any has no such links. A post-transform finds, for the site alone, the names in each cell
that is shown and in each listing of Python, and links the first place of each in a section. Checks,
solutions and cells that are closed are left out: a page would become heavier, and the Tab key would
stop at more places, for names that the reader has met.

sphinx-codeautolink 0.20 was tried. It imports every library that the pages use while the site is
built, links each variable whose type it guesses, and loads a style sheet of its own on every page.
"""
import re
from collections.abc import Iterable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.ext.intersphinx import InventoryAdapter
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from jaxbook.code_names import Use, find_aliases, find_documented, list_uses
from jaxbook.notebooks.convert import is_code_cell, read_code
from jaxbook.site.solutions import toggle_node

PYTHON = {"python", "python3", "ipython", "ipython3"}  # languages of listings and of cells
PIECE = re.compile(r"(?:<span[^>]*>)?(?P<text>[^<]+)(?:</span>)?|<[^>]*>")


class linked_code(nodes.literal_block):
    """Code with links: `links` has the line, the columns and the address of each."""


def find_documentation(env: BuildEnvironment) -> dict[str, str]:
    """Return the address of each Python name in the inventories of the book."""
    inventory = InventoryAdapter(env).main_inventory
    return {name: entry[2] for kind, entries in inventory.items() if kind.startswith("py:")
            for name, entry in entries.items()}


def is_check(cell: nodes.Element) -> bool:
    return "check" in (cell["cell_metadata"].get("tags") or [])


def is_closed(cell: nodes.Element) -> bool:
    """Return whether the code of a cell is hidden until it is asked for."""
    tags = cell["cell_metadata"].get("tags") or []
    return any(re.fullmatch("hide[-_](cell|input)", tag) for tag in tags)


def find_section(node: nodes.Node) -> nodes.Node | None:
    """Return the section that a node is in; None if it is in a solution."""
    above = node.parent
    while above is not None and not isinstance(above, nodes.section | nodes.document):
        if isinstance(above, toggle_node):
            return None
        above = above.parent
    return above


def list_cells(document: nodes.Node) -> list[nodes.Element]:
    return [node for node in document.findall(nodes.Element) if is_code_cell(node)]


def choose_links(uses: Iterable[Use], known: dict[str, str], seen: set[str]
                 ) -> list[tuple[int, int, int, str]]:
    """Return the links of a cell: the first use of each name that has documentation and is new.

    What follows the documented part, as `.T` may, stays outside of the link.
    """
    links = []
    for use in uses:
        found = find_documented(use.name, known)
        end = use.end - (len(use.name) - len(found))
        if found and found not in seen and end > use.start:
            seen.add(found)
            links.append((use.line, use.start, end, known[found]))
    return links


class LinkCode(SphinxPostTransform):
    """Replace listings that have names with documentation by such with links."""

    default_priority = 600  # after all that looks at listings
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        known = find_documentation(self.env)
        if not known:
            return
        cells = list_cells(self.document)
        aliases = find_aliases(map(read_code, cells))
        unwanted = {id(block) for cell in cells if is_check(cell) or is_closed(cell)
                    for block in cell.findall(nodes.literal_block)}
        seen: dict[int, set[str]] = {}
        for block in list(self.document.findall(nodes.literal_block)):
            section = find_section(block)
            if (section is None or id(block) in unwanted or block.get("language") not in PYTHON
                    or block.get("linenos") or block.rawsource != block.astext()):
                continue
            links = choose_links(list_uses(block.astext(), aliases), known,
                                 seen.setdefault(id(section), set()))
            if links:
                linked = linked_code(block.rawsource, "", *block.children, links=links)
                linked.update_all_atts(block)
                linked.source, linked.line = block.source, block.line
                block.replace_self(linked)


def insert_links(html: str, links: list[tuple[int, int, int, str]]) -> str:
    """Return highlighted code with links around the columns that they name.

    Pygments puts each part of a name into a tag of its own, so that a link goes around whole tags;
    the `@` of a decorator is in the tag of what follows it.
    """
    pieces = list(PIECE.finditer(html))
    begins, ends = {}, {}
    line, column = 1, 0
    for index, piece in enumerate(pieces):
        text = re.sub(r"&#?\w+;", "&", piece["text"] or "")
        if text:
            begins[line, column + text.startswith("@")] = index
            if "\n" in text:
                line, column = line + text.count("\n"), 0
                text = text.rpartition("\n")[2]
            column += len(text)
            ends[line, column] = index
    parts = [piece[0] for piece in pieces]
    for line, start, end, address in links:
        first, last = begins.get((line, start)), ends.get((line, end))
        if first is not None and last is not None:
            parts[first] = f'<a href="{address}">{parts[first]}'
            parts[last] += "</a>"
    return "".join(parts)


def write_code(self: HTML5Translator, node: linked_code) -> None:
    try:
        self.visit_literal_block(node)
    except nodes.SkipNode:
        self.body[-1] = insert_links(self.body[-1], node["links"])
        raise


def close_code(self: HTML5Translator, node: linked_code) -> None:
    self.depart_literal_block(node)


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(linked_code, html=(write_code, close_code))
    app.add_post_transform(LinkCode)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
