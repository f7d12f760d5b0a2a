"""Time the cosine and f of the lectures, in NumPy, in eager JAX and compiled as a whole by jit."""
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxbook.records.rows import SIZES


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


@pytest.mark.parametrize("route", ["numpy", "eager", "jit"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("experiment", EXPERIMENTS)
@pytest.mark.parametrize("n", SIZES)
def bench_elementwise(measure, count_work, experiment, route, dtype, n):
    function = EXPERIMENTS[experiment]
    x_np = np.linspace(0, 10, n, dtype=dtype)
    row = {"experiment": experiment, "route": route, "dtype": dtype, "n": n}
    if route == "numpy":
        measure("results", lambda: function(x_np, np), **row)
        return
    x = jnp.asarray(x_np)

    def program(x):
        return function(x, jnp)

    if route == "jit":
        program = jax.jit(program)
        row |= count_work(program, x)
    thin = slice(None, None, n // 1_000)
    y = program(x)
    assert y.dtype == dtype
    gap = np.max(np.abs(np.asarray(y[thin]) - function(x_np[thin], np)))
    assert gap < TOLERANCE[experiment, dtype], row
    del y
    measure("results", lambda: program(x).block_until_ready(), **row)
