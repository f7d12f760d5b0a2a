"""Lead from each sentence that a check asserts to the check, and back.

The role `{claim}` with the name of a claim stands after a sentence; on the page it is a small mark.
The statement of a check begins with the name of its claim. At `doctree-read` each cell of checks
gets a line of links back to the sentences, and the sentences are noted for the ledger. The mark of
a claim that this machine measured otherwise says so. A page whose claims and checks do not pair is
refused before, by `jaxbook.form.every`.
"""
import re

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from jaxbook.notebooks.convert import is_code_cell, read_code
from jaxbook.runs.model import list_claims, split_claim
from jaxbook.site.sources import find_runs, get_pages
from jaxbook.words import ASSERTED, CHECKED, DIFFERS, read_words

CLAIMS = "claims"  # metadata of a page: the first mark and the sentence of each claim, by its name
ENDS = re.compile(r"(?<=[.?!])(?<!e\.g\.)(?<!i\.e\.)[\"”)]*\s+")


class claim_mark(nodes.Inline, nodes.Element):
    """The mark of a claim: `name` is its name, `label` says what a click shows.

    `differs` says whether this machine measured it otherwise.
    """


class claim_link(nodes.Inline, nodes.Element):
    """A link from a check back to the sentence `name`."""


def mark_claim(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner,
    options: object = None, content: object = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    return [claim_mark(rawtext, name=text)], []


def split_sentences(block: nodes.Element) -> list[list[nodes.Node]]:
    """Return the children of a paragraph as sentences; a mark belongs to the one before it."""
    sentences: list[list[nodes.Node]] = [[]]
    last = ""  # the text before
    for child in block.children:
        if not isinstance(child, nodes.Text):
            sentences[-1].append(child)
            last = child.astext() or last
            continue
        text = child.astext()
        if sentences[-1] and ENDS.match(last[-1:] + text, 1):
            sentences.append([])
        parts = ENDS.split(text)
        for number, part in enumerate(parts):
            if number and sentences[-1]:
                sentences.append([])
            if part:
                sentences[-1].append(nodes.Text(part))
        last = text if text.strip() else last
    return sentences


def find_sentence(mark: claim_mark) -> list[nodes.Node]:
    """Return the sentence that a mark stands in or behind; of a table, the cells of its row."""
    block: nodes.Element = mark.parent
    inside = {id(mark)}
    while isinstance(block, nodes.Inline):
        inside.add(id(block))
        block = block.parent  # pyrefly: ignore[missing-attribute]: an inline node is an element
    row = block
    while row is not None and not isinstance(row, nodes.row):
        row = row.parent
    if row is not None:
        cells = [[*entry.children[0].children] for entry in row.children if entry.children]
        return [part for cell in cells for part in (*cell, nodes.Text(" · "))][:-1]
    return next(sentence for sentence in split_sentences(block)
                if any(id(part) in inside for part in sentence))


def copy_sentence(sentence: list[nodes.Node]) -> nodes.inline:
    """Return a copy of a sentence without marks, and without the ids of citations and others."""
    found = nodes.inline("", "", *(part.deepcopy() for part in sentence))
    for mark in list(found.findall(claim_mark)):
        mark.parent.remove(mark)
    for part in found.findall(nodes.Element):
        part["ids"] = []
    return found


def link_claims(app: Sphinx, document: nodes.document) -> None:
    """Give marks their addresses, cells of checks their links, and the ledger the sentences."""
    words = read_words(get_pages(app).project)
    run = find_runs(app).get(app.env.docname)
    differing = {split_claim(check.statement)[0] for check in run.differing} if run else set()
    claims: dict[str, tuple[str, nodes.inline]] = {}
    in_tables: dict[str, tuple[str, nodes.inline]] = {}
    for number, mark in enumerate(document.findall(claim_mark)):
        mark["ids"] = [f"claim-{number}-{mark['name']}"]
        mark["differs"] = mark["name"] in differing
        label = words[DIFFERS if mark["differs"] else CHECKED]
        mark["label"] = label.format(claim=mark["name"])
        found = find_sentence(mark)
        known = in_tables if any(part.astext() == " · " for part in found) else claims
        known.setdefault(mark["name"], (mark["ids"][0], copy_sentence(found)))
    claims = {**in_tables, **claims}
    app.env.metadata[app.env.docname][CLAIMS] = claims
    asserted: set[str] = set()
    for cell in [node for node in document.findall(nodes.Element) if is_code_cell(node)]:
        names = [name for name in list_claims(read_code(cell)) if name in claims]
        if "check" in (cell["cell_metadata"].get("tags") or []) and names:
            links = [claim_link(name=name, target=claims[name][0],
                                ids=[] if name in asserted else [f"check-{name}"],
                                label=words[ASSERTED].format(claim=name)) for name in names]
            asserted.update(names)
            line = nodes.paragraph("", "", *links, classes=["asserts"])
            cell.parent.insert(cell.parent.index(cell) + 1, line)


def write_mark(self: HTML5Translator, node: claim_mark) -> None:
    kind = "claim differs" if node["differs"] else "claim"
    self.body.append(f'<a class="{kind}" id="{node["ids"][0]}" href="#check-{node["name"]}" '
                     f'aria-label="{self.attval(node["label"])}"></a>')
    raise nodes.SkipNode


def write_link(self: HTML5Translator, node: claim_link) -> None:
    target = f' id="{node["ids"][0]}"' if node["ids"] else ""
    self.body.append(f'<a{target} href="#{node["target"]}" '
                     f'aria-label="{self.attval(node["label"])}">{node["name"]}</a> ')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(claim_mark, html=(write_mark, None))
    app.add_node(claim_link, html=(write_link, None))
    app.add_role("claim", mark_claim)
    app.connect("doctree-read", link_claims)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
