"""What can be wrong with a machine is said in one sentence, and `make` alone helps."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

import browser
from sources import ROOT, list_targets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements.txt", ".python-version"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    # The make that runs these tests exports its own variables, EDITION and DEVICE among them.
    outer = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=folder, text=True, capture_output=True,
        env=outer | environment, check=False, timeout=300,
    )


def read_errors(run: subprocess.CompletedProcess) -> list[str]:
    return [line for line in (run.stdout + run.stderr).split("\n") if line.startswith("error:")]


def write_python(folder: Path, script: str) -> str:
    path = folder / "fake-python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return f"PYTHON={path}"


def test_help_lists_every_target(folder):
    run = make(folder)
    assert run.returncode == 0
    assert sorted(line.split()[0] for line in run.stdout.splitlines()) == sorted(list_targets())


def test_old_python_is_named(folder):
    script = 'case "$1" in --version) echo Python 3.11.7;; *) exit 1;; esac'
    run = make(folder, "book", write_python(folder, script))
    assert run.returncode == 2
    (line,) = read_errors(run)
    assert "Python 3.12 or newer is needed" in line
    assert "Python 3.11.7" in line


def test_python_without_venv_is_named(folder):
    script = 'case "$1" in -c) exit 0;; *) exit 1;; esac'
    run = make(folder, "book", write_python(folder, script))
    assert run.returncode == 2
    (line,) = read_errors(run)
    assert "python3-venv" in line


def test_no_network_is_named(folder):
    # Nothing listens at port 9 of this machine, and pip is told to look nowhere else.
    run = make(
        folder, "book", PIP_CONFIG_FILE=os.devnull, PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_FIND_LINKS="", PIP_RETRIES="1", PIP_NO_CACHE_DIR="1",
    )
    assert run.returncode == 2
    (line,) = read_errors(run)
    assert "check the network" in line
    assert not (folder / ".venv/bin/ready").exists()


def test_package_without_a_ready_build_is_named(folder):
    (folder / "requirements.txt").write_text("a==1\n")
    (folder / "wheels").mkdir()
    run = make(folder, "book", PIP_CONFIG_FILE=os.devnull, PIP_NO_INDEX="1",
               PIP_FIND_LINKS=str(folder / "wheels"))
    assert run.returncode == 2
    (line,) = read_errors(run)
    assert "no ready build" in line


def test_serve_without_a_site_says_what_to_do(folder):
    run = make(folder, "serve")
    assert run.returncode == 2
    assert "run make book" in run.stdout


def test_chromium_that_cannot_be_had_is_one_sentence(monkeypatch, capsys):
    monkeypatch.setattr(browser, "find_chromium", lambda: None)
    monkeypatch.setattr(browser, "install_chromium", lambda: None)
    assert browser.main() == 2
    assert capsys.readouterr().err == browser.ADVICE + "\n"


def test_workflows_call_make_and_ci_runs_make_test():
    lines = (ROOT / ".ci/run").read_text().strip().split("\n")
    assert lines[-1] == "exec make test"
    for workflow in (ROOT / ".github/workflows").glob("*.yml"):
        lines = workflow.read_text().split("\n")
        steps = [line.split("run:")[1].strip() for line in lines if " run:" in line]
        assert all(step.startswith("make ") for step in steps)
