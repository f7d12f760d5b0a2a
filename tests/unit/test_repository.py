"""The repository on GitHub is read from remotes of every form, and from nothing else."""
import pytest

from jaxbook.repository import REMOTE, read_remote


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
