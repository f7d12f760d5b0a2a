"""What happens inside a process that measures: prepare programs, and take turns at being timed.

`run.py` starts one process for each environment. A module `bench_*` prepares the programs, so that
results are compared before anything is timed; a call must wait for its result.
"""
import contextlib
import io
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

LEAST_S = 0.005  # of a turn; a turn of a short program holds many calls
programs: list[tuple[Callable[[], object], int]] = []  # with the number of calls in a turn


def begin() -> None:
    """Switch on JAX's 64-bit types."""
    import jax  # the process has its environment only now

    jax.config.update("jax_enable_x64", True)


def time_calls(call: Callable[[], object], calls: int) -> float:
    """Return the seconds per call."""
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls


def count_calls(call: Callable[[], object]) -> int:
    """Return the number of calls, a power of two, that fill a turn.

    Three tries in a row must be long enough, so that a busy machine does not make a turn short.
    Two copies of a program have turns of about equal length, or their times would not be alike.
    """
    calls = 1
    if min(time_calls(call, 1), time_calls(call, 1)) < 20 * LEAST_S:  # the first warms up
        while any(calls * time_calls(call, calls) < LEAST_S for _ in range(3)):
            calls *= 2
    return calls


def prepare(module: str, row: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Compile and warm up a program; return its number here, and its row with what is known."""
    with contextlib.redirect_stdout(io.StringIO()):  # a check of a page prints when it passes
        call, found = import_module(module).prepare(row)
    calls = count_calls(call)
    programs.append((call, calls))
    return len(programs) - 1, row | found | {"calls": calls}


def take_turn(number: int) -> float:
    """Return the seconds per call of a program; half as many calls before it are not counted."""
    call, calls = programs[number]
    for _ in range(calls // 2):
        call()
    return time_calls(call, calls)


def forget() -> None:
    """Free the programs and their arrays."""
    programs.clear()


def count_work(program, *arguments) -> dict[str, int]:
    """Return the work of one call of a program, as XLA counts it."""
    cost = program.lower(*arguments).compile().cost_analysis()
    names = {"bytes": "bytes accessed", "flops": "flops", "transcendentals": "transcendentals"}
    return {ours: int(cost.get(theirs, 0)) for ours, theirs in names.items()}
