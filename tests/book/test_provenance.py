"""Each page says where it was executed; the status page and the ledger list runs and checks."""
from bs4 import BeautifulSoup

from jaxbook.machine import Machine
from jaxbook.runs import probe

CHECK = """\
:tags: [check]

print("PASS | two and two | 4 | == 4 | ± 0 | by hand")
print("NOT CHECKED HERE | GPU: three and three | needs a GPU")
"""


def read_page(book, page: str) -> BeautifulSoup:
    return BeautifulSoup(book.read(page), "html5lib")


def read_table(table) -> list[list[str]]:
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")]
            for row in table.select("tbody tr")]


def test_page_that_ran_says_where_and_a_text_page_says_nothing(book):
    book.write_notebook("lectures/a.md", "import jax; print('JAX', jax.__version__)")
    run = book.build()
    assert run.returncode == 0, run.stderr
    page = read_page(book, "lectures/a")
    version = page.select_one(".output").get_text(strip=True)
    line = page.select_one("p.provenance").get_text()
    assert f" with {version}, Python 3." in line
    assert f" UTC on {Machine(**probe.describe_machine()).name} with JAX" in line
    assert line.endswith("commit unknown")  # this small book is no repository
    assert not read_page(book, "lectures/intro").select("p.provenance")
    assert "provenance" not in (book.folder / "_build/full/html/searchindex.js").read_text()


def test_status_and_ledger_follow_the_runs(book):
    book.write("lectures/status.md", "# Status\n\n```{execution-table}\n```\n")
    book.write("lectures/ledger.md", "# Ledger\n\n```{ledger}\n```\n")
    book.write_notebook("lectures/a.md", "x = 1", CHECK, title="First")
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert "lectures/a" in run.stdout
    table = read_page(book, "lectures/status").select_one("table.execution-table")
    assert [cell.text for cell in table.select("thead th")][:3] == ["Page", "Seconds", "Checks"]
    assert table.select_one("tbody a")["href"] == "a.html"
    assert [row[0] for row in read_table(table)] == ["First"]
    ledger = read_page(book, "lectures/ledger")
    assert "1 checks on 1 pages passed; 1 could not run on this machine (" in ledger.text
    assert "Other cells contain 0 more assertions that ran and held." in ledger.text
    (table,) = ledger.select("table.ledger")
    fold = ledger.select_one("section#ledger-lectures-a > details.fold")
    assert fold.select_one("summary > h2").get_text().startswith("First")
    assert fold.select_one("summary > span").get_text() == "1 passed"
    assert fold.select_one("p > a")["href"] == "a.html"
    assert read_table(table) == [
        ["two and two", "4", "== 4", "± 0", "by hand", "passed"],
        ["GPU: three and three", "", "", "", "",
         "not checked on this machine: needs a GPU; no other machine has recorded this check"],
    ]
    asserts = "assert True\ndef f():\n    assert False\nif not f:\n    assert False"
    skipped = ":tags: [skip-execution]\n\nassert False"
    behind = ":tags: [raises-exception]\n\nraise ValueError\nassert False"
    book.write_notebook("lectures/b.md", asserts, skipped, behind,
                        CHECK.replace("two and two", "P(A | B)"), title="Second")
    assert book.build().returncode == 0
    assert [row[0] for row in read_table(
        read_page(book, "lectures/status").select_one("table.execution-table")
    )] == ["First", "Second"]
    ledger = read_page(book, "lectures/ledger")
    assert "2 checks on 2 pages passed; 2 could not run on this machine" in ledger.text
    assert "Other cells contain 1 more assertions that ran and held." in ledger.text
    (row, _) = read_table(ledger.select("table.ledger")[1])
    assert row == ["P(A | B)", "4", "== 4", "± 0", "by hand", "passed"]
