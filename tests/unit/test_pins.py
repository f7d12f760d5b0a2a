"""Every place that names versions says the same."""
import re
import tomllib
from importlib.metadata import distributions

import yaml
from packaging.requirements import Requirement
from packaging.version import Version

import execution
from sources import ROOT, read_pages

LINES = (ROOT / "requirements.txt").read_text().split("\n")
PINS = [Requirement(line.split("#")[0]) for line in LINES if re.match(r"[a-z0-9]", line)]
INSTALL = {
    cell.code for page in read_pages("lectures", "exercises") for cell in page.cells
    if cell.code.startswith("%pip")
}


def normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_requirement_is_exact():
    assert len(PINS) > 50
    for pin in PINS:
        assert re.fullmatch(r"==[\w.]+", str(pin.specifier)), str(pin)


def test_everything_that_we_need_is_pinned_and_nothing_of_cuda():
    names = {normalize(pin.name) for pin in PINS}
    lines = (ROOT / "requirements.in").read_text().split("\n")
    wanted = [line.split("#")[0].strip() for line in lines]
    for need in filter(None, wanted):
        pinned = next(p for p in PINS if normalize(p.name) == normalize(Requirement(need).name))
        version = str(pinned.specifier).removeprefix("==")
        assert Requirement(need).specifier.contains(version), need
    assert not [name for name in names if re.search("cuda|nvidia|rocm", name)]


def test_this_environment_is_the_pinned_one():
    installed = {normalize(d.metadata["Name"]): d.version for d in distributions()}
    for pin in PINS:
        if pin.marker is None or pin.marker.evaluate():
            assert pin.specifier.contains(installed[normalize(pin.name)]), str(pin)


def test_conda_environment_installs_the_same_file_and_an_allowed_python():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    python, pip, from_pip = environment["dependencies"]
    assert (python, pip) == (f"python={(ROOT / '.python-version').read_text().strip()}", "pip")
    assert from_pip == {"pip": ["-r requirements.txt"]}


def test_install_cell_is_one_text_that_admits_the_pin_and_refuses_what_the_build_refuses():
    (line,) = INSTALL
    asked = Requirement(re.search(r'"(jax[^"]*)"', line)[1])
    pin = next(pin for pin in PINS if pin.name == "jax")
    assert asked.specifier.contains(str(pin.specifier).removeprefix("=="))
    for refused in execution.REFUSED_JAX:
        assert not asked.specifier.contains(refused)
        assert not pin.specifier.contains(refused)
    assert not asked.specifier.contains("0.9.1")


def test_install_cell_is_not_executed():
    for page in read_pages("lectures", "exercises"):
        for cell in page.cells:
            assert cell.code.startswith("%pip") == ("skip-execution" in cell.tags), page.name


def test_page_that_tells_of_gpus_names_the_pin():
    pin = next(pin for pin in PINS if pin.name == "jax")
    text = (ROOT / "lectures/troubleshooting.md").read_text()
    assert re.findall(r"jax\[cuda13\](==[\d.]+)", text) == [str(pin.specifier)]


def test_python_floor_is_one():
    target = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["target-version"]
    assert target == "py312"
    assert "sys.version_info < (3, 12)" in (ROOT / "Makefile").read_text()
    assert "--python-version 3.12" in (ROOT / "Makefile").read_text()
    assert Version((ROOT / ".python-version").read_text().strip()) >= Version("3.12")
