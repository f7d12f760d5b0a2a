"""Show where the numbers of each page come from: machine, versions, date, commit, checks.

Adds the directive `execution-table`, filled from the execution cache; a page that has it is read
again (`env-get-outdated`) when a record changed.
"""
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from tabulate import tabulate

from execution import read_records

COLUMNS = {
    "Seconds": lambda record: f"{record['execution_seconds']:.1f}",
    "Checks": lambda record: str(record["checks"]),
    "Device": lambda record: describe_device(record),
    "JAX": lambda record: record["jax"],
    "Python": lambda record: record["python"],
    "Peak GiB": lambda record: f"{record['peak_gib']:.1f}",
    "Executed (UTC)": lambda record: record["date"],
    "Commit": lambda record: record["commit"],
}


def describe_device(record: dict) -> str:
    """Return the device as JAX names it; for a CPU, with its number of cores."""
    cores = f", {record['cores']} cores" if record["backend"] == "cpu" else ""
    return record["device"] + cores


class ExecutionTable(SphinxDirective):
    """A table with one row for each executed page; the pages are links."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["execution_table"] = True
        rows = [["Page", *COLUMNS]]
        rows += [
            [page, *(show(record) for show in COLUMNS.values())] if record
            else [page, "not executed", *[""] * (len(COLUMNS) - 1)]
            for page, record in read_records(Path(self.env.srcdir)).items()
        ]
        return [make_table(rows)]


def make_table(rows: list[list[str]]) -> nodes.table:
    """Return a docutils table; the first row is its head, the first column links to pages."""
    group = nodes.tgroup(cols=len(rows[0]))
    group += [nodes.colspec(colwidth=1) for _ in rows[0]]
    head, body = nodes.thead(), nodes.tbody()
    for row in rows:
        cells = [nodes.entry("", nodes.paragraph(text=cell)) for cell in row]
        if row is not rows[0]:
            link = nodes.reference("", row[0], refuri=f"../{row[0]}.html", internal=True)
            cells[0] = nodes.entry("", nodes.paragraph("", "", link))
        (head if row is rows[0] else body).append(nodes.row("", *cells))
    group += [head, body]
    return nodes.table("", group, classes=["execution-table"])


def find_outdated(app: Sphinx, env, added, changed, removed) -> list[str]:
    """Return the pages with a table if any record changed since they were read."""
    records = read_records(Path(app.srcdir))
    if getattr(env, "provenance_records", None) == records:
        return []
    env.provenance_records = records
    return [page for page, data in env.metadata.items() if "execution_table" in data]


def summarize() -> str:
    """Return the table that ends a build: one row for each page."""
    shown = {"seconds": "Seconds", "device": "Device", "checks passed": "Checks"}
    rows = [
        [page, *(COLUMNS[column](record) for column in shown.values())]
        for page, record in read_records().items()
    ]
    return tabulate(rows, ["page", *shown], disable_numparse=True)


def setup(app: Sphinx) -> dict[str, object]:
    app.add_directive("execution-table", ExecutionTable)
    app.connect("env-get-outdated", find_outdated)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
