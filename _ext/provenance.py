"""Show where the numbers of each page come from: machine, versions, date, commit, and its checks.

A quiet line at the foot of each executed page (`html-page-context`), and the directives
`execution-table` and `ledger`, all filled from the execution cache. A page whose run changed is
read again (`env-get-outdated`), and so are the pages with such a directive.
"""
import html
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from tabulate import tabulate

from cache import read_runs
from machines import follow_records, load_records
from records import find_check, name_machine

COLUMNS = {
    "Seconds": lambda run: f"{run['execution_seconds']:.1f}",
    "Checks": lambda run: str(count(run, "PASS")),
    "Device": lambda run: describe_device(run),
    "JAX": lambda run: run["jax"],
    "Python": lambda run: run["python"],
    "Peak GiB": lambda run: f"{run['peak_gib']:.1f}",
    "Executed (UTC)": lambda run: run["date"],
    "Commit": lambda run: run["commit"],
}
FIELDS = ["Statement", "Measured", "Reference", "Tolerance", "Source", "Result"]


def count(run: dict, state: str) -> int:
    """Return how many checks of a run ended in `state` (PASS, NOT CHECKED HERE)."""
    return sum(check[0] == state for check in run["checks"])


def describe_device(run: dict) -> str:
    """Return the device as JAX names it; for a CPU, with its model and number of cores."""
    if run["backend"] != "cpu":
        return run["device"]
    return f"{run['device']} ({run['processor']}, {run['cores']} cores)"


def list_runs(env: BuildEnvironment) -> dict[str, dict]:
    """Return the run of each executed page, and have the current page follow all of them."""
    env.metadata[env.docname]["follows_runs"] = True
    return {page: run for page, run in read_runs(Path(env.srcdir)).items() if run}


class ExecutionTable(SphinxDirective):
    """A table with one row for each executed page; the pages are links."""

    def run(self) -> list[nodes.Node]:
        rows = [
            [link_page(page, self.env.docname), *(show(run) for show in COLUMNS.values())]
            for page, run in list_runs(self.env).items()
        ]
        return [make_table(["Page", *COLUMNS], rows, "execution-table")]


class Ledger(SphinxDirective):
    """Counts and devices of all checks, then for each page a section with a table of its checks."""

    def run(self) -> list[nodes.Node]:
        follow_records(self.env)
        runs = list_runs(self.env)
        passed = sum(count(run, "PASS") for run in runs.values())
        missed = sum(count(run, "NOT CHECKED HERE") for run in runs.values())
        asserts = sum(run["asserts"] for run in runs.values())
        devices = "; ".join(sorted({describe_device(run) for run in runs.values()}))
        counted = nodes.paragraph(text=(
            f"{passed} checks on {len(runs)} pages passed; {missed} could not be made on this "
            f"machine: {devices}. {asserts} further assertions stand in other cells, and held."
        ))
        return [counted, *(self.list_page(page, run) for page, run in runs.items())]

    def list_page(self, page: str, run: dict) -> nodes.section:
        counted = nodes.Text(f": {count(run, 'PASS')} passed")
        title = nodes.title("", "", link_page(page, self.env.docname), counted)
        rows = [self.show_check(page, *check) for check in run["checks"]]
        name = page.replace("/", "-").replace("_", "-")
        return nodes.section("", title, make_table(FIELDS, rows, "ledger"), ids=[f"ledger-{name}"])

    def show_check(self, page: str, state: str, statement: str, *fields: str) -> list[str]:
        if state == "PASS":
            return [statement, *fields, "passed"]
        missed = f"not checked on this machine: {fields[-1]}"
        found = find_check(load_records(Path(self.env.srcdir)), page, statement)
        if found is None:
            return [statement, "", "", "", "", f"{missed}; no record of another one holds it"]
        record, check = found
        there = f"passed on {name_machine(record['machine'])}, {record['date']}"
        shown = (check[field] for field in ("value", "reference", "tolerance", "source"))
        return [statement, *shown, f"{missed}; {there}"]


def link_page(page: str, source: str) -> addnodes.pending_xref:
    """Return a link from the page `source` to `page`; Sphinx gives it the title as its text."""
    return addnodes.pending_xref(
        "", nodes.inline(text=page), refdomain="std", reftype="doc", refdoc=source,
        reftarget=f"/{page}", refexplicit=False, refwarn=True,
    )


def make_table(head: list[str], rows: Iterable[list], name: str) -> nodes.table:
    """Return a docutils table of the class `name`; its cells are texts or inline nodes."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += nodes.thead("", make_row(head))
    group += nodes.tbody("", *(make_row(row) for row in rows))
    return nodes.table("", group, classes=[name])


def make_row(cells: list) -> nodes.row:
    inline = (nodes.Text(cell) if isinstance(cell, str) else cell for cell in cells)
    plain = {"support_smartquotes": False}  # what a check printed stands as it was printed
    return nodes.row("", *(
        nodes.entry("", nodes.paragraph("", "", cell, **plain)) for cell in inline
    ))


def find_outdated(app: Sphinx, env: BuildEnvironment, added, changed, removed) -> list[str]:
    """Return the pages whose run changed, and, if any did, those that show all runs."""
    runs = read_runs(Path(app.srcdir))
    before = getattr(env, "provenance_runs", {})
    if before == runs:
        return []
    env.provenance_runs = runs
    followers = [page for page, data in env.metadata.items() if "follows_runs" in data]
    return followers + [page for page, run in runs.items() if before.get(page) != run]


def write_foot(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Put the line of a page's run under its body; the search index does not see it."""
    if run := read_runs(Path(app.srcdir)).get(page):
        line = (
            f"Executed {run['date']} UTC on {describe_device(run)} with JAX {run['jax']}, "
            f"Python {run['python']}, in {run['execution_seconds']:.1f} s; commit {run['commit']}"
        )
        context["body"] += f'<p class="provenance">{html.escape(line)}</p>\n'


def summarize(root: Path) -> str:
    """Return the table that ends a build: one row for each page."""
    shown = {"seconds": "Seconds", "device": "Device", "checks passed": "Checks"}
    rows = [
        [page, *(COLUMNS[column](run) for column in shown.values())]
        for page, run in read_runs(root).items()
    ]
    return tabulate(rows, ["page", *shown], disable_numparse=True)


def setup(app: Sphinx) -> dict[str, object]:
    app.add_directive("execution-table", ExecutionTable)
    app.add_directive("ledger", Ledger)
    app.connect("env-get-outdated", find_outdated)
    app.connect("html-page-context", write_foot)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
