"""What is published is what was built, with the standard library alone and a token that stays."""
import ast
import base64
import hashlib
import http.server
import json
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
import yaml

from jaxbook import publish
from sources import ROOT

SCRIPT = ROOT / "jaxbook" / "publish.py"
LOCK = """\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:00
    # via tqdm
jax==0.12.0 \\
    --hash=sha256:11
    # via -r requirements.in
jaxlib==0.12.0 \\
    --hash=sha256:22
    # via
    #   -r requirements.in
    #   jax
ml-dtypes==0.6 \\
    --hash=sha256:33
    # via
    #   jax
    #   jaxlib
sphinx==7.4.7 \\
    --hash=sha256:44
    # via -r requirements.in
tqdm==4.0 \\
    --hash=sha256:55
    # via quant_econ
quant.econ==0.13 \\
    --hash=sha256:66
    # via -r requirements.in
"""
INSTALL = """\
if True:
    %pip install --quiet "jax=={version('jax')}" Quant-Econ
else:
    %pip install --quiet "jax>=0.9.2,!=0.11.1" Quant-Econ
"""


def git(folder: Path, *arguments: str) -> str:
    names = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER")
             for what in ("NAME", "EMAIL")}
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, text=True,
                          capture_output=True, env=os.environ | names).stdout.strip()


def write_notebook(path: Path, *cells: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": [
        {"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells
    ]}))


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A repository with a built site of one notebook, and a bare one beside it to push to."""
    root = tmp_path / "repository"
    site = root / "_build/full/html"
    write_notebook(site / "notebooks/lectures/a.ipynb", INSTALL, "1 + 1")
    (site / "objects.inv").write_bytes(
        b"# Sphinx inventory version 2\n# Project: It's \"JAX\"\n# Version: \n\xff\x00")
    (root / "requirements.txt").write_text(LOCK)
    (root / ".python-version").write_text("3.13\n")
    (root / ".gitignore").write_text("_build/\n*.ipynb\n")
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(tmp_path, "init", "--quiet", str(root))
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "start")
    monkeypatch.delenv("GH_TOKEN", raising=False)
    return root


def push(root: Path) -> str:
    return publish.publish(root, "full", str(root.parent / "remote.git"))


def show(root: Path, name: str) -> str:
    return git(root.parent / "remote.git", "show", f"notebooks:{name}")


def list_branch(root: Path) -> list[str]:
    return git(root.parent / "remote.git", "ls-tree", "-r", "--name-only", "notebooks").split("\n")


def count_commits(root: Path) -> int:
    return int(git(root.parent / "remote.git", "rev-list", "--count", "notebooks"))


def test_branch_holds_the_notebooks_and_follows_the_site(root):
    head = git(root, "rev-parse", "HEAD")
    assert "pushed notebooks as" in push(root)
    assert list_branch(root) == ["README.md", "environment.yml", "lectures/a.ipynb"]
    assert show(root, "README.md").startswith("# Notebooks of It's \"JAX\"\n")
    assert "up to date" in push(root)
    assert count_commits(root) == 1
    folder = root / "_build/full/html/notebooks/lectures"
    (folder / "a.ipynb").rename(folder / "b.ipynb")
    assert "pushed notebooks as" in push(root)
    assert list_branch(root) == ["README.md", "environment.yml", "lectures/b.ipynb"]
    assert count_commits(root) == 2
    assert git(root, "rev-parse", "HEAD") == head  # nothing happened to the branch at work
    assert git(root, "status", "--porcelain") == ""


def test_commit_is_signed_by_a_bot_and_names_its_source(root):
    push(root)
    remote = root.parent / "remote.git"
    people = git(remote, "log", "-1", "--format=%an %ae %cn %ce", "notebooks")
    assert "a@b.c" not in people
    assert people.count("jaxbook bot") == 2
    source = git(root, "rev-parse", "--short", "HEAD")
    assert git(remote, "log", "-1", "--format=%s", "notebooks").endswith(f"from {source}")


def test_binder_gets_what_the_notebooks_install_and_all_that_it_needs(root):
    push(root)
    python, pip, from_pip = yaml.safe_load(show(root, "environment.yml"))["dependencies"]
    assert (python, pip) == ("python=3.13", "pip")
    assert from_pip == {"pip": [
        "colorama==0.4.6 ; sys_platform == 'win32'", "jax==0.12.0", "jaxlib==0.12.0",
        "ml-dtypes==0.6", "quant.econ==0.13", "tqdm==4.0",
    ]}


def test_package_that_is_not_locked_keeps_the_range_of_the_notebook(root):
    (root / "requirements.txt").write_text("sphinx==7.4.7\n")
    push(root)
    *_, from_pip = yaml.safe_load(show(root, "environment.yml"))["dependencies"]
    assert from_pip == {"pip": ["jax>=0.9.2,!=0.11.1", "Quant-Econ"]}


def test_book_without_install_cells_needs_python_alone(root):
    write_notebook(root / "_build/full/html/notebooks/lectures/a.ipynb", "1 + 1")
    push(root)
    assert yaml.safe_load(show(root, "environment.yml"))["dependencies"] == ["python=3.13", "pip"]


def test_zip_is_the_site_and_its_checksum_is_right(root):
    push(root)
    folder = root / "_build/publish"
    assert "notebooks/lectures/a.ipynb" in zipfile.ZipFile(folder / "site.zip").namelist()
    digest = hashlib.sha256((folder / "site.zip").read_bytes()).hexdigest()
    assert (folder / "site.zip.sha256").read_text() == f"{digest}  site.zip\n"


@pytest.mark.parametrize(("edition", "remote", "sentence"), [
    ("full", "nowhere", "git ls-remote failed"),
    ("full", "--upload-pack=touch pwned", "git ls-remote failed"),
    ("full", "", "say where to push: make publish REMOTE=origin"),
    ("student", "nowhere", "_build/student/html has no notebooks to publish: run make book"),
])
def test_what_is_missing_is_named(root, edition, remote, sentence):
    with pytest.raises(publish.PublishError, match=sentence):
        publish.publish(root, edition, remote)
    assert not list(root.rglob("pwned"))


def test_user_configuration_is_not_touched(root, monkeypatch):
    home = root.parent / "home"
    home.mkdir()
    configuration = home / ".gitconfig"
    configuration.write_text("[user]\n\tname = me\n\temail = me@here\n")
    before = configuration.read_bytes(), (root / ".git/config").read_bytes()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("GH_TOKEN", "secret")
    push(root)
    assert (configuration.read_bytes(), (root / ".git/config").read_bytes()) == before
    assert [path.name for path in home.iterdir()] == [".gitconfig"]


class Listener(http.server.BaseHTTPRequestHandler):
    """Stands for GitHub: notes who asks, and refuses everybody."""

    seen: list[str | None]

    def do_GET(self) -> None:
        self.seen.append(self.headers["Authorization"])
        self.send_error(403)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("at_home", [True, False])
def test_token_goes_to_its_server_alone_and_is_never_printed(root, monkeypatch, at_home):
    seen = Listener.seen = []
    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setenv("GH_TOKEN", "s3cret")
        monkeypatch.setenv("GITHUB_SERVER_URL", address if at_home else "http://127.0.0.1")
        monkeypatch.setenv("GIT_TERMINAL_PROMPT", "0")
        with pytest.raises(publish.PublishError) as error:
            publish.publish(root, "full", f"{address}/me/book")
        server.shutdown()
    code = base64.b64encode(b"x-access-token:s3cret").decode()
    assert seen[0] == (f"basic {code}" if at_home else None)
    assert "s3cret" not in str(error.value)
    assert code not in str(error.value)


@pytest.mark.parametrize(("remote", "used"), [
    ("https://github.com/me/book", True), ("https://github.com.evil.example/me/book", False),
    ("https://example.org/me/book", False), ("origin", False), ("git@github.com:me/book", False),
])
def test_token_is_used_for_its_server_alone(monkeypatch, remote, used):
    monkeypatch.delenv("GITHUB_SERVER_URL", raising=False)
    monkeypatch.setenv("GH_TOKEN", "s3cret")
    assert bool(publish.find_access(remote)) is used
    monkeypatch.delenv("GH_TOKEN")
    assert publish.find_access(remote) == {}


def test_other_git_commands_do_not_see_the_token(root, monkeypatch):
    monkeypatch.setenv("GH_TOKEN", "s3cret")
    git(root, "config", "alias.tell", "!env")
    assert "s3cret" not in publish.git(root, "tell")


def test_module_imports_the_standard_library_alone():
    modules = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(SCRIPT.read_text()))
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else
                     [node.module] if isinstance(node, ast.ImportFrom) else [])
    }
    assert modules - sys.stdlib_module_names == set()


def test_command_runs_without_site_packages(root):
    """As `make publish` calls it: isolated, and no package of others can be imported."""
    command = [sys.executable, "-I", "-S", SCRIPT, root.parent / "remote.git", "--book", root]
    run = subprocess.run(command, text=True, capture_output=True, check=False, timeout=60)
    assert run.returncode == 0, run.stderr
    assert "pushed notebooks as" in run.stdout
    run = subprocess.run([*command[:4], "nowhere", "--book", root], text=True, capture_output=True,
                         check=False, timeout=60)
    assert run.returncode == 2
    assert run.stderr.startswith("error: git ls-remote failed: ")
