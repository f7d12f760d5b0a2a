"""Run an exercise page, then each answer to an exercise with its check; print what the checks said.

It is a process of its own, because a page chooses its precision for the whole process. Standard
input is JSON: `parts` lists the cells of the page in order, as [label of the exercise or "", code];
`answers` maps a label to the code of answers. Each line of the output is JSON: a label, and what
the check said to its next answer, "accepted" if it raised nothing.
"""
import contextlib
import inspect
import io
import json
import secrets
import sys
from collections.abc import Iterator


class Frozen:
    """A function one of whose parameters keeps the value of its first call."""

    def __init__(self, function: object, name: str):
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


def try_answer(answer: str, check: str, names: dict[str, object]) -> str:
    """Return what a check says to an answer: a message, an error, or "accepted"."""
    attempt = dict(names) | {"_freeze": Frozen}
    try:
        exec(compile(answer, "answer", "exec"), attempt)
        exec(compile(check, "check", "exec"), attempt)
    except AssertionError as error:
        return str(error) or "no words"
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    return "accepted"


def judge(parts: list[tuple[str, list[str]]], answers: dict[str, list[str]]
          ) -> Iterator[tuple[str, str]]:
    """Run the page as it stands, with its stubs; after each exercise try its answers.

    All checks draw with the same new seed, so that what they compile serves all answers.
    """
    seed = secrets.randbelow(10**6)
    secrets.randbelow = lambda below: seed % below
    names: dict[str, object] = {"__name__": "page"}
    for label, cells in parts:
        for code in cells:
            exec(compile(code, f"cell of {label or 'the page'}", "exec"), names)
        for answer in answers.get(label, ()):
            yield label, try_answer(answer, cells[-1], names)


if __name__ == "__main__":
    output = sys.stdout
    with contextlib.redirect_stdout(io.StringIO()):
        for said in judge(**json.load(sys.stdin)):
            print(json.dumps(said), file=output, flush=True)
