"""What is published is what was built; the branch of notebooks gets a commit only for a change."""
import hashlib
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

import publishing
from sources import ROOT


def git(folder: Path, *arguments: str) -> str:
    names = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER")
             for what in ("NAME", "EMAIL")}
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, text=True,
                          capture_output=True, env=os.environ | names).stdout.strip()


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A repository with a built site of one notebook, and a bare one beside it to push to."""
    root = tmp_path / "repository"
    notebooks = root / "_build/full/html/notebooks/lectures"
    notebooks.mkdir(parents=True)
    (notebooks / "a.ipynb").write_text("{}")
    for name in ("requirements.txt", ".python-version", "_config.yml"):
        (root / name).write_text((ROOT / name).read_text())
    (root / ".gitignore").write_text("_build/\n*.ipynb\n")
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(tmp_path, "init", "--quiet", str(root))
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "start")
    monkeypatch.setattr(publishing, "ROOT", root)
    monkeypatch.setattr(publishing, "describe_commit", lambda: "abc1234")
    monkeypatch.setattr("sys.argv", ["publishing.py", str(tmp_path / "remote.git")])
    monkeypatch.setenv("EDITION", "full")
    return root


def list_branch(root: Path) -> list[str]:
    return git(root.parent / "remote.git", "ls-tree", "-r", "--name-only", "notebooks").split("\n")


def count_commits(root: Path) -> int:
    return int(git(root.parent / "remote.git", "rev-list", "--count", "notebooks"))


def test_branch_holds_the_notebooks_and_follows_the_site(root, capsys):
    head = git(root, "rev-parse", "HEAD")
    assert publishing.main() == 0
    assert list_branch(root) == ["README.md", "environment.yml", "lectures/a.ipynb"]
    environment = git(root.parent / "remote.git", "show", "notebooks:environment.yml")
    assert "- jax==" in environment
    assert "jupyter-book" not in environment
    assert publishing.main() == 0
    assert "up to date" in capsys.readouterr().out
    assert count_commits(root) == 1
    folder = root / "_build/full/html/notebooks/lectures"
    (folder / "a.ipynb").rename(folder / "b.ipynb")
    assert publishing.main() == 0
    assert list_branch(root) == ["README.md", "environment.yml", "lectures/b.ipynb"]
    assert count_commits(root) == 2
    assert git(root, "rev-parse", "HEAD") == head  # nothing happened to the branch at work
    assert git(root, "status", "--porcelain") == ""


def test_zip_is_the_site_and_its_checksum_is_right(root):
    assert publishing.main() == 0
    folder = root / "_build/publish"
    assert "notebooks/lectures/a.ipynb" in zipfile.ZipFile(folder / "site.zip").namelist()
    digest = hashlib.sha256((folder / "site.zip").read_bytes()).hexdigest()
    assert (folder / "site.zip.sha256").read_text() == f"{digest}  site.zip\n"


def test_missing_site_and_missing_remote_are_named(root, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["publishing.py", "nowhere"])
    assert publishing.main() == 2
    assert "error: git ls-remote failed" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["publishing.py"])
    assert publishing.main() == 2
    assert "say where to push: make publish REMOTE=origin" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["publishing.py", "nowhere"])
    monkeypatch.setenv("EDITION", "student")
    assert publishing.main() == 2
    assert "no site with notebooks to publish: run make render" in capsys.readouterr().err
