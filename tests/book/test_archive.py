"""Executed pages move between folders and machines as one file, and shards merge."""
import shutil

import pytest

import cache


def test_archive_from_elsewhere_renders_and_shows_where_it_ran(book, tmp_path):
    book.write_notebook("lectures/a.md", "print('from', 'there')")
    there = book.copy(tmp_path / "there")
    assert book.build().returncode == 0  # this machine has runs and a site of its own
    assert there.run("execution").returncode == 0
    move_to_another_machine(there.folder)
    run = there.run("archive", "pack", "../runs.zip")
    assert (run.returncode, run.stdout) == (0, "packed 1 pages: ../runs.zip\n"), run.stderr
    shutil.rmtree(there.folder)
    assert "Imaginary GPU" not in book.read("lectures/a")
    run = book.run("archive", "unpack", "../runs.zip")
    assert (run.returncode, run.stdout) == (0, "unpacked 1 pages: ../runs.zip\n"), run.stderr
    assert book.run("execution").stdout == ""
    assert book.run("rendering").returncode == 0
    assert "from there" in book.read("lectures/a")
    assert "on Imaginary GPU with JAX" in book.read("lectures/a")
    database = (cache.find_cache(book.folder) / "global.db").read_bytes()
    assert str(tmp_path).encode() not in database


def move_to_another_machine(folder):
    """Let the runs of a book say that they are from another machine."""
    store = cache.open_cache(cache.find_cache(folder))
    for record in store.list_cache_records():
        run = record.data | {"backend": "gpu", "device": "Imaginary GPU"}
        cache.keep_run(store, record.uri, store.get_cache_bundle(record.pk).nb, run)
    store.db.dispose()


def test_shards_execute_apart_and_render_together(book, tmp_path):
    for name in "abc":
        book.write_notebook(f"lectures/{name}.md", f"print('page', '{name}')")
    archives = []
    for shard, pages in {"1/2": "ac", "2/2": "b"}.items():
        runner = book.copy(tmp_path / f"runner-{pages}")
        run = runner.run("execution", SHARD=shard)
        assert run.returncode == 0, run.stderr
        executed = [name for name in "abc" if f"lectures/{name}.md" in run.stdout]
        assert executed == list(pages)
        archives.append(f"../{pages}.zip")
        assert runner.run("archive", "pack", archives[-1]).returncode == 0
    assert book.run("archive", "unpack", archives[0]).returncode == 0
    half = book.run("rendering")
    assert half.returncode == 1
    assert half.stderr == "error: not executed, or changed since: lectures/b.md; run make execute\n"
    assert book.run("archive", "unpack", *archives).returncode == 0
    assert book.run("rendering").returncode == 0
    for name in "abc":
        assert f"page {name}" in book.read(f"lectures/{name}")


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b"])
def test_wrong_shard_is_refused(book, shard):
    book.write_notebook("lectures/a.md", "x = 1")
    run = book.run("execution", SHARD=shard)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"error: SHARD={shard}: allowed is i/n with i from 1 to n\n"


def test_archive_that_is_cut_or_from_other_packages_is_refused(book, tmp_path):
    book.write_notebook("lectures/a.md", "x = 1")
    assert book.run("execution").returncode == 0
    assert book.run("archive", "pack", "../runs.zip").returncode == 0
    archive = tmp_path / "runs.zip"
    (tmp_path / "cut.zip").write_bytes(archive.read_bytes()[:-100])
    for name, reason in {"cut": "not a zip file", "none": "No such file"}.items():
        run = book.run("archive", "unpack", f"../{name}.zip")
        assert run.returncode == 2
        assert run.stderr.startswith(f"error: ../{name}.zip cannot be unpacked")
        assert reason in run.stderr
    other = book.copy(tmp_path / "other")
    (other.folder / "requirements.txt").write_text("jax==0.0\n")
    run = other.run("archive", "unpack", "../runs.zip")
    assert run.returncode == 2
    assert "../runs.zip was not made with this requirements.txt and JAX" in run.stderr
