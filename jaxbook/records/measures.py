"""What follows from the rows of a record: winners, ratios, shares and costs."""
import math
import statistics
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from jaxbook.records.model import Record
from jaxbook.records.rows import ROUNDS, Dtype, Estimator, Experiment, Row

CHANCE = 0.005  # that a program beats a copy of itself
LEAST_GAIN = 1.05  # two copies may differ by a few percent, because of where their data lie


def count_needed(rounds: int) -> int:
    """Return how many rounds a winner must win.

    Between two copies of a program each round is the toss of a coin (sign test), so that many
    wins have at most the probability CHANCE. Raises ValueError for fewer than ROUNDS rounds.
    """
    if rounds < ROUNDS:
        raise ValueError(f"a winner needs at least {ROUNDS} rounds, found {rounds}")
    ways = accumulate(math.comb(rounds, wins) for wins in range(rounds, -1, -1))
    return rounds + 1 - sum(way <= CHANCE * 2**rounds for way in ways)


def is_faster(times: Sequence[float], others: Sequence[float]) -> bool:
    """Return whether a program is faster than another one that was timed in the same rounds.

    It must win nearly all rounds, and be faster by LEAST_GAIN in the median round. A change in
    the speed of the machine from round to round hits both times of a pair, and drops out.
    """
    ratios = [other / time for time, other in zip(times, others, strict=True)]
    wins = sum(ratio > 1 for ratio in ratios)
    return wins >= count_needed(len(ratios)) and statistics.median(ratios) >= LEAST_GAIN


class Comparison(NamedTuple):
    """How many times JAX's time NumPy's time is, for equal dtype, size and pages."""

    experiment: Experiment
    route: str
    dtype: Dtype
    n: int
    ratio: float
    too_close: bool  # neither is named faster


def compare_with_numpy(record: Record) -> list[Comparison]:
    """Return a comparison for each row of JAX with the system's default pages."""
    comparisons = []
    for row in record.results:
        if row.route != "numpy" and row.pages == "default":
            by_numpy = record.find_result(row.experiment, "numpy", row.dtype, row.n)
            times, others = row.times_s, by_numpy.times_s
            comparisons.append(Comparison(
                row.experiment, row.route, row.dtype, row.n,
                ratio=by_numpy.median_s / row.median_s,
                too_close=not is_faster(times, others) and not is_faster(others, times)))
    return comparisons


def find_fastest[R: Row](rows: Iterable[R]) -> list[R]:
    """Return the row of the least median, then the rows than which it is not named faster."""
    first, *others = sorted(rows, key=lambda row: row.median_s)
    return [first, *(row for row in others if not is_faster(first.times_s, row.times_s))]


def find_share(record: Record, experiment: Experiment, dtype: Dtype) -> float:
    """Return the share of a copy in place, the roof, that jit reaches at n = LARGEST."""
    roof = record.find_ceiling("copy in place", dtype)
    return record.find_largest(experiment, dtype).bytes_per_s / roof.bytes_per_s


def find_cost(record: Record, program: str, relative_error: float) -> tuple[float, float]:
    """Return the paths, and the seconds, for this relative standard error of the option's price.

    The time per path is that of the largest call. No estimate is cheaper than the smallest call.
    """
    rows = [row for row in record.options if isinstance(row, Estimator) and row.program == program]
    large = max(rows, key=lambda row: row.paths)
    paths = max(1.0, (large.relative_sd / relative_error) ** 2)
    least_s = min(row.median_s for row in rows)
    return paths, max(least_s, paths * large.median_s / large.paths)
