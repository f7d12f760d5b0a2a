"""Options of execution have the effect that Jupyter Book documents, or the build says what does."""
import re

import nbformat
import pytest

from conftest import Book


def write_page(book: Book, name: str, front: str, *cells: str) -> None:
    """Write a notebook with a line in its front matter."""
    book.write_notebook(name, *cells)
    text = (book.folder / name).read_text()
    book.write(name, text.replace("---\n# Page", f"{front}\n---\n# Page"))


def write_ipynb(book: Book, *codes: str) -> None:
    """Write lectures/n.ipynb, whose first cell has an output in the file."""
    cells = [nbformat.v4.new_code_cell(code) for code in codes]
    cells[0].outputs = [nbformat.v4.new_output("stream", text="storedstored\n")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Notebook"), *cells], metadata=kernel),
        book.folder / "lectures" / "n.ipynb")
    book.list_pages(chapters=[{"file": "lectures/n"}, {"file": "lectures/m"}])


@pytest.mark.long(but=["off-1-stored-", "auto-1-stored-ran", "force-1-ran-ran"])
@pytest.mark.parametrize(("mode", "codes", "of_file", "of_page"), [
    ("off", 1, "stored", ""), (False, 1, "stored", ""),  # YAML reads off as false
    ("auto", 1, "stored", "ran"), ("auto", 2, "ran", "ran"),  # the second cell has no output
    ("cache", 1, "ran", "ran"), ("inline", 1, "ran", "ran"), ("force", 1, "ran", "ran"),
])
def test_modes_of_execution(book, mode, codes, of_file, of_page):
    book.write_notebook("lectures/m.md", "print('ran' * 2)")
    write_ipynb(book, *["print('ran' * 2)"] * codes)
    book.configure(execute={"execute_notebooks": mode})
    run = book.build()
    assert run.returncode == 0, run.stderr
    for page, wanted in (("n", of_file), ("m", of_page)):
        text = book.read(f"lectures/{page}")
        for word in ("stored", "ran"):
            assert (word * 2 in text) is (word == wanted), (page, word)
        assert f"notebooks/lectures/{page}.ipynb" in book.read_site()
    assert run.stderr.count("execute_notebooks has no effect here: force: a page runs again"
                            ) == (mode == "force")


@pytest.mark.long(but=["off", "errors", "skip-execution"])
@pytest.mark.parametrize(("front", "cells", "seen", "unseen"), [
    ("mystnb: {execution_mode: 'off'}", ["print('one' * 2)"], [], ["oneone"]),
    ("mystnb: {execution_mode: off}", ["print('one' * 2)"], [], ["oneone"]),
    ("mystnb: {execution_mode: force}", ["print('one' * 2)"], ["oneone"], []),
    ("mystnb: {execution_allow_errors: true}", ["1 / 0", "print('one' * 2)"],
     ["ZeroDivisionError", "oneone"], []),
    ("mystnb: {execution_timeout: 60}", ["import time; time.sleep(2)\nprint('one' * 2)"],
     ["oneone"], []),
    ("", [":tags: [raises-exception]\n\n1 / 0", "print('one' * 2)"],
     ["ZeroDivisionError", "oneone"], []),
    ("", [":tags: [skip-execution]\n\nprint('one' * 2)", "print('two' * 2)"],
     ["twotwo"], ["oneone"]),
], ids=["off", "false", "force", "errors", "timeout", "raises-exception", "skip-execution"])
def test_options_of_a_page(book, front, cells, seen, unseen):
    book.limit(1)
    write_page(book, "lectures/a.md", front, *cells)
    run = book.build()
    assert run.returncode == 0, run.stderr
    text = book.read("lectures/a")
    assert [word for word in seen if word not in text] == []
    assert [word for word in unseen if word in text] == []


@pytest.mark.parametrize(("front", "said"), [
    ("mystnb: {execution_timeout: 1}", ":8: cell 2: over the time limit of 1 s; make it faster"),
    ("mystnb: {execution_timeout: soon}", ": execution_timeout: expected a number of seconds, "
                                          "found 'soon'"),
    ("mystnb: {execution_mode: often}", ": execution_mode: often: allowed are auto, cache, force, "
                                        "inline, off"),
])
def test_options_of_a_page_that_stop_it(book, front, said):
    write_page(book, "lectures/a.md", front, "import time; time.sleep(30)")
    run = book.build()
    assert (run.returncode, run.stderr.count("\n")) == (1, 1)
    assert run.stderr.startswith(f"error: lectures/a.md{said}")


def test_errors_are_allowed_in_the_whole_book_or_not(book):
    book.write_notebook("lectures/a.md", "1 / 0", "print('one' * 2)")
    assert book.build().returncode == 1
    book.configure(execute={"allow_errors": True})
    assert book.build().returncode == 0
    assert "oneone" in book.read("lectures/a") and "ZeroDivisionError" in book.read("lectures/a")
    book.configure(execute={"allow_errors": False})
    assert book.build().returncode == 1  # the run with the error is not taken for a good one


def test_pages_are_excluded_from_execution(book):
    book.write_notebook("lectures/a.md", "print('one' * 2)")
    book.write_notebook("lectures/b.md", "print('two' * 2)")
    book.configure(execute={"exclude_patterns": ["lectures/a*"]})
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert "lectures/a" not in run.stdout
    assert "oneone" not in book.read("lectures/a") and "twotwo" in book.read("lectures/b")


def test_options_without_effect_are_said_once_in_a_line_each(book):
    book.configure(launch_buttons={"thebe": True, "colab_url": ""},
              repository={"url": "https://github.com/us/book", "branch": "master"},
              latex={"latex_engine": "xelatex"}, execute={"cache": "there", "run_in_temp": False},
              html={"comments": {"hypothesis": True, "utterances": False}, "announcement": "Hello",
                    "use_issues_button": True, "analytics": {"google_analytics_id": ""}},
              sphinx={"config": {"html_copy_source": True, "html_show_sourcelink": False}})
    run = book.build()
    assert run.returncode == 0, run.stderr
    lines = (book.folder / "_config.yml").read_text().split("\n")
    said = {}
    for sentence in run.stderr.strip().split("\n"):
        place, _, section, rest = re.fullmatch(r"(.*?): (sphinx: )?(\w+): (.*)", sentence).groups()
        name, _, advice = rest.partition(" has no effect here: ")
        assert lines[int(place.removeprefix("_config.yml:")) - 1].strip().startswith(f"{name}:")
        assert advice
        said[section, name] = advice
    assert set(said) == {("launch_buttons", "thebe"), ("latex", "latex_engine"),
                         ("execute", "cache"), ("execute", "run_in_temp"), ("html", "comments"),
                         ("html", "announcement"), ("html", "use_issues_button"),
                         ("config", "html_copy_source")}
    assert book.build().stderr == ""  # nothing has changed


def test_book_that_switches_nothing_on_hears_nothing(book):
    run = book.build()
    assert (run.returncode, run.stderr) == (0, "")
