"""`make` lists its targets, and what a user gives it is text: never a command, never changed."""
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from sources import ROOT, list_targets

# What a recipe would run, were it to put the text into its command line.
HOSTILE = "v1`touch$IFS$9pwned`$(touch pwned)$(shell touch pwned)'\"; touch pwned #"
RECORD = '#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done >> "$CALLS"\n'


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    # The make that runs these tests exports its own variables, EDITION and DEVICE among them.
    outer = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=folder, text=True, capture_output=True,
        env=outer | environment, check=False, timeout=60,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which every program that a recipe calls writes down what it is called with."""
    folder = tmp_path / "clone"
    folder.mkdir()
    (folder / "Makefile").write_text((ROOT / "Makefile").read_text())
    for name in ("requirements.txt", "requirements-lab.txt", "pyproject.toml"):
        (folder / name).touch()
    for path in (".venv/bin/python", ".venv/bin/uv", ".venv-lab/bin/jupyter", "bin/gh",
                 "bin/python3"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(RECORD)
        (folder / path).chmod(0o755)
    for environment in (".venv", ".venv-lab"):
        (folder / environment / "bin" / "ready").touch()
    (folder / "_build/full/html/notebooks").mkdir(parents=True)
    return folder


def call(folder: Path, target: str, *words: str, **environment: str) -> list[str]:
    """Run a target; return the words that it called programs with."""
    calls = folder / "calls"
    path = {"CALLS": str(calls), "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    run = make(folder, target, *words, **{"EDITION": ""} | path | environment)
    assert run.returncode == 0, run.stderr
    return calls.read_text().split("\0")


def test_help_lists_every_target(folder):
    run = make(folder)
    assert run.returncode == 0
    assert sorted(line.split()[0] for line in run.stdout.splitlines()) == sorted(list_targets())


@pytest.mark.parametrize("given", ["environment", "command line"])
@pytest.mark.parametrize(("target", "variable"), [
    ("release", "TAG"), ("publish", "REMOTE"), ("pack", "ARCHIVE"), ("check", "PAGE"),
    ("new", "PAGE"), ("new", "TITLE"),
    ("grade", "FOLDER"), ("grade", "GRADES"), ("serve", "PORT"), ("watch", "PORT"),
])
def test_what_is_given_arrives_as_it_is(folder, target, variable, given):
    if given == "environment":
        words = call(folder, target, **{variable: HOSTILE})
    else:
        words = call(folder, target, f"{variable}={HOSTILE}")
    assert HOSTILE in words
    assert not list(folder.rglob("pwned"))


@pytest.mark.parametrize(("target", "variable"), [
    ("unpack", "ARCHIVE"), ("lighthouse", "PAGES"), ("growth", "SIZES"), ("lab", "LAB"),
    ("test-versions", "JAX"),
])
def test_list_is_split_and_runs_nothing(folder, target, variable):
    words = call(folder, target, **{variable: f"{HOSTILE} second"})
    assert any("second" in word for word in words)
    assert any("v1`touch$IFS$9pwned`$(touch" in word for word in words)
    assert not list(folder.rglob("pwned"))


@pytest.mark.parametrize("given", ["environment", "command line"])
@pytest.mark.parametrize("variable", ["DEVICE", "DRAFT", "EDITION", "MACHINE", "SHARD"])
def test_setting_is_no_command(folder, variable, given):
    settings = {variable: HOSTILE} if given == "environment" else {}
    words = [] if given == "environment" else [f"{variable}={HOSTILE}"]
    for target in ("book", "test-versions"):
        make(folder, target, *words, **{"EDITION": "", "CALLS": str(folder / "calls")} | settings)
    assert not list(folder.rglob("pwned"))


def test_publishing_needs_no_environment(folder):
    """It runs beside a token: an environment of other people's packages must not be there."""
    for name in (".venv", ".venv-lab"):
        subprocess.run(["rm", "-r", folder / name], check=True)
    words = call(folder, "publish", REMOTE="origin")
    assert words[:4] == ["-I", "-S", "jaxbook/publish.py", "origin"]
    assert not (folder / ".venv").exists()


def test_python_that_is_not_there_is_named(folder):
    (folder / ".venv/bin/ready").unlink()
    run = make(folder, "book", "PYTHON=/no where/python3")
    assert run.returncode == 2
    assert "error: there is no /no where/python3" in run.stdout


def test_versions_without_a_site_say_what_to_do(folder):
    run = make(folder, "test-versions", EDITION="student")
    assert run.returncode == 2
    assert "run make book" in run.stdout


def test_recipes_call_the_tool_in_one_line():
    """Logic belongs into the tool, where it is tested. Exempt are those with no tool to call."""
    exempt = {"test-versions", "metadata", "release", "publish-dry-run", "lock"}
    text = (ROOT / "Makefile").read_text()
    for target in set(list_targets()) - exempt:
        recipe = text.split(f"\n{target}:")[1].split("\n\n")[0].split("\n")[1:]
        assert len(recipe) == 1, target
        assert shlex.split(recipe[0].replace("$$", "$")), target
    for target in exempt:
        recipe = text.split(f"\n{target}:")[1].split("\n\n")[0].split("\n")[1:]
        assert len(recipe) > 1, f"{target} is one line now: take it out of `exempt`"
