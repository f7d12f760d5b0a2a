"""Measure paths per second of the three plain simulations of the option exercise.

`make bench` runs the code of the page itself (exercises/option_pricing.md with its solutions, whose
checks compare the results first), then times 10 laps of each program after a warm-up, in turns, so
that a disturbance of the machine meets all three.
"""
import os
import statistics
import sys
import time
from pathlib import Path

import matplotlib

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "_ext"))
from cache import read_notebook

LAPS = 10


def run_page() -> dict[str, object]:
    """Execute the page without its install cell; return its names."""
    matplotlib.use("agg")
    names: dict[str, object] = {"__name__": "page"}
    for cell in read_notebook("exercises/option_pricing").cells:
        if cell.cell_type == "code" and "skip-execution" not in cell.metadata.get("tags", []):
            exec(cell.source, names)
    return names


def main() -> None:
    """Print the median and the quartiles of each program, in million paths per second."""
    page = run_page()
    key, M, n, market = page["jax"].random.key(0), page["M"], page["n"], page["market"]
    programs = {
        "blocks, float32": lambda: page["simulate_in_blocks"](key, M, n, page["reference"]),
        "Numba prange, float64": lambda: page["price_by_threads"](M, *market),
        "arrays of M, float64": lambda: float(page["price_by_arrays"](key, M, *market)),
    }
    laps_s: dict[str, list[float]] = {name: [] for name in programs}
    for lap in range(LAPS + 1):
        for name, program in programs.items():
            start = time.perf_counter()
            program()
            if lap:  # the first one warms up
                laps_s[name].append(time.perf_counter() - start)
    best = statistics.median(laps_s["blocks, float32"])
    device = page["jax"].devices()[0].device_kind
    print(f"\n{os.cpu_count()} cores, {device}, {LAPS} laps of {M:,} paths; median (quartiles)")
    for name, laps in laps_s.items():
        low, median, high = statistics.quantiles(laps, n=4)
        rate, slow, fast = (M / s / 1e6 for s in (median, high, low))
        print(f"{name:22} {rate:5.2f} million paths/s ({slow:.2f} to {fast:.2f}); "
              f"blocks do {median / best:.1f} times as many")


if __name__ == "__main__":
    main()
