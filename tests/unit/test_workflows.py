"""The workflows are correct, safe, and call nothing but make targets that exist."""
import json
import os
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


# The steps of a job that have its token; only that of `notebooks` can write.
WITH_TOKEN = {
    ("publish", "stored"): ['make stored-runs >> "$GITHUB_OUTPUT"'],
    ("publish", "notebooks"): ["make publish", "make release"],
    ("execute", "execute"): ["actions/download-artifact"],
}


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
            with_token = [step.get("run", step.get("uses", "").split("@")[0])
                          for step in steps if find_secrets(step)]
            assert with_token == WITH_TOKEN.get((path.stem, name), []), name
            if writes:
                assert {step["uses"].split("@")[0] for step in steps if "uses" in step} == {
                    "actions/checkout", "actions/download-artifact"}
                assert all("run" not in step or find_secrets(step) for step in steps)


def test_targets_that_see_the_token_make_no_environment():
    makefile = (ROOT / "Makefile").read_text()
    for target in ("publish", "release", "stored-runs"):
        prerequisites = re.search(rf"^{target}:(.*?)##", makefile, re.MULTILINE)[1]
        assert not prerequisites.strip(), target


def test_publishing_takes_no_stored_runs_of_others():
    """Whoever runs code in CI can plant outputs in the cache (see ci.yml); an artifact of `execute`
    on our own `main` is not theirs.
    """
    text = (ROOT / FOLDER / "publish.yml").read_text()
    assert "actions/cache" not in text
    execute = (ROOT / FOLDER / "execute.yml").read_text()
    assert set(re.findall(r"actions/cache\S*(?=@)", execute)) == {"actions/cache/save"}


def test_site_that_is_published_knows_the_history_of_its_pages():
    """In a shallow clone no page could say when its text last changed."""
    job = yaml.safe_load((ROOT / FOLDER / "publish.yml").read_text())["jobs"]["build"]
    (checkout,) = [step for step in job["steps"] if "actions/checkout" in step.get("uses", "")]
    assert checkout["with"]["fetch-depth"] == 0


def test_updates_come_for_actions_and_packages():
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())["updates"]
    assert {update["package-ecosystem"] for update in updates} == {"github-actions", "pip"}
    for update in updates:
        assert update["schedule"]["interval"] == "weekly"
        assert update["groups"]


def test_one_gpu_serves_one_process_at_a_time():
    workflow = yaml.safe_load((ROOT / FOLDER / "execute.yml").read_text())
    assert workflow["concurrency"] == {
        "group": "execute-${{ vars.GPU_RUNNER || github.ref }}", "cancel-in-progress": False}
    assert workflow["jobs"]["execute"]["strategy"]["max-parallel"] == (
        "${{ vars.GPU_RUNNER && 1 || 2 }}")
    assert workflow["jobs"]["collect"]["needs"] == "execute"
    assert workflow["env"]["XLA_PYTHON_CLIENT_PREALLOCATE"] == "false"


@pytest.mark.skipif(not shutil.which("jq"), reason="needs jq")
@pytest.mark.parametrize(("artifacts", "found"), [
    ([(1, "main", 7, False), (2, "main", 7, False)], "run=1"),  # GitHub lists the newest first
    ([(1, "main", 8, False), (2, "v1", 7, False), (3, "main", 7, True), (4, "main", 7, False)],
     "run=4"),  # of a fork, of a tag, expired
    ([], "run="),
])
def test_publishing_takes_the_newest_set_of_our_own_main(artifacts, found, tmp_path):
    listed = {"artifacts": [
        {"expired": expired, "workflow_run": {"id": number, "head_branch": branch,
                                              "repository_id": 7, "head_repository_id": owner}}
        for number, branch, owner, expired in artifacts]}
    (tmp_path / "list.json").write_text(json.dumps(listed))
    (tmp_path / "gh").write_text(
        f'#!/bin/sh\necho "$2" >&2\nexec jq -r "$4" {tmp_path}/list.json\n')
    (tmp_path / "gh").chmod(0o755)
    run = subprocess.run(
        ["make", "--no-print-directory", "stored-runs"], cwd=ROOT, text=True, capture_output=True,
        check=True, timeout=60, env={"PATH": f"{tmp_path}:{os.environ['PATH']}",
                                     "GITHUB_REPOSITORY": "o/r", "RUNS": "runs-full-gpu"})
    assert run.stdout.strip() == found
    assert run.stderr.strip() == "repos/o/r/actions/artifacts?name=runs-full-gpu"


def test_runs_are_published_under_the_name_that_publishing_looks_for():
    texts = [yaml.safe_load((ROOT / FOLDER / name).read_text())
             for name in ("execute.yml", "publish.yml")]
    assert texts[0]["env"]["RUNS"] == texts[1]["env"]["RUNS"]
    assert "vars.GPU_RUNNER" in texts[0]["env"]["RUNS"]
