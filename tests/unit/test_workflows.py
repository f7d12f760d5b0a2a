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
    if linter == "zizmor":
        files.append(".github/dependabot.yml")
    return subprocess.run(
        [BIN / linter, *LINTERS[linter], *files], cwd=root, text=True, capture_output=True,
        check=False, timeout=120,
    )


@pytest.mark.parametrize("linter", LINTERS)
def test_linter_finds_nothing(linter):
    run = lint(linter, ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(("linter", "good", "bad", "finding"), [
    ("actionlint", r"github\.ref }}", "github.reff }}", 'property "reff" is not defined'),
    ("zizmor", r"(actions/checkout)@[0-9a-f]{40}  # v[\d.]+", r"\1@v5", "unpinned-uses"),
])
def test_linter_finds_a_fault(linter, good, bad, finding, tmp_path):
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    path = tmp_path / FOLDER / "ci.yml"
    text, count = re.subn(good, bad, path.read_text())
    assert count
    path.write_text(text)
    run = lint(linter, tmp_path)
    assert run.returncode != 0
    assert finding in run.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_calls_only_make_targets_within_limits(path):
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {}
    assert "group" in workflow["concurrency"]
    assert "pull_request_target" not in path.read_text()
    for name, job in workflow["jobs"].items():
        assert set(job["permissions"]), name
        assert "uses" in job or job["timeout-minutes"] <= 60, name
        for command in (step["run"] for step in job.get("steps", []) if "run" in step):
            assert re.match(r"make ([a-z-]+)", command)[1] in list_targets(), command
    for line in path.read_text().splitlines():
        if "uses:" in line:
            assert re.search(r"uses: \$/|@[0-9a-f]{40}  # v\d+\.\d+\.\d+$", line), line


def test_ci_runs_what_the_readme_says():
    assert (ROOT / ".ci/run").read_text().strip().split("\n")[-1] == "exec make test"


def find_secrets(value: object) -> bool:
    """Return whether a part of a workflow names a token."""
    return "github.token" in str(value) or "secrets." in str(value)


def test_token_that_can_write_is_with_two_steps_that_install_nothing():
    """In that job no third-party package runs: no Python is set up and no environment made."""
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text())
        assert not find_secrets(workflow.get("env")), path.name
        for name, job in workflow["jobs"].items():
            writes = job["permissions"].get("contents") == "write"
            assert writes == ((path.name, name) == ("publish.yml", "notebooks"))
            assert not find_secrets(job.get("env")), name
            steps = job.get("steps", [])
            with_token = [step.get("run") for step in steps if find_secrets(step)]
            assert with_token == (["make publish", "make release"] if writes else []), name
            if writes:
                assert {step["uses"].split("@")[0] for step in steps if "uses" in step} == {
                    "actions/checkout", "actions/download-artifact"}
                assert all("run" not in step or find_secrets(step) for step in steps)


def test_targets_that_see_the_token_make_no_environment():
    makefile = (ROOT / "Makefile").read_text()
    for target in ("publish", "release"):
        prerequisites = re.search(rf"^{target}:(.*?)##", makefile, re.MULTILINE)[1]
        assert not prerequisites.strip(), target


def test_publishing_takes_no_stored_runs_of_others():
    """Whoever runs code in CI can plant outputs in the cache (see ci.yml). A tag executes all."""
    text = (ROOT / FOLDER / "publish.yml").read_text()
    assert "actions/cache" not in text
    execute = (ROOT / FOLDER / "execute.yml").read_text()
    assert set(re.findall(r"actions/cache\S*(?=@)", execute)) == {"actions/cache/save"}


def test_updates_come_for_actions_and_packages():
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip"}
    for update in updates:
        assert update["schedule"]["interval"] == "weekly"
        assert update["groups"]
