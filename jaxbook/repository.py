"""Which repository on GitHub holds the book, so that its pages can lead there.

GitHub's CI says it in the environment. Elsewhere `repository.url` of `_config.yml` does and, if
that is empty, the remote `origin` of the clone, which every clone has.
"""
import contextlib
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from jaxbook.project import BookError, Project

GITHUB = "https://github.com/"
# https://github.com/OWNER/REPO.git, git@github.com:OWNER/REPO and
# ssh://git@ssh.github.com:443/OWNER/REPO;
# a token before the `@` is not kept.
REMOTE = re.compile(r"(?:\w+://)?(?:[^@/\s]+@)?(?:ssh\.|www\.)?github\.com(?::\d+)?[:/]"
                    r"([\w.-]+/[\w.-]+?)(?:\.git)?/?")


@dataclass(frozen=True)
class Repository:
    """OWNER/REPO, '' if it is not known; the branch that readers edit; where the book is in it.

    A fork inherits `_config.yml`: the address of the site there is that of another repository.
    """

    name: str = ""
    branch: str = "HEAD"  # GitHub's word for the default branch
    folder: str = ""  # '' or a path that ends in a slash
    is_fork: bool = False


def find_repository(project: Project) -> Repository:
    """Return the repository of the book; raise BookError if `repository.url` is none of GitHub."""
    options = project.config.get("repository") or {}
    ci, configured = read_ci(), read_configured(project)
    name = ci or configured or read_remote(project.root)
    if not name:
        return Repository()
    given = options.get("path_to_book") or ask_git(project.root, "rev-parse", "--show-prefix")
    folder = str(given).strip("/")
    return Repository(name, str(options.get("branch") or "HEAD"), f"{folder}/" if folder else "",
                      is_fork=ci not in ("", configured))


def read_ci() -> str:
    """Return the repository whose workflow on GitHub runs this, '' elsewhere."""
    server = os.environ.get("GITHUB_SERVER_URL", GITHUB).rstrip("/") + "/"
    return os.environ.get("GITHUB_REPOSITORY", "") if server == GITHUB else ""


def read_configured(project: Project) -> str:
    """Return OWNER/REPO from `repository.url` of `_config.yml`, '' if there is none."""
    url = (project.config.get("repository") or {}).get("url") or ""
    match = re.fullmatch(rf"{re.escape(GITHUB)}([\w.-]+/[\w.-]+?)(\.git)?/?", url)
    if url and not match:
        raise BookError(f"_config.yml: repository.url is {url}: allowed are nothing "
                        f"and {GITHUB}OWNER/REPO")
    return match[1] if match else ""


def read_remote(root: Path) -> str:
    """Return OWNER/REPO of the remote `origin`, '' if it is not on GitHub or there is none."""
    match = REMOTE.fullmatch(ask_git(root, "remote", "get-url", "origin"))
    return match[1] if match else ""


def ask_git(root: Path, *question: str) -> str:
    """Return what git answers about a folder, '' where there is no git or no repository."""
    with contextlib.suppress(OSError):
        run = subprocess.run(["git", *question], cwd=root, capture_output=True, text=True,
                             check=False)
        return run.stdout.strip() if run.returncode == 0 else ""
    return ""
