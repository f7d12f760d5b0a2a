"""Describe the records of machines in tables, sentences and drawings, for the page of machines.

Each function in VIEWS takes all records, at least one, and yields Markdown or drawings. A new
record needs no change here or in the page.
"""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product

from tabulate import tabulate

from jaxbook.records.measures import compare_with_numpy, find_cost, find_fastest, find_share
from jaxbook.records.model import FOLDER, Record
from jaxbook.records.rows import DTYPES, EXPERIMENTS, HUGE_SIZES, LARGEST, SIZES, Pages

TARGET = 0.8  # of a copy in place, for jitted cosine and f on a GPU in float32, at LARGEST
JITTED = [(experiment, dtype) for experiment in EXPERIMENTS for dtype in DTYPES]
LIBRARIES = {"numpy": "NumPy", "numba": "Numba", "numba threads": "Numba, `prange`", "jax": "JAX"}
PASSIVE = "numba threads, passive"  # not in the race: a setting of a library, not a library
ROUTES = {"numpy": "NumPy", "eager": "JAX, eager", "jit": "JAX, jit"}
PROGRAMS = {"blocks": "blocks of paths, JAX", "threads": "Numba, `prange`",
            "arrays": "arrays of all paths, JAX"}
ESTIMATORS = {"blocks": "plain, in blocks", "tilting": "exponential tilting",
              "conditional": "conditional Monte Carlo"}
UNITS = {"years": 365.25 * 86_400, "days": 86_400, "hours": 3_600, "min": 60, "s": 1, "ms": 1e-3}


@dataclass(frozen=True)
class Drawing:
    """A drawing for the page; `draw` returns it as SVG, and only that call loads matplotlib."""

    label: str
    caption: str
    draw: Callable[[], str]


def draw_ratios(record: Record, label: str) -> str:
    """Load matplotlib and draw the ratios of a record."""
    from jaxbook.records import drawing

    return drawing.draw_ratios(record, label)


def draw_roofline(record: Record, label: str) -> str:
    """Load matplotlib and draw the roofline of a record."""
    from jaxbook.records import drawing

    return drawing.draw_roofline(record, label)


def format_duration(seconds: float) -> str:
    """Return a time to two digits in the largest unit of which it holds two."""
    unit = next((unit for unit, size in UNITS.items() if seconds >= 2 * size), "ms")
    number = float(f"{seconds / UNITS[unit]:.2g}")
    return f"{number:,.0f} {unit}" if number >= 10 else f"{number:g} {unit}"


def format_microseconds(seconds: float) -> str:
    """Return the microseconds of a time to three digits, without exponent."""
    number = float(f"{1e6 * seconds:.3g}")
    return f"{number:,.0f}" if number >= 100 else f"{number:g}"


def tabulate_rows(label: str, caption: str, head: list[str], rows: list, words: int = 1) -> str:
    """Return a numbered Markdown table; its first columns are `words`, the others numbers."""
    align = ["left" if column < words else "right" for column in range(len(head))]
    body = tabulate(rows, head, tablefmt="pipe", disable_numparse=True, colalign=align)
    return f":::{{table}} {caption}\n:name: {label}\n:class: record-table\n\n{body}\n:::"


def describe_settings(record: Record) -> str:
    """Return the settings of a record as readers see them."""
    return "; ".join(f"`{name}={value}`" for name, value in record.settings.items()) or "none"


def list_machines(records: list[Record]) -> Iterator[str]:
    """What was measured, with which versions, when, and where the record is."""
    machines = [record.machine for record in records]
    rows = [["JAX computes on", *(machine.backend.upper() for machine in machines)],
            ["NumPy and Numba compute on", *(machine.processor for machine in machines)],
            ["CPU cores", *(machine.cores for machine in machines)],
            ["Memory (GiB)", *(f"{machine.memory_gib:g}" for machine in machines)],
            ["GPU memory (GiB)", *(f"{gib:g}" if gib else "" for gib in (
                machine.device_memory_gib for machine in machines))],
            ["GPU driver", *(machine.driver for machine in machines)]]
    names = {"jax": "JAX", "jaxlib": "jaxlib", "numpy": "NumPy", "numba": "Numba",
             "python": "Python"}
    rows += [[name, *(getattr(record.versions, key) for record in records)]
             for key, name in names.items()]
    rows += [["Measured (UTC)", *(record.date for record in records)],
             ["Commit", *(record.commit for record in records)],
             ["Settings", *(describe_settings(record) for record in records)],
             ["File", *(f"`{record.file}`" for record in records)]]
    rows = [row for row in rows if any(row[1:])]
    yield tabulate_rows("tab-machines", f"Machines, and their files in `{FOLDER}`.",
                        ["Machine", *(machine.name for machine in machines)], rows,
                        words=1 + len(records))


def show_ratios(records: list[Record]) -> Iterator[Drawing]:
    """The ratio of NumPy's time to JAX's time, by size."""
    for record in records:
        label = f"fig-ratios-{record.machine.slug}"
        yield Drawing(label, f"{record.machine.name}: NumPy's time divided by JAX's time, for "
                      "equal dtypes. Below the line at 1, JAX is slower.",
                      partial(draw_ratios, record, label))


def list_losses(records: list[Record]) -> Iterator[str]:
    """Every case in which NumPy's median is smaller, and whether NumPy is named the winner."""
    for record in records:
        lost: dict[tuple, dict[int, str]] = {}
        for case in compare_with_numpy(record):
            if case.ratio < 1:
                about = "≈ " if case.too_close else ""
                key = case.experiment, case.route, case.dtype
                lost.setdefault(key, {})[case.n] = f"{about}{case.ratio:.2f}"
        if not lost:
            yield f"On {record.machine.name}, JAX is never slower than NumPy."
            continue
        rows = [[*key, *(cases.get(n, "") for n in SIZES)] for key, cases in sorted(lost.items())]
        yield tabulate_rows(
            f"tab-losses-{record.machine.slug}",
            f"{record.machine.name}, cases in which JAX is slower: NumPy's time divided by JAX's "
            "time, by array size. ≈: too close to name a winner. Empty cells: the ratio is 1 or "
            "more.",
            ["Function", "JAX", "dtype", *(f"{n:,}" for n in SIZES)], rows, words=3)


def list_shares(records: list[Record]) -> Iterator[str]:
    """What share of the roof, the bandwidth of a copy in place, the jitted programs reach."""
    head = ["Machine", "Copy in place (GB/s)", "Copy to new memory (GB/s)",
            *(f"{experiment}, {dtype}" for experiment, dtype in JITTED)]
    rows = []
    for record in records:
        copies = [record.find_ceiling(name, "float32") for name in ("copy in place", "copy")]
        rows.append([record.machine.name, *(f"{row.bytes_per_s / 1e9:.3g}" for row in copies),
                     *(f"{find_share(record, *key):.0%}" for key in JITTED)])
    yield tabulate_rows("tab-shares", "Bandwidth of two float32 copies, and what share of the copy "
                        "in place of the same dtype jitted programs reach at "
                        f"n = {LARGEST:,}.", head, rows)


def list_pages(records: list[Record]) -> Iterator[str]:
    """The times of large arrays with the system's default pages and with huge pages."""
    rows = []
    for record in records:
        kinds: tuple[Pages, ...] = ("default", "huge") if record.has_huge else ()
        for experiment, dtype, n, pages in product(EXPERIMENTS, DTYPES, HUGE_SIZES, kinds):
            timed = {route: record.find_result(experiment, route, dtype, n, pages)
                     for route in ROUTES}
            rows.append([record.machine.name, experiment, dtype, f"{n:,}", pages,
                         *(f"{1e3 * row.median_s:.3g}" for row in timed.values()),
                         " ≈ ".join(ROUTES[row.route] for row in find_fastest(timed.values()))])
    if not rows:
        yield "No machine on record was measured with huge pages."
        return
    yield tabulate_rows("tab-pages", "Milliseconds per call, with the pages of memory that the "
                        "system gives by default and with huge pages. ≈: too close to name a "
                        "winner.", ["Machine", "Function", "dtype", "n", "Pages",
                                    *ROUTES.values(), "Fastest"], rows, words=5)


def judge_target(records: list[Record]) -> Iterator[str]:
    """Whether each GPU reached the target."""
    gpus = [record for record in records if record.machine.backend == "gpu"]
    if not gpus:
        yield "**No GPU has been measured yet**, so the target is neither reached nor missed."
    for record in gpus:
        shares = {name: find_share(record, name, "float32") for name in EXPERIMENTS}
        verdict = "reaches" if min(shares.values()) >= TARGET else "**misses**"
        reached = " and ".join(f"{share:.0%} for {name}" for name, share in shares.items())
        yield f"{record.machine.name} {verdict} the target: {reached}."


def show_rooflines(records: list[Record]) -> Iterator[Drawing]:
    """The limits of each machine, and the jitted programs below them."""
    for record in records:
        label = f"fig-roofline-{record.machine.slug}"
        yield Drawing(label, f"{record.machine.name}: jitted programs at n = {LARGEST:,}, and the "
                      "limits that a copy in place and a matrix product set. A "
                      "transcendental counts as one operation.",
                      partial(draw_roofline, record, label))


def list_libraries(records: list[Record]) -> Iterator[str]:
    """The time of three tasks in each library, and which library was fastest."""
    head = ["Machine", "Task", "n", *LIBRARIES.values(), "Fastest", "`prange`, passive"]
    rows = []
    for record in records:
        cases: dict[tuple[str, int], list] = {}
        for row in record.libraries:
            cases.setdefault((row.task, row.n), []).append(row)
        for (task, n), timed in cases.items():
            times = {row.library: format_microseconds(row.median_s) for row in timed}
            fastest = find_fastest(row for row in timed if row.library != PASSIVE)
            rows.append([record.machine.name, task, f"{n:,}",
                         *(times.get(library, "") for library in LIBRARIES),
                         " ≈ ".join(LIBRARIES[row.library] for row in fastest),
                         times.get(PASSIVE, "")])
    yield tabulate_rows("tab-libraries", "Microseconds per call in float64, by library, and which "
                        "library was fastest. ≈: too close to name a winner. The last "
                        "column is `prange` under OMP_WAIT_POLICY=passive. Empty "
                        "cells: a single path cannot be split across threads.",
                        head, rows, words=2)


def list_programs(records: list[Record]) -> Iterator[str]:
    """Paths per second of three programs for one estimator."""
    head = ["Machine", "Program", "dtype", "Million paths per second", "Quartiles"]
    rows = []
    for record in records:
        for row in record.options:
            if row.program in PROGRAMS:
                high, middle, low = (f"{row.paths / time_s / 1e6:.3g}"
                                     for time_s in row.quartiles_s)
                rows.append([record.machine.name, PROGRAMS[row.program], row.dtype,
                             middle, f"{low} to {high}"])
    yield tabulate_rows("tab-programs", "Plain simulation of the option by three programs.",
                        head, rows, words=3)


def list_costs(records: list[Record]) -> Iterator[str]:
    """The time that each of three estimators needs for a wanted accuracy."""
    head = ["Machine", "Estimator", "Paths to 1 %", "Time", "Paths to five digits", "Time"]
    rows = []
    for record in records:
        for program, name in ESTIMATORS.items():
            costs = [find_cost(record, program, error) for error in (1e-2, 0.5e-5)]
            rows.append([record.machine.name, name, *(
                text for paths, seconds in costs
                for text in (f"{paths:.2g}", format_duration(seconds)))])
    yield tabulate_rows("tab-accuracy", "Paths and time that each estimator needs to price the "
                        "reference option with a relative standard error of 1 %, and of 0.000005 "
                        "(five digits).", head, rows, words=2)


VIEWS: dict[str, Callable[[list[Record]], Iterator[str | Drawing]]] = {
    "list": list_machines, "ratios": show_ratios, "losses": list_losses, "shares": list_shares,
    "pages": list_pages, "target": judge_target, "rooflines": show_rooflines,
    "libraries": list_libraries, "programs": list_programs, "accuracy": list_costs}
