"""Turn the timings that pytest-benchmark left into the record of this machine.

`python benchmarks/record.py TIMINGS.json` writes `benchmarks/records/<machine>.json`. The record is
checked first and put in place at once, so that a bad or partial run leaves the old one alone.
"""
import datetime
import json
import os
import sys
from importlib.metadata import version
from pathlib import Path

import jax
import psutil
from sphinx.errors import ExtensionError

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "_ext"))
from cache import ROOT, read_runs
from execution import choose_device, describe_commit
from records import FOLDER, PARTS, find_slug, validate


def describe_machine(timings: dict) -> dict:
    """Return what the machine is; nothing of whose it is or where."""
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


def find_gpu_checks(device: str, root: Path = ROOT) -> list[dict]:
    """Return the checks about GPUs that passed on this device, from the execution cache."""
    names = "statement", "value", "reference", "tolerance", "source"
    return [
        {"page": page} | dict(zip(names, line[1:], strict=True))
        for page, run in read_runs(root).items() if run and run["device"] == device
        for line in run["checks"] if line[0] == "PASS" and line[1].startswith("GPU: ")
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


def write_record(record: dict, root: Path = ROOT) -> Path:
    """Check the record and put it in place; raise ExtensionError and write nothing if it is bad."""
    path = root / FOLDER / f"{find_slug(record['machine'])}.json"
    validate(record, path, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    try:
        draft.write_text(format_record(record), encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def main(timings_path: str) -> int:
    """Write the record; return an exit status."""
    try:
        timings = json.loads(Path(timings_path).read_text(encoding="utf-8"))
        choose_device()
        machine = describe_machine(timings)
        packages = "jax", "jaxlib", "numpy", "numba"
        python = {"python": timings["machine_info"]["python_version"]}
        path = write_record({
            "schema": 2,
            "machine": machine,
            "versions": {name: version(name) for name in packages} | python,
            "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d"),
            "commit": describe_commit(),
            **read_rows(timings),
            "checks": find_gpu_checks(machine["device"]),
        })
    except ExtensionError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"\nwrote {path.relative_to(ROOT)}; commit it to show this machine in the book")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
