"""Show where the numbers of each page come from: machine, versions, date, commit, and its checks.

A quiet line at the foot of each executed page (`html-page-context`), and the directives
`execution-table` and `ledger`, all filled from the stored runs. A post-transform fills the tables
of the ledger, with the sentences of pages, which are known when all are read, above their checks;
`find_ledger`, at `env-get-updated`, has the ledger written again when a sentence changes.
"""
import hashlib
import html
import re
from collections.abc import Iterable, Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from jaxbook.project import make_slug
from jaxbook.records.outputs import Outputs, find_check
from jaxbook.runs.model import Check, Run, split_claim
from jaxbook.site.claims import CLAIMS
from jaxbook.site.outputs import follow_outputs, get_outputs
from jaxbook.site.sources import find_runs, get_pages
from jaxbook.site.staleness import follow_runs
from jaxbook.words import COUNTS, EXECUTED, FILTER, SHOWN, read_words

COLUMNS = {
    "Seconds": lambda run: f"{run.seconds:.1f}",
    "Checks": lambda run: str(run.passed),
    "Device": lambda run: run.device_name,
    "JAX": lambda run: run.versions.jax,
    "Python": lambda run: run.versions.python,
    "Peak GiB": lambda run: f"{run.peak_gib:.1f}",
    "Executed (UTC)": lambda run: run.date,
    "Commit": lambda run: run.commit,
}
SHOWS = "shows_claims"  # metadata of a page with a ledger
FIELDS = ["Statement", "Measured", "Reference", "Tolerance", "Source", "Result"]


class ExecutionTable(SphinxDirective):
    """A table with one row for each executed page; the pages are links."""

    def run(self) -> list[nodes.Node]:
        follow_runs(self.env)
        rows = [
            [link_page(page, self.env.docname), *(show(run) for show in COLUMNS.values())]
            for page, run in find_runs(self.env.app).items()
        ]
        words = read_words(get_pages(self.env.app).project)
        return [make_table([words[name] for name in ("Page", *COLUMNS)], rows, "execution-table")]


class Ledger(SphinxDirective):
    """Counts and devices of all checks, then for each page a section with a table of its checks.

    The sections are folded: a phone would need seconds to lay out thousands of rows.
    """

    def run(self) -> list[nodes.Node]:
        follow_runs(self.env)
        follow_outputs(self.env)
        runs = find_runs(self.env.app)
        words = read_words(get_pages(self.env.app).project)
        counted = nodes.paragraph(text=words[COUNTS].format(
            passed=sum(run.passed for run in runs.values()), pages=len(runs),
            missed=sum(run.missed for run in runs.values()),
            differing=sum(len(run.differing) for run in runs.values()),
            asserts=sum(run.asserts for run in runs.values()),
            devices="; ".join(sorted({run.device_name for run in runs.values()})),
        ))
        label = html.escape(words[FILTER])
        field = nodes.raw("", '<p><input class="filter" type="search" hidden '
                          f'placeholder="{label}" aria-label="{label}"></p>', format="html")
        return [counted, field, *(self.list_page(page, run, words) for page, run in runs.items())]

    def list_page(self, page: str, run: Run, words: dict[str, str]) -> nodes.section:
        """Return the section of a page with a table that `FillLedger` fills."""
        self.env.metadata[self.env.docname][SHOWS] = True
        title = nodes.title("", "", link_page(page, self.env.docname))
        link = nodes.paragraph("", "", link_page(page, self.env.docname))
        table = make_table([words[name] for name in FIELDS], [], "ledger")
        table["page"] = page
        return nodes.section("", title, link, table, ids=[f"ledger-{make_slug(page)}"],
                             fold=words["{count} passed"].format(count=run.passed))


class FillLedger(SphinxPostTransform):
    """Put the checks into the ledger: those of a claim below its sentence and a link to it.

    This is done when the page is written: in each build Sphinx walks through everything that it has
    read, and half of that would be the rows of the ledger.
    """

    default_priority = 3  # before references, of which a sentence may have some, are resolved

    def run(self, **kwargs: object) -> None:
        for table in self.document.findall(nodes.table):
            if "page" in table:
                next(table.findall(nodes.tbody)).extend(self.list_rows(table["page"]))

    def list_rows(self, page: str) -> Iterator[nodes.row]:
        """Yield the rows of a page; the checks of one claim stand where its first one was made."""
        words, claims = read_words(get_pages(self.app).project), self.env.metadata[page][CLAIMS]
        records, _ = get_outputs(self.env)
        by_name: dict[str, list[tuple[str, Check]]] = {}
        for check in find_runs(self.app)[page].checks:
            name, rest = split_claim(check.statement)
            by_name.setdefault(name, []).append((rest, check))
        for name, checks in by_name.items():
            if name in claims:
                mark, sentence = claims[name]
                address = self.app.builder.get_relative_uri(self.env.docname, page)
                link = nodes.reference("", words["on the page"], refuri=f"{address}#{mark}",
                                       internal=True)
                yield self.make_head(sentence, link)
            for rest, check in checks:
                statement = rest if name in claims else check.statement
                yield make_row([statement, *show_check(page, check, records, words)])

    def make_head(self, sentence: nodes.inline, link: nodes.reference) -> nodes.row:
        """Return a row over all columns: the sentence, and a link to its mark."""
        sentence = sentence.deepcopy()
        for part in sentence.findall(addnodes.pending_xref):
            part["refdoc"] = self.env.docname
        line = nodes.paragraph("", "", sentence, nodes.Text(" "), link)
        entry = nodes.entry("", line, morecols=len(FIELDS) - 1)
        return nodes.row("", entry, classes=["claimed"])


def find_ledger(app: Sphinx, env: BuildEnvironment) -> Iterator[str]:
    """Yield the pages with a ledger if the sentences that it shows have changed."""
    sentences = [(page, name, mark, sentence.pformat()) for page in sorted(env.found_docs)
                 for name, (mark, sentence) in env.metadata[page].get(CLAIMS, {}).items()]
    now = hashlib.sha256(repr(sentences).encode()).hexdigest()
    if getattr(env, "jaxbook_claims", "") != now:
        env.jaxbook_claims = now  # pyrefly: ignore[missing-attribute]: extensions may add some
        yield from (page for page in sorted(env.found_docs) if SHOWS in env.metadata[page])


def show_check(
    page: str, check: Check, records: list[Outputs], words: dict[str, str]
) -> list[str]:
    """Return what stands beside the statement of a check.

    It is from a record of another machine if the check was not made here.
    """
    def say(text: str) -> str:
        return re.sub("True|False", lambda word: words["yes" if word[0] == "True" else "no"], text)

    if not check.reason:
        result = words["passed" if check.passed else "measured otherwise on this machine"]
        return [say(check.value), say(f"{check.relation} {check.reference}"),
                check.tolerance, check.source, result]
    missed = words["not checked on this machine: {reason}"].format(reason=check.reason)
    found = find_check(records, page, check.statement)
    if found is None:
        return ["", "", "", "",
                f"{missed}; {words['no other machine has recorded this check']}"]
    machine, date, row = found
    there = words["passed on {machine}, {date}"].format(machine=machine.name, date=date[:10])
    return [say(row.value), say(row.reference), row.tolerance, row.source,
            f"{missed}; {there}"]


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
    plain = {"support_smartquotes": False}  # what a check printed stays as it was printed
    return nodes.row("", *(
        nodes.entry("", nodes.paragraph("", "", cell, **plain)) for cell in inline
    ))


def list_lines(app: Sphinx, page: str) -> Iterator[str]:
    """Yield what the foot of a page says of its run."""
    words, runs = read_words(get_pages(app).project), find_runs(app)
    if get_pages(app).project.machine:
        yield words[SHOWN].format(machine=next(run.machine.name for run in runs.values()))
    if run := runs.get(page):
        yield words[EXECUTED].format(
            date=run.date, device=run.device_name, jax=run.versions.jax, python=run.versions.python,
            seconds=f"{run.seconds:.1f}", commit=run.commit)


def write_foot(app: Sphinx, page: str, template: str, context: dict, doctree) -> None:
    """Put the line of a page's run under its body; the search index does not see it."""
    if "body" in context:  # not a page of Sphinx, such as the one for search
        for line in list_lines(app, page):
            context["body"] += f'<p class="provenance">{html.escape(line)}</p>\n'


def setup(app: Sphinx) -> dict[str, object]:
    app.add_directive("execution-table", ExecutionTable)
    app.add_directive("ledger", Ledger)
    app.add_post_transform(FillLedger)
    app.connect("env-get-updated", find_ledger)
    app.connect("html-page-context", write_foot)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
