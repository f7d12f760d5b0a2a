"""Tempting wrong answers of exercises/vmap.md, each with words of the hint it must get."""

WRONG_ANSWERS = {
    "ex-vmap-pairs": [
        (  # both arguments mapped at once
            "def tabulate_pairs(f, rows, columns):\n"
            "    return jax.vmap(f)(rows, columns)\n",
            "only [i] with [i]?",
        ),
        (  # outer and inner map exchanged
            "def tabulate_pairs(f, rows, columns):\n"
            "    return jax.vmap(jax.vmap(f, (0, None)), (None, 0))(rows, columns)\n",
            "which map is the outer one?",
        ),
        (  # maps over coordinates too
            "def tabulate_pairs(f, rows, columns):\n"
            "    return jax.vmap(jax.vmap(f))(rows, columns)\n",
            "f saw shapes () and ()",
        ),
        (  # by hand, with the batch inside f
            "def tabulate_pairs(f, rows, columns):\n"
            "    return f(rows[:, None], columns[None])\n",
            "each map must take one axis away",
        ),
        (  # f(there, here)
            "def tabulate_pairs(f, rows, columns):\n"
            "    return jax.vmap(jax.vmap(f, (0, None)), (None, 0))(columns, rows)\n",
            "are the two arguments swapped?",
        ),
        (  # 15 calls
            "def tabulate_pairs(f, rows, columns):\n"
            "    return jnp.array([[f(a, b) for b in columns] for a in rows])\n",
            "is there a Python loop?",
        ),
    ],
    "ex-vmap-gini": [
        (  # ranks without a sort: right for (0, 0, 0, 1) as it stands
            "def gini(x):\n"
            "    n = x.size\n"
            "    return jnp.sum((2 * jnp.arange(1, n + 1) - n - 1) * x) / (n * jnp.sum(x))\n",
            "changes with the order",
        ),
        (
            "def gini(x):\n"
            "    n = x.size\n"
            "    return jnp.sum((2 * jnp.arange(n) - n - 1) * jnp.sort(x)) / (n * jnp.sum(x))\n",
            "count from 0",
        ),
        (
            "def gini(x):\n"
            "    n = x.size\n"
            "    x = jnp.sort(x)[::-1]\n"
            "    return jnp.sum((2 * jnp.arange(1, n + 1) - n - 1) * x) / (n * jnp.sum(x))\n",
            "the wrong sign",
        ),
        (  # the unbiased estimator
            "def gini(x):\n"
            "    n = x.size\n"
            "    d = jnp.abs(x[:, None] - x)\n"
            "    return jnp.sum(d) / (2 * n * (n - 1) * jnp.mean(x))\n",
            "an n - 1 where the formula has n",
        ),
        (
            "def gini(x):\n"
            "    return jnp.mean(jnp.abs(x[:, None] - x)) / jnp.mean(x)\n",
            "twice too large",
        ),
        (
            "def gini(x):\n"
            "    return jnp.mean(jnp.triu(jnp.abs(x[:, None] - x))) / (2 * jnp.mean(x))\n",
            "both orders of a pair",
        ),
        (
            "def gini(x):\n"
            "    return jnp.mean(jnp.abs(x[:, None] - x)) / 2\n",
            "did you divide by it?",
        ),
        (  # right, with n x n differences
            "def gini(x):\n"
            "    return jnp.mean(jnp.abs(x[:, None] - x)) / (2 * jnp.mean(x))\n",
            "an array of 1,000,000,000,000 numbers",
        ),
        (  # right, bounded in memory, with n x n operations
            "def gini(x):\n"
            "    rows = jax.lax.map(lambda a: jnp.mean(jnp.abs(a - x)), x)\n"
            "    return jnp.mean(rows) / (2 * jnp.mean(x))\n",
            "still meet all the others",
        ),
        (
            "def gini(x):\n"
            "    rows = [jnp.mean(jnp.abs(x[i] - x)) for i in range(x.size)]\n"
            "    return sum(rows) / (2 * jnp.sum(x))\n",
            "a Python loop?",
        ),
    ],
    "ex-vmap-peak": [
        (
            "def find_peak(f, x, y):\n"
            "    return jnp.max(f(*jnp.meshgrid(x, y)))\n",
            "an array of 24,004,000",
        ),
        (
            "def find_peak(f, x, y):\n"
            "    over_y = lambda a: jnp.max(jax.vmap(f, (None, 0))(a, y))\n"
            "    return jnp.max(jax.vmap(over_y)(x))\n",
            "before any of them is reduced",
        ),
        (  # the maximum comes too late
            "def find_peak(f, x, y):\n"
            "    return jnp.max(jax.lax.map(lambda a: f(a, y), x))\n",
            "before any of them is reduced",
        ),
        (
            "def find_peak(f, x, y):\n"
            "    return jnp.max(jax.vmap(f)(x, y))\n",
            "where are the other pairs?",
        ),
        (
            "def find_peak(f, x, y):\n"
            "    return jax.lax.map(lambda a: jnp.max(f(a, y)), x)\n",
            "is the last maximum missing?",
        ),
        (
            "def find_peak(f, x, y):\n"
            "    return jnp.max(jax.lax.map(lambda a: jnp.max(f(y, a)), x))\n",
            "arguments swapped?",
        ),
        (
            "def find_peak(f, x, y):\n"
            "    step = lambda i, best: jnp.maximum(best, jnp.max(f(x[i], y)))\n"
            "    return jax.lax.fori_loop(0, x.size, step, 0.0)\n",
            "starts at minus infinity",
        ),
        (
            "def find_peak(f, x, y):\n"
            "    return jnp.max(jnp.stack([jnp.max(f(a, y)) for a in x]))\n",
            "a Python loop?",
        ),
        (  # the rows that do not fill a block are dropped
            "def find_peak(f, x, y):\n"
            "    blocks = x[:x.size // 10 * 10].reshape(-1, 10)\n"
            "    best = lambda block: jnp.max(f(block[:, None], y))\n"
            "    return jnp.max(jax.lax.map(best, blocks))\n",
            ", not ",
        ),
        (  # the first row is never seen
            "def find_peak(f, x, y):\n"
            "    return jnp.max(jax.lax.map(lambda a: jnp.max(f(a, y)), x[1:]))\n",
            ", not ",
        ),
        (
            "def find_peak(f, x, y):\n"
            "    jnp.max(jax.lax.map(lambda a: jnp.max(f(a, y)), x))\n",
            "is a `return` missing?",
        ),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-vmap-pairs": [
        "def tabulate_pairs(f, rows, columns):\n"
        "    return jax.vmap(lambda a: jax.vmap(lambda b: f(a, b))(columns))(rows)\n",
        "def tabulate_pairs(f, rows, columns):\n"
        "    return jax.vmap(jax.vmap(f, (0, None)), (None, 0), out_axes=1)(rows, columns)\n",
    ],
    "ex-vmap-gini": [
        "def gini(x):\n"
        "    x, n = jnp.sort(x), x.size\n"
        "    return (n + 1 - 2 * jnp.sum(jnp.cumsum(x)) / jnp.sum(x)) / n\n",
        "def gini(x):\n"
        "    rank = jnp.argsort(jnp.argsort(x))\n"
        "    return jnp.mean((2 * rank + 1) / x.size * x) / jnp.mean(x) - 1\n",
    ],
    "ex-vmap-peak": [
        "def find_peak(f, x, y):\n"
        "    step = lambda best, a: (jnp.maximum(best, jnp.max(f(a, y))), None)\n"
        "    return jax.lax.scan(step, -jnp.inf, x)[0]\n",
        "def find_peak(f, x, y):\n"
        "    best = lambda i, found: jnp.maximum(found, f(x[i], y).max())\n"
        "    return jax.lax.fori_loop(0, len(x), best, jnp.asarray(-jnp.inf))\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
