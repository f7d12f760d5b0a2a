"""Keep the parts of a record that were measured, and put them together.

The record is checked before it replaces an older one, so a bad or partial run leaves the older one
as it was.
"""
import datetime
import json
from collections.abc import Mapping
from pathlib import Path

from jaxbook.machine import Machine
from jaxbook.project import BookError, describe_commit
from jaxbook.records.model import FOLDER, parse_record
from jaxbook.runs import probe

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "_build" / "bench"
HUGE = Path("/sys/kernel/mm/transparent_hugepage/enabled")  # on Linux


def describe_settings() -> dict[str, str]:
    """Return the variables that are set, and to whom the system gives huge pages."""
    pages = HUGE.read_text().split("[")[1].split("]")[0] if HUGE.exists() else ""
    return probe.describe_settings() | ({"huge pages": pages} if pages else {})


def keep_part(machine: Machine, part: str, rows: list[dict]) -> None:
    """Write the rows of a part, and how they were measured."""
    KEPT.mkdir(parents=True, exist_ok=True)
    measured = {
        "schema": 3,
        "machine": machine.model_dump(),
        "versions": probe.describe_versions(),
        "settings": describe_settings(),
        "commit": describe_commit(ROOT),
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        part: rows,
    }
    (KEPT / f"{part}.json").write_text(json.dumps(measured), encoding="utf-8")


def format_record(record: dict) -> str:
    """Return JSON with one line for each row, so that a new measurement is a readable diff."""
    lines = []
    for key, value in record.items():
        if isinstance(value, list) and value:
            rows = ",\n".join(f"    {json.dumps(row)}" for row in value)
            lines.append(f"  {json.dumps(key)}: [\n{rows}\n  ]")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write_record(record: dict, root: Path) -> Path:
    """Check the record and put it in place; raise BookError and write nothing if it is bad."""
    text = format_record(record)
    path = root / FOLDER / parse_record(text, "the new record").file
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def join_parts(texts: Mapping[str, str]) -> dict:
    """Return one record of the kept parts; raise BookError if they were not measured alike."""
    joined: dict = {}
    for part, text in texts.items():
        measured = json.loads(text)
        for name in measured.keys() & joined.keys() - {"date"}:
            if measured[name] != joined[name]:
                raise BookError(f"the parts do not agree about {name}: {part} has "
                                f"{measured[name]}, the parts before it have {joined[name]}; "
                                "measure all of them again")
        joined |= measured
    return joined


def merge_parts(parts: list[str]) -> None:
    """Write the record, or print which parts are still to be measured."""
    files = {part: KEPT / f"{part}.json" for part in parts}
    if missing := [part for part, file in files.items() if not file.exists()]:
        print(f"still to be measured before there is a record: {', '.join(missing)}")
        return
    record = join_parts({part: file.read_text("utf-8") for part, file in files.items()})
    path = write_record(record, ROOT)
    print(f"\nwrote {path.relative_to(ROOT)}; commit it to show this machine in the book")
