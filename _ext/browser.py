"""Find a Chromium for the browser tests and the PDF, or install one.

`python _ext/browser.py` takes an existing one first, then Playwright's own, then Debian's when it
runs as root; otherwise it says in one sentence what to do.
"""
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ADVICE = "error: no Chromium was found or could be installed: install one and set CHROMIUM"


def find_chromium() -> str | None:
    """Return the path of a Chromium: CHROMIUM, one on PATH, or Playwright's own; None if none."""
    if path := os.environ.get("CHROMIUM"):
        return path
    if path := next(filter(None, map(shutil.which, NAMES)), None):
        return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """Start Chromium, and close it at the end."""
    path = find_chromium()
    assert path, ADVICE
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # root has no sandbox
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=sandbox)
        yield browser
        browser.close()


def install_chromium() -> None:
    """Try Playwright's own Chromium, then Debian's; leave it to the caller to look again."""
    print("installing Chromium for the browser tests", flush=True)
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(playwright, capture_output=True, check=False).returncode == 0:
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update"], capture_output=True, check=False)
        install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
        subprocess.run(install, capture_output=True, check=False)


def main() -> int:
    """Return 0 once there is a Chromium."""
    if find_chromium() is None:
        install_chromium()
    if find_chromium() is None:
        print(ADVICE, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
