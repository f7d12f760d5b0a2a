"""`make test-versions` names page, cell and release of a failure, and lists what runs."""
import os
import platform
from importlib.metadata import version

import nbformat
import pytest

import versions
from conftest import Book


def write_notebook(book: Book, page: str, *cells: str) -> None:
    """Put a notebook into the site of the book, as if it were built."""
    book.write_notebook(f"{page}.md", *cells)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    path = book.folder / "_build/full/html/notebooks" / f"{page}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


@pytest.fixture
def run_here(book: Book, monkeypatch):
    """Run the command on the small book, with this environment in the place of new ones."""
    def make_kernel(release: str, folder: object) -> str:
        if release == "0.0":
            raise RuntimeError("jax==0.0 cannot be installed")
        return "python3"

    monkeypatch.setenv("EDITION", "full")
    monkeypatch.setattr(versions, "ROOT", book.folder)
    monkeypatch.setattr(versions, "make_kernel", make_kernel)
    monkeypatch.setenv("JUPYTER_PATH", os.environ.get("JUPYTER_PATH", ""))  # restored at the end
    return versions.main


HERE = f"JAX {version('jax')}, Python {platform.python_version()}"


def test_page_that_runs_is_listed_with_its_seconds(book, run_here, capsys):
    write_notebook(book, "lectures/good", "1 + 1")
    assert run_here(["newest"]) == 0
    said = capsys.readouterr()
    table = said.out.split("\n\n")[1].split("\n")
    assert HERE in table[0]
    name, seconds = table[2].split()
    assert name == "lectures/good"
    assert float(seconds) > 0
    assert "FAILED" not in said.out
    assert said.err == ""


def test_failure_is_named_and_the_other_pages_run(book, run_here, capsys):
    write_notebook(book, "lectures/bad", "1 + 1", "assert 1 == 2, 'one is not two'")
    write_notebook(book, "lectures/good", "1 + 1")
    assert run_here(["0.9.2"]) == 1
    said = capsys.readouterr()
    _, _, bad, good = said.out.strip().split("\n\n")[1].split("\n")
    assert bad.split()[:4] == ["lectures/bad", "FAILED", "cell", "2"]
    assert "FAILED" not in good
    (line,) = said.err.strip().split("\n")
    assert line.startswith("error: lectures/bad, python3, cell 2: ")
    assert line.endswith("AssertionError: one is not two")


def test_release_that_cannot_be_installed_is_named_and_the_next_one_runs(book, run_here, capsys):
    write_notebook(book, "lectures/good", "1 + 1")
    assert run_here(["0.0", "newest"]) == 1
    said = capsys.readouterr()
    assert "error: 0.0: jax==0.0 cannot be installed" in said.err
    assert HERE in said.out


def test_no_site_is_said(run_here, capsys):
    assert run_here([]) == 2
    assert capsys.readouterr().err == (
        "error: no notebooks in _build/full/html/notebooks: run make book\n"
    )


@pytest.mark.parametrize(("release", "wanted"), [
    ("0.9.2", "jax==0.9.2"), ("newest", "jax!=0.11.1"),
])
def test_environment_has_the_release_and_nothing_of_ours(release, wanted, tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(versions, "call_uv", lambda *arguments: calls.append(arguments) or True)
    name = versions.make_kernel(release, tmp_path)
    installed = calls[-1][calls[-1].index(wanted):]
    assert installed == (wanted, "quantecon", "matplotlib", "numpy", "numba", "ipykernel")
    spec = (tmp_path / "kernels" / name / "kernel.json").read_text()
    assert str(tmp_path / name / "bin" / "python") in spec


def test_oldest_release_is_what_install_cells_ask_for():
    text = (versions.ROOT / "lectures/intro.md").read_text()
    assert f'"jax>={versions.OLDEST},' in text
