"""A page finds the files beside it, cannot spoil them, and runs again when one of them changes."""
import json
import subprocess
import sys

import pytest

import jaxbook.data
from conftest import Book
from jaxbook.data import find_data, list_words
from jaxbook.project import Project

READ = "print(open('prices.csv').read())"


def put(book: Book, name: str, text: str) -> None:
    path = book.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.long(but=["beside", "glob", "above", "module"])
@pytest.mark.parametrize(("name", "code"), [
    ("lectures/prices.csv", READ),
    ("lectures/my prices.csv", "print(open('my prices.csv').read())"),
    ("lectures/data/prices.csv", "print(open('data/prices.csv').read())"),
    ("lectures/data/prices.csv", "from pathlib import Path\n"
                                 "print((Path('data') / 'prices.csv').read_text())"),
    ("lectures/data/a/prices.csv", "import glob\nfor name in glob.glob('data/*/*'):\n"
                                   "    print(open(name).read())"),
    ("lectures/prices.csv", "name = 'prices'\nprint(open(f'{name}.csv').read())"),
    ("lectures/prices.csv", "%cat prices.csv"),
    ("data/prices.csv", "print(open('../data/prices.csv').read())"),
    ("_static/prices.csv", "import os\nprint(open(os.path.join('..', '_static', 'prices.csv'))"
                           ".read())"),
    ("lectures/prices.py", "import prices"),
], ids=["beside", "space", "folder", "Path", "glob", "suffix", "magic", "above", "join", "module"])
def test_page_and_its_notebook_find_a_file(book, name, code):
    put(book, name, "print('31415' + '.9')" if name.endswith(".py") else "31415.9")
    book.write_notebook("lectures/a.md", code)
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert "31415.9" in book.read("lectures/a")
    notebooks = book.folder / "_build" / "full" / "html" / "notebooks"
    assert (notebooks / name).read_bytes() == (book.folder / name).read_bytes()
    # The same relative path works where the notebook lies.
    cells = json.loads((notebooks / "lectures" / "a.ipynb").read_text())["cells"]
    (source,) = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    if not source.startswith("%"):
        alone = subprocess.run([sys.executable, "-c", source], cwd=notebooks / "lectures",
                               capture_output=True, text=True, check=True)
        assert "31415.9" in alone.stdout


def test_change_of_a_named_file_runs_the_page_again_and_no_other(book):
    put(book, "lectures/prices.csv", "31415.9")
    put(book, "lectures/other.txt", "words")
    book.write_notebook("lectures/a.md", READ)
    book.write_notebook("lectures/b.md", "x = 1")
    assert book.build().returncode == 0
    put(book, "lectures/other.txt", "more words")
    assert "[1/1]" not in book.build().stdout
    put(book, "lectures/prices.csv", "27182.8")
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert "[1/1] lectures/a: " in run.stdout
    assert "27182.8" in book.read("lectures/a") and "31415.9" not in book.read("lectures/a")
    warm = book.read_site()
    assert warm["notebooks/lectures/prices.csv"] == b"27182.8"
    assert book.run("pack", "runs.zip").returncode == 0
    again = book.copy(book.folder.with_name("again"))
    assert again.run("unpack", str(book.folder / "runs.zip")).returncode == 0
    assert again.run("render").returncode == 0
    assert again.read_site() == warm  # and the run of one machine is valid on another


def test_file_that_no_page_names_any_more_goes(book):
    put(book, "lectures/prices.csv", "31415.9")
    book.write_notebook("lectures/a.md", READ)
    assert book.build().returncode == 0
    book.write_notebook("lectures/a.md", "x = 1")
    assert book.build().returncode == 0
    assert "notebooks/lectures/prices.csv" not in book.read_site()


def test_page_cannot_spoil_the_sources(book):
    put(book, "lectures/prices.csv", "31415.9")
    book.write_notebook("lectures/a.md", "x = open('prices.csv', 'w').write('0')\n"
                                         "x = open('new.txt', 'w').write('0')", "import os\n"
                                         "print(sorted(os.listdir()))")
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert (book.folder / "lectures" / "prices.csv").read_text() == "31415.9"
    assert not (book.folder / "lectures" / "new.txt").exists()
    (path,) = (book.folder / "_build" / "runs").glob("*/*.json")
    (_, (listed,)) = json.loads(path.read_text())["outputs"]
    assert listed["text"] == "['new.txt', 'prices.csv']\n"


def test_missing_file_is_named_with_the_cell(book):
    book.write_notebook("lectures/a.md", READ)
    run = book.build()
    assert run.returncode == 1
    assert run.stderr.startswith("error: lectures/a.md:7: cell 2: ")
    assert "No such file or directory: 'prices.csv'" in run.stderr


def test_too_much_data_is_refused_with_the_limit(book, monkeypatch):
    monkeypatch.setattr(jaxbook.data, "MOST_BYTES", 2**20)
    put(book, "lectures/prices.csv", "1" * (3 * 2**20))
    book.write_notebook("lectures/a.md", READ)
    run = book.build()
    assert run.returncode == 1
    assert run.stderr == ("error: lectures/a.md: the files that its code names hold 3 MiB, and 1 "
                          "MiB may go with a page; have the code download the large ones\n")


def test_pages_hidden_files_and_what_lies_outside_are_no_data(tmp_path):
    book = tmp_path / "book"
    for name in ("lectures/a.md", "lectures/.secret", "lectures/_build/x.csv", "lectures/x.csv",
                 "elsewhere.csv", "_config.yml", "_toc.yml"):
        (book / name).parent.mkdir(parents=True, exist_ok=True)
        (book / name).write_text("title: x" if name == "_config.yml" else "")
    (tmp_path / "outside.csv").write_text("")
    (book / "lectures" / "link.csv").symlink_to(tmp_path / "outside.csv")
    words = list_words("open('a.md'); open('.secret'); open('x.csv'); open('link.csv')\n"
                       "open('elsewhere.csv'); open('../../outside.csv')")
    assert find_data(Project(book), {"lectures/a": words}) == {
        "lectures/a": ["elsewhere.csv", "lectures/x.csv"]}
    assert find_data(Project(book), {"lectures/a": list_words("x = csv")}) == {"lectures/a": []}


def test_solutions_are_never_data(book):
    """A page beside the folder `solutions` may use that word in its code."""
    book.write_notebook("lectures/a.md", "solutions = shared = 1")
    (book.folder / "lectures/a.md").rename(book.folder / "a.md")
    book.write("shared/_part.md", "```{solution} ex-b\nAnother zebra.\n```\n")
    book.write("lectures/b.md", "# B\n\n```{exercise}\n:label: ex-b\nDo it.\n```\n")
    book.write("solutions/b.md", "```{solution} ex-b\nThe zebra.\n```\n")
    book.list_pages(chapters=[{"file": "a"}, {"file": "lectures/b"}])
    run = book.build(EDITION="student")
    assert run.returncode == 0, run.stderr
    assert "notebooks/a.ipynb" in book.read_site("student")
    assert [name for name, text in book.read_site("student").items() if b"zebra" in text] == []
