"""Run an exercise page, then each answer to an exercise with its check; say what the checks said.

It is a process of its own, because a page chooses its precision for the whole process, and because
an answer may end it. It imports nothing but the standard library. The first line of standard input
is JSON: `parts` lists the cells of the page in order, as [label of the exercise or "", code of
cells, names that the reader is to write]; `answers` maps a label to answers, each a list of cells;
`limits` are those of the module `resource`. Standard input stays open while the process that asked
is running; when it closes, this process ends, too. Each line of the output is JSON that begins with
`token`, so that nothing that an answer prints is taken for one: label and result of the next
answer, and its words.

An answer runs in a copy of the names of the page. Its check sees of it only the names that the
reader is to write, so an answer that defines a helper of the check anew changes nothing.
"""
import contextlib
import inspect
import io
import json
import linecache
import os
import resource
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

PASSED, FAILED, UNWRITTEN, ERROR = "passed", "failed", "not written yet", "error"
RESULTS = (PASSED, FAILED, UNWRITTEN, ERROR)
MOST_LETTERS = 4000  # of what is said


class Frozen:
    """A function one of whose parameters keeps the value of its first call."""

    def __init__(self, function: Callable[..., object], name: str):
        self.function = self.__wrapped__ = function
        self.name, self.signature, self.kept = name, inspect.signature(function), []

    def __getattr__(self, name: str) -> object:
        return getattr(self.function, name)

    def __call__(self, *arguments: object, **options: object) -> object:
        bound = self.signature.bind(*arguments, **options)
        bound.apply_defaults()
        if not self.kept:
            self.kept.append(self.keep(bound.arguments[self.name]))
        bound.arguments[self.name] = self.kept[0]
        return self.function(*bound.args, **bound.kwargs)

    def keep(self, value: object) -> object:
        """Return a value that outlives the trace in which it may have been made."""
        import jax
        import jax.numpy as jnp

        def fix(leaf: object) -> object:
            traced = isinstance(leaf, jax.core.Tracer)
            # An array may be donated to the call, so a copy is kept.
            return jnp.ones(leaf.shape, leaf.dtype) if traced else (
                leaf.copy() if isinstance(leaf, jax.Array) else leaf)

        return jax.tree.map(fix, value)


class Silent:
    """Stands for what only a notebook has, such as the object that runs its magics."""

    def __getattr__(self, name: str) -> "Silent":
        return self

    def __call__(self, *arguments: object, **options: object) -> "Silent":
        return self


def read_words(error: BaseException) -> str:
    """Return the words of an error, whose class may be an answer's."""
    try:
        return str(error)
    except BaseException:
        return ""


def describe(error: BaseException) -> str:
    return f"raised {type(error).__name__}: {read_words(error)}".removesuffix(": ")


class Page:
    """The names of a page, and what its own code, not an answer, has printed since `said` is empty.
    """

    def __init__(self) -> None:
        self.said: list[str] = []
        self.names: dict[str, object] = {"__name__": "page", "print": self.print,
                                         "get_ipython": Silent(), "display": Silent()}

    def print(self, *values: object, **options: Any) -> None:
        written = io.StringIO()
        print(*values, **options | {"file": written})
        self.said += written.getvalue().splitlines()

    def run(self, code: str, name: str) -> None:
        exec(compile(code, name, "exec"), self.names)

    def ask_unwritten(self, check: str) -> str | None:
        """Run a check while nothing is written; return the last line that it prints, None if it
        prints none.
        """
        self.said.clear()
        with contextlib.suppress(NotImplementedError):
            self.run(check, "check")
        return self.said[-1] if self.said else None

    def try_answer(self, cells: list[str], check: str, asked: list[str], unwritten: str | None
                   ) -> tuple[str, str]:
        """Return the result of an answer, and the words of its check or of an error."""
        attempt = {name: value for name, value in self.names.items() if name != "print"}
        attempt["_freeze"] = Frozen
        whole = "\n".join(cells)
        # So that a check can quote a line, as it does in a notebook.
        linecache.cache["answer"] = (len(whole), None, whole.splitlines(keepends=True), "answer")
        fault, above = "", 0
        for code in cells:
            try:
                exec(compile("\n" * above + code, "answer", "exec"), attempt)
            except BaseException as error:
                fault = fault or describe(error)
            above += code.count("\n") + 1
        written = {name: attempt[name] for name in asked if name in attempt}
        # As in a notebook, what a cell defined before it failed can be checked.
        if fault and (not asked or any(written.get(name) is self.names.get(name)
                                       for name in asked)):
            return ERROR, fault
        self.said.clear()
        try:
            exec(compile(check, "check", "exec"), self.names | written)
        except AssertionError as error:
            return FAILED, read_words(error) or "no words"
        except BaseException as error:
            unsaid = isinstance(error, NotImplementedError) and not error.args
            return (UNWRITTEN, "") if unsaid else (ERROR, describe(error))
        silent = unwritten is not None and self.said[-1:] == [unwritten]
        return (UNWRITTEN, "") if silent else (PASSED, "")


def judge(parts: list[tuple[str, list[str], list[str]]], answers: dict[str, list[list[str]]]
          ) -> Iterator[tuple[str, str, str]]:
    """Run the page as it stands, with its stubs; after each exercise try its answers.

    All checks draw with the same new seed, so that what they compile serves all answers.
    """
    seed = secrets.randbelow(10**6)
    secrets.randbelow = lambda exclusive_upper_bound: seed % exclusive_upper_bound
    page = Page()
    waiting = {label for label, codes in answers.items() if codes}
    for label, cells, asked in parts:
        if not waiting:
            break
        for code in cells[:-1] if label else cells:
            page.run(code, f"cell of {label or 'the page'}")
        if label and cells:
            unwritten = page.ask_unwritten(cells[-1])
            for answer in answers.get(label, ()):
                result, said = page.try_answer(answer, cells[-1], asked, unwritten)
                yield label, result, said[:MOST_LETTERS]
        waiting.discard(label)


def end_with(pipe: int) -> None:
    """End this process, and all that an answer started, when the other end of a pipe is closed."""
    os.read(pipe, 1)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=end_with, args=(os.dup(0),), daemon=True).start()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # an answer that asks for input gets none
    token, limits = request.pop("token"), request.pop("limits")
    # What an answer prints goes nowhere, also if it is printed by a library in C.
    output = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for limit, value in limits.items():
        with contextlib.suppress(OSError, ValueError):  # macOS has some in name only
            resource.setrlimit(getattr(resource, limit), (value, value))
    for said in judge(**request):
        print(json.dumps([token, *said]), file=output, flush=True)


if __name__ == "__main__":
    main()
