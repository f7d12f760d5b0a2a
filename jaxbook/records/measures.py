"""What follows from the rows of a record: ratios, shares and costs."""
from collections.abc import Iterable
from typing import NamedTuple

from jaxbook.records.model import Record
from jaxbook.records.rows import Dtype, Estimator, Experiment, Row


class Comparison(NamedTuple):
    """How many times JAX's time NumPy's time is, for equal dtype and size."""

    experiment: Experiment
    route: str
    dtype: Dtype
    n: int
    ratio: float
    too_close: bool  # the quartiles overlap


def compare_with_numpy(record: Record) -> list[Comparison]:
    """Return a comparison for each row of JAX."""
    comparisons = []
    for row in record.results:
        if row.route != "numpy":
            by_numpy = record.find_result(row.experiment, "numpy", row.dtype, row.n)
            comparisons.append(Comparison(
                row.experiment, row.route, row.dtype, row.n,
                ratio=by_numpy.median_s / row.median_s, too_close=row.overlaps(by_numpy)))
    return comparisons


def find_fastest[R: Row](rows: Iterable[R]) -> list[R]:
    """Return the row of the least median, then the rows whose quartiles overlap with its own."""
    first, *others = sorted(rows, key=lambda row: row.median_s)
    return [first, *(row for row in others if first.overlaps(row))]


def find_share(record: Record, experiment: Experiment, dtype: Dtype) -> float:
    """Return which share of the copy's bandwidth the compiled function reaches at n = LARGEST."""
    copy = record.find_ceiling("copy", dtype)
    return record.find_largest(experiment, dtype).bytes_per_s / copy.bytes_per_s


def find_cost(record: Record, program: str, relative_error: float) -> tuple[float, float]:
    """Return the paths, and the seconds, for this relative standard error of the option's price.

    The time per path is that of the largest call. No estimate is cheaper than the smallest call.
    """
    rows = [row for row in record.options if isinstance(row, Estimator) and row.program == program]
    large = max(rows, key=lambda row: row.paths)
    paths = max(1.0, (large.relative_sd / relative_error) ** 2)
    least_s = min(row.median_s for row in rows)
    return paths, max(least_s, paths * large.median_s / large.paths)
