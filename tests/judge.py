"""Run an exercise page, then each wrong answer with its check; print what the checks said.

It is a process of its own, because a page chooses its precision for the whole process. Standard
input is JSON: `parts` lists the cells of the page in order, as [label of the exercise or "", code];
`wrong` maps a label to the code of its wrong answers. The last line of the output is JSON: what the
check said to each of them.
"""
import contextlib
import io
import json
import sys


def try_answer(answer: str, check: str, names: dict[str, object]) -> str:
    """Return what a check says to an answer: a message, an error, or "accepted"."""
    attempt = dict(names)
    try:
        exec(compile(answer, "wrong answer", "exec"), attempt)
        exec(compile(check, "check", "exec"), attempt)
    except AssertionError as error:
        return str(error)
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    return "accepted"


def judge(parts: list[tuple[str, list[str]]], wrong: dict[str, list[str]]) -> dict[str, list[str]]:
    """Run the page as it stands, with its stubs; after each exercise try its wrong answers."""
    names: dict[str, object] = {"__name__": "page"}
    said: dict[str, list[str]] = {}
    for label, cells in parts:
        for code in cells:
            exec(compile(code, f"cell of {label or 'the page'}", "exec"), names)
        if label in wrong:
            said[label] = [try_answer(answer, cells[-1], names) for answer in wrong[label]]
    return said


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        found = judge(**json.load(sys.stdin))
    print(json.dumps(found))
