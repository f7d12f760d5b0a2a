"""The parts of a record: the rows of what was timed.

The fields that identify a row are literals, so the types say which values exist, and
`list_cases` derives from them which rows a complete record has. Names carry their units.
"""
import statistics
from itertools import product
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from jaxbook.machine import Model, Text

Dtype = Literal["float32", "float64"]
Experiment = Literal["cosine", "f"]
Pages = Literal["default", "huge"]  # of memory, as malloc asks the system for them
Size = Literal[1_000, 10_000, 100_000, 1_000_000, 10_000_000, 50_000_000]
Library = Literal["numpy", "numba", "numba threads", "numba threads, passive", "jax"]
DTYPES: tuple[Dtype, ...] = get_args(Dtype)
EXPERIMENTS: tuple[Experiment, ...] = get_args(Experiment)
SIZES: tuple[Size, ...] = get_args(Size)
LARGEST = max(SIZES)  # the size at which programs are compared with the ceilings
HUGE_SIZES: tuple[Size, ...] = (1_000_000, 10_000_000)  # measured with huge pages as well
ROUNDS = 20  # the least that names a winner


class Row(Model):
    """A timed program: the time per call in each round.

    Programs that are compared were timed in the same rounds, so that their times are pairs.
    """

    KEY: ClassVar[tuple[str, ...]]  # the fields that distinguish the rows of a list

    times_s: Annotated[tuple[PositiveFloat, ...], Field(min_length=ROUNDS)]
    calls: PositiveInt  # per round

    @property
    def quartiles_s(self) -> tuple[float, float, float]:
        """The lower quartile, the median and the upper quartile of the times."""
        low, middle, high = statistics.quantiles(self.times_s, n=4, method="inclusive")
        return low, middle, high

    @property
    def median_s(self) -> float:
        """The median of the times."""
        return statistics.median(self.times_s)

    @property
    def key(self) -> tuple:
        """The values of the fields that distinguish the rows of a list."""
        return tuple(getattr(self, name) for name in self.KEY)


class CountedRow(Row):
    """A timed program whose work XLA counted."""

    bytes: NonNegativeInt
    flops: NonNegativeInt
    transcendentals: NonNegativeInt

    @property
    def operations(self) -> int:
        """The operations of a call; a transcendental counts as one."""
        return self.flops + self.transcendentals

    @property
    def bytes_per_s(self) -> float:
        """The bandwidth that the program reached."""
        return self.bytes / self.median_s

    @property
    def operations_per_s(self) -> float:
        """The speed that the program reached."""
        return self.operations / self.median_s


class Ceiling(CountedRow):
    """The bandwidth of a copy, to new memory or in place, or the speed of a matrix product."""

    KEY = ("ceiling", "dtype", "pages")

    ceiling: Literal["copy", "copy in place", "product"]
    dtype: Dtype
    pages: Pages
    n: PositiveInt


class ExperimentRow(Row):
    """A function of an array, timed at one size."""

    KEY = ("experiment", "route", "dtype", "pages", "n")

    experiment: Experiment
    dtype: Dtype
    pages: Pages
    n: Size


class Result(ExperimentRow):
    """A function in NumPy, or in JAX one operation at a time."""

    route: Literal["numpy", "eager"]


class JitResult(ExperimentRow, CountedRow):
    """A function that JAX compiled as a whole."""

    route: Literal["jit"]


class OptionRow(Row):
    """A call of a program that prices the option of the exercises."""

    KEY = ("program", "dtype", "paths")

    dtype: Dtype
    paths: PositiveInt


class Program(OptionRow):
    """A program for the plain estimator, of which only the speed is shown."""

    program: Literal["threads", "arrays"]


class Estimator(OptionRow):
    """A program with the standard deviation of one path's payoff over the price."""

    program: Literal["blocks", "tilting", "conditional"]
    relative_sd: PositiveFloat
    evidence: Text  # where relative_sd comes from


class LibraryRow(Row):
    """A program of the lecture that compares NumPy and Numba (on the processor) with JAX."""

    KEY = ("task", "library", "n")

    dtype: Literal["float64"]


class GridRow(LibraryRow):
    """A function at `n` × `n` points. Threads that are passive sleep while they wait."""

    task: Literal["grid"]
    library: Library
    n: Literal[31, 3_001]


class PathRow(LibraryRow):
    """A path of `n` steps. It has no threads because each step needs the step before."""

    task: Literal["path"]
    library: Literal["numpy", "numba", "jax"]  # numpy is a loop in Python
    n: Literal[100, 100_000]


class EconomyRow(LibraryRow):
    """An economy of `n` households."""

    task: Literal["economy"]
    library: Library
    n: Literal[100, 50_000]


def list_cases(*classes: type[Row]) -> list[tuple]:
    """Return every combination of the values that the key fields of these rows may have."""
    return [
        case
        for row in classes
        for case in product(*(get_args(row.model_fields[name].annotation) for name in row.KEY))
    ]
