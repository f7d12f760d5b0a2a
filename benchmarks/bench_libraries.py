"""Time the three tasks of the lecture on NumPy, Numba and JAX, by the definitions of its page."""
from functools import cache

import jax.numpy as jnp
import numpy as np

from definitions import run_definitions
from jaxbook.records.model import LIBRARY_CASES

THREADS = {"numba threads": "threads", "numba threads, passive": "passive"}  # process of each

PROGRAMS = {  # names of the page
    "grid": {"numpy": "peak_numpy", "numba": "peak_numba", "numba threads": "peak_prange",
             "numba threads, passive": "peak_prange", "jax": "peak_jax"},
    "path": {"numpy": "path_python", "numba": "path_numba", "jax": "path_jax"},
    "economy": {"numpy": "economy_numpy", "numba": "economy_numba",
                "numba threads": "economy_prange", "numba threads, passive": "economy_prange",
                "jax": "economy_jax"},
}
# what the page computes by compiling; the last is called by two of the others
COMPUTED = {name for programs in PROGRAMS.values() for name in programs.values()} | {
    "next_wealth_numba"}
TOLERANCE = {
    "grid": 1e-14,  # a few roundings of a number near 1
    "path": 0,  # chaotic; equal operations in equal order, and no two of them to merge
    "economy": 1e-12,  # means are summed in other orders; wealth stays below 100
}


@cache
def read_page():
    return run_definitions("lectures/numpy_numba_jax", COMPUTED)


def list_races(huge: bool) -> list[list[tuple[str, dict]]]:
    """Return a race of all libraries for each task and size."""
    races: dict[tuple, list] = {}
    for task, library, n in LIBRARY_CASES:
        row = {"task": task, "library": library, "dtype": "float64", "n": n}
        races.setdefault((task, n), []).append((THREADS.get(library, "default"), row))
    return list(races.values())


def draw_inputs(page, task: str, n: int) -> tuple:
    """Return the arguments that each library gets for a task of size n."""
    if task == "grid":
        return np.linspace(-3, 3, n), np.linspace(-3, 3, n)
    return page.draw_economy(n) if task == "economy" else (0.3, 3.9, n)


def prepare(row: dict):
    """Return a call of the program of a row.

    On a GPU machine JAX alone works on the GPU; its inputs are there before it is timed.
    """
    page, task, library = read_page(), row["task"], row["library"]
    inputs = draw_inputs(page, task, row["n"])
    program = getattr(page, PROGRAMS[task][library])
    if library == "numpy":
        return lambda: program(*inputs), {}
    wanted = getattr(page, PROGRAMS[task]["numpy"])(*inputs)
    if library == "jax":
        inputs = [jnp.asarray(x) if isinstance(x, np.ndarray) else x for x in inputs]
    result = np.asarray(program(*inputs))  # compiles
    assert result.dtype == wanted.dtype == np.float64
    assert result.shape == wanted.shape
    assert np.max(np.abs(result - wanted)) <= TOLERANCE[task], row
    if library == "jax":
        return lambda: program(*inputs).block_until_ready(), {}
    return lambda: program(*inputs), {}
