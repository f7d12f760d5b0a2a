"""The repository on GitHub is read from remotes of every form; the form for issues fits the links.
"""
import pytest
import yaml

from jaxbook.project import open_project
from jaxbook.repository import REMOTE, read_remote
from sources import ROOT


@pytest.mark.parametrize("remote", [
    "https://github.com/us/book", "https://github.com/us/book.git", "https://github.com/us/book/",
    "http://www.github.com/us/book", "https://token@github.com/us/book.git",
    "https://somebody:token@github.com/us/book", "git@github.com:us/book.git",
    "ssh://git@github.com/us/book", "ssh://git@ssh.github.com:443/us/book.git",
    "git://github.com/us/book.git", "github.com:us/book",
])
def test_remote_on_github_is_known(remote):
    assert REMOTE.fullmatch(remote)[1] == "us/book"


@pytest.mark.parametrize("remote", [
    "", "../book", "/srv/git/github.com/us/book", "https://gitlab.com/us/book",
    "https://github.com.evil.example/us/book", "https://evil.example/github.com/us/book",
    "https://evil.example/@github.com/us/book", "git@github.com:us", "https://github.com/us/b/c",
    "https://notgithub.com/us/book", "https://github.com/us/book?x=1",
])
def test_remote_elsewhere_is_not_taken_for_one_on_github(remote):
    assert REMOTE.fullmatch(remote) is None


def test_folder_without_git_and_machine_without_it_have_no_remote(tmp_path, monkeypatch):
    assert read_remote(tmp_path) == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_remote(tmp_path) == ""


def test_form_that_pages_link_to_has_the_fields_that_the_links_fill_in():
    name = open_project(ROOT).sphinx_config["launch_issue_form"]
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE" / name).read_text(encoding="utf-8"))
    fields = {field["id"]: field["type"] for field in form["body"]}
    assert fields.keys() >= {"page", "section", "commit", "jax"}
    assert set(fields.values()) <= {"input", "textarea"}  # GitHub fills in no other kinds
