"""Every place that names versions says the same."""
import re
import tomllib
from importlib.metadata import distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from jaxbook.machine import REFUSED_JAX
from sources import ROOT, read_pages

MAKEFILE = (ROOT / "Makefile").read_text()
LINES = (ROOT / "requirements.txt").read_text().split("\n")
PINS = [Requirement(line.removesuffix("\\")) for line in LINES if re.match(r"[a-z0-9]", line)]
JAX = next(pin for pin in PINS if pin.name == "jax")
PAGES = read_pages("lectures", "exercises")
INSTALL = {cell.code for page in PAGES for cell in page.cells if cell.code.startswith("%pip")}


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read_version(pin: Requirement) -> str:
    return str(pin.specifier).removeprefix("==")


def test_everything_that_we_need_is_pinned_and_nothing_of_cuda():
    names = {normalize(pin.name) for pin in PINS}
    lines = (ROOT / "requirements.in").read_text().split("\n")
    wanted = [line.split("#")[0].strip() for line in lines]
    for need in filter(None, wanted):
        pinned = next(p for p in PINS if normalize(p.name) == normalize(Requirement(need).name))
        assert Requirement(need).specifier.contains(read_version(pinned)), need
    assert not [name for name in names if re.search("cuda|nvidia|rocm", name)]


def test_update_cannot_leave_the_line_of_jupyter_book_that_reads_our_configuration():
    """Without a lower limit `make lock` goes back to 0.6, which had none for Sphinx."""
    lines = (ROOT / "requirements.in").read_text().split("\n")
    line = next(line for line in lines if line.startswith("jupyter-book"))
    need = Requirement(line.split("#")[0])
    assert not need.specifier.contains("0.15.1")
    assert need.specifier.contains("1.0.4")
    assert not need.specifier.contains("2.0.0")


def test_this_environment_is_the_pinned_one():
    installed = {normalize(d.metadata["Name"]): d.version for d in distributions()}
    for pin in PINS:
        if pin.marker is None or pin.marker.evaluate():
            assert pin.specifier.contains(installed[normalize(pin.name)]), str(pin)


@pytest.mark.parametrize(("lock", "name"), [
    ("requirements-lab.txt", "jupyterlab"), ("requirements-gpu.txt", "jax-cuda13-plugin")])
def test_what_has_a_lock_of_its_own_agrees_with_this_environment(lock, name):
    assert name not in {normalize(pin.name) for pin in PINS}
    lines = (ROOT / lock).read_text().split("\n")
    own = [Requirement(line.removesuffix("\\")) for line in lines if re.match(r"[a-z0-9]", line)]
    assert name in {pin.name for pin in own}
    here = {(normalize(pin.name), str(pin.marker)): read_version(pin) for pin in PINS}
    for pin in own:
        version = here.get((normalize(pin.name), str(pin.marker)))
        assert version in (None, read_version(pin)), f"{pin}: run make lock"


def test_conda_environment_installs_the_same_file_and_an_allowed_python():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, from_pip = environment["dependencies"]
    assert (python, pip) == (f"python={(ROOT / '.python-version').read_text().strip()}", "pip")
    assert from_pip == {"pip": ["-r requirements.txt", "-r requirements-lab.txt"]}


def test_install_cells_begin_alike_admit_the_pin_and_refuse_what_the_build_refuses():
    line = min(INSTALL, key=len)
    assert all(other.startswith(line) for other in INSTALL)
    asked = Requirement(re.search(r'"(jax[^"]*)"', line)[1])
    assert asked.specifier.contains(read_version(JAX))
    for refused in REFUSED_JAX:
        assert not asked.specifier.contains(refused)
        assert not JAX.specifier.contains(refused)
    assert not asked.specifier.contains("0.9.1")


def test_versions_are_tested_as_the_install_cell_asks():
    oldest = re.search(r"jax>=([\d.]+)", min(INSTALL, key=len))[1]
    assert f"JAX ?= {oldest} newest\n" in MAKEFILE
    refused = ",".join(f"!={version}" for version in REFUSED_JAX)
    assert f"newest) jax='jax{refused}';" in MAKEFILE
    reader = MAKEFILE.split("READER :=")[1].split("\nNBMAKE")[0]
    extra = {"ipykernel", "pip", "nbmake"}  # what Colab has, and what runs the notebooks
    asked = {name for line in INSTALL for name in line.split('"')[2].split()}
    assert set(re.findall(r"--with (\S+)", reader)) - extra == asked


def test_install_cell_is_not_executed():
    for page in PAGES:
        for cell in page.cells:
            assert cell.code.startswith("%pip") == ("skip-execution" in cell.tags), page.name


def test_page_that_tells_of_gpus_names_the_pin():
    text = (ROOT / "lectures/troubleshooting.md").read_text()
    assert re.findall(r"jax\[cuda13\](==[\d.]+)", text) == [str(JAX.specifier)]


def test_python_floor_is_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["tool"]["ruff"]["target-version"] == "py312"
    assert project["project"]["requires-python"] == ">=3.12"
    assert "OLDEST = (3, 12)" in (ROOT / "tools/environment.py").read_text()
    assert "--python-version 3.12" in MAKEFILE
    assert "uv python find 3.12" in MAKEFILE
    ci = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    assert "3.12" in ci["jobs"]["pythons"]["strategy"]["matrix"]["python"]
    assert Version((ROOT / ".python-version").read_text().strip()) >= Version("3.12")


def test_uv_that_builds_the_package_is_the_pinned_one():
    """So it needs no download: uv of that version has the build backend inside."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    uv = next(pin for pin in PINS if pin.name == "uv")
    assert project["build-system"]["requires"] == [f"uv_build=={read_version(uv)}"]
