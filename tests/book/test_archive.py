"""Runs move between folders and machines as one file, shards merge, and no archive is trusted."""
import dataclasses
import json
import shutil
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

import jaxbook.runs.archive
from conftest import Book
from jaxbook.pages import Pages
from jaxbook.project import open_project
from runs import CPU, GPU, fill_store, make_run


def move_to_another_machine(book: Book) -> None:
    """Let the runs of a book say that they were made on another machine."""
    pages = Pages(open_project(book.folder))
    for key in pages.keys.values():
        (file,) = pages.store.list_files(key)
        (run,) = pages.store.find(key)
        file.unlink()
        pages.store.put(key, dataclasses.replace(run, backend="gpu", machine=GPU,
                                                 date="2020-01-01 00:00"))


def test_archive_from_elsewhere_renders_and_shows_where_it_ran(book, tmp_path):
    book.write_notebook("lectures/a.md", 'print("from there")')
    there = book.copy(tmp_path / "there")
    fill_store(book.folder)
    assert book.run("render").returncode == 0  # this machine has runs and a site of its own
    fill_store(there.folder)
    move_to_another_machine(there)
    archive = tmp_path / "runs.zip"
    run = there.run("pack", "../runs.zip")
    assert (run.returncode, run.stdout) == (0, "packed 1 run: ../runs.zip\n"), run.stderr
    shutil.rmtree(there.folder)
    assert "Fake G1" not in book.read("lectures/a")
    run = book.run("unpack", "../runs.zip")
    assert (run.returncode, run.stdout) == (0, "unpacked 1 run: ../runs.zip\n"), run.stderr
    assert book.run("execute").stdout == ""
    assert book.run("render").returncode == 0
    assert "from there" in book.read("lectures/a")
    assert "on Fake G1 with JAX" in book.read("lectures/a")
    assert str(tmp_path).encode() not in archive.read_bytes()


def test_shards_execute_apart_and_render_together(book, tmp_path):
    for name in "abc":
        book.write_notebook(f"lectures/{name}.md", f"print('page', '{name}')")
    archives = []
    for shard, pages in {"1/2": "ac", "2/2": "b"}.items():
        runner = book.copy(tmp_path / f"runner-{pages}")
        run = runner.run("execute", SHARD=shard)
        assert run.returncode == 0, run.stderr
        executed = [name for name in "abc" if f"lectures/{name}: " in run.stdout]
        assert executed == list(pages)
        archives.append(f"../{pages}.zip")
        assert runner.run("pack", archives[-1]).returncode == 0
    assert book.run("unpack", archives[0]).returncode == 0
    half = book.run("render")
    assert half.returncode == 1
    assert "not executed, or changed since: lectures/b.md; run make execute" in half.stderr
    assert book.run("unpack", *archives).returncode == 0
    assert book.run("render").returncode == 0
    for name in "abc":
        assert f"page {name}" in book.read(f"lectures/{name}")


def test_book_without_runs_packs_nothing(book, tmp_path):
    book.write_notebook("lectures/a.md", "x = 1")
    run = book.run("pack", "../runs.zip")
    assert run.returncode == 2
    assert run.stderr == "error: no page is executed here: run make execute\n"
    assert not (tmp_path / "runs.zip").exists()


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Book:
    """A book with one run, packed into `runs.zip` beside it."""
    book = Book(tmp_path_factory.mktemp("packed") / "book")
    book.write_notebook("lectures/a.md", 'print("good page")')
    fill_store(book.folder)
    assert book.run("pack", "../runs.zip").returncode == 0
    return book


def write_zip(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def rename(change: Callable[[str], str]) -> Callable[[Path, str, bytes], None]:
    """Return an attack by the name of the file in the archive."""
    return lambda path, name, run: write_zip(path, {name: run, change(name): run})


def understate(path: Path, name: str, run: bytes) -> None:
    """Let the directory of an archive say that a long file is short."""
    long = run.replace(b"good page", b"good page " * 1000)
    write_zip(path, {name: long})
    data = path.read_bytes()
    size = len(long).to_bytes(4, "little")
    assert data.count(size) == 2  # once before the file, once in the directory
    path.write_bytes(data.replace(size, (100).to_bytes(4, "little")))


def cut(path: Path, name: str, run: bytes) -> None:
    write_zip(path, {name: run})
    path.write_bytes(path.read_bytes()[:-100])


def damage_inside(path: Path, name: str, run: bytes) -> None:
    """Change a byte of the packed file, so that its checksum is wrong."""
    write_zip(path, {name: run})
    data = bytearray(path.read_bytes())
    data[len(name) + 60] ^= 255
    path.write_bytes(bytes(data))


def lock(path: Path, name: str, run: bytes) -> None:
    """Mark the file as one that needs a password."""
    write_zip(path, {name: run})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(bytes(data))


ATTACKS: dict[str, tuple[Callable[[Path, str, bytes], object], str]] = {
    "climbs out": (rename(lambda name: f"../{name}"), "is not the name of a run"),
    "climbs out later": (rename(lambda name: name.replace("/", "/../../../")),
                         "is not the name of a run"),
    "absolute": (rename(lambda name: "/tmp/" + name), "is not the name of a run"),
    "of Windows": (rename(lambda name: name.replace("/", "\\..\\")), "is not the name of a run"),
    "no run": (rename(lambda name: "index.html"), "'index.html' is not the name of a run"),
    "short key": (rename(lambda name: name[1:]), "is not the name of a run"),
    "capital key": (rename(lambda name: name[:32].replace(name[0], "G") + name[32:]),
                    "is not the name of a run"),
    "of another book": (lambda path, name, run: write_zip(path, {"0" * 32 + name[32:]: run}),
                        "it holds no run of these pages with this requirements.txt"),
    "locked": (lock, "encrypted"),
    "large": (lambda path, name, run: write_zip(path, {name: run + b" " * 5000}), "is over"),
    "large together": (
        lambda path, name, run: write_zip(path, {name: run, **{
            f"{name[:32]}/{n}.json": run + b" " * 500 for n in range(30)}}), "it is over"),
    "understated": (understate, "cannot be unpacked"),
    "cut": (cut, "not a zip file"),
    "damaged inside": (damage_inside, "cannot be unpacked"),
    "damaged run": (lambda path, name, run: write_zip(path, {name: run[:200]}), "Invalid JSON"),
    "run of another format": (
        lambda path, name, run: write_zip(path, {name: json.dumps(
            json.loads(run) | {"format": 99}).encode()}), "its format is 99"),
    "run that failed": (
        lambda path, name, run: write_zip(path, {name: json.dumps(
            json.loads(run) | {"fault": "cell 1 failed"}).encode()}),
        "is the run of a page that failed"),
    "run of a refused JAX": (
        lambda path, name, run: write_zip(path, {name: run.replace(
            f'"jax":"{version("jax")}"'.encode(), b'"jax":"0.11.1"')}),
        "was made with JAX 0.11.1: loops that store a path are quadratic"),
    "not there": (lambda path, name, run: None, "No such file"),
    "no zip": (lambda path, name, run: path.write_bytes(b"#!/bin/sh\n"), "not a zip file"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_archive_that_cannot_be_trusted_is_refused_and_nothing_is_written(
    packed, tmp_path, monkeypatch, attack
):
    monkeypatch.setattr(jaxbook.runs.archive, "MAX_RUN_BYTES", 4000)
    monkeypatch.setattr(jaxbook.runs.archive, "MAX_ARCHIVE_BYTES", 16_000)
    with zipfile.ZipFile(packed.folder.parent / "runs.zip") as archive:
        (name,) = archive.namelist()
        run = archive.read(name)
    make, said = ATTACKS[attack]
    make(tmp_path / "bad.zip", name, run)
    book = packed.copy(tmp_path / "book")
    before = {path for path in tmp_path.rglob("*") if "_build" not in path.parts}
    result = book.run("unpack", "../bad.zip")
    assert result.returncode == 2
    assert result.stderr.startswith("error: ../bad.zip cannot be unpacked: ")
    assert said in result.stderr
    assert {path for path in tmp_path.rglob("*") if "_build" not in path.parts} == before
    assert not (book.folder / "_build" / "runs").exists()


def test_archive_made_with_other_packages_is_refused(packed, tmp_path):
    other = packed.copy(tmp_path / "other")
    (other.folder / "requirements.txt").write_text("jax==0.0\n")
    run = other.run("unpack", str(packed.folder.parent / "runs.zip"))
    assert run.returncode == 2
    assert "it holds no run of these pages with this requirements.txt" in run.stderr


def test_runs_of_several_machines_and_versions_are_kept_and_one_is_chosen(book, tmp_path):
    for name in "ab":
        book.write_notebook(f"lectures/{name}.md", 'print("here")')
    there = book.copy(tmp_path / "there")
    fill_store(book.folder)
    pages = Pages(open_project(there.folder))
    for page, key in pages.keys.items():
        run = make_run(page, pages.read_notebook(page), machine=GPU, jax="0.9.2")
        pages.store.put(key, run)
        pages.store.put(key, make_run(page, pages.read_notebook(page), machine=CPU, jax="0.9.2"))
    assert there.run("pack", "../runs.zip").returncode == 0
    assert book.run("unpack", "../runs.zip").stdout == "unpacked 2 runs: ../runs.zip\n"
    book.write_notebook("lectures/b.md", 'print("here, too")')
    fill_store(book.folder)
    one_core = dataclasses.replace(run, machine=CPU.model_copy(update={"cores": 1}))
    pages.store = Pages(open_project(book.folder)).store
    pages.store.put(pages.keys["lectures/a"], one_core)
    assert book.run("render").returncode == 0
    assert f"on {GPU.name} with JAX 0.9.2" in book.read("lectures/a")
    assert f"on {CPU.name} with JAX" in book.read("lectures/b")
    assert "This site shows what" not in book.read("lectures/a") + book.read("lectures/intro")
    run = book.run("book", MACHINE="Acme One, 2 cores")
    assert run.returncode == 0, run.stderr
    assert f"on {CPU.name} with JAX" in book.read("lectures/a")
    for page in ("lectures/a", "lectures/b", "lectures/intro"):
        assert f"This site shows what {CPU.name} computed." in book.read(page)
    run = book.run("render", MACHINE="acme-one-1-core")
    assert run.returncode == 1
    assert ("MACHINE=acme-one-1-core: it has no run of lectures/b.md; there are runs of "
            "acme-one-1-core, acme-one-2-cores, fake-g1") in run.stderr
    run = book.run("execute", MACHINE="acme-one-2-cores")
    assert run.returncode == 2
    assert "MACHINE chooses among stored runs" in run.stderr
