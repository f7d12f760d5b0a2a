"""`serve` and `watch` say where the site is, and a saved file reaches the page that is open."""
import socket
import subprocess
import sys
import time
from contextlib import closing
from urllib.request import urlopen

import pytest


def find_free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, words: str, limit_s: float = 60) -> str:
    """Return the page once it says the words; fail with what it said at the end of the limit."""
    end, text = time.monotonic() + limit_s, "nothing"
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=10) as answer:
                text = answer.read().decode()
        except OSError:  # it does not listen yet, or it is busy building
            pass
        if words in text:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{address} never said {words!r}, but {text[:500]}")


def test_saved_page_is_built_again_and_the_browser_is_told_to_reload(built):
    port = find_free_port()
    command = [sys.executable, "-m", "jaxbook", "--book", str(built.folder), "watch", "--port",
               str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            address = f"http://localhost:{port}/lectures/intro.html"
            page = wait_for(address, "Words.")
            assert "livereload.js" in page
            built.write("lectures/intro.md", "# Small\n\nOther words.\n")
            wait_for(address, "Other words.")
        finally:
            process.terminate()


@pytest.mark.parametrize("command", ["serve", "watch"])
def test_port_that_is_taken_is_named_with_what_to_do(built, command):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = built.run(command, "--port", str(port))
    assert run.returncode == 2
    assert f"port {port} is already in use" in run.stderr
    assert f"PORT={port + 1}" in run.stderr


@pytest.mark.parametrize(("edition", "command"), [
    ("full", "make book"), ("student", "make book EDITION=student"),
])
def test_serve_without_a_site_says_what_to_run(book, edition, command):
    run = book.run("serve", EDITION=edition)
    assert run.returncode == 2
    assert run.stderr == f"error: there is no site in _build/{edition}/html: run {command}\n"
