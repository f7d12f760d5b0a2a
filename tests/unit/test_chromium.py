"""Chromium is taken where it is, installed only after saying so, and keeps its sandbox."""
import os
import subprocess
from types import SimpleNamespace

import pytest
from playwright.sync_api import Error

from jaxbook.pdf import chromium
from jaxbook.project import RequestError


@pytest.fixture
def bare(monkeypatch):
    """A machine without Chromium; what is run on it is listed, and told what was printed before."""
    calls = []
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "find_chromium", lambda: None)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: calls.append(command))
    return calls


def test_chosen_chromium_is_taken(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/bin/sh")
    assert chromium.find_chromium() == "/bin/sh"


def test_chosen_chromium_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/where")
    with pytest.raises(RequestError, match="CHROMIUM=/no/where: there is no such program"):
        chromium.find_chromium()


def test_nothing_is_installed_where_there_is_one(monkeypatch, capsys):
    monkeypatch.setenv("CHROMIUM", "/bin/sh")
    monkeypatch.setattr(subprocess, "run", pytest.fail)
    assert chromium.install_chromium() == "/bin/sh"
    assert capsys.readouterr().out == ""


def test_install_says_first_what_it_does_and_how_to_avoid_it(bare, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(chromium.shutil, "which", lambda name: f"/usr/bin/{name}")
    said = []

    def run(command: list[str], **_: object) -> None:
        bare.append(command)
        said.append(capsys.readouterr().out.strip().split("\n")[-1])

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(RequestError, match="set CHROMIUM=/path/to/chromium"):
        chromium.install_chromium()
    playwright, apt = bare
    assert playwright[-2:] == ["install", "chromium"]
    assert "apt-get install" in apt[-1]
    assert "Playwright's Chromium" in said[0]
    assert "with apt-get" in said[1]
    assert all("set CHROMIUM=/path/to/chromium" in line for line in said)


def test_only_root_is_offered_the_package_of_the_system(bare, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(chromium.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(RequestError):
        chromium.install_chromium()
    assert len(bare) == 1


class Launcher:
    """Stands for Playwright; fails to start a sandbox with the given message, if there is one."""

    def __init__(self, message: str = ""):
        self.message = message
        self.options: list[dict] = []
        self.chromium = SimpleNamespace(launch=self.launch)

    def launch(self, **options: object) -> str:
        self.options.append(options)
        if self.message and options.get("chromium_sandbox"):
            raise Error(self.message)
        return "browser"


def test_sandbox_is_on_for_users(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    launcher = Launcher()
    assert chromium.launch(launcher, "chromium") == "browser"
    assert [options.get("chromium_sandbox") for options in launcher.options] == [True]


def test_sandbox_is_off_only_where_there_is_none(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    launcher = Launcher("BrowserType.launch: closed\nChromium sandboxing failed!")
    assert chromium.launch(launcher, "chromium") == "browser"
    assert [options.get("chromium_sandbox") for options in launcher.options] == [True, None]
    with pytest.raises(Error, match="no such display"):
        chromium.launch(Launcher("no such display"), "chromium")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    root = Launcher("Chromium sandboxing failed!")
    assert chromium.launch(root, "chromium") == "browser"
    assert [options.get("chromium_sandbox") for options in root.options] == [None]
