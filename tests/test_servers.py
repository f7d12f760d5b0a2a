"""`make serve` and `make lab` say where they are, and are there."""
import json
import os
import signal
import socket
import subprocess
import time
from contextlib import closing, contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from sources import ROOT


def find_free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def start(*arguments: str, **environment: str):
    """Run a make target in the background; end it, and what it started, at the end."""
    process = subprocess.Popen(
        ["make", "--no-print-directory", *arguments], cwd=ROOT, text=True, start_new_session=True,
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


def test_serve_says_where_the_site_is(site):
    port = find_free_port()
    with start("serve", f"PORT={port}", EDITION="full") as process:
        assert f"http://localhost:{port}" in process.stdout.readline()
        assert "JAX, Measured" in wait_for(f"http://localhost:{port}/lectures/intro.html")


def test_lab_opens_a_page_as_a_notebook():
    port = find_free_port()
    options = f"LAB=--no-browser --allow-root --port={port} --ServerApp.port_retries=0"
    with start("lab", options, JUPYTER_TOKEN="test"):
        address = f"http://localhost:{port}/api/contents/vmap.md?type=notebook&token=test"
        page = json.loads(wait_for(address))
    assert page["type"] == "notebook"
    assert any(cell["cell_type"] == "code" for cell in page["content"]["cells"])
    overrides = ROOT / ".venv/share/jupyter/lab/settings/overrides.json"
    viewers = json.loads(overrides.read_text())["@jupyterlab/docmanager-extension:plugin"]
    assert viewers["defaultViewers"]["markdown"] == "Jupytext Notebook"
