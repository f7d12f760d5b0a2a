"""`make serve` and `make lab` say where they are, and are there; a notebook runs in JupyterLab.

JupyterLab has an environment of its own, `.venv-lab`, whose kernel is the Python of `.venv`. Tests
with the mark `lab` need it; `make test-lab` makes it and runs them.
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from built import PAGES, find_page, read_html, read_title
from conftest import ROOT

LAB = ROOT / ".venv-lab"
MAKE = ("make", "--no-print-directory")
in_lab = pytest.mark.lab


def find_free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def start(*arguments: str, **environment: str):
    """Run a command in the background; end it, and what it started, at the end."""
    process = subprocess.Popen(
        arguments, cwd=ROOT, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=os.environ | environment,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=30)


def wait_for(address: str, limit_s: float = 60) -> str:
    """Return what the address answers, once it does."""
    end = time.monotonic() + limit_s
    while True:
        try:
            with urlopen(address, timeout=10) as answer:
                return answer.read().decode()
        except URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def test_serve_prints_where_the_site_is(site):
    port = find_free_port()
    with start(*MAKE, "serve", f"PORT={port}") as process:
        assert f"http://localhost:{port}" in process.stdout.readline()
        assert read_title(PAGES[0]) in wait_for(f"http://localhost:{port}/{PAGES[0]}.html")


def test_serve_on_a_port_that_is_taken_says_how_to_choose_another(site):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = subprocess.run([*MAKE, "serve", f"PORT={port}"], cwd=ROOT, text=True,
                             capture_output=True, check=False, timeout=60)
    assert run.returncode == 2
    assert f"{port}" in run.stderr
    assert "PORT=" in run.stderr


def test_open_page_shows_each_save(book, chromium):
    """Also a save that follows a reload at once, and one in a folder that came later."""
    port = find_free_port()
    with start(sys.executable, "-m", "jaxbook", "--book", str(book.folder), "watch", "--port",
               str(port)):
        wait_for(f"http://localhost:{port}")
        tab = chromium.new_page()
        tab.goto(f"http://localhost:{port}/lectures/intro.html")
        for words in ("First words.", "Second words."):
            book.write("lectures/intro.md", f"# Small\n\n{words}\n")
            expect(tab.get_by_text(words)).to_be_visible(timeout=30_000)
        book.write("more/z.md", "# Late page\n\nWords.\n")
        expect(tab.get_by_role("link", name="Late page").first).to_be_attached(timeout=30_000)
        book.write("more/z.md", "# Later page\n\nWords.\n")
        expect(tab.get_by_role("link", name="Later page").first).to_be_attached(timeout=30_000)
        tab.close()


@in_lab
def test_lab_runs_the_pages_with_the_pinned_packages():
    specification = json.loads((LAB / "share/jupyter/kernels/python3/kernel.json").read_text())
    assert specification["argv"][0] == str(ROOT / ".venv/bin/python")
    assert not (ROOT / ".venv/bin/jupyter-lab").exists()


@in_lab
def test_page_that_is_opened_run_and_saved_stays_as_it_is(chromium, tmp_path):
    """`make lab`, but on a copy, since a test must not write into the sources."""
    name = Path(find_page("<img", folder="lectures/")).name
    for file in (f"lectures/{name}.md", "pyproject.toml"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    page = tmp_path / "lectures" / f"{name}.md"
    before, written = page.read_text(), page.stat().st_mtime_ns
    port = find_free_port()
    options = (f"LAB=--no-browser --allow-root --port={port} --ServerApp.port_retries=0 "
               f"--ServerApp.root_dir={tmp_path}")
    with start(*MAKE, "lab", options, JUPYTER_TOKEN="test", JUPYTER_CONFIG_DIR=str(tmp_path)):
        wait_for(f"http://localhost:{port}/api?token=test")
        tab = chromium.new_page(viewport={"width": 1280, "height": 3000})
        tab.goto(f"http://localhost:{port}/lab/tree/lectures/{name}.md?token=test")
        expect(tab.get_by_role("button", name="Python 3 | Idle")).to_be_visible(timeout=60_000)
        tab.get_by_role("menuitem", name="Run", exact=True).click()
        tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(tab.locator(".jp-Notebook img").first).to_be_visible(timeout=120_000)
        expect(tab.get_by_role("button", name="Python 3 | Idle")).to_be_visible(timeout=120_000)
        tab.keyboard.press("Control+s")
        end = time.monotonic() + 30
        while page.stat().st_mtime_ns == written and time.monotonic() < end:
            time.sleep(0.2)
        assert page.stat().st_mtime_ns != written, "it was not saved"
        tab.close()
    assert page.read_text() == before
    overrides = LAB / "share/jupyter/lab/settings/overrides.json"
    viewers = json.loads(overrides.read_text())["@jupyterlab/docmanager-extension:plugin"]
    assert viewers["defaultViewers"]["markdown"] == "Jupytext Notebook"


@in_lab
def test_downloaded_notebook_runs_in_jupyterlab(site, chromium, tmp_path):
    """As the README explains: `jupyter lab PAGE.ipynb`, then run all cells."""
    page = find_page(">PASS | ", "<img", folder="lectures/")
    name, printed = f"{Path(page).name}.ipynb", read_html(page).select("div.cell_output")
    check = next(line for cell in printed for line in cell.get_text().splitlines()
                 if line.startswith("PASS | "))
    words = check.rpartition("PASS | ")[2].partition(" | ")[0]
    shutil.copy(site / "notebooks" / f"{page}.ipynb", tmp_path)
    port = find_free_port()
    command = [str(LAB / "bin/jupyter"), "lab", str(tmp_path / name),
               "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0"]
    home = {"JUPYTER_TOKEN": "test", "JUPYTER_CONFIG_DIR": str(tmp_path), "HOME": str(tmp_path)}
    with start(*command, PIP_NO_INDEX="1", **home):
        wait_for(f"http://localhost:{port}/api?token=test")
        tab = chromium.new_page(viewport={"width": 1280, "height": 3000})
        tab.goto(f"http://localhost:{port}/lab/tree/{name}?token=test")
        notebook = tab.locator(".jp-Notebook")
        heading = notebook.get_by_role("heading", name=read_title(page))
        expect(heading.first).to_be_visible(timeout=60_000)
        assert notebook.get_by_text(f"PASS | {words}").count() == 0
        # Until its kernel is there, JupyterLab ignores the command to run cells.
        kernel = tab.get_by_role("button", name="Python 3 | Idle")
        expect(kernel).to_be_visible(timeout=60_000)
        tab.get_by_role("menuitem", name="Run", exact=True).click()
        tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(notebook.get_by_text(f"PASS | {words}")).to_be_visible(timeout=120_000)
        expect(notebook.locator("img").first).to_be_visible()
        tab.close()
