"""Made-up records of machines, for tests."""
import json
from pathlib import Path

CPU = {"backend": "cpu", "device": "cpu", "processor": "Acme One", "cores": 2, "memory_gib": 8.0}
GPU = CPU | {"backend": "gpu", "device": "Fake G1"}
SIZES = {"grid": (31, 3_001), "path": (100, 100_000), "economy": (100, 50_000)}


def time_row(seconds: float, **row: object) -> dict:
    """Return a row of 21 rounds between 0.9 and 1.1 times these seconds, which is their median."""
    return row | {"calls": 1, "times_s": [seconds * (1 + (n - 10) / 100) for n in range(21)]}


def make_record(machine: dict = CPU, ratio: float = 2.0, share: float = 0.9) -> dict:
    """Return a good record: NumPy takes `ratio` times JAX's time, which is bytes over `share`."""
    work = {"bytes": 1_000, "flops": 100, "transcendentals": 25}
    dtypes = "float32", "float64"
    huge = ["default"] if machine["backend"] == "gpu" else ["default", "huge"]
    return {
        "schema": 3, "machine": machine, "date": "2026-01-31", "commit": "abc1234",
        "settings": {"XLA_FLAGS": "--fast"},
        "versions": dict.fromkeys(("jax", "jaxlib", "numpy", "numba", "python"), "1.0"),
        "ceilings": [time_row(2.0 if c == "copy" else 1.0, ceiling=c, dtype=d, pages=p, n=10,
                              **work)
                     for p in huge for c in ("copy", "copy in place", "product") for d in dtypes
                     if (p, c) != ("huge", "product")],
        "results": [time_row(ratio / share if route == "numpy" else 1 / share, experiment=e,
                             route=route, dtype=d, pages=p, n=n, **(work if route == "jit" else {}))
                    for n in (10**3, 10**4, 10**5, 10**6, 10**7, 5 * 10**7)
                    for p in (huge if n in (10**6, 10**7) else ["default"])
                    for e in ("cosine", "f") for d in dtypes
                    for route in ("numpy", "eager", "jit")],
        "options": [time_row(1.0, program=p, dtype="float64", paths=100)
                    for p in ("threads", "arrays")]
        + [time_row(paths / 1_000, program=p, dtype="float64", paths=paths, relative_sd=sd,
                    evidence="made up")
           for p, sd, paths in (("blocks", 20.0, 100), ("tilting", 0.1, 10), ("tilting", 0.1, 100),
                                ("conditional", 0.001, 10), ("conditional", 0.001, 100))],
        "libraries": [time_row(seconds, task=task, library=library, dtype="float64", n=n)
                      for task, sizes in SIZES.items() for n in sizes
                      for library, seconds in (("numpy", 4.0), ("numba", 2.0),
                                               ("numba threads", 1.0),
                                               ("numba threads, passive", 8.0),
                                               ("jax", 0.5 * ratio))
                      if task != "path" or not library.startswith("numba threads")],
    }


def put_record(root: Path, record: dict, name: str = "") -> Path:
    """Write a record into the folder of records of a book; return its file."""
    machine = record["machine"]
    if not name:
        name = "acme-one-2-cores" if machine["backend"] == "cpu" else (
            machine["device"].lower().replace(" ", "-"))
    path = root / "benchmarks" / "records" / name / "record.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(record))
    return path
