"""Every benchmark runs in one process, on the device that DEVICE names, with 64-bit types on."""
import os

import pytest

from jaxbook.project import RequestError
from jaxbook.runs.execute import choose_device

try:
    choose_device()  # before JAX is imported
except RequestError as error:
    pytest.exit(f"error: {error}", returncode=2)

import jax

os.environ["OMP_WAIT_POLICY"] = "passive"  # idle threads of Numba spin otherwise, as on its page
jax.config.update("jax_enable_x64", True)


@pytest.fixture
def measure(benchmark):
    """Return a function that times a call and keeps the time as a row of a part of the record.

    pytest-benchmark first finds out how many calls fill a round of at least 1 ms. This warms up
    and is not counted. Then it takes at least 10 rounds (pytest.ini). The call must wait for
    its result, and must have been compiled: the time to compile would look like a slow call.
    """
    def time_call(part: str, call, **row: object) -> None:
        benchmark.extra_info.update(part=part, row=row)
        benchmark(call)
    return time_call


@pytest.fixture
def count_work():
    """Return a function that returns the work of one call of a program, as XLA counts it."""
    def count(program, *arguments) -> dict[str, int]:
        cost = program.lower(*arguments).compile().cost_analysis()
        names = {"bytes": "bytes accessed", "flops": "flops", "transcendentals": "transcendentals"}
        return {ours: int(cost.get(theirs, 0)) for ours, theirs in names.items()}
    return count
