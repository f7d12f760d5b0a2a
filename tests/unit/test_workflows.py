"""The workflows are correct, safe, and call nothing but make targets that exist."""
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sources import ROOT, list_targets

FOLDER = Path(".github/workflows")
WORKFLOWS = sorted((ROOT / FOLDER).glob("*.yml"))
BIN = Path(sys.executable).parent
LINTERS = {
    "actionlint": ["-shellcheck="],  # the same on each machine, whether it has shellcheck or not
    "zizmor": ["--offline", "--quiet"],
}


def lint(linter: str, root: Path) -> subprocess.CompletedProcess:
    files = sorted(str(path.relative_to(root)) for path in (root / FOLDER).glob("*.yml"))
    return subprocess.run(
        [BIN / linter, *LINTERS[linter], *files], cwd=root, text=True, capture_output=True,
        check=False, timeout=120,
    )


@pytest.mark.parametrize("linter", LINTERS)
def test_linter_finds_nothing(linter):
    run = lint(linter, ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(("linter", "good", "bad", "finding"), [
    ("actionlint", "github.ref }}", "github.reff }}", 'property "reff" is not defined'),
    ("zizmor", "@08c6903cd8c0fde910a37f88322edcfb5dd907a8  # v5.0.0", "@v5", "unpinned-uses"),
])
def test_linter_finds_a_fault(linter, good, bad, finding, tmp_path):
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    path = tmp_path / FOLDER / "ci.yml"
    assert good in path.read_text()
    path.write_text(path.read_text().replace(good, bad))
    run = lint(linter, tmp_path)
    assert run.returncode != 0
    assert finding in run.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_calls_only_make_targets_within_limits(path):
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {}
    assert "group" in workflow["concurrency"]
    for name, job in workflow["jobs"].items():
        assert set(job["permissions"]), name
        assert "uses" in job or job["timeout-minutes"] <= 60, name
        for command in (step["run"] for step in job.get("steps", []) if "run" in step):
            assert re.match(r"make ([a-z-]+)", command)[1] in list_targets(), command
    for line in path.read_text().splitlines():
        if "uses:" in line:
            assert re.search(r"uses: \$/|@[0-9a-f]{40}  # v\d+\.\d+\.\d+$", line), line
