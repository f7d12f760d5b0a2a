"""Say in tables, sentences and figures what the records of machines hold, for the page of machines.

Each function of SHOWN takes all records, at least one, and yields Markdown or figures to draw. A
further record needs no change here, nor in the page.
"""
from collections.abc import Iterator
from typing import NamedTuple

from tabulate import tabulate

from records import (
    LARGEST,
    compare_libraries,
    find_cost,
    find_quickest,
    find_rate,
    find_row,
    find_share,
    find_slug,
    name_machine,
    say_microseconds,
    say_time,
)

TARGET = 0.8  # of the copy bandwidth, for jitted cosine and f on a GPU in float32, at LARGEST
JITTED = [(e, dtype) for e in ("cosine", "f") for dtype in ("float32", "float64")]
LIBRARIES = {"numpy": "NumPy", "numba": "Numba", "numba threads": "Numba, `prange`", "jax": "JAX"}
PROGRAMS = {"blocks": "blocks of paths, JAX", "threads": "Numba, `prange`",
            "arrays": "arrays of all paths, JAX"}
ESTIMATORS = {"blocks": "plain, in blocks", "tilting": "exponential tilting",
              "conditional": "conditional Monte Carlo"}


class Figure(NamedTuple):
    """A drawing, its label and caption, and the function that draws it, once it is wanted."""

    label: str
    caption: str
    draw: str
    record: dict


def tabulate_rows(label: str, caption: str, head: list[str], rows: list, words: int = 1) -> str:
    """Return a numbered Markdown table; its first columns are `words`, the others numbers."""
    align = ["left" if column < words else "right" for column in range(len(head))]
    body = tabulate(rows, head, tablefmt="pipe", disable_numparse=True, colalign=align)
    return f":::{{table}} {caption}\n:name: {label}\n:class: record-table\n\n{body}\n:::"


def list_machines(every: list[dict]) -> Iterator[str]:
    """What was measured, with which versions, when, and where the record is."""
    machines = [record["machine"] for record in every]
    rows = [["JAX computes on", *(m["backend"].upper() for m in machines)],
            ["NumPy and Numba compute on", *(m["processor"] for m in machines)],
            ["CPU cores", *(m["cores"] for m in machines)],
            ["Memory (GiB)", *(f"{m['memory_gib']:g}" for m in machines)]]
    names = {"jax": "JAX", "jaxlib": "jaxlib", "numpy": "NumPy", "numba": "Numba",
             "python": "Python"}
    rows += [[name, *(record["versions"][key] for record in every)] for key, name in names.items()]
    rows += [["Measured (UTC)", *(record["date"] for record in every)],
             ["Commit", *(record["commit"] for record in every)],
             ["File", *(f"`{record['file'].rsplit('/')[-1]}`" for record in every)]]
    yield tabulate_rows("tab-machines", "Machines, and their files in `benchmarks/records`.",
                        ["Machine", *map(name_machine, machines)], rows, words=1 + len(every))


def show_ratios(every: list[dict]) -> Iterator[Figure]:
    """Times of NumPy over times of JAX, by size."""
    for record in every:
        yield Figure(
            f"fig-ratios-{find_slug(record['machine'])}",
            f"{name_machine(record['machine'])}: time of NumPy over time of JAX at equal dtype. "
            "Below the line at 1, JAX loses.", "draw_ratios", record)


def list_losses(every: list[dict]) -> Iterator[str]:
    """Every case in which NumPy was quicker, and whether the quartiles overlap."""
    for record in every:
        lost: dict[tuple, dict[int, str]] = {}
        for case in compare_libraries(record):
            if case["ratio"] < 1:
                key = case["experiment"], case["route"], case["dtype"]
                about = "≈ " if case["too_close"] else ""
                lost.setdefault(key, {})[case["n"]] = f"{about}{case['ratio']:.2f}"
        name = name_machine(record["machine"])
        if not lost:
            yield f"{name}: JAX loses in no case."
            continue
        sizes = sorted({row["n"] for row in record["results"]})
        rows = [[*key, *(cases.get(n, "") for n in sizes)] for key, cases in sorted(lost.items())]
        yield tabulate_rows(
            f"tab-losses-{find_slug(record['machine'])}",
            f"{name}, where JAX loses: NumPy's time over JAX's by array size. ≈: the quartiles "
            "overlap. Empty: 1 or more.",
            ["Function", "JAX", "dtype", *(f"{n:,}" for n in sizes)], rows, words=3)


def list_shares(every: list[dict]) -> Iterator[str]:
    """What part of the copy's bandwidth the jitted programs reach."""
    head = ["Machine", "Copy (GB/s)", "... in place", *(f"{e}, {dtype}" for e, dtype in JITTED)]
    rows = []
    for record in every:
        copies = [find_row(record, "ceilings", c, "float32") for c in ("copy", "copy in place")]
        rows.append([name_machine(record["machine"]),
                     *(f"{find_rate(row, 'bytes') / 1e9:.3g}" for row in copies),
                     *(f"{find_share(record, *key, LARGEST):.0%}" for key in JITTED)])
    yield tabulate_rows("tab-shares", f"Bandwidth of a float32 copy, and the share of the copy of "
                        f"equal dtype that jitted programs reach at n = {LARGEST:,}.", head, rows)


def judge_target(every: list[dict]) -> Iterator[str]:
    """Whether each GPU reached the target."""
    gpus = [record for record in every if record["machine"]["backend"] == "gpu"]
    if not gpus:
        yield "**No GPU has been measured yet**, so the target is neither reached nor missed."
    for record in gpus:
        shares = {e: find_share(record, e, "float32", LARGEST) for e in ("cosine", "f")}
        verdict = "reached" if min(shares.values()) >= TARGET else "**missed**"
        said = " and ".join(f"{share:.0%} with {e}" for e, share in shares.items())
        yield f"{name_machine(record['machine'])}: target {verdict}, {said}."


def show_rooflines(every: list[dict]) -> Iterator[Figure]:
    """The limits of each machine, and how far below them the jitted programs stay."""
    for record in every:
        yield Figure(
            f"fig-roofline-{find_slug(record['machine'])}",
            f"{name_machine(record['machine'])}: jitted programs at n = {LARGEST:,} under the "
            "limits that a copy and a matrix product set. A transcendental counts as one operation."
            , "draw_roofline", record)


def list_libraries(every: list[dict]) -> Iterator[str]:
    """Times of three tasks in each library, and which library was quickest."""
    head = ["Machine", "Task", "n", *LIBRARIES.values(), "Quickest"]
    rows = []
    for record in every:
        cases: dict[tuple, list[dict]] = {}
        for row in record["libraries"]:
            cases.setdefault((row["task"], row["n"]), []).append(row)
        for (task, n), timed in cases.items():
            times = {row["library"]: say_microseconds(row["median_s"]) for row in timed}
            quickest = [LIBRARIES[row["library"]] for row in find_quickest(timed)]
            rows.append([name_machine(record["machine"]), task, f"{n:,}",
                         *(times.get(library, "") for library in LIBRARIES),
                         " ≈ ".join(quickest)])
    yield tabulate_rows("tab-libraries", "Microseconds a call, float64, by library, and which was "
                        "quickest. ≈: the quartiles overlap with those of the first. Empty: a path "
                        "has nothing to share out among threads.", head, rows, words=2)


def list_programs(every: list[dict]) -> Iterator[str]:
    """Paths a second of three programs for one estimator."""
    head = ["Machine", "Program", "dtype", "Million paths a second", "Quartiles"]
    rows = []
    for record in every:
        for row in record["options"]:
            if row["program"] in PROGRAMS:
                middle, low, high = (
                    f"{row['paths'] / row[s] / 1e6:.3g}" for s in ("median_s", "q3_s", "q1_s"))
                rows.append([name_machine(record["machine"]), PROGRAMS[row["program"]],
                             row["dtype"], middle, f"{low} to {high}"])
    yield tabulate_rows("tab-programs", "Plain simulation of the option, three programs.",
                        head, rows, words=3)


def list_costs(every: list[dict]) -> Iterator[str]:
    """Time to a wanted accuracy of three estimators."""
    head = ["Machine", "Estimator", "Paths to 1 %", "Time", "Paths to five digits", "Time"]
    rows = []
    for record in every:
        for program, name in ESTIMATORS.items():
            costs = [find_cost(record, program, error) for error in (1e-2, 0.5e-5)]
            rows.append([name_machine(record["machine"]), name, *(
                text for paths, seconds in costs for text in (f"{paths:.2g}", say_time(seconds)))])
    yield tabulate_rows("tab-accuracy", "Paths and time to a relative standard error of 1 % and of "
                        "0.000005 (five digits), reference option.", head, rows, words=2)


SHOWN = {"list": list_machines, "ratios": show_ratios, "losses": list_losses,
         "shares": list_shares, "target": judge_target, "rooflines": show_rooflines,
         "libraries": list_libraries, "programs": list_programs, "accuracy": list_costs}
