"""Find the bytes and operations per second that programs in JAX can reach on the machine."""
import jax
import jax.numpy as jnp
import pytest

from jaxbook.records.rows import LARGEST as N

SIDE = 3072
both = pytest.mark.parametrize("dtype", ["float32", "float64"])


def add_one(x):
    # It reads once and writes once. A plain copy is no faster, and XLA may leave it out.
    return x + 1


@both
def bench_copy(measure, count_work, dtype):
    """Read one array and write another, in memory that is new at each call."""
    x, copy = jnp.zeros(N, dtype), jax.jit(add_one)
    assert jnp.all(copy(x) == 1)
    measure("ceilings", lambda: copy(x).block_until_ready(),
            ceiling="copy", dtype=dtype, n=N, **count_work(copy, x))


@both
def bench_copy_in_place(measure, count_work, dtype):
    """Read an array and write it to where it was, so that no new memory is needed."""
    add_in_place = jax.jit(add_one, donate_argnums=0)
    state = [add_in_place(jnp.zeros(N, dtype))]
    assert jnp.all(state[0] == 1)
    work = count_work(add_in_place, state[0])

    def step():
        state[0] = add_in_place(state[0]).block_until_ready()

    measure("ceilings", step, ceiling="copy in place", dtype=dtype, n=N, **work)


@both
def bench_product(measure, count_work, dtype):
    """Multiply square matrices; "highest" keeps a GPU from rounding float32 to fewer bits."""
    a = jnp.ones((SIDE, SIDE), dtype)
    multiply = jax.jit(lambda a: jnp.matmul(a, a, precision="highest"))
    assert jnp.all(multiply(a) == SIDE)
    measure("ceilings", lambda: multiply(a).block_until_ready(),
            ceiling="product", dtype=dtype, n=SIDE, **count_work(multiply, a))
