"""What machines printed in cells with the tag `machine`, their checks on GPUs, published figures.

`benchmarks/records/<machine>/outputs.json`, with its figures beside it, is written by
`jaxbook.record`; `benchmarks/records/published.json` is written by hand from a source that it
names, and a cell shows one of its texts by the tag `published-<name>`.
"""
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, TypeAdapter, ValidationError

from jaxbook.machine import Machine, Model, Text, Versions
from jaxbook.project import BookError, read_text
from jaxbook.records.model import FOLDER, describe_fault

FILE = "outputs.json"  # in the folder of each machine
PUBLISHED = f"{FOLDER}/published.json"
TAG, PUBLISHED_TAG = "machine", "published-"


def check_name(name: str) -> str:
    """Return the name of a figure; raise ValueError unless it is one in the same folder."""
    if name and not re.fullmatch(r"[a-z0-9-]+\.webp", name):
        raise ValueError(f"must be the name of a WebP file beside it, found {name!r}")
    return name


class Part(Model):
    """A part of the output of a cell: a text, or a figure in a file."""

    text: str = ""
    figure: Annotated[str, AfterValidator(check_name)] = ""


class RecordedCell(Model):
    """The output of a cell, with hashes of its code and of all code of the page down to it."""

    code: Text
    above: Text
    parts: tuple[Part, ...]


class RecordedCheck(Model):
    """A check about GPUs that passed."""

    statement: Text
    value: Text
    reference: Text
    tolerance: Text
    source: Text


class RecordedPage(Model):
    """The cells of a page with the tag `machine`, its checks about GPUs, and their run."""

    date: Text  # UTC
    commit: Text
    versions: Versions
    settings: dict[str, str]
    cells: tuple[RecordedCell, ...]
    checks: tuple[RecordedCheck, ...] = ()


class Outputs(Model):
    """What a machine printed, by page."""

    format: Literal[1]
    machine: Machine
    pages: dict[str, RecordedPage]


class Published(Model):
    """Figures that others published: `outputs` are texts by name."""

    machine: Text
    source: Text
    url: Text
    note: str
    outputs: dict[str, Text]


FILES = TypeAdapter(Outputs)
PUBLICATIONS = TypeAdapter(list[Published])


def hash_cells(codes: list[str]) -> list[tuple[str, str]]:
    """Return of each cell of a page a hash of its code, and one of all code down to it."""
    hashes, above = [], hashlib.sha256()
    for code in codes:
        above.update(f"{code}\n\0".encode())
        own = hashlib.sha256(code.encode()).hexdigest()[:12]
        hashes.append((own, above.hexdigest()[:12]))
    return hashes


def load(path: Path, root: Path, kind: TypeAdapter):
    """Return what a file holds; raise BookError with a line for each fault."""
    try:
        return kind.validate_json(read_text(path, root))
    except ValidationError as error:
        source = path.relative_to(root).as_posix()
        raise BookError(*(f"{source}: {describe_fault(fault)}" for fault in error.errors())
                        ) from error


def load_outputs(root: Path) -> list[Outputs]:
    """Return the outputs of each machine on record, CPUs of more cores first, then GPUs."""
    found = []
    for path in sorted((root / FOLDER).glob(f"*/{FILE}")):
        outputs = load(path, root, FILES)
        if path.parent.name != outputs.machine.slug:
            raise BookError(f"{path.relative_to(root).as_posix()}: machine: the outputs of "
                            f"{outputs.machine.name} must be in the folder {outputs.machine.slug}")
        found.append(outputs)
    return sorted(found, key=lambda each: (each.machine.backend, -each.machine.cores,
                                           each.machine.slug))


def load_published(root: Path) -> list[Published]:
    """Return the published figures, none if the book has no such file."""
    path = root / PUBLISHED
    return load(path, root, PUBLICATIONS) if path.exists() else []


def find_check(records: Iterable[Outputs], page: str, statement: str
               ) -> tuple[Machine, str, RecordedCheck] | None:
    """Return the newest passed check of a page with its machine and date, None if there is none."""
    passed = ((each.machine, recorded.date, check) for each in records
              if (recorded := each.pages.get(page))
              for check in recorded.checks if check.statement == statement)
    return max(passed, key=lambda found: found[1], default=None)
