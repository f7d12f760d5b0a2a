"""Find the bytes and operations per second that programs in JAX can reach on the machine."""
import jax
import jax.numpy as jnp

from jaxbook.records.rows import DTYPES
from jaxbook.records.rows import LARGEST as N
from worker import count_work

SIDE = 2048


def list_races(huge: bool) -> list[list[tuple[str, dict]]]:
    """Return copies to new memory and in place, then matrix products."""
    kinds = ["default", "huge"] if huge else ["default"]
    copies = [[(pages, {"ceiling": ceiling, "dtype": dtype, "pages": pages, "n": N})
               for pages in kinds for ceiling in ("copy", "copy in place")] for dtype in DTYPES]
    return copies + [[("default", {"ceiling": "product", "dtype": dtype, "pages": "default",
                                   "n": SIDE})] for dtype in DTYPES]


def add_one(x):
    # It reads once and writes once. A plain copy is no faster, and XLA may leave it out.
    return x + 1


def prepare(row: dict):
    """Return a call of the program of a row, and its work."""
    return {"copy": prepare_copy, "copy in place": prepare_copy_in_place,
            "product": prepare_product}[row["ceiling"]](row["dtype"])


def prepare_copy(dtype: str):
    """Read one array and write another, in memory that is new at each call."""
    x, copy = jnp.zeros(N, dtype), jax.jit(add_one)
    assert jnp.all(copy(x) == 1)
    return lambda: copy(x).block_until_ready(), count_work(copy, x)


def prepare_copy_in_place(dtype: str):
    """Read an array and write it to where it was, so that no new memory is needed."""
    add_in_place = jax.jit(add_one, donate_argnums=0)
    state = [add_in_place(jnp.zeros(N, dtype))]
    assert jnp.all(state[0] == 1)

    def step():
        state[0] = add_in_place(state[0]).block_until_ready()

    return step, count_work(add_in_place, state[0])


def prepare_product(dtype: str):
    """Multiply square matrices; "highest" keeps a GPU from rounding float32 to fewer bits."""
    a = jnp.ones((SIDE, SIDE), dtype)
    multiply = jax.jit(lambda a: jnp.matmul(a, a, precision="highest"))
    assert jnp.all(multiply(a) == SIDE)
    return lambda: multiply(a).block_until_ready(), count_work(multiply, a)
