"""Show the output of a cell with the tag `machine` on every machine on record, as tabs.

At `doctree-read` the output of such a cell goes into the first tab; the others come from records of
the same code, and from figures that others published (the tag `published-<name>`). A record of a
page whose code above the cell was different says so; one of a cell whose own code was different is
not shown. Tabs are radio buttons, so that they work without scripts, and in print all are shown.
Records are read once per build (`env-get-outdated`), and pages follow them.
"""
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator

from jaxbook.project import BookError
from jaxbook.records.model import FOLDER
from jaxbook.records.outputs import (
    PUBLISHED_TAG,
    TAG,
    Outputs,
    Published,
    RecordedCell,
    hash_cells,
    load_outputs,
    load_published,
)
from jaxbook.runs.model import Run
from jaxbook.site import in_a_sentence
from jaxbook.site.sources import find_runs, get_pages
from jaxbook.words import ABOVE, PUBLISHED, THIS_BUILD, WHEN, read_words


class machine_tabs(nodes.General, nodes.Element):
    """The same cell on several machines; `name` distinguishes the tabs of a page."""


class machine_tab(nodes.General, nodes.Element):
    """One machine: `label` names it, `note` says with what and when; the rest is its output."""


class machine_text(nodes.General, nodes.FixedTextElement):
    """What a cell printed on another machine."""


def read_records(app: Sphinx, env: BuildEnvironment, added, changed, removed) -> list[str]:
    """Keep the records for this build; return the pages to read again if any record changed."""
    root = Path(app.srcdir)
    records = load_outputs(root), load_published(root)
    if getattr(env, "machine_outputs", None) == records:
        return []
    env.machine_outputs = records  # pyrefly: ignore[missing-attribute]: extensions may add some
    return [page for page, data in env.metadata.items() if "follows_outputs" in data]


def get_outputs(env: BuildEnvironment) -> tuple[list[Outputs], list[Published]]:
    """Return what machines and others printed."""
    return env.machine_outputs  # pyrefly: ignore[missing-attribute]: extensions may add some


def follow_outputs(env: BuildEnvironment) -> None:
    """Have the page that is being read follow what machines and others printed."""
    env.metadata[env.docname]["follows_outputs"] = True


def shorten(name: str) -> str:
    """Return the name of a machine without what stands in parentheses."""
    return name.split(" (")[0] + (name.rsplit(")", 1)[1] if ")" in name else "")


def add_tabs(app: Sphinx, document: nodes.document) -> None:
    """Give each cell with the tag its tabs."""
    page, pages = app.env.docname, get_pages(app)
    cells = [cell for cell in document.findall(nodes.container)
             if cell.get("nb_element") == "cell_code"
             and TAG in (cell["cell_metadata"].get("tags") or [])]
    run = find_runs(app).get(page)
    if not cells or run is None:
        return
    follow_outputs(app.env)
    outputs, published = get_outputs(app.env)
    notebook = pages.read_notebook(page)
    assert notebook is not None  # or it would have no run
    code = [index for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    hashes = dict(zip(code, hash_cells([notebook.cells[i].source for i in code]), strict=True))
    builder = Tabs(page, run, outputs, published, read_words(pages.project))
    for number, cell in enumerate(cells):
        shown = [part for part in cell.findall(nodes.container)
                 if part.get("nb_element") == "cell_code_output"]
        others = list(builder.list_others(cell, hashes[cell["cell_index"]]))
        if shown and others:
            place = cell.index(shown[0])
            this = builder.make_tab(builder.this_build, recorded=False)
            cell.insert(place, machine_tabs("", this, *others, name=f"m{number}"))
            for part in shown:
                cell.remove(part)
                this.append(part)


class Tabs:
    """Makes the tabs of the cells of a page."""

    def __init__(self, page: str, run: Run, outputs: list[Outputs], published: list[Published],
                 words: dict[str, str]):
        self.page, self.outputs, self.published, self.words = page, outputs, published, words
        names = {shorten(each.machine.name): each.machine.name for each in outputs}
        self.short = {name: short for short, name in names.items()}
        self.this_build = words[THIS_BUILD].format(machine=shorten(run.machine.name))

    def make_tab(self, label: str, *notes: str, recorded: bool = True) -> machine_tab:
        return machine_tab("", label=label, note="; ".join(filter(None, notes)), recorded=recorded)

    def list_others(self, cell: nodes.Element, hashes: tuple[str, str]) -> Iterator[machine_tab]:
        """Yield a tab for each record of a cell, and for each text published of its experiment."""
        own, above = hashes
        for each in self.outputs:
            recorded = each.pages.get(self.page)
            same = [one for one in recorded.cells if one.code == own] if recorded else []
            if not recorded or not same:
                continue
            one = next((one for one in same if one.above == above), same[0])
            note = self.words[WHEN].format(jax=recorded.versions.jax, date=recorded.date[:10])
            name = self.short.get(each.machine.name, each.machine.name)
            tab = self.make_tab(name, note, "" if one.above == above else self.words[ABOVE])
            tab += self.show_parts(cell, each, one)
            yield tab
        for tag in cell["cell_metadata"].get("tags") or []:
            if tag.startswith(PUBLISHED_TAG):
                yield self.show_published(tag.removeprefix(PUBLISHED_TAG))

    def show_parts(self, cell: nodes.Element, each: Outputs, one: RecordedCell
                   ) -> Iterator[nodes.Node]:
        """Yield texts and figures of a recorded output; a figure has the alt text of this build."""
        alts = [image.get("alt", "") for image in cell.findall(nodes.image)]
        for part in one.parts:
            if part.figure:
                yield nodes.image(
                    "", uri=f"/{FOLDER}/{each.machine.slug}/{part.figure}",
                    alt=f"{each.machine.name}: {next(iter(alts), '')}".rstrip(": "))
            else:
                yield machine_text(part.text, part.text)

    def show_published(self, name: str) -> machine_tab:
        """Return the tab of a published text; raise BookError for a name that no file has."""
        for each in self.published:
            if name in each.outputs:
                label = self.words[PUBLISHED].format(machine=each.machine)
                tab = self.make_tab(label)
                link = nodes.reference("", each.source, refuri=each.url, internal=False)
                tab += nodes.paragraph("", "", link, nodes.Text(f". {each.note}"))
                tab += machine_text(each.outputs[name], each.outputs[name])
                return tab
        raise BookError(f"{self.page}: the tag {PUBLISHED_TAG}{name}: no published figures have "
                        "this name")


def open_tabs(self: HTML5Translator, node: machine_tabs) -> None:
    self.body.append('<div class="machines" role="radiogroup">')


def close_tabs(self: HTML5Translator, node: nodes.Element) -> None:
    self.body.append("</div>\n")


def open_tab(self: HTML5Translator, node: machine_tab) -> None:
    """Write the label with its button, in few bytes, and the beginning of what it shows."""
    checked = "" if node.parent.index(node) else " checked"
    self.body.append(f'<label><input type=radio name={node.parent["name"]}{checked}>'
                     f'{self.encode(node["label"])}</label><div>')
    if node["note"]:
        self.body.append(f"<p>{self.encode(node['note'])}</p>")


def open_text(self: HTML5Translator, node: machine_text) -> None:
    self.body.append("<pre>")


def close_text(self: HTML5Translator, node: machine_text) -> None:
    self.body.append("</pre>")


def setup(app: Sphinx) -> dict[str, object]:
    app.add_node(machine_tabs, html=(open_tabs, close_tabs))
    app.add_node(machine_tab, html=(open_tab, close_tabs))
    app.add_node(machine_text, html=(open_text, close_text))
    app.connect("env-get-outdated", in_a_sentence(read_records))
    # Before Sphinx collects the images of the page, at 500.
    app.connect("doctree-read", in_a_sentence(add_tabs), priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
