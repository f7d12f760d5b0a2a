"""Cells with the tag `machine` are recorded, and show what every machine on record printed."""
import dataclasses
import json

import nbformat
import pytest
from bs4 import BeautifulSoup

from conftest import Book
from jaxbook.pages import Pages
from jaxbook.project import open_project
from jaxbook.record import find_unmarked, write_outputs
from jaxbook.runs.model import read_checks
from runs import CPU, GPU, fill_store, make_run, record_outputs

CELL = ":tags: [machine]\n\n"
PUBLISHED = [{"machine": "NVIDIA T9", "source": "A lecture", "url": "https://example.org/lecture",
              "note": "It was a second call.", "outputs": {"cosine": "0.5 s  <JAX>"}}]
PAGE = ("x = 1", CELL + 'print("words")', ":tags: [machine, published-cosine]\n\n" + 'draw("a")',
        'print("other words")')


def record(book: Book, machine=GPU, said: str = "there") -> None:
    record_outputs(book.folder, machine, said)


@pytest.fixture
def page(book):
    (book.folder / "benchmarks/records").mkdir(parents=True)
    (book.folder / "benchmarks/records/published.json").write_text(json.dumps(PUBLISHED))
    book.write_notebook("lectures/a.md", *PAGE)
    return book


def read_tabs(book: Book) -> list[list[tuple[str, str]]]:
    """Return label and text of each tab of each cell of the page."""
    fill_store(book.folder)
    run = book.run("render")
    assert run.returncode == 0, run.stderr
    site = BeautifulSoup(book.read("lectures/a"), "html5lib")
    for group in site.select(".machines"):
        buttons = [label.input for label in group.find_all("label", recursive=False)]
        assert len({button["name"] for button in buttons}) == 1
        assert [button.has_attr("checked") for button in buttons] == [
            True, *[False] * (len(buttons) - 1)]
    return [[(label.text, label.find_next_sibling("div").get_text("|", strip=True))
             for label in group.find_all("label", recursive=False)]
            for group in site.select(".machines")]


def test_page_without_records_shows_its_own_output_alone(page):
    page.write_notebook("lectures/a.md", *PAGE[:2])
    assert read_tabs(page) == []
    assert "words" in page.read("lectures/a")


def test_cell_shows_the_same_cell_on_every_machine_and_what_was_published(page):
    record(page)
    record(page, CPU.model_copy(update={"cores": 1}), "slow words")
    jax = f"JAX {make_run('a', nbformat.v4.new_notebook()).versions.jax}, 2026-01-31"
    this = "This build: Acme One, 2 cores"
    text, figure = read_tabs(page)
    assert text == [(this, "words"), ("Acme One, 1 core", f"{jax}|slow words"),
                    ("Fake G1", f"{jax}|there")]
    assert [label for label, _ in figure] == [*(label for label, _ in text), "NVIDIA T9, published"]
    assert figure[-1][1] == "A lecture|. It was a second call.|0.5 s  <JAX>"
    site = BeautifulSoup(page.read("lectures/a"), "html5lib")
    images = site.select(".machines > div:not(:first-of-type) img")
    assert [image["alt"] for image in images] == ["Acme One, 1 core", "Fake G1"]
    for image in images:
        assert (page.folder / "_build/full/html/lectures" / image["src"]).exists()
        assert image["width"].isdigit() and image["height"].isdigit()
        assert image["loading"] == "lazy"
    assert "other words" in site.text
    book = nbformat.read(page.folder / "_build/full/html/notebooks/lectures/a.ipynb", 4)
    folded = [cell.source for cell in book.cells if "<details>" in cell.source]
    assert len(folded) == 2
    assert "**Fake G1**: JAX " in folded[0] and "```text\nthere\n```" in folded[0]
    assert "This build" not in folded[0]
    assert "[A lecture](https://example.org/lecture)" in folded[1]
    assert "```text\n0.5 s  <JAX>\n```" in folded[1]


def test_record_of_another_version_says_so_or_is_not_shown(page):
    record(page)
    page.write_notebook("lectures/a.md", "x = 2", *PAGE[1:])
    ((_, (name, said)), _) = read_tabs(page)
    assert name == "Fake G1"
    assert "; with other code above this cell" in said
    page.write_notebook("lectures/a.md", "x = 2", CELL + 'print("new words")', *PAGE[2:])
    ((label, _), *_), = read_tabs(page)
    assert label == "This build: Acme One, 2 cores"
    record(page)
    assert len(read_tabs(page)) == 2


def test_pages_follow_the_records(page):
    record(page)
    assert len(read_tabs(page)[0]) == 2
    file = page.folder / "benchmarks/records/fake-g1/outputs.json"
    file.write_text(file.read_text().replace("there", "elsewhere"))
    assert read_tabs(page)[0][1][1].endswith("|elsewhere")
    file.unlink()
    assert len(read_tabs(page)) == 1  # what was published


@pytest.mark.parametrize(("change", "said"), [
    (lambda text: text[:-9], "outputs.json: not JSON"),
    (lambda text: text.replace("Fake G1", "Fake G2"),
     "outputs.json: machine: the outputs of Fake G2 must be in the folder fake-g2"),
    (lambda text: text.replace('"format": 1', '"format": 7'), "outputs.json: format: must be 1"),
    (lambda text: text.replace('"figure": "', '"figure": "../'),
     "figure: must be the name of a WebP file beside it"),
])
def test_bad_record_is_refused_by_name(page, change, said):
    record(page)
    file = page.folder / "benchmarks/records/fake-g1/outputs.json"
    file.write_text(change(file.read_text()))
    fill_store(page.folder)
    run = page.run("render")
    assert run.returncode == 1
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_unknown_published_name_is_refused(page):
    page.write_notebook("lectures/a.md", ":tags: [machine, published-sine]\n\n" + 'print("x")')
    fill_store(page.folder)
    run = page.run("render")
    assert run.returncode == 1
    assert "lectures/a: the tag published-sine: no published figures have this name" in run.stderr


def test_record_executes_what_this_machine_has_not_and_replaces_its_record(page):
    page.write_notebook("lectures/a.md", "x = 1", CELL + "print('words', x)")
    page.write_notebook("lectures/b.md", "x = 1")
    fill_store(page.folder)  # another machine's
    run = page.run("record")
    assert run.returncode == 0, run.stderr
    assert "lectures/a: " in run.stdout and "lectures/b: " not in run.stdout
    (file,) = (page.folder / "benchmarks/records").glob("*/outputs.json")
    assert run.stdout.splitlines()[-1] == (
        f"wrote benchmarks/records/{file.parent.name}; commit it to show this machine in the book")
    (cell,) = json.loads(file.read_text())["pages"]["lectures/a"]["cells"]
    assert cell["parts"] == [{"text": "words 1"}]
    (file.parent / "old.webp").touch()
    again = page.run("record")
    assert (again.returncode, "lectures/a: " in again.stdout) == (0, False)
    assert [path.name for path in file.parent.iterdir()] == ["outputs.json"]


def test_cell_that_differs_between_machines_without_the_tag_is_named(page):
    fill_store(page.folder)
    pages = Pages(open_project(page.folder))
    (key,) = pages.keys.values()
    run = make_run("lectures/a", pages.read_notebook("lectures/a"), machine=GPU)
    changed = tuple(tuple(dataclasses.replace(o, text=o.text + "!") for o in cell)
                    for cell in run.outputs)
    pages.store.put(key, run)
    assert list(find_unmarked(Pages(open_project(page.folder)))) == []
    pages.store.put(key, dataclasses.replace(run, outputs=changed))
    said = list(find_unmarked(Pages(open_project(page.folder))))
    assert len(said) == 2  # `x = 1` and `print("other words")`
    assert "`x = 1` differently; it needs the tag machine" in said[0]
    assert "acme-one-2-cores and fake-g1" in said[0]


def test_ledger_shows_the_newest_record_that_made_a_check_which_this_machine_cannot(book):
    line = 'print("NOT CHECKED HERE | GPU: share | needs a GPU")'
    book.write_notebook("lectures/a.md", f":tags: [check]\n\n{line}")
    book.write("lectures/ledger.md", "# Ledger\n\n```{ledger}\n```\n")
    pages = Pages(open_project(book.folder))
    notebook = pages.read_notebook("lectures/a")

    def measure(machine, date: str, *lines: str) -> None:
        run = make_run("lectures/a", notebook, machine=machine)
        text = "".join(f"{line} | > 0.1 | ± 0 | this page\n" for line in lines)
        kept = pages.store.put(pages.keys["lectures/a"], dataclasses.replace(
            run, date=date, checks=tuple(read_checks(text))))
        write_outputs(pages, machine)
        kept.unlink()

    def read_row() -> list[str]:
        fill_store(book.folder)
        run = book.run("render")
        assert run.returncode == 0, run.stderr
        ledger = BeautifulSoup(book.read("lectures/ledger"), "html5lib")
        (row,) = ledger.select("table.ledger tbody tr")
        return [cell.get_text() for cell in row.select("td")]

    measure(CPU, "2026-02-01 12:00", "PASS | CPU: share | 0.3")
    *fields, result = read_row()
    assert fields == ["GPU: share", "", "", "", ""]
    assert "needs a GPU" in result
    assert "passed" not in result
    other = GPU.model_copy(update={"device": "Fake G2"})
    measure(other, "2025-12-31 12:00", "PASS | GPU: share | 0.5")
    assert "passed on Fake G2, 2025-12-31" in read_row()[-1]
    measure(GPU, "2026-01-31 12:00", "PASS | GPU: share | True", "DIFFERS HERE | GPU: time | 0")
    *fields, result = read_row()
    assert fields == ["GPU: share", "yes", "> 0.1", "± 0", "this page"]
    assert "passed on Fake G1, 2026-01-31" in result
    kept = json.loads((book.folder / "benchmarks/records/fake-g1/outputs.json").read_text())
    (check,) = kept["pages"]["lectures/a"]["checks"]  # and not the one that did not hold
    assert check["statement"] == "GPU: share"
