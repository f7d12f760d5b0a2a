"""A reader's environment: what the install cell asks for, at the pinned versions, and IPython."""
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

import alone
from sources import ROOT

PINS = ROOT / "requirements.txt"


def list_names() -> list[str]:
    """Return what the install cells ask for, and what runs the notebooks."""
    pages = (path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("lectures/*.md")))
    lines = [line for page in pages for line in re.findall(r"%pip install --quiet (.+)", page)]
    asked = dict.fromkeys(name.strip('"') for line in lines for name in line.split())
    return [*asked, "ipykernel", "pip"]


def find_folder() -> Path:
    """Return the folder of the environment, which another one has if the pins are others."""
    key = hashlib.sha256(f"{list_names()} {platform.python_version()}".encode()
                         + PINS.read_bytes())
    return ROOT / "_build" / "bare" / key.hexdigest()[:16]


def is_complete(folder: Path) -> bool:
    return (folder / "complete").exists()


def make_environment() -> Path:
    """Make the environment once, and keep it while the pins are the same; return its Python."""
    folder = find_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / "lock"):
        if not is_complete(folder):
            for old in folder.parent.glob("?" * 16):
                shutil.rmtree(old)
            uv = Path(sys.executable).with_name("uv")
            call(uv, "venv", "--quiet", "--python", sys.executable, folder)
            # The constraints have hashes, and uv compares them with what it installs.
            call(uv, "pip", "install", "--quiet", "--python", folder, "--only-binary", ":all:",
                 "--constraints", PINS, *list_names())
            # Compile what all pages import once, and not in every process that starts now.
            call(folder / "bin" / "python", "-c", "import jax, matplotlib.pyplot, quantecon")
            (folder / "complete").touch()
    return folder / "bin" / "python"


def read_settings() -> dict[str, str]:
    """Return the environment variables, without those that would slow this Python or change it."""
    ours = {"VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def call(*command: object) -> None:
    settings = read_settings()
    if "PIP_INDEX_URL" in settings:  # uv reads no settings of pip
        settings.setdefault("UV_DEFAULT_INDEX", settings["PIP_INDEX_URL"])
    run = subprocess.run([str(word) for word in command], env=settings, text=True,
                         capture_output=True, check=False)
    assert run.returncode == 0, f"the environment of a reader cannot be made: {run.stderr}"


def run_alone(
    python: Path, cells: list[str], folder: Path, guard: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run cells in the environment, with or without the guard against keys that are used twice."""
    settings = read_settings() | {
        "JAX_DEBUG_KEY_REUSE": str(int(guard)), "MPLBACKEND": "agg",
        "IPYTHONDIR": str(folder / "ipython"),
        # What is there must be enough: pip may look for nothing.
        "PYTHONPATH": "", "PIP_NO_INDEX": "1",
    }
    return subprocess.run([python, str(alone.__file__)], input=json.dumps(cells), cwd=folder,
                          env=settings, text=True, capture_output=True, check=False, timeout=600)


def assert_page_runs(python: Path, cells: list[str], folder: Path, guard: bool = True) -> None:
    """Assert that all cells of a page run, and that its checks pass."""
    run = run_alone(python, cells, folder, guard)
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"^PASS \|", run.stdout, re.MULTILINE)
    assert not re.search(r"^FAIL \||WARNING", run.stdout, re.MULTILINE)
