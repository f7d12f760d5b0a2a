"""`make newest` prints a line for each package, whatever happens to it."""
import pytest

from tools import newest

UV_ERROR = """\
error: No solution found when resolving dependencies
  cause: Because jaxlib==9 has no wheels, it cannot be installed.

hint: something else
"""


@pytest.mark.parametrize(("text", "line"), [
    ("Traceback\n  File\nValueError: bad\n\n", "ValueError: bad"), ("", "it said nothing"),
    (UV_ERROR, "Because jaxlib==9 has no wheels, it cannot be installed."),
])
def test_last_line_tells_the_cause(text, line):
    assert newest.read_last_line(text) == line


def test_each_package_has_a_line(tmp_path, monkeypatch):
    tried = []

    def build(pins: list[str], *_: object) -> None:
        tried.append(pins)
        if pins[-1].startswith("myst-nb"):
            raise newest.StepError("ImportError: gone")

    monkeypatch.setattr(newest, "find_newest", lambda package, folder: "9.9")
    monkeypatch.setattr(newest, "build_with", build)
    assert list(newest.describe_builds(tmp_path, tmp_path / "newest")) == [
        (True, "sphinx 9.9: builds"), (False, "myst-nb 9.9: does not build: ImportError: gone"),
        (True, "myst-parser 9.9: builds"),
    ]
    assert tried[-1] == ["sphinx==9.9", "myst-parser==9.9"]  # and not the one that does not build


@pytest.mark.parametrize(("found", "line"), [
    ({"jaxlib"}, "jaxlib for Pyodide: yes"),
    ({newest.CONTROL}, "jaxlib for Pyodide: no"),
    (set(), "jaxlib for Pyodide: unknown: "),
])
def test_no_counts_only_if_the_control_is_found(found, line, monkeypatch):
    monkeypatch.setattr(newest, "has_wheel", lambda requirement: requirement in found)
    assert newest.describe_pyodide().startswith(line)


def test_registry_that_is_not_reached_is_no_answer(monkeypatch):
    def call(*command: object, **_: str) -> str:
        raise newest.StepError("ERROR: connection refused")

    monkeypatch.setattr(newest, "call", call)
    assert newest.describe_pyodide() == "jaxlib for Pyodide: unknown: ERROR: connection refused"


def test_status_tells_whether_all_build(tmp_path, monkeypatch, capsys):
    assert newest.main(tmp_path) == 2
    assert "run make execute" in capsys.readouterr().err
    (tmp_path / "_build/runs").mkdir(parents=True)
    monkeypatch.setattr(newest, "describe_pyodide", lambda: "jaxlib for Pyodide: no")
    for builds, status in ((True, 0), (False, 1)):
        lines = [(True, "a: builds"), (builds, "b")]
        monkeypatch.setattr(newest, "describe_builds", lambda *_, lines=lines: iter(lines))
        assert newest.main(tmp_path) == status
        assert capsys.readouterr().out == "a: builds\nb\njaxlib for Pyodide: no\n"


def test_copy_takes_sources_and_runs_and_nothing_else(tmp_path):
    root = tmp_path / "root"
    for name in ("lectures/a.md", "_build/runs/k/r.json", "_build/full/html/a.html", ".venv/x"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    copy = newest.copy_book(root, tmp_path)
    files = sorted(p.relative_to(copy).as_posix() for p in copy.rglob("*") if p.is_file())
    assert files == ["_build/runs/k/r.json", "lectures/a.md"]
