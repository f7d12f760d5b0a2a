"""Turn the timings that pytest-benchmark wrote into the record of this machine.

`python benchmarks/record.py TIMINGS.json` writes `benchmarks/records/<machine>.json`. The record is
checked before it replaces an older one, so a bad or partial run leaves the older one as it was.
"""
import datetime
import json
import os
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import psutil

from jaxbook.pages import find_runs
from jaxbook.project import BookError, Project, describe_commit, open_project
from jaxbook.records.model import FOLDER, parse_record
from jaxbook.runs.execute import choose_device
from jaxbook.runs.model import Run

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("ceilings", "results", "options", "libraries")  # the lists of rows of a record
PACKAGES = ("jax", "jaxlib", "numpy", "numba")


def describe_machine(timings: dict) -> dict:
    """Return what the machine is, without its name, owner or place."""
    import jax  # after DEVICE was applied, which JAX reads when it is imported

    return {
        "backend": jax.default_backend(),
        "device": jax.devices()[0].device_kind,
        "processor": timings["machine_info"]["cpu"].get("brand_raw", "unknown processor"),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
    }


def read_rows(timings: dict) -> dict[str, list[dict]]:
    """Return the rows of each part of the record, with median and quartiles."""
    parts: dict[str, list[dict]] = {part: [] for part in PARTS}
    for benchmark in timings["benchmarks"]:
        stats = benchmark["stats"]
        spread = {f"{name}_s": float(f"{stats[name]:.6g}") for name in ("median", "q1", "q3")}
        counts = {name: stats[name] for name in ("rounds", "iterations")}
        extra = benchmark["extra_info"]
        parts[extra["part"]].append(extra["row"] | spread | counts)
    return parts


def list_gpu_checks(runs: Mapping[str, Run | None], device: str) -> list[dict]:
    """Return the checks about GPUs that passed in the runs of pages on this device."""
    return [
        {"page": page, "statement": check.statement, "value": check.value,
         "reference": f"{check.relation} {check.reference}".strip(),
         "tolerance": check.tolerance, "source": check.source}
        for page, run in runs.items() if run and run.device == device
        for check in run.checks if check.passed and check.statement.startswith("GPU: ")
    ]


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


def make_record(timings: dict, project: Project) -> dict:
    """Return the record of this machine."""
    machine = describe_machine(timings)
    python = {"python": timings["machine_info"]["python_version"]}
    return {
        "schema": 2,
        "machine": machine,
        "versions": {name: version(name) for name in PACKAGES} | python,
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
        "commit": describe_commit(project.root),
        **read_rows(timings),
        "checks": list_gpu_checks(find_runs(project), machine["device"]),
    }


def main(timings_path: str) -> int:
    """Write the record; return an exit status."""
    try:
        choose_device()
        timings = json.loads(Path(timings_path).read_text(encoding="utf-8"))
        path = write_record(make_record(timings, open_project(ROOT)), ROOT)
    except BookError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.status
    print(f"\nwrote {path.relative_to(ROOT)}; commit it to show this machine in the book")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
