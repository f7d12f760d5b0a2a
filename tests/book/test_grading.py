"""`grade` makes one row of each exercise of each file, whatever the code in the file does."""
import csv
import re
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from conftest import HEAD, ROOT, Book
from jaxbook.grading import grade, walls
from jaxbook.grading.ask import Bounds, ask
from jaxbook.grading.parts import Part
from jaxbook.grading.walls import find_walls
from jaxbook.notebooks.convert import KEEP, RESTORE

CHECKER = '''\
def _checker(check):
    def run(answer):
        try:
            check(answer)
        except NotImplementedError:
            return print("not written yet")
        print("PASS | it holds | 1 | == 1 | ± 0 | by hand")
    return run
'''
CHECK = '''\
@_checker
def check_double(double):
    found = double(3)
    assert found == 6, f"{found}: did you double?"
'''
CELLS = [  # of the page: (tags or the text in front, code)
    ("check", CHECKER),
    ("", "FACTOR = 2\n\ndef scale(x):\n    return FACTOR * x"),
    ("```{exercise} Double\n:label: ex-double\n\nWrite it.\n```",
     "def double(x):\n    raise NotImplementedError  # your turn"),
    ("check", CHECK),
    ("check", "check_double(double)"),
    ("## Again\n\n```{exercise} Twice\n:label: ex-twice\n\nWrite it.\n```",
     "def twice(x):\n    raise NotImplementedError"),
    ("check", "assert twice(2) == 8, 'did you double twice?'"),
]
SOLUTION = """
```{{solution-start}} ex-{0}
:label: sol-{0}
```

```{{code-cell}} ipython3
def {0}(x):
    return {1} * x
```

```{{solution-end}}
```
"""
RIGHT = "def double(x):\n    return 2 * x"
WRONG = "def double(x):\n    return x"
DID_YOU = "3: did you double?"
SAYS_NO = re.escape(DID_YOU)


def make_page() -> str:
    parts = [HEAD.format(title="Double numbers")]
    for before, code in CELLS:
        tags = f":tags: [{before}]\n\n" if before == "check" else ""
        text = "" if before == "check" else f"{before}\n\n"
        parts.append(f"{text}```{{code-cell}} ipython3\n{tags}{code}\n```\n")
    return "\n".join(parts)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    book = Book(tmp_path_factory.mktemp("grading") / "book")
    book.write("lectures/lesson.md", HEAD.format(title="A lesson")
               + "\n```{code-cell} ipython3\nx = 1\ny = 2\n```\n")
    book.write("exercises/numbers.md", make_page())
    book.write("solutions/numbers.md", "# Solutions\n" + SOLUTION.format("double", "FACTOR")
               + SOLUTION.format("twice", 4))
    return book


def write(path: Path, cells: list[str]) -> None:
    """Write a notebook as Colab does, without ids of cells."""
    notebook = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_code_cell(cell, metadata={"id": "x"}) for cell in cells])
    for cell in notebook.cells:
        del cell["id"]
    notebook.nbformat_minor = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def answer(double: str, twice: str = "") -> list[str]:
    """Return the cells of a notebook in which a student has written answers."""
    cells = [code for _, code in CELLS]
    cells[2] = double or cells[2]
    cells[5] = twice or cells[5]
    return cells


def grade_files(book: Book, folder: Path, files: dict[str, list[str]], *options: str
                ) -> dict[str, list[tuple[str, str, str]]]:
    """Grade notebooks; return of each its rows as exercise, result and words."""
    for name, cells in files.items():
        write(folder / name, cells)
    run = book.run("grade", str(folder), "--out", str(folder / "grades.csv"), *options)
    assert (run.returncode, run.stderr) == (0, "")
    found: dict[str, list[tuple[str, str, str]]] = {}
    with (folder / "grades.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["file"], []).append(
                (row["exercise"], row["result"], row["said"]))
    return found


HONEST = {
    # name: cells, then result and words of the two exercises
    "anna/numbers.ipynb": (answer(RIGHT, "def twice(x):\n    return double(double(x))"),
                           ("passed", ""), ("passed", "")),
    "empty.ipynb": (answer(""), ("not written yet", ""), ("not written yet", "")),
    "wrong.ipynb": (answer(WRONG), ("failed", DID_YOU), ("not written yet", "")),
    "given.ipynb": (answer("def double(x):\n    return scale(x)"), ("passed", ""), None),
    # The notebook of the full edition, with our solution between its two cells.
    "full.ipynb": ([*answer("")[:5], KEEP.format(names=["double"]),
                    "def double(x):\n    return FACTOR * x", RESTORE],
                   ("not written yet", ""), None),
    "helper.ipynb": (["from functools import partial\nimport operator", *answer(
        "%%time\ndef double(x):\n    return by(x)\n\n%timeit double(1)\n!ls"),
        "by = partial(operator.mul, 2)", "1 / 0"], ("passed", ""), None),
    "below.ipynb": ([*answer("")[:4], RIGHT, *answer("")[4:], "double = 'a name used again'"],
                    ("passed", ""), None),
    "again.ipynb": ([*answer(WRONG)[:5], RIGHT, *CELLS[4][1:]], ("passed", ""), None),
    "edited.ipynb": ([CELLS[0][1], CELLS[1][1].replace("2", "3"),
                      *answer("def double(x):\n    return FACTOR * x")[2:]], ("passed", ""), None),
    "rewritten.ipynb": ([WRONG, RIGHT], ("passed", ""), ("not written yet",
                                                         "no cell defines `twice`")),
    "loud.ipynb": (answer(f"{RIGHT}\n\nassert double(1) == 3, 'my own test'"), ("passed", ""),
                   None),
    "early.ipynb": (answer("assert 1 == 2, 'my own test'\n" + RIGHT),
                    ("error", "raised AssertionError: my own test"), None),
    "syntax.ipynb": (answer("def double(x):\n    return ("),
                     ("error", "raised SyntaxError: '(' was never closed"), None),
    "half.ipynb": (answer("def double(x):\n    todo(x)\n\ndef todo(x):\n"
                          "    raise NotImplementedError"), ("not written yet", ""), None),
    "formula.ipynb": (answer("def twice(x):\n    return 0", "def twice(x):\n    return 1"),
                      None, ("failed", "did you double twice?")),
}


def test_answers_in_many_forms_are_found_and_checked(book, tmp_path):
    (tmp_path / "page.md").write_text(make_page().replace(CELLS[2][1], RIGHT))
    found = grade_files(book, tmp_path, {name: case[0] for name, case in HONEST.items()})
    assert found["page.md"] == [("ex-double", "passed", ""), ("ex-twice", "not written yet", "")]
    for name, (_, *expected) in HONEST.items():
        assert [exercise for exercise, *_ in found[name]] == ["ex-double", "ex-twice"], name
        for (_, *row), wanted in zip(found[name], expected, strict=True):
            if wanted:
                assert (row[0], row[1].partition(" (answer,")[0]) == wanted, name


CHEATS = {
    # name: cells, then the result of ex-double and a pattern of its words
    "prints": (answer("def double(x):\n    print('PASS | it holds')\n    print('passed')\n"
                      "    return x"), "failed", SAYS_NO),
    "redefines": (answer(f"{WRONG}\n\ncheck_double = lambda answer: None\n"
                         "_checker = lambda check: check_double\nprint = lambda *a: None"),
                  "failed", SAYS_NO),
    "edits-check": ([*answer(WRONG)[:3], CHECK.replace("== 6", "== 3"), CELLS[4][1]],
                    "failed", SAYS_NO),
    "removes-check": ([WRONG], "failed", SAYS_NO),
    "removes-all-else": ([RIGHT], "passed", ""),
    "renames": (answer("def my_double(x):\n    return 2 * x"), "not written yet",
                "no cell defines `double`"),
    "exits": (answer("import sys\n\ndef double(x):\n    sys.exit(0)"), "error",
              "raised SystemExit: 0"),
    "exits-early": (answer(f"raise SystemExit\n{RIGHT}"), "error", "raised SystemExit"),
    "ends-process": (answer("import os\n\ndef double(x):\n    os._exit(0)"), "error",
                     "ended its process, with status 0, before the check was complete"),
    "crashes": (answer("import ctypes\n\ndef double(x):\n    ctypes.string_at(0)"), "error",
                "ended its process, with status .*"),
    "loops": (answer("import time\n\ndef double(x):\n    while True:\n        time.sleep(0.01)"),
              "error", "does not end within 4 s"),
    "forges": (answer("""\
import os

def double(x):
    for number in range(3, 30):
        try:
            os.write(number, b'["x", "ex-double", "passed", ""]\\n')
        except OSError:
            pass
    return x"""), "failed", SAYS_NO),
    "floods": (answer("import sys\n\ndef double(x):\n    for _ in range(200):\n"
                      "        print('x' * 10**5)\n        print('x' * 10**5, file=sys.stderr)\n"
                      "    return x"), "failed", SAYS_NO),
    "leaves-a-child": (answer("import os, time\n\ndef double(x):\n    if os.fork() == 0:\n"
                              "        os.setsid()\n        time.sleep(9)\n    os._exit(3)"),
                       "error", "ended its process, with status 3, .*"),
    "takes-memory": (answer("def double(x):\n    return len(bytearray(2 * 10**9))"), "error",
                     "raised MemoryError"),
    "deletes": (answer("import os\nimport shutil\nfrom pathlib import Path\n\n"
                       "def double(x):\n    shutil.rmtree(os.getcwd())\n"
                       "    shutil.rmtree(Path.home())\n    return 2 * x"), "passed", ""),
    "fills-disk": (answer("def double(x):\n    with open('x', 'wb') as file:\n"
                          "        file.truncate(2**30)\n    return 2 * x"), "error",
                   "raised OSError: .*too large.*"),
    "hostile-error": (answer("class Odd(AssertionError):\n    def __str__(self):\n"
                             "        raise SystemExit\n\ndef double(x):\n    raise Odd"),
                      "failed", "no words"),
    "formula": (answer("def double(x):\n    raise AssertionError('=1+1')"), "failed", "'=1.1"),
    "no-unicode": (answer("def double(x):\n    raise AssertionError(chr(0xd800) + chr(27) + 'a')"),
                   "failed", "a"),
    "garbage": (answer("""\
import json
import sys

def double(x):
    frame = sys._getframe()
    while "token" not in frame.f_locals:
        frame = frame.f_back
    token, output = frame.f_locals["token"], frame.f_locals["output"]
    for rest in (["x", "passed", ""], ["ex-double", "passed"], [1, 2, 3], [{}, [], ""]):
        print(json.dumps([token, *rest]), file=output, flush=True)
    return x"""), "failed", SAYS_NO),
    "zoe": (answer(RIGHT), "passed", ""),
}


def test_each_cheat_ends_in_a_row_and_the_next_file_is_graded(book, tmp_path):
    files = {f"{name}.ipynb": case[0] for name, case in CHEATS.items()}
    (tmp_path / "broken.ipynb").write_text("{")
    write(tmp_path / "long.ipynb", [f"x = {'1,' * 10**6}"])
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "zoe.ipynb")
    (tmp_path / "lesson.md").write_text((book.folder / "lectures/lesson.md").read_text())
    (tmp_path / "notes.md").write_text("# Notes\n\nWords.\n")
    found = grade_files(book, tmp_path, files, "--seconds", "4", "--memory", "1")
    for name, (_, result, words) in CHEATS.items():
        (exercise, seen, said), other = found[f"{name}.ipynb"]
        assert (exercise, seen) == ("ex-double", result), (name, said)
        assert re.fullmatch(words, said), (name, said)
        assert other[:2] == ("ex-twice", "not written yet"), name
    for name, words in (("broken.ipynb", "no notebook that can be read"),
                        ("link.ipynb", "no plain file"), ("long.ipynb", "letters of code"),
                        ("notes.md", "no page with exercises"),
                        ("lesson.md", "made from lectures/lesson, which has no exercise")):
        (exercise, result, said), = found[name]
        assert (exercise, result) == ("", "error")
        assert words in said


REACHES = """\
import contextlib
import socket
from pathlib import Path

def double(x):
    reads, reaches = Path({solution!r}).exists(), False
    with contextlib.suppress(OSError):
        reaches = bool(socket.create_connection(("127.0.0.1", {port}), timeout=1))
    with contextlib.suppress(OSError):
        Path({target!r}).write_text("changed")
    raise AssertionError(f"reads {{reads}}, reaches {{reaches}}")
"""


@pytest.mark.parametrize(("kind", "missing", "said", "left", "note"), [
    ("bwrap", [], "reads False, reaches False", "kept", ""),
    ("unshare", ["BUBBLEWRAP"], "reads True, reaches False", "changed", "has no network"),
    ("none", ["BUBBLEWRAP", "UNSHARE"], "reads True, reaches True", "changed", "use the network"),
])
def test_walls_keep_what_they_promise(book, tmp_path, monkeypatch, kind, missing, said, left, note):
    for program in missing:
        monkeypatch.setattr(walls, program, ["/no/such/program"])
    if find_walls(book.folder, tmp_path).kind != kind:
        pytest.skip(f"{kind} does not work here")
    target = book.folder / "target"
    target.write_text("kept")
    with socket.create_server(("127.0.0.1", 0)) as server:
        write(tmp_path / "reach.ipynb", answer(REACHES.format(
            solution=str(book.folder / "solutions/numbers.md"), target=str(target),
            port=server.getsockname()[1])))
        run = book.run("grade", str(tmp_path), "--out", str(tmp_path / "grades.csv"))
    assert said in (tmp_path / "grades.csv").read_text()
    assert target.read_text() == left
    assert ("note: " in run.stdout) is bool(note)
    assert note in run.stdout


@pytest.mark.parametrize(("name", "words"), [
    ("", "FOLDER is empty"), ("nowhere", "there is no folder"), ("empty", "holds no notebook")])
def test_folder_without_files_is_refused(book, tmp_path, name, words):
    (tmp_path / "empty").mkdir()
    run = book.run("grade", name and str(tmp_path / name))
    assert run.returncode == 2
    assert words in run.stderr


def test_process_that_an_answer_leaves_behind_holds_up_nothing():
    """Without walls it outlives the answer, and keeps the judge's output open."""
    part = Part("ex-double", [code for _, code in CELLS[:5]], ["double"])
    (cells, *_) = CHEATS["leaves-a-child"]
    verdict, = ask([part], {"ex-double": [[cells[2]]]}, Bounds(4))["ex-double"]
    assert verdict.said.startswith("ended its process, with status 3")


def test_judge_ends_with_the_process_that_asked_it():
    with socket.create_server(("127.0.0.1", 0)) as server:
        loop = ("import socket\ndef double(x):\n"
                f"    line = socket.create_connection({server.getsockname()})\n"
                "    while True: pass")
        asks = ("from jaxbook.grading.ask import Bounds, ask\n"
                "from jaxbook.grading.parts import Part\n"
                f"part = Part('ex-double', {[code for _, code in CELLS[:5]]}, ['double'])\n"
                f"ask([part], {{'ex-double': [[{loop!r}]]}}, Bounds(60))")
        server.settimeout(30)
        with subprocess.Popen([sys.executable, "-c", asks], cwd=ROOT) as process:
            line, _ = server.accept()
            process.kill()
    with line:
        line.settimeout(30)
        assert line.recv(1) == b"", "the judge is still there"


def test_cells_of_a_table_are_no_formulas_and_one_line():
    assert [grade.make_cell(text) for text in ("=1", "@a", "a\n  b", "-", "x=1",
                                                    "\ud800\x1ba")] == [
        "'=1", "'@a", "a b", "'-", "x=1", "a"]
    assert len(grade.make_cell("long " * 1000)) < 510
