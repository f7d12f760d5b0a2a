"""Show what `make bench` measured on each machine: the directive `machines`.

Its argument names the view. Tables and sentences are Markdown; figures are SVG inside the page.
Records are read once per build (`env-get-outdated`), and the pages that show them are read again
when a record was added, changed or removed.
"""
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from jaxbook.records.model import Record, load_records
from jaxbook.records.tables import VIEWS, Drawing

NONE = "*No machine has been measured yet: run* `make bench` *and commit the file that it writes.*"


def follow_records(env: BuildEnvironment) -> list[Record]:
    """Return the records, and have the page that is being read follow them."""
    env.metadata[env.docname]["follows_records"] = True
    return env.machines_records  # pyrefly: ignore[missing-attribute]: extensions may add some


class Machines(SphinxDirective):
    """Show one view of all records."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        records = follow_records(self.env)
        view = self.arguments[0]
        if view not in VIEWS:
            raise self.error(f"machines: unknown view {view}; allowed are {', '.join(VIEWS)}")
        parts = VIEWS[view](records) if records else [NONE]
        return [node for part in parts for node in self.make_nodes(part)]

    def make_nodes(self, part: str | Drawing) -> list[nodes.Node]:
        """Return what appears on the page: parsed Markdown, or a figure with its drawing."""
        if isinstance(part, str):
            return self.parse_text_to_nodes(part)
        svg = nodes.raw("", part.draw(), format="html")
        figure = nodes.figure("", svg, nodes.caption("", part.caption), names=[part.label])
        self.state.document.note_explicit_target(figure, figure)
        return [figure]


def read_records(app: Sphinx, env: BuildEnvironment, added, changed, removed) -> list[str]:
    """Keep the records for this build; return the pages to read again if any record changed.

    Raises BookError for a bad record, before any page is read. The records are pickled with the
    environment, so a later build sees which records the pages show.
    """
    records = load_records(Path(app.srcdir))
    if getattr(env, "machines_records", None) == records:
        return []
    env.machines_records = records  # pyrefly: ignore[missing-attribute]
    return [page for page, data in env.metadata.items() if "follows_records" in data]


def setup(app: Sphinx) -> dict[str, object]:
    app.add_directive("machines", Machines)
    app.connect("env-get-outdated", read_records)
    return {"version": "2", "parallel_read_safe": True, "parallel_write_safe": True}
