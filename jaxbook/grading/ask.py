"""Ask the checks of a page about answers, in processes that end whatever an answer does.

An answer that runs for too long, as a changed loop may for ever, is stopped with its process,
because compiled code cannot be interrupted. The rest is asked in a new one.
"""
import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jaxbook.grading import judge
from jaxbook.grading.parts import Part

MOST_BYTES = 2**20  # of one line; more is nothing that the judge would write


@dataclass(frozen=True)
class Verdict:
    """What became of an answer (a word of `judge`), and what the check or an error said."""

    result: str
    said: str = ""

    @property
    def passed(self) -> bool:
        return self.result == judge.PASSED


@dataclass(frozen=True)
class Bounds:
    """What an answer may use: seconds, its first ones for the page, and limits of `resource`.

    `command` is a program, with arguments, that starts the process behind walls.
    """

    seconds: float = 30
    limits: Mapping[str, int] = field(default_factory=dict)
    command: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    folder: Path | None = None


class LateError(Exception):
    """An answer has not ended in time."""


def listen(process: subprocess.Popen, token: str, seconds: float) -> Iterator[list[str]]:
    """Yield what the judge says, until its process ends; raise LateError if it is silent for long.

    Not until its output ends: a process that an answer started may hold that open.
    """
    assert process.stdout is not None
    buffer, last = b"", time.monotonic()
    while len(buffer) < MOST_BYTES:
        ended = process.poll() is not None
        if select.select([process.stdout], [], [], 0 if ended else 0.1)[0]:
            piece = os.read(process.stdout.fileno(), 2**16)
            *lines, buffer = (buffer + piece).split(b"\n")
            for line in lines:
                if verdict := read_line(line, token):
                    yield verdict
                    last = time.monotonic()
            if not piece and ended:
                return
            if not piece:
                time.sleep(0.05)  # it closed its output, and has not ended yet
        elif ended:
            return
        if time.monotonic() - last > seconds:
            raise LateError


def read_line(line: bytes, token: str) -> list[str]:
    """Return label, result and words of a line of the judge, nothing of any other line."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return []
    is_verdict = isinstance(found, list) and len(found) == 4 and all(
        isinstance(word, str) for word in found)
    return found[1:] if is_verdict and found[0] == token and found[2] in judge.RESULTS else []


def kill(process: subprocess.Popen) -> None:
    """End a process with all that it started in its group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run_judge(parts: list[Part], answers: dict[str, list[list[str]]], bounds: Bounds
              ) -> Iterator[tuple[str, Verdict]]:
    """Yield label and verdict of each answer; the last is an error if the process ended early."""
    token = secrets.token_hex(16)
    request = {"token": token, "limits": dict(bounds.limits), "answers": answers,
               "parts": [(part.label, part.cells, part.asked) for part in parts]}
    waiting = [label for part in parts for label in [part.label] * len(answers.get(part.label, ()))]
    command = [*bounds.command, sys.executable, "-P", judge.__file__]
    with tempfile.TemporaryFile("w+", errors="replace") as errors, subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
            env=dict(bounds.environment), cwd=bounds.folder, start_new_session=True) as process:
        assert process.stdin is not None
        said = ""
        try:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
            for label, result, words in listen(process, token, bounds.seconds):
                if label not in waiting:
                    continue
                waiting.remove(label)
                yield label, Verdict(result, words)
                if not waiting:
                    return
        except LateError:
            said = f"does not end within {bounds.seconds:g} s"
        finally:
            kill(process)
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()  # not before: that would end the process
        errors.seek(max(0, errors.seek(0, os.SEEK_END) - 1000))
        last = " / ".join(errors.read().split("\n")[-4:]).strip(" /")
        said = said or (f"ended its process, with status {process.returncode}, before the check "
                        f"was complete{f'; it wrote: {last}' if last else ''}")
        yield waiting[0], Verdict(judge.ERROR, said)


def ask(parts: list[Part], answers: dict[str, list[list[str]]], bounds: Bounds
        ) -> dict[str, list[Verdict]]:
    """Return what the checks of a page say to answers, each a list of cells."""
    said: dict[str, list[Verdict]] = {label: [] for label in answers}
    while rest := {label: codes[len(said[label]):] for label, codes in answers.items()
                   if len(codes) > len(said[label])}:
        for label, verdict in run_judge(parts, rest, bounds):
            said[label].append(verdict)
    return said
