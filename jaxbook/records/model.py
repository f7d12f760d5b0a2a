"""What `make bench` measured on a machine: a record, read from JSON and checked.

There is one folder per machine in `benchmarks/records`. A record that lacks something that the page
of machines shows, or holds something that it should not hold, is refused when it is written and
when it is read; the message names the file and the field.
"""
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import ErrorDetails

from jaxbook.machine import Machine, Model, Text, Versions
from jaxbook.project import BookError, read_text
from jaxbook.records.rows import (
    HUGE_SIZES,
    LARGEST,
    Ceiling,
    Dtype,
    EconomyRow,
    Estimator,
    Experiment,
    GridRow,
    JitResult,
    OptionRow,
    Pages,
    PathRow,
    Program,
    Result,
    Row,
    list_cases,
)

FOLDER = "benchmarks/records"
FILE = "record.json"  # in the folder of each machine
ALL_CEILINGS, ALL_RESULTS = list_cases(Ceiling), list_cases(Result, JitResult)
CEILING_CASES = [case for case in ALL_CEILINGS if "default" in case]
CEILING_HUGE = [case for case in ALL_CEILINGS if "huge" in case and "product" not in case]
RESULT_CASES = [case for case in ALL_RESULTS if "default" in case]
RESULT_HUGE = [case for case in ALL_RESULTS if "huge" in case and case[-1] in HUGE_SIZES]
LIBRARY_CASES = list_cases(GridRow, PathRow, EconomyRow)
# Estimators need a small call as well: it is the least that an estimate can cost.
PROGRAMS_NEEDED = {"blocks": 1, "threads": 1, "arrays": 1, "tilting": 2, "conditional": 2}


def name_case(key: tuple) -> str:
    """Return a key as people write it."""
    return ", ".join(map(str, key))


def check_rows[R: Row](rows: tuple[R, ...]) -> tuple[R, ...]:
    """Return the rows; raise ValueError if two have one key, or unequal numbers of rounds."""
    for number, row in enumerate(rows):
        if len(row.times_s) != len(rows[0].times_s):
            raise ValueError(f"row {number} has {len(row.times_s)} rounds, and row 0 has "
                             f"{len(rows[0].times_s)}")
    for key, count in Counter(row.key for row in rows).items():
        if count > 1:
            numbers = [str(number) for number, row in enumerate(rows) if row.key == key]
            raise ValueError(f"there is more than one row for {name_case(key)} "
                             f"(rows {' and '.join(numbers)})")
    return rows


def need_cases[R: Row](cases: list[tuple], huge: Sequence[tuple] = ()
                       ) -> Callable[[tuple[R, ...]], tuple[R, ...]]:
    """Return a validator of rows that raises ValueError unless each of these cases has a row.

    The cases `huge` are needed as well as soon as one row was measured with huge pages.
    """
    def check_complete(rows: tuple[R, ...]) -> tuple[R, ...]:
        present = {row.key for row in rows}
        needed = [*cases, *(huge if any("huge" in key for key in present) else ())]
        if missing := [case for case in needed if case not in present]:
            others = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
            raise ValueError(f"there is no row for {name_case(missing[0])}{others}")
        return rows
    return check_complete


def check_programs(rows: tuple[OptionRow, ...]) -> tuple[OptionRow, ...]:
    """Return the rows; raise ValueError unless each program has as many sizes as it needs."""
    for program, needed in PROGRAMS_NEEDED.items():
        if len({row.paths for row in rows if row.key[0] == program}) < needed:
            sizes = "two numbers of paths, a small and a large one" if needed > 1 else "a row"
            raise ValueError(f"the program {program} needs {sizes}")
    return rows


class Record(Model):
    """What `make bench` measured on one machine."""

    format: Literal[3] = Field(alias="schema")
    machine: Machine
    versions: Versions
    settings: dict[str, str]  # what was set, and is not said by a row
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]  # UTC
    commit: Text
    ceilings: Annotated[
        tuple[Ceiling, ...],
        AfterValidator(check_rows), AfterValidator(need_cases(CEILING_CASES, CEILING_HUGE)),
    ]
    results: Annotated[
        tuple[Annotated[Result | JitResult, Field(discriminator="route")], ...],
        AfterValidator(check_rows), AfterValidator(need_cases(RESULT_CASES, RESULT_HUGE)),
    ]
    options: Annotated[
        tuple[Annotated[Program | Estimator, Field(discriminator="program")], ...],
        AfterValidator(check_rows), AfterValidator(check_programs),
    ]
    libraries: Annotated[
        tuple[Annotated[GridRow | PathRow | EconomyRow, Field(discriminator="task")], ...],
        AfterValidator(check_rows), AfterValidator(need_cases(LIBRARY_CASES)),
    ]

    @property
    def file(self) -> str:
        """The path of the file in the folder of records."""
        return f"{self.machine.slug}/{FILE}"

    @property
    def has_huge(self) -> bool:
        """Whether programs were measured with huge pages of memory as well."""
        return any(row.pages == "huge" for row in self.results)

    def find_ceiling(self, ceiling: str, dtype: Dtype, pages: Pages = "default") -> Ceiling:
        """Return the row of one limit of the machine."""
        return next(row for row in self.ceilings if row.key == (ceiling, dtype, pages))

    def find_result(self, experiment: Experiment, route: str, dtype: Dtype, n: int,
                    pages: Pages = "default") -> Result | JitResult:
        """Return the row of one function at one size."""
        key = experiment, route, dtype, pages, n
        return next(row for row in self.results if row.key == key)

    def find_largest(self, experiment: Experiment, dtype: Dtype) -> JitResult:
        """Return the row of a compiled function at the largest size."""
        return next(row for row in self.results if isinstance(row, JitResult)
                    and row.key == (experiment, "jit", dtype, "default", LARGEST))


def describe_fault(fault: ErrorDetails) -> str:
    """Return the field of a fault and what is wrong with it."""
    field, context = list(fault["loc"]), fault.get("ctx", {})
    if len(field) > 3:  # pydantic puts the kind of a row between its number and its field
        del field[2]
    found = fault["input"]
    if fault["type"].startswith("union_tag"):  # the field that says of which kind a row is
        field.append(context["discriminator"].strip("'"))
    match fault["type"]:
        case "missing" | "union_tag_not_found":
            what = "is missing"
        case "extra_forbidden":
            what = "is not a field of a record; remove it"
        case "json_invalid":
            what = f"not JSON: {context['error']}"
        case "value_error":
            what = str(context["error"])
        case "union_tag_invalid":
            what = f"must be one of {context['expected_tags']}, found {context['tag']!r}"
        case "string_pattern_mismatch":
            what = f"must be a date such as 2026-01-31, found {found!r}"
        case _:
            what = re.sub(r"^(Input|String) should", "must", fault["msg"])
            what = what.replace("greater than or equal to", "at least")
            if isinstance(found, str | int | float):
                what += f", found {found!r}"
    return ": ".join(["/".join(map(str, field)), what] if field else [what])


def parse_record(text: str, source: str) -> Record:
    """Return the record that a text holds; raise BookError with a line for each fault."""
    try:
        return Record.model_validate_json(text)
    except ValidationError as error:
        faults = [f"{source}: {describe_fault(fault)}" for fault in error.errors()]
        raise BookError("\n".join(faults)) from error


def load_records(root: Path) -> list[Record]:
    """Return the records of the book in `root`, CPUs first; raise BookError for a bad one."""
    records = []
    for path in sorted((root / FOLDER).glob(f"*/{FILE}")):
        source = path.relative_to(root).as_posix()
        record = parse_record(read_text(path, root), source)
        if path.parent.name != record.machine.slug:
            raise BookError(f"{source}: machine: a record of {record.machine.name} "
                            f"must be in the folder {record.machine.slug}")
        records.append(record)
    return sorted(records, key=lambda record: (record.machine.backend, record.file))
