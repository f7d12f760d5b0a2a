"""Measure this machine: `python benchmarks/run.py` times every program and writes the record.

`python benchmarks/run.py results libraries` measures only these parts. Each part is kept in
`_build/bench`, and the record is written as soon as all of them are there.

Programs that are compared form a race: in each round every program has one turn, in random order,
while all others wait. A program whose environment differs lives in a process of its own, and takes
its turns in the same rounds. No part of JAX is timed in a process in which threads of Numba spin.
"""
import argparse
import contextlib
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module

import record
import worker
from jaxbook.project import BookError
from jaxbook.records.rows import ROUNDS
from jaxbook.runs.execute import choose_device

MODULES = {"ceilings": "bench_ceilings", "results": "bench_elementwise",
           "libraries": "bench_libraries", "options": "bench_options"}
PROCESSES = {  # the variables that are set in each; processes for Numba leave the GPU alone
    "default": {},
    "huge": {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"},
    "threads": {"JAX_PLATFORMS": "cpu"},
    "passive": {"JAX_PLATFORMS": "cpu", "OMP_WAIT_POLICY": "passive"},
}
SPIN_S = 0.02  # until threads of Numba that wait for work have gone to sleep


class Pools(dict[str, ProcessPoolExecutor]):
    """The processes by name; each is started when it is first needed."""

    def __missing__(self, name: str) -> ProcessPoolExecutor:
        before = dict(os.environ)
        os.environ.update(PROCESSES[name])
        try:
            self[name] = ProcessPoolExecutor(
                1, multiprocessing.get_context("spawn"), initializer=worker.begin)
            self[name].submit(os.getpid).result()  # it has its environment now
        finally:
            os.environ.clear()
            os.environ.update(before)
        return self[name]


@contextlib.contextmanager
def open_pools() -> Iterator[Pools]:
    """Yield processes, and end them."""
    pools = Pools()
    try:
        yield pools
    finally:
        for pool in pools.values():
            pool.shutdown()


def run_race(pools: Pools, module: str, race: list[tuple[str, dict]]) -> list[dict]:
    """Return the rows of a race, with the times per call by round."""
    order = random.Random(0)
    prepared = [(process, pools[process].submit(worker.prepare, module, row))
                for process, row in race]  # several processes compile at once
    runners = [(process, *program.result()) for process, program in prepared]
    times: list[list[float]] = [[] for _ in runners]
    for _ in range(ROUNDS):
        for place in order.sample(range(len(runners)), len(runners)):
            process, number, _ = runners[place]
            times[place].append(pools[process].submit(worker.take_turn, number).result())
            if process == "threads":
                time.sleep(SPIN_S)
    for process in {process for process, _ in race}:
        pools[process].submit(worker.forget).result()
    return [row | {"times_s": [float(f"{seconds:.4g}") for seconds in row_times]}
            for (_, _, row), row_times in zip(runners, times, strict=True)]


def measure_part(pools: Pools, part: str, huge: bool) -> list[dict]:
    """Return the rows of a part of the record; print a line for each race."""
    module = MODULES[part]
    races = import_module(module).list_races(huge)
    rows = []
    for number, race in enumerate(races, 1):
        start = time.perf_counter()
        rows += run_race(pools, module, race)
        fields = {name: value for name, value in race[0][1].items()
                  if all(row[name] == value for _, row in race)}
        print(f"{part} {number}/{len(races)}: {', '.join(map(str, fields.values()))} "
              f"({time.perf_counter() - start:.1f} s)", flush=True)
    return rows


def main(parts: list[str]) -> int:
    """Measure the parts, write the record if it is complete; return an exit status."""
    for name in ("GLIBC_TUNABLES", "OMP_WAIT_POLICY"):
        os.environ.pop(name, None)  # the rows say which of them was set
    try:
        machine = choose_device()
        huge = machine.backend == "cpu" and sys.platform == "linux"
        for part in parts:
            with open_pools() as pools:
                record.keep_part(machine, part, measure_part(pools, part, huge))
        record.merge_parts(list(MODULES))
    except BookError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.status
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(MODULES)}")
    wanted = parser.parse_args().parts or list(MODULES)
    if unknown := [part for part in wanted if part not in MODULES]:
        parser.error(f"unknown part {unknown[0]}; allowed are {', '.join(MODULES)}")
    sys.exit(main(wanted))
