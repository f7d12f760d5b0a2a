"""Whatever goes wrong is named, leaves the last site alone, and does not spoil the next build."""
import os
import re
import signal
import subprocess
import sys
import time

import pytest

import cache

GOOD = "print('good', 'page')"
LONG = "print('long\\n' * 30_000)"  # 150 kB of output

SLOW = """\
import pathlib, time

def stop(app, page, source):
    pathlib.Path(app.srcdir, "reading").touch()
    time.sleep(60)

def setup(app):
    app.connect("source-read", stop)
"""


def read_site(book) -> dict[str, bytes]:
    """Return the content of each file of the site."""
    site = book.folder / "_build/full/html"
    return {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def run_on_full_disk(book, step: str, kib: int) -> subprocess.CompletedProcess:
    """Run a step that cannot write a file of more than `kib` KiB."""
    limited = f'ulimit -f {2 * kib} && exec "$@"'  # in half KiB, as POSIX has it
    return subprocess.run(
        ["sh", "-c", limited, "sh", sys.executable, f"_ext/{step}.py"], cwd=book.folder, text=True,
        capture_output=True, check=False, timeout=300,
        env=os.environ | {"IPYTHONDIR": str(book.folder / "ipython")},
    )


@pytest.mark.parametrize(("code", "cause"), [
    ("import os; os._exit(9)", "Kernel died"),
    ("import time; time.sleep(60)", "over the time limit of 2 s"),
    ("assert 1 + 1 == 3, 'the sum is off'", "AssertionError: the sum is off"),
])
def test_page_that_fails_is_named_with_its_cell(built, code, cause):
    built.limit(2)
    before = read_site(built)
    built.write_notebook("lectures/a.md", GOOD, f":tags: [check]\n\n{code}")
    run = built.build()
    assert run.returncode == 1
    assert "error: lectures/a.md, cell 3 at line 11: " in run.stderr
    assert cause in run.stderr
    assert read_site(built) == before
    built.write_notebook("lectures/a.md", GOOD, "x = 1")
    assert built.build().returncode == 0


def test_outputs_that_are_cut_are_named_and_executed_again(built):
    before = read_site(built)
    (outputs,) = cache.find_cache(built.folder).glob("executed/*/base.ipynb")
    outputs.write_text(outputs.read_text()[:200])
    run = built.run("rendering")
    assert run.returncode == 1
    assert "lectures/a.md: its run in the cache is damaged: " in run.stderr
    assert "not executed, or changed since: lectures/a.md" in run.stderr
    assert read_site(built) == before
    run = built.run("execution")
    assert run.returncode == 0
    assert "[1/1] lectures/a.md" in run.stdout
    assert built.run("rendering").returncode == 0
    assert read_site(built).keys() == before.keys()


def test_index_that_is_cut_is_named_and_the_cache_begun_again(built):
    before = read_site(built)
    index = cache.find_cache(built.folder) / "global.db"
    index.write_bytes(index.read_bytes()[:3000])
    run = built.run("rendering")
    assert run.returncode == 2
    assert run.stderr.startswith(f"error: the index of the cache {index.parent} is damaged")
    assert read_site(built) == before
    run = built.run("execution")
    assert run.returncode == 0
    assert "every page is executed again" in run.stderr
    assert "[1/1] lectures/a.md" in run.stdout
    assert built.run("rendering").returncode == 0


def test_full_disk_stops_the_execution_at_the_page(built):
    before = read_site(built)
    built.write_notebook("lectures/a.md", LONG)
    run = run_on_full_disk(built, "execution", 100)
    assert run.returncode == 1
    assert "error: lectures/a.md, its run cannot be put into the cache: " in run.stderr
    assert "File too large" in run.stderr
    assert "lectures/a.md" in built.run("rendering").stderr
    assert read_site(built) == before
    assert built.build().returncode == 0


def test_full_disk_stops_the_rendering_at_the_page(built):
    before = read_site(built)
    built.write_notebook("lectures/a.md", LONG)
    assert built.run("execution").returncode == 0
    run = run_on_full_disk(built, "rendering", 100)
    assert run.returncode != 0
    assert re.search("^error: lectures/a.md: .*File too large", run.stderr, re.MULTILINE)
    assert read_site(built) == before
    assert built.run("rendering").returncode == 0
    assert "long\nlong" in built.read("lectures/a")


def test_second_build_in_a_folder_is_refused_and_the_first_goes_on(built):
    built.write_notebook("lectures/a.md", "import time; time.sleep(8)")
    first = subprocess.Popen(
        [sys.executable, "_ext/execution.py"], cwd=built.folder, text=True, stdout=subprocess.PIPE
    )
    assert first.stdout.read(5) == "[1/1]"
    for step in ("execution", "rendering"):
        second = built.run(step)
        assert second.returncode == 2
        assert second.stderr.startswith("error: another build is at work in this folder (make exec")
        assert str(first.pid) in second.stderr
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert built.run("rendering").returncode == 0


def test_interrupt_while_rendering_leaves_the_last_site(built):
    before = read_site(built)
    config = built.folder / "_config.yml"
    slow = config.read_text().replace("- solutions", "- solutions\n      - slow")
    config.write_text(slow.replace("solutions: _ext", "solutions: _ext\n    slow: _ext"))
    (built.folder / "_ext/slow.py").write_text(SLOW)
    # Tests in the background are told to ignore interrupts, and would tell their processes.
    ours = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "_ext/rendering.py"], cwd=built.folder, text=True, stderr=subprocess.PIPE
    )
    signal.signal(signal.SIGINT, ours)
    while not (built.folder / "reading").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted; the last site is where it was" in errors
    assert read_site(built) == before
    (built.folder / "_ext/slow.py").write_text("def setup(app):\n    return {}\n")
    assert built.run("rendering").returncode == 0
