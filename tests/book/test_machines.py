"""The page of machines follows the records."""
import re
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from jaxbook.records import drawing
from records import GPU, SIZES, make_record, put_record
from sources import ROOT

VIEWS = ("list", "ratios", "losses", "shares", "pages", "target", "rooflines", "libraries",
         "programs", "accuracy")
PAGE = "# Machines\n" + "".join(f"\n```{{machines}} {view}\n```\n" for view in VIEWS)
LOAD = """
import sys
from pathlib import Path
from jaxbook.records import model, tables
records = model.load_records(Path(sys.argv[1]))
parts = [part for view in tables.VIEWS.values() for part in view(records)]
print("matplotlib" in sys.modules, "sphinx" in sys.modules)
drawn = [part.draw() for part in parts if not isinstance(part, str)]
print("matplotlib" in sys.modules, "sphinx" in sys.modules)
"""


def read_page(book) -> BeautifulSoup:
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    return BeautifulSoup(book.read("lectures/machines"), "html5lib")


@pytest.mark.long
def test_page_follows_records_that_are_added_changed_and_removed(book):
    book.write("lectures/machines.md", PAGE)
    page = read_page(book)
    assert page.find("svg", class_="drawing") is None
    assert "No machine has been measured yet" in page.text
    book.write("lectures/machines.md", PAGE + "\nSee {numref}`fig-ratios-acme-one-2-cores`.\n")
    put_record(book.folder, make_record(ratio=2.0))
    page = read_page(book)
    assert "No machine has been measured yet" not in page.text
    assert "JAX is never slower than NumPy" in page.text
    assert page.select_one("a.reference[href='#fig-ratios-acme-one-2-cores']").text == "Fig. 1"
    put_record(book.folder, make_record(ratio=0.5))
    page = read_page(book)
    assert page.find(id="tab-losses-acme-one-2-cores").select_one("tbody").text.count("0.50") == 48
    assert "JAX is never slower than NumPy" not in page.text
    gpu = put_record(book.folder, make_record(GPU, share=0.7))
    page = read_page(book)
    assert "Fake G1 misses the target: 70% for cosine and 70% for f." in page.text
    drawings = page.find_all("svg", class_="drawing")
    assert len(drawings) == 4  # two figures for each of two machines
    for drawn in drawings:
        assert re.search(r"Acme One|Fake G1", drawn["aria-label"])
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert "tab-machines" in ids  # Furo would copy it; see jaxbook/site/furo.py
    assert len(ids) == len(set(ids))
    gpu.unlink()
    assert "Fake G1" not in read_page(book).text


def test_page_shows_each_task_of_each_machine_and_its_fastest_library(book):
    book.write("lectures/machines.md", PAGE)

    def expect_rows(machine: str, jax: str, fastest: str, on_path: str) -> list[list[str]]:
        cases = [(task, n) for task, sizes in SIZES.items() for n in sizes]
        return [[machine, task, f"{n:,}", "4,000,000", "2,000,000",
                 *(("", jax, on_path, "") if task == "path"
                   else ("1,000,000", jax, fastest, "8,000,000"))]
                for task, n in cases]

    put_record(book.folder, make_record(ratio=2.04))
    put_record(book.folder, make_record(GPU, ratio=1.0))
    table = read_page(book).find(id="tab-libraries")
    assert [cell.text for cell in table.select("thead th")] == [
        "Machine", "Task", "n", "NumPy", "Numba", "Numba, prange", "JAX", "Fastest",
        "prange, passive"]
    assert [[cell.text.strip() for cell in row.select("td")]
            for row in table.select("tbody tr")] == [
        *expect_rows("Acme One, 2 cores", "1,020,000", "Numba, prange ≈ JAX", "JAX"),
        *expect_rows("Fake G1", "500,000", "JAX", "JAX")]


def test_matplotlib_is_loaded_by_drawing_and_by_nothing_before_it(tmp_path):
    put_record(tmp_path, make_record())
    run = subprocess.run([sys.executable, "-c", LOAD, str(tmp_path)], cwd=ROOT, text=True,
                         capture_output=True, check=True, timeout=60)
    assert run.stdout.split() == ["False", "False", "True", "False"]


def test_warm_build_draws_nothing(book, monkeypatch):
    book.write("lectures/machines.md", PAGE)
    put_record(book.folder, make_record())
    drawn = []
    monkeypatch.setattr(drawing, "draw_ratios", lambda *given: drawn.append(given) or "<svg></svg>")
    read_page(book)
    assert drawn
    drawn.clear()
    book.write("lectures/intro.md", "# Small\n\nOther words.\n")
    read_page(book)
    assert drawn == []


def test_bad_record_and_unknown_view_stop_the_build_with_a_sentence(book):
    book.write("lectures/machines.md", PAGE)
    record = make_record()
    record["results"][3]["times_s"] = "fast"
    path = put_record(book.folder, record)
    run = book.run("render")
    assert run.returncode == 1
    assert ("benchmarks/records/acme-one-2-cores/record.json: results/3/times_s: must be a valid "
            "array, found 'fast'") in run.stderr
    assert "Traceback" not in run.stderr
    path.unlink()
    book.write("lectures/machines.md", "# Machines\n\n```{machines} weather\n```\n")
    run = book.run("render")
    assert run.returncode == 1
    assert "lectures/machines.md:3" in run.stderr
    assert "unknown view weather; allowed are list, ratios" in run.stderr
