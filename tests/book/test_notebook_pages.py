"""Pages in all the forms that authors have: each builds, and its notebook runs with what is beside.

Notebooks may come from any editor, with its metadata; texts from any system.
"""
import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

import alone
from conftest import HEAD, Book
from runs import draw_png
from words import find_difference, list_words_of_notebook, list_words_of_page

STANDARD = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
CONDA = {"kernelspec": {"name": "conda-env-lab-py", "display_name": "Python [conda env:lab]"},
         "language_info": {"name": "python", "version": "3.9"}, "toc": {"base_numbering": 1}}
MORE = STANDARD | {"colab": {"provenance": []}, "accelerator": "TPU", "authors": [{"name": "A"}]}


def cell(kind: str, source: str | list[str], **more: object) -> dict:
    outputs = {"outputs": [], "execution_count": 7} if kind == "code" else {}
    return {"cell_type": kind, "source": source, "metadata": {}} | outputs | more


PICTURE = base64.b64encode(draw_png("attached")).decode()
NOTEBOOKS = {  # name: metadata, minor version of the format, cells after the title
    "conda": (CONDA, 4, [cell("code", "print('conda')")]),
    "old": ({"kernelspec": {"name": "python3", "display_name": "P"}}, 2,
            [cell("code", ["word = 'old'\n", "print(word)"], metadata={"collapsed": True})]),
    "no_ids": (STANDARD, 5, [cell("code", "print('no ids')")]),
    "no_metadata": ({}, 4, [cell("code", "print('no metadata')")]),
    "no_code": (STANDARD, 4, [cell("markdown", "Only words.")]),
    "attached": (MORE, 4, [
        cell("markdown", "An ![image](attachment:a b.png) here.".replace("a b", "a%20b"),
             attachments={"a b.png": {"image/png": PICTURE}}),
        cell("raw", "never shown"), cell("raw", "<b>shown</b>", metadata={"format": "text/html"}),
        cell("code", ""), cell("code", "print('attached')")]),
    "Übung 1": (STANDARD, 4, [cell("code", "print('Übung')")]),
    "deep/er/inside": (STANDARD, 4, [
        cell("code", "print(open('values.csv').read(), open('../../shared.txt').read())")]),
}
CODE = "\n```{code-cell} ipython3\n:tags: [hide-input]\n\nword = 'WORD'\nprint(word)\n```\n\nEnd.\n"
TEXTS = {
    "bom": b"\xef\xbb\xbf" + (HEAD.format(title="BOM") + CODE).encode(),
    "crlf": (HEAD.format(title="CRLF") + CODE).replace("\n", "\r\n").encode(),
    "with space": (HEAD.format(title="Space") + CODE).encode(),
    "week 1/day": (HEAD.format(title="Day") + CODE + "\n[there](<../Übung 1.ipynb>)\n").encode(),
}
SAID = {"conda": "conda", "old": "old", "no_ids": "no ids", "no_metadata": "no metadata",
        "no_code": "", "attached": "attached", "Übung 1": "Übung",
        "deep/er/inside": "1,2 shared"} | dict.fromkeys(TEXTS, "WORD")
every_page = pytest.mark.parametrize("name", SAID)


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("pages") / "book")
    lectures = book.folder / "lectures"
    for name, (metadata, minor, cells) in NOTEBOOKS.items():
        path = lectures / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({
            "cells": [cell("markdown", f"# Title of {name}"), *cells], "metadata": metadata,
            "nbformat": 4, "nbformat_minor": minor}), encoding="utf-8")
    for name, text in TEXTS.items():
        (lectures / name).parent.mkdir(exist_ok=True)
        (lectures / f"{name}.md").write_bytes(text)
    (lectures / "deep/er/values.csv").write_text("1,2")
    (lectures / "shared.txt").write_text("shared")
    (lectures / "unused.txt").write_text("unused")
    toc = {"format": "jb-book", "root": "lectures/intro",
           "chapters": [{"file": f"lectures/{name}"} for name in SAID]}
    (book.folder / "_toc.yml").write_text(yaml.safe_dump(toc))
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    return book


def find_site(book: Book) -> Path:
    return book.folder / "_build/full/html"


@every_page
def test_notebook_is_one_that_runs_everywhere(pages, name):
    metadata = pages.read_notebook(f"lectures/{name}").metadata
    assert metadata.kernelspec.name == "python3"
    assert "accelerator" not in metadata
    assert set(metadata) == {"kernelspec", "language_info", "colab"}


@every_page
def test_notebook_runs_alone_with_the_data_beside_it(pages, name, tmp_path):
    shutil.copytree(find_site(pages) / "notebooks", tmp_path / "notebooks")
    place = tmp_path / f"notebooks/lectures/{name}.ipynb"
    codes = [cell.source for cell in nbformat.read(place, 4).cells if cell.cell_type == "code"]
    run = subprocess.run([sys.executable, alone.__file__], input=json.dumps(codes), text=True,
                         capture_output=True, check=False, cwd=place.parent, timeout=60)
    assert (run.returncode, run.stdout.strip()) == (0, SAID[name]), run.stderr


@every_page
def test_page_and_notebook_say_the_same(pages, name):
    html = pages.read(f"lectures/{name}")
    notebook = pages.read_notebook(f"lectures/{name}")
    assert not find_difference(list_words_of_page(html), list_words_of_notebook(notebook))
    article = BeautifulSoup(html, "html5lib").select_one("article")
    assert SAID[name] in article.get_text()


@every_page
def test_links_lead_to_files(pages, name):
    place = find_site(pages) / f"lectures/{name}.html"
    html = BeautifulSoup(place.read_text(), "html5lib")
    links = [link["href"] for link in html.select("article a[href]:not([href^='#'])")]
    assert any(link.endswith(".ipynb") for link in links)
    for link in links:
        assert " " not in link
        assert (place.parent / unquote(link)).is_file(), link


def test_attached_image_is_shown_by_the_site_and_the_notebook(pages):
    html = BeautifulSoup(pages.read("lectures/attached"), "html5lib")
    image = html.select_one("article img")
    assert image["alt"] == "image"
    assert image["src"] == f"data:image/png;base64,{PICTURE}"
    text = "".join(cell.source for cell in pages.read_notebook("lectures/attached").cells)
    assert f"![image]({image['src']})" in text
    assert "never shown" not in str(html) + text


def test_only_data_that_a_page_needs_lies_beside_the_notebooks(pages):
    folder = find_site(pages) / "notebooks/lectures"
    data = {path.relative_to(folder).as_posix() for path in folder.rglob("*")
            if path.is_file() and path.suffix != ".ipynb"}
    assert data == {"shared.txt", "deep/er/values.csv"}


def test_data_goes_with_the_page_that_needs_it(pages, tmp_path):
    book = pages.copy(tmp_path / "book", built=True)
    (book.folder / "lectures/deep/er/inside.ipynb").unlink()
    toc = yaml.safe_load((book.folder / "_toc.yml").read_text())
    toc["chapters"] = [entry for entry in toc["chapters"] if "inside" not in entry["file"]]
    (book.folder / "_toc.yml").write_text(yaml.safe_dump(toc))
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert not list((find_site(book) / "notebooks").rglob("*.csv"))


def test_kernel_that_is_not_here_is_the_one_of_python_for_python_alone(book):
    r_notebook = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    path = book.folder / "lectures/r.ipynb"
    path.write_text(json.dumps({
        "cells": [cell("markdown", "# R"), cell("code", "1")], "metadata": r_notebook,
        "nbformat": 4, "nbformat_minor": 4}))
    book.list_pages(chapters=[{"file": "lectures/r"}])
    run = book.build()
    assert run.returncode == 1
    assert "lectures/r.ipynb" in run.stderr
    assert "ir cannot be started" in run.stderr
    path.write_text(json.dumps({
        "cells": [cell("markdown", "# R"), cell("code", "1")], "nbformat": 4, "nbformat_minor": 4,
        "metadata": r_notebook | {"mystnb": {"execution_mode": "off"}}}))
    run = book.build()
    assert run.returncode == 0, run.stderr
    metadata = book.read_notebook("lectures/r").metadata
    assert metadata.kernelspec == r_notebook["kernelspec"]
    assert metadata.language_info.name == "R"


def test_fault_in_a_notebook_names_its_cell_and_line(book):
    cells = [cell("markdown", "# N\n\n![](none.png)"), cell("code", "x = 1"),
             cell("markdown", "Words.\n\n\n{ref}`nowhere`")]
    text = json.dumps({"cells": cells, "metadata": STANDARD, "nbformat": 4, "nbformat_minor": 4})
    (book.folder / "lectures" / "n.ipynb").write_text(text)
    book.list_pages(chapters=[{"file": "lectures/n"}])
    run = book.build()
    assert run.returncode == 1
    assert "lectures/n.ipynb: cell 1, line 3: WARNING: image file not readable" in run.stderr
    assert "lectures/n.ipynb: cell 3, line 4: WARNING: undefined label" in run.stderr
