"""Read and check the records of `make bench`, one file a machine, and compare what they hold.

Knows nothing of Sphinx but its error. A record that breaks `benchmarks/record.schema.json` is
refused by file and field, when it is written as when it is read.
"""
import json
import re
from pathlib import Path

from sphinx.errors import ExtensionError

from cache import ROOT  # before jsonschema: it keeps that from loading half of JupyterLab

# isort: split
import jsonschema

FOLDER = "benchmarks/records"
SCHEMA = "benchmarks/record.schema.json"
LARGEST = 50_000_000  # the size at which programs are set against the ceilings
PARTS = {  # the lists of rows, and what tells the rows of a list apart
    "ceilings": ("ceiling", "dtype"),
    "results": ("experiment", "route", "dtype", "n"),
    "options": ("program", "dtype", "paths"),
    "libraries": ("task", "library", "n"),
}


def find_slug(machine: dict) -> str:
    """Return the name of a machine's file: its device, for a CPU its processor and cores."""
    cpu = f"{machine['processor']} {machine['cores']} cores"
    name = cpu if machine["backend"] == "cpu" else machine["device"]
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def name_machine(machine: dict) -> str:
    """Return the machine as readers see it."""
    cores = f"{machine['processor']}, {machine['cores']} cores"
    return cores if machine["backend"] == "cpu" else machine["device"]


def find_faults(record: object, path: Path, root: Path):
    """Yield (field, what is wrong) for each fault of a record."""
    schema = json.loads((root / SCHEMA).read_text(encoding="utf-8"))
    errors = sorted(
        jsonschema.Draft202012Validator(schema).iter_errors(record),
        key=lambda error: [str(part) for part in error.absolute_path],
    )
    for error in errors:
        field = [str(part) for part in error.absolute_path]
        if error.validator == "required":
            field.append(next(name for name in error.validator_value if name not in error.instance))
        rule = f"breaks the rule {error.validator}: {error.validator_value}"
        what = error.message if len(error.message) < 200 else rule  # it may quote a whole list
        yield "/".join(field) or "the whole file", what
    if errors:
        return
    for part, names in PARTS.items():
        seen = set()
        for number, row in enumerate(record[part]):
            key = tuple(row[name] for name in names)
            if key in seen:
                yield f"{part}/{number}", f"repeats {', '.join(map(str, key))}"
            seen.add(key)
    if path.stem != (slug := find_slug(record["machine"])):
        yield "machine", f"this is the record of {slug}, not of {path.stem}"


def validate(record: object, path: Path, root: Path = ROOT) -> None:
    """Raise ExtensionError with file and field unless the record is good and in its own file."""
    for field, what in find_faults(record, path, root):
        raise ExtensionError(f"{path.relative_to(root)}: {field}: {what}")


def load_records(root: Path = ROOT) -> list[dict]:
    """Return the checked records, CPUs first, each with the name of its `file`."""
    records = []
    for path in sorted((root / FOLDER).glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ExtensionError(f"{path.relative_to(root)}: not JSON: {error}") from error
        validate(record, path, root)
        records.append(record | {"file": path.relative_to(root).as_posix()})
    return sorted(records, key=lambda record: (record["machine"]["backend"], record["file"]))


def find_check(records: list[dict], page: str, statement: str) -> tuple[dict, dict] | None:
    """Return the newest record in which this check of a page passed, and the check."""
    passed = [
        (record, check)
        for record in records
        for check in record["checks"]
        if (check["page"], check["statement"]) == (page, statement)
    ]
    return max(passed, key=lambda found: found[0]["date"], default=None)


def find_row(record: dict, part: str, *key: object) -> dict:
    """Return the row of a part that has this key, in the order of PARTS."""
    return next(r for r in record[part] if tuple(r[name] for name in PARTS[part]) == key)


def overlap(row: dict, other: dict) -> bool:
    """Return whether the quartiles of two rows leave open which is quicker."""
    return row["q1_s"] <= other["q3_s"] and other["q1_s"] <= row["q3_s"]


def find_quickest(rows: list[dict]) -> list[dict]:
    """Return the row of the least median, and behind it those whose quartiles overlap with its."""
    first, *others = sorted(rows, key=lambda row: row["median_s"])
    return [first, *(row for row in others if overlap(first, row))]


def compare_libraries(record: dict) -> list[dict]:
    """Return how many times NumPy's time is JAX's, for each JAX row; equal dtype and size."""
    comparisons = []
    for row in record["results"]:
        if row["route"] != "numpy":
            by_numpy = find_row(record, "results", row["experiment"], "numpy",
                                row["dtype"], row["n"])
            ratio = by_numpy["median_s"] / row["median_s"]
            names = {name: row[name] for name in PARTS["results"]}
            comparisons.append(names | {"ratio": ratio, "too_close": overlap(row, by_numpy)})
    return comparisons


def find_rate(row: dict, *what: str) -> float:
    """Return how much of `what` (bytes, flops, transcendentals) a row does in a second."""
    return sum(row[name] for name in what) / row["median_s"]


def find_share(record: dict, experiment: str, dtype: str, n: int) -> float:
    """Return the bytes a second of a jitted program over those of the copy of that dtype."""
    row = find_row(record, "results", experiment, "jit", dtype, n)
    return find_rate(row, "bytes") / find_rate(find_row(record, "ceilings", "copy", dtype), "bytes")


def find_cost(record: dict, program: str, relative_error: float) -> tuple[float, float]:
    """Return the paths, and the seconds, for this relative standard error of the option's price.

    Seconds are those of a path in the largest call; but no estimate is cheaper than the smallest.
    """
    rows = [row for row in record["options"] if row["program"] == program]
    large = max(rows, key=lambda row: row["paths"])
    paths = max(1.0, (large["relative_sd"] / relative_error) ** 2)
    return paths, max(min(row["median_s"] for row in rows),
                      paths * large["median_s"] / large["paths"])


def say_time(seconds: float) -> str:
    """Return a time to two digits in the unit that suits it."""
    units = {"years": 365.25 * 86_400, "days": 86_400, "hours": 3_600, "min": 60, "s": 1,
             "ms": 1e-3}
    for unit, size in units.items():
        if seconds >= 2 * size or unit == "ms":
            number = float(f"{seconds / size:.2g}")
            return f"{number:,.0f} {unit}" if number >= 10 else f"{number:g} {unit}"


def say_microseconds(seconds: float) -> str:
    """Return the microseconds of a time to three digits, without exponent."""
    number = float(f"{1e6 * seconds:.3g}")
    return f"{number:,.0f}" if number >= 100 else f"{number:g}"
