"""The GPU kit holds what it must; a part that is cut off leaves what it finished."""
import importlib.util
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from jaxbook.machine import Machine, Versions
from jaxbook.project import Project, list_files
from jaxbook.runs.model import FORMAT, Check, Output, Run
from sources import ROOT

KIT = ROOT / "tools" / "gpu_kit"


def load(name: str):
    """Return a program of the kit as a module."""
    spec = importlib.util.spec_from_file_location(f"gpu_kit_{name}", KIT / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build, run, report = load("build"), load("run"), load("report")
LOCK = (ROOT / "requirements.txt").read_text("utf-8")


def make_wheel(folder: Path, name: str = "small-1.0-py3-none-any.whl", data: bytes = b"x" * 999):
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(folder / name, "w") as wheel:
        wheel.writestr("small/__init__.py", data)
    return folder / name


def make_run(**fields) -> Run:
    machine = Machine(backend="gpu", device="NVIDIA X", processor="CPU 1", cores=2, memory_gib=8.0)
    versions = Versions(jax="0.11.2", jaxlib="0.11.2", numpy="2.5", numba="", python="3.12")
    return Run(**{
        "format": FORMAT, "page": "lectures/a", "backend": "gpu", "machine": machine,
        "versions": versions, "settings": {}, "seconds": 2.0, "peak_gib": 1.0,
        "date": "2026-01-31 12:00", "commit": "abc", "asserts": 0, "checks": (), "outputs": (),
    } | fields)


def test_kit_pins_what_pages_need_and_leaves_out_what_jax_brings():
    pins = build.pin(LOCK, build.list_packages())
    names = set(re.findall(r"^([a-z0-9-]+)==", pins, re.MULTILINE))
    assert {"matplotlib", "quantecon", "ipykernel", "pyzmq"} <= names
    assert not names & {"playwright", *build.ON_MACHINE}
    assert pins.count("--hash=sha256:") >= len(names)


def test_kit_refuses_a_package_without_a_pin():
    with pytest.raises(build.KitError, match="does not pin nowhere; run make lock"):
        build.pin(LOCK, ["pyzmq", "nowhere"])


def test_left_out_packages_are_in_the_lock():
    assert build.pin(LOCK, sorted(build.NEEDLESS | build.ON_MACHINE))


def test_kit_holds_the_sources_of_every_page(tmp_path):
    make_wheel(tmp_path / "wheels")
    size = build.build(ROOT, tmp_path / "wheels", tmp_path / "kit")
    files = {path.relative_to(tmp_path / "kit").as_posix()
             for path in (tmp_path / "kit").rglob("*") if path.is_file()}
    for folder in ("lectures", "exercises", "solutions"):
        assert {f"book/{folder}/{path.name}" for path in (ROOT / folder).glob("*.md")} <= files
    assert {"run.sh", "run.py", "report.py", "facts.py", "wheels/small-1.0-py3-none-any.whl",
            "book/requirements.txt", "book/benchmarks/run.py"} <= files
    assert not [name for name in files if "__pycache__" in name or "_build" in name]
    assert not [name for name in files if "benchmarks/records" in name]  # of other machines
    assert size == sum((tmp_path / "kit" / name).stat().st_size for name in files)


def test_kit_over_the_limit_is_refused(tmp_path, monkeypatch):
    make_wheel(tmp_path / "wheels")
    monkeypatch.setattr(build, "MOST_BYTES", 1000)
    with pytest.raises(build.KitError, match="are allowed"):
        build.build(ROOT, tmp_path / "wheels", tmp_path / "kit")


def test_part_that_is_cut_off_leaves_what_it_finished(tmp_path):
    book, out = tmp_path / "book", tmp_path / "out"
    book.mkdir(), out.mkdir()
    program = ("import pathlib, time; p = pathlib.Path('_build/runs/' + 'a' * 32); "
               "p.mkdir(parents=True); (p / 'm.json').write_text('{}'); time.sleep(60)")
    how = run.run([sys.executable, "-c", program], book, out, 2, tmp_path / "log")
    assert how == "cut off after 2 s"
    assert "KeyboardInterrupt" in (tmp_path / "log").read_text()
    with zipfile.ZipFile(out / "runs.zip") as archive:
        assert archive.namelist() == [f"{'a' * 32}/m.json"]
    run.restore(tmp_path / "next", out)
    assert (tmp_path / "next/_build/runs" / ("a" * 32) / "m.json").read_text() == "{}"


def test_report_tells_what_failed_and_what_was_not_checked():
    good = make_run(checks=(
        Check("GPU: shares fall", True, "0.2", ">", "0.1", "exact", "the page"),
        Check("GPU: two devices agree", False, reason="needs two GPUs"),
        Check("a copy is slow", False, "0.2", ">", "1", "± 0", "this machine")))
    bad = make_run(page="lectures/b", fault="lectures/b.md:9: cell 2: ValueError: wrong", outputs=(
        (Output("stream", "stdout", "fine so far"),),
        (Output("stream", "stdout", "share 0.05\n"), Output("error", "ValueError", "wrong"))))
    text = report.write_report(
        {"lectures/a": good, "lectures/b": bad, "lectures/c": None}, ["pages: exit status 1"],
        "no record", "TF32 FACTS", "the log")
    sections = dict(part.split("\n", 1) for part in text.split("## ")[1:]
                    if "\n" in part and not part.startswith("#"))
    assert "lectures/b.md:9: cell 2: ValueError: wrong" in text
    assert "share 0.05" in text
    assert "fine so far" not in text
    gpu = sections["Claims about GPUs"]
    assert "PASS: lectures/a: GPU: shares fall: 0.2 > 0.1 (exact)" in gpu
    assert "NOT CHECKED HERE: lectures/a: GPU: two devices agree: needs two GPUs" in gpu
    assert sections["Claims that this machine measured otherwise"].strip() == (
        "- DIFFERS HERE: lectures/a: a copy is slow: 0.2 > 1 (± 0)")
    assert sections["Claims that this machine could not check"].strip() == (
        "- lectures/a: GPU: two devices agree: needs two GPUs")
    assert sections["Pages without a run here"].strip() == "lectures/c"
    assert "TF32 FACTS" in sections["What a run on a CPU never shows"]


def test_facts_name_what_a_cpu_cannot_show():
    found = subprocess.run(
        [sys.executable, KIT / "facts.py"], capture_output=True, text=True, timeout=120, check=True,
        env=os.environ | {"JAX_PLATFORMS": "cpu", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}).stdout
    for words in ("nvidia-smi", "XLA_PYTHON_CLIENT_PREALLOCATE is false", "default ", "highest ",
                  "an error in a callback", "device to host: 1 MiB at", "(not a GPU)"):
        assert words in found
    assert " failed: " not in found


def test_kit_is_no_part_of_the_book(tmp_path):
    for name in ("_config.yml", "_toc.yml", "lectures/a.md", "gpu-kit/book/lectures/b.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("title: Small\n" if name.endswith("yml") else "# A page\n")
    assert list(Project(tmp_path).files) == ["lectures/a"]
    assert {path.name for path in list_files(tmp_path)} == {"_config.yml", "_toc.yml", "a.md"}
