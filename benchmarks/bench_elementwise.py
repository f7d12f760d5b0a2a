"""Time the cosine and f of the lectures, in NumPy, in eager JAX and compiled as a whole by jit."""
import jax
import jax.numpy as jnp
import numpy as np

from jaxbook.records.rows import DTYPES, HUGE_SIZES, SIZES
from worker import count_work


def cosine(x, xp):
    return xp.cos(x)


def evaluate(x, xp):  # f of lectures/jit.md
    return xp.cos(2 * x**2) + xp.sqrt(xp.abs(x)) + 2 * xp.sin(x**4) - x**2


EXPERIMENTS = {"cosine": cosine, "f": evaluate}
TOLERANCE = {
    ("cosine", "float32"): 1e-6,  # a few roundings of a number near 1
    ("cosine", "float64"): 1e-14,
    # just below x**4 = 10**4 neighbours are 0.001 (float32) or 2e-12 apart, and 2 sin doubles it
    ("f", "float32"): 0.01,
    ("f", "float64"): 1e-9,
}



def list_races(huge: bool) -> list[list[tuple[str, dict]]]:
    """Return NumPy, eager JAX and jit for each size, dtype and function, on equal terms."""
    return [
        [(pages, {"experiment": experiment, "route": route, "dtype": dtype, "pages": pages, "n": n})
         for pages in (("default", "huge") if huge and n in HUGE_SIZES else ("default",))
         for route in ("numpy", "eager", "jit")]
        for n in SIZES for experiment in EXPERIMENTS for dtype in DTYPES]


def prepare(row: dict):
    """Return a call of the program of a row, and its work if jit compiles it as a whole."""
    function, dtype, n = EXPERIMENTS[row["experiment"]], row["dtype"], row["n"]
    x_np = np.linspace(0, 10, n, dtype=dtype)
    if row["route"] == "numpy":
        return lambda: function(x_np, np), {}
    x = jnp.asarray(x_np)

    def program(x):
        return function(x, jnp)

    work = {}
    if row["route"] == "jit":
        program = jax.jit(program)
        work = count_work(program, x)
    thin = slice(None, None, n // 1_000)
    y = program(x)
    assert y.dtype == dtype
    gap = np.max(np.abs(np.asarray(y[thin]) - function(x_np[thin], np)))
    assert gap < TOLERANCE[row["experiment"], dtype], row
    return lambda: program(x).block_until_ready(), work
