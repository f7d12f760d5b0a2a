"""What libraries write to stderr stops no page; what the page writes does, and is quoted."""
import pytest

import jaxbook.runs.execute
from conftest import Book
from jaxbook.pages import Pages
from jaxbook.project import open_project
from runs import CPU, GPU

# As on every machine with an NVIDIA driver, where JAX looks for such a file.
DRIVER = "import jax._src.hardware_utils as hardware\nhardware._NVIDIA_GPU_DEVICES = ['/dev/null']"
SAID = "An NVIDIA GPU may be present on this machine"


def read_outputs(book: Book, page: str) -> list[list[str]]:
    """Return the texts of the outputs of each cell of a page."""
    run = Pages(open_project(book.folder)).runs[page]
    assert run is not None
    return [[output.text for output in outputs] for outputs in run.outputs]


def test_notices_of_libraries_are_said_once_and_shown_nowhere(book, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # or the kernel does not read what C++ writes
    devices = f"{DRIVER}\nimport jax\nprint(jax.devices()[0].platform)"
    book.write_notebook("lectures/a.md", devices)
    book.write_notebook("lectures/b.md", devices)
    from_cpp = "import os, time\nos.write(2, b'W0000 12:01 xla.cc:1] slow\\n')\ntime.sleep(0.5)"
    names = "print([name for name in dir() if not name.startswith('_')])"
    warn = ("import warnings, nbformat\n"
            "warnings.warn_explicit('of a package', UserWarning, nbformat.__file__, 1)")
    book.write_notebook("lectures/c.md", names, from_cpp, warn, "len(In)")
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert run.stderr.count(SAID) == 1
    assert "notice in lectures/c: W0000 12:01 xla.cc:1] slow\n" in run.stderr
    assert "UserWarning: of a package\n" in run.stderr
    for page in ("a", "b", "c"):
        for folder, suffix in (("lectures", "html"), ("notebooks/lectures", "ipynb")):
            text = book.read_site()[f"{folder}/{page}.{suffix}"].decode()
            assert SAID not in text and "slow\n" not in text.replace("slow\\n", "")
            assert "jaxbook-notice" not in text
    outputs = read_outputs(book, "lectures/c")
    assert outputs[0] == ["['In', 'Out', 'exit', 'get_ipython', 'open', 'quit']\n"]  # as always
    assert outputs[1:3] == [[], []]
    assert "<span></span>5\n" in book.read("lectures/c")  # four cells, and none of ours


@pytest.mark.long(but=["print", "warning"])
@pytest.mark.parametrize(("code", "said"), [
    ("import sys\nprint('own words', file=sys.stderr)", "own words"),
    ("import logging\nlogging.getLogger('jax').warning('own words')", "own words"),
    ("import warnings\nwarnings.warn('own words')", "UserWarning: own words"),
    ("import threading\nthread = threading.Thread(target=lambda: 1 / 0)\n"
     "thread.start()\nthread.join()", "ZeroDivisionError"),
    ("%%bash\necho own words >&2", "own words"),
    ("exec('import sys; sys.stderr.write(\"own words\")')", "own words"),
    ("import helper\nhelper.speak()", "own words"),
], ids=["print", "logging", "warning", "thread", "bash", "exec", "module beside the page"])
def test_what_the_page_writes_fails_it_and_is_quoted(book, code, said):
    (book.folder / "lectures" / "helper.py").write_text(
        "import sys\ndef speak(): print('own words', file=sys.stderr)\n")
    book.write_notebook("lectures/a.md", "x = 1", code)
    run = book.build()
    assert run.returncode == 1
    (place, _, rest) = run.stderr.partition("cell 3 wrote to stderr; change its code, or give the "
                                            "cell the tag remove-stderr:\n")
    assert place.startswith("lectures/a.md:"), run.stderr
    assert said in rest
    assert "notice" not in run.stderr


def test_own_stderr_with_the_tag_is_left_out(book):
    book.write_notebook("lectures/a.md", ":tags: [remove-stderr]\n\nimport sys\n"
                                         "print('own', 'words', file=sys.stderr)")
    run = book.build()
    assert run.returncode == 0, run.stderr
    assert "own words" not in book.read("lectures/a")


@pytest.mark.parametrize(("driver", "plugin", "machine", "device", "said"), [
    (True, False, CPU, "", "pages run on the CPU; there is an NVIDIA driver here: make gpu insta"),
    (True, True, GPU, "", "pages run on Fake G1; DEVICE=cpu runs them on the CPU"),
    (True, True, CPU, "cpu", "pages run on the CPU; without DEVICE=cpu they run on the GPU"),
    (True, False, CPU, "cpu", ""), (False, False, CPU, "", ""), (False, True, CPU, "cpu", ""),
])
def test_device_is_said_where_there_is_a_choice(
    monkeypatch, tmp_path, driver, plugin, machine, device, said
):
    monkeypatch.setenv("DEVICE", device)
    path = tmp_path / "nvidiactl"
    if driver:
        path.touch()
    monkeypatch.setattr(jaxbook.runs.execute, "DRIVERS", (path,))
    monkeypatch.setattr(jaxbook.runs.execute, "has_accelerator", lambda: plugin)
    text = jaxbook.runs.execute.describe_device(machine)
    assert text.startswith(said) and bool(text) is bool(said)


def test_device_is_said_before_the_first_page(book, monkeypatch, tmp_path):
    (tmp_path / "nvidiactl").touch()
    monkeypatch.setattr(jaxbook.runs.execute, "DRIVERS", (tmp_path / "nvidiactl",))
    monkeypatch.setattr(jaxbook.runs.execute, "has_accelerator", lambda: False)
    book.write_notebook("lectures/a.md", "x = 1")
    assert book.run("execute").stdout.startswith("pages run on the CPU; there is an NVIDIA driver")
    assert "NVIDIA" not in book.run("execute").stdout  # nothing was executed
