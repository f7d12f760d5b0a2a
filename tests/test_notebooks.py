"""Each page, as an `.ipynb`, runs on its own where there is only what its install cell names.

The environment is made here: `jax quantecon matplotlib` at the pinned versions, and a kernel.
Pages run with `jax_debug_key_reuse`, so that a random key that is used twice is an error.
"""
import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

from cache import read_notebook
from sources import ROOT, read_pages

PAGES = [page.name for page in read_pages("lectures") if page.cells]
TIMEOUT_S = 600


@pytest.fixture(scope="module")
def bare_kernel(tmp_path_factory) -> str:
    """Make the environment and register its kernel; return the kernel's name."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    wanted = re.search(r"%pip install --quiet (.+)", (ROOT / "lectures/intro.md").read_text())[1]
    names = [name.strip('"') for name in wanted.split()]
    pip = [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
    subprocess.run([*pip, "-c", ROOT / "requirements.txt", *names, "ipykernel"], check=True)
    kernel = folder / "kernels" / "bare"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps({
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "bare", "language": "python",
        "env": {"JAX_DEBUG_KEY_REUSE": "1", "PYTHONPATH": ""},
    }))
    os.environ["JUPYTER_PATH"] = str(folder)
    yield "bare"
    del os.environ["JUPYTER_PATH"]


def run(notebook: nbformat.NotebookNode, kernel: str, folder: Path) -> nbformat.NotebookNode:
    return NotebookClient(
        notebook, kernel_name=kernel, timeout=TIMEOUT_S, resources={"metadata": {"path": folder}}
    ).execute()


def test_bare_environment_is_bare(bare_kernel, tmp_path):
    code = "import importlib.util as u\nprint([bool(u.find_spec(n)) for n in ('jax', 'sphinx')])"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    done = run(notebook, bare_kernel, tmp_path)
    assert done.cells[0].outputs[0]["text"] == "[True, False]\n"


@pytest.mark.parametrize("page", PAGES)
def test_page_runs_alone_and_uses_no_key_twice(bare_kernel, tmp_path, page):
    target = tmp_path / "page.ipynb"
    convert = [sys.executable, "-m", "jupytext", "--quiet", "--to", "ipynb", "--output", target]
    subprocess.run([*convert, ROOT / f"{page}.md"], check=True)
    done = run(nbformat.read(target, as_version=4), bare_kernel, tmp_path)
    text = "".join(o.get("text", "") for c in done.cells for o in c.get("outputs", []))
    assert re.search(r"^PASS \|", text, re.M)
    assert not re.search(r"^FAIL \|", text, re.M)


def test_key_used_twice_is_an_error_there(bare_kernel, tmp_path):
    code = "import jax\nkey = jax.random.key(0)\njax.random.normal(key)\njax.random.normal(key)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    with pytest.raises(Exception, match="KeyReuseError"):
        run(notebook, bare_kernel, tmp_path)


def test_jupytext_reads_the_code_that_the_book_executes():
    for page in PAGES:
        ours, theirs = (
            [cell.source.strip() for cell in notebook.cells if cell.cell_type == "code"]
            for notebook in (read_notebook(page), jupytext.read(ROOT / f"{page}.md"))
        )
        assert ours == theirs
