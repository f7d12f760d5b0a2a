"""The parts of a record: the rows of what was timed.

The fields that identify a row are literals, so the types say which values exist, and
`list_cases` derives from them which rows a complete record has. Names carry their units.
"""
from itertools import product
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from jaxbook.machine import Model, Text

Dtype = Literal["float32", "float64"]
Experiment = Literal["cosine", "f"]
Size = Literal[1_000, 10_000, 100_000, 1_000_000, 10_000_000, 50_000_000]
DTYPES: tuple[Dtype, ...] = get_args(Dtype)
EXPERIMENTS: tuple[Experiment, ...] = get_args(Experiment)
SIZES: tuple[Size, ...] = get_args(Size)
LARGEST = max(SIZES)  # the size at which programs are compared with the ceilings


class Row(Model):
    """A timed program: median and quartiles of rounds; times are per call."""

    KEY: ClassVar[tuple[str, ...]]  # the fields that distinguish the rows of a list

    median_s: PositiveFloat
    q1_s: PositiveFloat
    q3_s: PositiveFloat
    rounds: Annotated[int, Field(ge=10)]
    iterations: PositiveInt  # calls per round

    @property
    def key(self) -> tuple:
        """The values of the fields that distinguish the rows of a list."""
        return tuple(getattr(self, name) for name in self.KEY)

    def overlaps(self, other: "Row") -> bool:
        """Return whether the quartiles of two rows leave open which program is faster."""
        return self.q1_s <= other.q3_s and other.q1_s <= self.q3_s


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
    """A limit of the machine: the bandwidth of a copy, or the speed of a matrix product."""

    KEY = ("ceiling", "dtype")

    ceiling: Literal["copy", "copy in place", "product"]
    dtype: Dtype
    n: PositiveInt


class ExperimentRow(Row):
    """A function of an array, timed at one size."""

    KEY = ("experiment", "route", "dtype", "n")

    experiment: Experiment
    dtype: Dtype
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
    """A function at `n` × `n` points."""

    task: Literal["grid"]
    library: Literal["numpy", "numba", "numba threads", "jax"]
    n: Literal[31, 3_001]


class PathRow(LibraryRow):
    """A path of `n` steps. It has no threads because each step needs the step before."""

    task: Literal["path"]
    library: Literal["numpy", "numba", "jax"]  # numpy is a loop in Python
    n: Literal[100, 100_000]


class EconomyRow(LibraryRow):
    """An economy of `n` households."""

    task: Literal["economy"]
    library: Literal["numpy", "numba", "numba threads", "jax"]
    n: Literal[100, 50_000]


class RecordedCheck(Model):
    """A check of a page that passed on this machine."""

    page: str
    statement: str
    value: str
    reference: str
    tolerance: str
    source: str


def list_cases(*classes: type[Row]) -> list[tuple]:
    """Return every combination of the values that the key fields of these rows may have."""
    return [
        case
        for row in classes
        for case in product(*(get_args(row.model_fields[name].annotation) for name in row.KEY))
    ]
