"""Make the environment FOLDER with the packages of the lock file LOCK, for `make`.

`python3 tools/environment.py FOLDER LOCK [PROJECT]` also installs PROJECT, a folder with a
`pyproject.toml`, so that edits of it take effect. What pip and uv print goes to
`_build/install.log`; a failure is one sentence and the exit status 2.

Any Python 3 can run this file, so that one that is too old can say so.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 12)
LOG = Path("_build", "install.log")
NO_NETWORK = re.compile(
    r"connection|dns error|error sending request|failed to fetch|timed out", re.IGNORECASE)
NO_BUILD = re.compile(r"no (usable )?wheels|no matching distribution|not found in", re.IGNORECASE)


class InstallError(Exception):
    """The environment cannot be made; the message is a sentence."""


def check_python(version: tuple, path: str) -> None:
    """Raise InstallError if this Python is too old."""
    if version[:2] < OLDEST:
        here = ".".join(map(str, version[:3]))
        raise InstallError(f"Python 3.12 or newer is needed, and {path} is {here}; install a newer "
                           "one and run make PYTHON=/path/to/python3")


def call(*command: object) -> bool:
    """Run a command and append its output to the log; return whether it succeeded."""
    settings = dict(os.environ)
    if "PIP_INDEX_URL" in settings:  # uv reads no settings of pip
        settings.setdefault("UV_DEFAULT_INDEX", settings["PIP_INDEX_URL"])
    with LOG.open("a", encoding="utf-8") as log:
        words = list(map(str, command))
        return subprocess.run(words, stdout=log, stderr=log, env=settings).returncode == 0


def find_pin(lock: str, name: str) -> str:
    """Return the lines of a lock file that pin one package, with its hashes."""
    match = re.search(rf"^{name}==(?:.*\\\n)*.*\n", lock, re.MULTILINE)
    if match is None:
        raise InstallError(f"requirements.txt does not pin {name}; run make lock")
    return match[0]


def explain(log: str) -> str:
    """Return the sentence that says why pip or uv failed."""
    if NO_NETWORK.search(log):
        return "no package registry was reached; check the network and the proxy settings"
    if NO_BUILD.search(log):
        return ("a pinned package has no ready build for this Python and machine; "
                "use Python 3.13 on Linux or macOS")
    return "the packages cannot be installed: " + log.strip().split("\n")[-1]


def make_environment(folder: Path, lock: Path, project: str = "") -> None:
    """Make the folder anew and install everything in it. Raises InstallError."""
    check_python(sys.version_info, sys.executable)
    LOG.parent.mkdir(exist_ok=True)
    LOG.write_text("", encoding="utf-8")
    if not call(sys.executable, "-m", "venv", "--clear", folder):
        raise InstallError(f"{sys.executable} cannot make environments; install its venv package "
                           "(Debian: apt-get install python3-venv)")
    print(f"installing the packages of {lock} into {folder} (about a minute)", flush=True)
    python, uv = folder / "bin" / "python", folder / "bin" / "uv"
    wheels = ("--require-hashes", "--only-binary", ":all:", "--requirement")
    first = LOG.with_name("uv.txt")  # pip installs the pinned uv, and uv does the rest
    first.write_text(find_pin(Path("requirements.txt").read_text(encoding="utf-8"), "uv"),
                     encoding="utf-8")
    install = (uv, "pip", "install", "--python", folder)
    if not (call(python, "-m", "pip", "install", *wheels, first)
            and call(*install, *wheels, lock)
            and (not project or call(*install, "--no-deps", "--editable", project))):
        raise InstallError(explain(LOG.read_text(encoding="utf-8")) + f" (details: {LOG})")


if __name__ == "__main__":
    try:
        make_environment(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
    except InstallError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
