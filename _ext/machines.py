"""Show what `make bench` measured on each machine: the directive `machines`.

Its argument names what to show. Tables and sentences are Markdown, figures are SVG inside the page.
Records are read while the site is rendered; pages that follow them are read again
(`env-get-outdated`) when a record was added, changed or removed. At `doctree-resolved` each id of a
captioned table is left with one owner.
"""
import functools
import hashlib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

import records
from comparison import SHOWN, Figure

NONE = "*No machine has been measured yet: run* `make bench` *and commit the file that it writes.*"
load_records = functools.cache(records.load_records)  # every directive asks once


def follow_records(env: BuildEnvironment) -> None:
    """Have the page that is being read follow the records."""
    env.metadata[env.docname]["follows_records"] = True


class Machines(SphinxDirective):
    """Show one of SHOWN, for all records."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        follow_records(self.env)
        if self.arguments[0] not in SHOWN:
            raise self.error(f"machines: expected one of {', '.join(SHOWN)}, "
                             f"got {self.arguments[0]}")
        every = load_records(Path(self.env.srcdir))
        parts = SHOWN[self.arguments[0]](every) if every else [NONE]
        return [node for part in parts for node in self.make_nodes(part)]

    def make_nodes(self, part: str | Figure) -> list[nodes.Node]:
        """Return what stands in the page: parsed Markdown, or a figure with its drawing."""
        if isinstance(part, str):
            return self.parse_text_to_nodes(part)
        import drawing  # loads matplotlib, which a build that draws nothing must not pay for

        svg = nodes.raw("", getattr(drawing, part.draw)(part.record, part.label), format="html")
        figure = nodes.figure("", svg, nodes.caption("", part.caption), names=[part.label])
        self.state.document.note_explicit_target(figure, figure)
        return [figure]


def find_outdated(app: Sphinx, env, added, changed, removed) -> list[str]:
    """Return the pages that show records if any of those, or the schema, changed."""
    root = Path(app.srcdir)
    paths = [root / records.SCHEMA, *sorted((root / records.FOLDER).glob("*.json"))]
    seen = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in paths if path.exists()}
    if getattr(env, "machines_seen", None) == seen:
        return []
    load_records(root)  # a bad one is named before any page is read
    env.machines_seen = seen
    return [page for page, data in env.metadata.items() if "follows_records" in data]


def drop_copied_ids(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take the id of a table from the box around it, which Furo 2025.12.19 gives the same one."""
    for box in doctree.findall(nodes.container):
        if "table-wrapper" in box["classes"]:
            box["ids"] = []


def setup(app: Sphinx) -> dict[str, object]:
    app.add_directive("machines", Machines)
    app.connect("env-get-outdated", find_outdated)
    app.connect("doctree-resolved", drop_copied_ids)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
