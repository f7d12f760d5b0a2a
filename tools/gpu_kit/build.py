"""Build `gpu-kit/`: what a Linux machine with Python 3.12, JAX and a GPU, but no network, needs.

`make gpu-kit` calls it. The folder contains the sources, wheels of the pinned packages that a
machine with JAX lacks, and `run.sh`. Wheels are downloaded with their hashes checked. Numba and
statsmodels stay out: with what they need they take 64 and 25 MB, so the machine must have them, and
run.sh says so if it does not.
"""
import re
import shutil
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from jaxbook.project import COMMIT, describe_commit
from jaxbook.records.model import FOLDER

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 58 * 10**6  # of the whole folder
SOURCES = ("jaxbook", "lectures", "exercises", "solutions", "benchmarks", "_config.yml",
           "_toc.yml", "requirements.txt")
PROGRAMS = ("run.sh", "run.py", "report.py", "facts.py")
WANTED = ("matplotlib", "quantecon", "ipykernel", "nbclient", "jupyter-client",
          "nbformat", "pydantic", "filelock", "pyyaml", "packaging", "myst-nb", "jupyter-book",
          "linkify-it-py", "pillow", "lineax", "optimistix", "optax", "interpax", "blackjax")
ON_MACHINE = {"jax", "jaxlib", "numpy", "scipy", "ml-dtypes", "opt-einsum",  # JAX brings them
              "numba", "llvmlite", "statsmodels"}
# Packages of the site, of a debugger, and of completion: no page imports them when it is executed.
NEEDLESS = {"babel", "debugpy", "jedi", "parso", "pydata-sphinx-theme", "sphinx-book-theme",
            "sphinx-design", "sphinx-thebe", "sphinx-togglebutton", "sphinx-comments",
            "sphinx-copybutton", "sphinx-jupyterbook-latex", "sphinxcontrib-bibtex", "wheel"}
LINUX = {"python_version": "3.12", "python_full_version": "3.12.0", "sys_platform": "linux",
         "platform_machine": "x86_64", "platform_system": "Linux", "extra": ""}
GLIBC = (28, 27, 26, 24, 17, 12, 5)  # minor versions; pip takes no older one for a newer


class KitError(Exception):
    """The kit cannot be built; the message is a sentence."""


def list_packages() -> list[str]:
    """Return the wanted packages and what they need, as the environment's metadata says."""
    found: set[str] = set()
    waiting = list(WANTED)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found | ON_MACHINE | NEEDLESS:
            continue
        found.add(name)
        needs = map(Requirement, requires(name) or [])
        waiting += [need.name for need in needs if not need.marker or need.marker.evaluate(LINUX)]
    return sorted(found)


def pin(lock: str, names: list[str]) -> str:
    """Return the lines of a lock file that pin these packages, with hashes. Raises KitError."""
    found = {match[1]: match[0]
             for match in re.finditer(r"^([a-z0-9-]+)==(?:.*\\\n)*.*\n", lock, re.MULTILINE)}
    if missing := [name for name in names if name not in found]:
        raise KitError(f"requirements.txt does not pin {', '.join(missing)}; run make lock")
    return "".join(found[name] for name in names)


def download(pins: str, folder: Path) -> None:
    """Download the wheels of the pins into a folder, unless they are there. Raises KitError."""
    listed = folder / "pins.txt"
    if listed.exists() and listed.read_text("utf-8") == pins:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wanted = folder / "wanted.txt"
    wanted.write_text(pins, "utf-8")
    platforms = [f"--platform=manylinux_2_{minor}_x86_64" for minor in GLIBC]
    run = subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--no-deps",
         "--only-binary=:all:", "--python-version=3.12", "--implementation=cp", *platforms,
         "--platform=manylinux2014_x86_64", "--platform=manylinux1_x86_64",
         "--dest", folder, "--requirement", wanted], capture_output=True, text=True)
    if run.returncode:
        raise KitError("the wheels cannot be downloaded: " + run.stderr.strip().split("\n")[-1])
    wanted.replace(listed)


def list_sources(root: Path) -> list[str]:
    """Return the files of the book and the tool that git knows or would add, without records."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *SOURCES],
        cwd=root, capture_output=True, text=True, check=True).stdout
    return sorted(name for name in set(listed.split("\0")) if (root / name).is_file()
                  and not name.startswith(f"{FOLDER}/"))


def build(root: Path, wheels: Path, kit: Path) -> int:
    """Make the kit anew from sources and wheels; return its bytes. Raises KitError if too large."""
    shutil.rmtree(kit, ignore_errors=True)
    (kit / "wheels").mkdir(parents=True)
    for wheel in wheels.glob("*.whl"):
        shutil.copyfile(wheel, kit / "wheels" / wheel.name)
    for name in list_sources(root):
        (kit / "book" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, kit / "book" / name)
    (kit / "book" / COMMIT).write_text(describe_commit(root), "utf-8")
    for name in PROGRAMS:
        shutil.copyfile(Path(__file__).with_name(name), kit / name)
    size = sum(path.stat().st_size for path in kit.rglob("*") if path.is_file())
    if size > MOST_BYTES:
        raise KitError(f"the kit has {size / 1e6:.0f} MB, and {MOST_BYTES / 1e6:.0f} are allowed; "
                       "see the largest files in gpu-kit/wheels")
    return size


if __name__ == "__main__":
    wheels = ROOT / "_build" / "gpu-kit"
    try:
        download(pin((ROOT / "requirements.txt").read_text("utf-8"), list_packages()), wheels)
        size = build(ROOT, wheels, ROOT / "gpu-kit")
    except KitError as error:
        sys.exit(f"error: {error}")
    print(f"wrote gpu-kit ({size / 1e6:.0f} MB); on the other machine: bash gpu-kit/run.sh OUT")
