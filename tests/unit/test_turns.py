"""Cells that measure time are found, and run alone; others run side by side."""
import asyncio

import pytest

from jaxbook.runs.turns import Turns, find_timed

DEFINE = "import time\ndef clock():\n    return time.perf_counter()"


@pytest.mark.parametrize(("codes", "timed"), [
    (["x = 1", "import time", "from timeit import timeit"], [False] * 3),
    (["start = time.perf_counter()", "x = 1"], [True, False]),
    (["%timeit x", "%%time\nx", "%matplotlib inline"], [True, True, False]),
    ([DEFINE, "clock()", "clocks = 1"], [False, True, False]),
    ([DEFINE, "def measure():\n    return clock()", "x = 2", "best = min(measure(), 1)"],
     [False, False, False, True]),
    ([DEFINE, "class Watch:\n    def read(self):\n        return clock()", "Watch().read()"],
     [False, False, True]),
    ([DEFINE, "tools.clock()"], [False, True]),
    ([DEFINE + "\nclock()"], [True]),
])
def test_cells_that_read_a_clock_are_found(codes, timed):
    assert find_timed(codes) == timed


async def run_cell(turns: Turns, alone: bool, name: str, events: list[str]) -> None:
    async with turns.take(alone):
        events.append(f"{name} begins")
        for _ in range(3):
            await asyncio.sleep(0)
        events.append(f"{name} ends")


def test_who_is_alone_waits_for_the_others_and_they_for_it():
    async def run_all() -> list[str]:
        turns, events = Turns(), []
        async with asyncio.TaskGroup() as group:
            for name in "abCDe":
                group.create_task(run_cell(turns, name.isupper(), name, events))
        assert (turns.running, turns.waiting) == (0, 0)
        return events

    events = asyncio.run(run_all())
    assert events[:2] == ["a begins", "b begins"]
    assert set(events[2:4]) == {"a ends", "b ends"}
    for name in "CD":
        place = events.index(f"{name} begins")
        assert events[place + 1] == f"{name} ends"
        assert place < events.index("e begins")


def test_turn_that_fails_or_is_given_up_is_over():
    async def fail(turns: Turns, alone: bool) -> None:
        async with turns.take(alone):
            raise ValueError

    async def run_all() -> None:
        turns = Turns()
        for alone in (False, True):
            with pytest.raises(ValueError):
                await fail(turns, alone)
        async with turns.take(alone=False):
            waits = asyncio.ensure_future(fail(turns, alone=True))
            await asyncio.sleep(0)
            waits.cancel()
            await asyncio.gather(waits, return_exceptions=True)
        async with asyncio.timeout(5), turns.take(alone=True):
            assert turns.running == -1

    asyncio.run(run_all())
