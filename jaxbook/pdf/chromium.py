"""Find Chromium for the PDF and the browser tests, or install it and say so first."""
import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from jaxbook.project import RequestError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
AVOID = "to use another one, stop here and set CHROMIUM=/path/to/chromium"
ADVICE = "no Chromium was found; install one, or set CHROMIUM=/path/to/chromium"


def find_chromium() -> str | None:
    """Return the path of a Chromium: CHROMIUM, one on PATH, or Playwright's own; None if none.

    Raises RequestError if CHROMIUM does not name a program.
    """
    if path := os.environ.get("CHROMIUM"):
        if shutil.which(path) is None:
            raise RequestError(f"CHROMIUM={path}: there is no such program")
        return path
    if path := next(filter(None, map(shutil.which, NAMES)), None):
        return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install_chromium() -> str:
    """Return the path of a Chromium; install one, after saying so, only if there is none.

    Raises RequestError if none can be installed.
    """
    if path := find_chromium():
        return path
    attempts = [("Playwright's Chromium (about 150 MB, into your cache folder)",
                 [sys.executable, "-m", "playwright", "install", "chromium"])]
    if shutil.which("apt-get") and os.geteuid() == 0:
        apt = "apt-get update && apt-get install -y --no-install-recommends chromium"
        attempts.append(("the system's package `chromium` with apt-get", ["sh", "-c", apt]))
    for what, command in attempts:
        print(f"no Chromium was found: installing {what}; {AVOID}", flush=True)
        subprocess.run(command, capture_output=True, check=False)
        if path := find_chromium():
            return path
        print("that did not work", flush=True)
    raise RequestError(ADVICE)


def launch(playwright: Playwright, path: str) -> Browser:
    """Start Chromium in its sandbox, except where it has none: for root and in some containers."""
    if os.geteuid() == 0:
        return playwright.chromium.launch(executable_path=path)
    try:
        return playwright.chromium.launch(executable_path=path, chromium_sandbox=True)
    except Error as error:
        # Systems that forbid user namespaces, such as Ubuntu 24.04, stop Chromium at its start.
        if "sandboxing failed" not in str(error):
            raise
        return playwright.chromium.launch(executable_path=path)


@contextmanager
def open_chromium() -> Generator[Browser]:
    """Start Chromium, and close it at the end. Raises RequestError if there is none."""
    if (path := find_chromium()) is None:
        raise RequestError(ADVICE)
    with sync_playwright() as playwright:
        browser = launch(playwright, path)
        try:
            yield browser
        finally:
            browser.close()
