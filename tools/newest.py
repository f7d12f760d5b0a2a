"""Say how far away the newest Sphinx and MyST-NB are, and whether JAX has come to Pyodide.

`python tools/newest.py` prints a line for each package of PACKAGES: its newest version, and whether
this book builds with it from the stored runs, in an environment and a copy of the book under
`_build/newest`. The newest of those before it are in that environment too, if they built the book,
because new releases need each other. A last line says whether the package registry has a jaxlib
for Pyodide, which would let readers run the pages in their browsers. The exit status is 1 if a
package does not build the book.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("sphinx", "myst-nb", "myst-parser")
UV = Path(sys.executable).with_name("uv")
# The platform of Pyodide 314, as PEP 783 names it. The control has a wheel for it, so a "no" for
# jaxlib means something as long as the control is found.
PLATFORM = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14")
CONTROL = "pydantic-core>=2"


class StepError(Exception):
    """A step failed; the message is the last line that it wrote."""


def read_last_line(text: str) -> str:
    """Return the last line that is not empty; of uv's errors, the cause rather than the hint."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    causes = [line for line in lines if line.startswith("cause:")]
    return (causes or lines or ["it said nothing"])[-1].removeprefix("cause: ")


def call(*command: object, **environment: str) -> str:
    """Run a command and return what it printed; raise StepError if it fails."""
    run = subprocess.run(list(map(str, command)), text=True, capture_output=True, check=False,
                         env=os.environ | environment, timeout=1800)
    if run.returncode:
        raise StepError(read_last_line(run.stderr or run.stdout))
    return run.stdout


def find_newest(package: str, folder: Path) -> str:
    """Return the newest version of a package that this Python can have."""
    (folder / "wanted.in").write_text(package, encoding="utf-8")
    options = ("--python", sys.executable, "--quiet", "--no-deps", "--no-header", "--no-annotate")
    return call(UV, "pip", "compile", *options, folder / "wanted.in").strip().partition("==")[2]


def copy_book(root: Path, folder: Path) -> Path:
    """Copy the book, its tool and its stored runs; return the copy. What was built stays here."""
    copy = folder / "book"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("_build", ".*", "__pycache__"))
    shutil.copytree(root / "_build" / "runs", copy / "_build" / "runs")
    return copy


def find_pin(package: str, root: Path) -> str:
    """Return the line of requirements.txt that pins a package."""
    text = (root / "requirements.txt").read_text(encoding="utf-8")
    return next(line for line in text.split("\n") if line.startswith(f"{package}==")).strip(" \\")


def build_with(pins: list[str], root: Path, folder: Path) -> None:
    """Build a copy of the book with packages at new versions; raise StepError if it fails.

    Jupyter Book 1 holds them back (it wants Sphinx 7), so its limits are overruled; it stays at its
    pin, since uv would otherwise go back to a release so old that it had no limits.
    """
    python = folder / "environment" / "bin" / "python"
    (folder / "override.txt").write_text("\n".join(pins), encoding="utf-8")
    (folder / "constraint.txt").write_text(find_pin("jupyter-book", root), encoding="utf-8")
    call(UV, "venv", "--quiet", "--python", sys.executable, folder / "environment")
    call(UV, "pip", "install", "--quiet", "--python", python, "--only-binary", ":all:",
         "--requirements", root / "requirements.in", "--override", folder / "override.txt",
         "--constraint", folder / "constraint.txt")
    copy = copy_book(root, folder)
    call(python, "-m", "jaxbook", "--book", copy, "render", PYTHONPATH=str(copy))


def describe_builds(root: Path, folder: Path) -> Iterator[tuple[bool, str]]:
    """Yield for each package whether it builds the book, and a line that says so."""
    pins: list[str] = []
    for package in PACKAGES:
        place = folder / package
        place.mkdir(parents=True)
        version = "newest"
        try:
            version = find_newest(package, place)
            build_with([*pins, f"{package}=={version}"], root, place)
        except (StepError, subprocess.TimeoutExpired) as error:
            yield False, f"{package} {version}: does not build: {error}"
        else:
            pins.append(f"{package}=={version}")
            yield True, f"{package} {version}: builds"


def has_wheel(requirement: str) -> bool:
    """Return whether the package registry has a wheel for Pyodide. Nothing is installed."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            call(sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", *PLATFORM,
                 "--only-binary", ":all:", "--target", folder, requirement)
        except StepError as error:
            if "No matching distribution" in str(error):
                return False
            raise
    return True


def describe_pyodide() -> str:
    """Return the line about jaxlib."""
    try:
        if has_wheel("jaxlib"):
            return "jaxlib for Pyodide: yes"
        if has_wheel(CONTROL):
            return "jaxlib for Pyodide: no"
        return f"jaxlib for Pyodide: unknown: {CONTROL} was not found either; is PLATFORM outdated?"
    except StepError as error:
        return f"jaxlib for Pyodide: unknown: {error}"


def main(root: Path = ROOT) -> int:
    """Print the lines; return 1 if a package does not build the book, 2 if there are no runs."""
    if not (root / "_build" / "runs").is_dir():
        print("error: there are no stored runs; run make execute", file=sys.stderr)
        return 2
    folder = root / "_build" / "newest"
    shutil.rmtree(folder, ignore_errors=True)
    good = []
    for builds, line in describe_builds(root, folder):
        print(line, flush=True)
        good.append(builds)
    print(describe_pyodide())
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
