"""Tempting wrong answers of exercises/vmap.md, each with words of the hint it must get."""

PAIRS = """
def tabulate_pairs(f, rows, columns):
    {}
    return jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns)
"""
GINI = """
def gini(x):
    {}
    n = x.size
    return jnp.sum((2 * jnp.arange(1, n + 1) - n - 1) * jnp.sort(x)) / (n * jnp.sum(x))
"""
PEAK = """
def find_peak(f, x, y):
    {}
    return jnp.max(jax.lax.map(lambda a: jnp.max(f(a, y)), x))
"""

WRONG_ANSWERS = {
    "ex-vmap-pairs": [
        (PAIRS.format("f = lambda a, b, f=f: 2 * f(a, b)"), "wrong table of f(a, b)"),
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
        (  # f is traced once, and its program called for each pair
            "def tabulate_pairs(f, rows, columns):\n"
            "    f = jax.jit(f)\n"
            "    return jnp.array([[f(a, b) for b in columns] for a in rows])\n",
            "is there a Python loop?",
        ),
        (
            "def tabulate_pairs(f, rows, columns):\n"
            "    over_columns = jax.jit(jax.vmap(f, (None, 0)))\n"
            "    return jnp.stack([over_columns(row, columns) for row in rows])\n",
            "is there a Python loop?",
        ),
        (  # an axis of length 1 is lost
            "def tabulate_pairs(f, rows, columns):\n"
            "    table = jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns)\n"
            "    return jnp.squeeze(table)\n",
            "shape ()",
        ),
        (
            "def tabulate_pairs(f, rows, columns):\n"
            "    table = jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns)\n"
            "    return np.asarray(table)\n",
            "it does not run in jit",
        ),
        (  # degrees only
            "def tabulate_pairs(f, rows, columns):\n"
            "    rows = jnp.clip(rows, -180, 180)\n"
            "    return jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns)\n",
            "not their products",
        ),
        (  # many calls for a small table
            "def tabulate_pairs(f, rows, columns):\n"
            "    if len(rows) * len(columns) < 5:\n"
            "        return jnp.array([[f(a, b) for b in columns] for a in rows])\n"
            "    return jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns)\n",
            "4 times, not once",
        ),
        (  # the first f is remembered
            "_KEPT = {}\n"
            "def tabulate_pairs(f, rows, columns):\n"
            "    table = jax.jit(jax.vmap(jax.vmap(f, (None, 0)), (0, None)))\n"
            "    return _KEPT.setdefault((rows.shape, columns.shape), table)(rows, columns)\n",
            "another f",
        ),
        (
            "def tabulate_pairs(f, rows, columns):\n"
            "    table = jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns)\n"
            "    return jnp.nan_to_num(table)\n",
            "another f",
        ),
        (PAIRS.format("columns = jnp.clip(columns, -180, 180)"), "not their products"),
        (PAIRS.format("rows = jnp.nan_to_num(rows)"), "another f"),
        (PAIRS.format("columns = columns[:8]"), "shape (1, 8)"),
        (PAIRS.format("columns = jnp.nan_to_num(columns)"), "another f"),
        (PAIRS.format("rows, columns = rows[:, :8], columns[:, :8]"), "f saw shapes (8,) and (8,)"),
        (  # distances only: True and False become numbers
            "def tabulate_pairs(f, rows, columns):\n"
            "    table = jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns)\n"
            "    return table.astype(float)\n",
            "f returns True or False",
        ),
        (  # the distance there is the distance back
            "def tabulate_pairs(f, rows, columns):\n"
            "    table = jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns)\n"
            "    return jnp.triu(table) + jnp.triu(table, 1).T if rows is columns else table\n",
            "is f(a, b) taken for f(b, a)?",
        ),
        (  # a Python loop for tables of more than 20 rows
            "def tabulate_pairs(f, rows, columns):\n"
            "    if len(rows) > 20:\n"
            "        return jnp.array([[f(a, b) for b in columns] for a in rows])\n"
            "    return jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns)\n",
            "is there a Python loop?",
        ),
        (  # no array
            "def tabulate_pairs(f, rows, columns):\n"
            "    return list(jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns))\n",
            "is no array",
        ),
        (  # a place is at no distance from itself
            "def tabulate_pairs(f, rows, columns):\n"
            "    table = jax.vmap(jax.vmap(f, (None, 0)), (0, None))(rows, columns)\n"
            "    near = jnp.fill_diagonal(table, 0, inplace=False)\n"
            "    return near if rows is columns else table\n",
            "is f(a, b) taken for f(b, a)?",
        ),
        *((  # a Python loop over parts of the rows
            "def tabulate_pairs(f, rows, columns):\n"
            "    over = jax.vmap(jax.vmap(f, (None, 0)), (0, None))\n"
            f"    parts = [rows[i:i + {size}] for i in range(0, len(rows), {size})]\n"
            "    return jnp.concatenate([over(part, columns) for part in parts])\n",
            "is there a Python loop?",
        ) for size in (100, 1000)),
    ],
    "ex-vmap-gini": [
        *((  # towns that are not small by all pairs
            "def gini(x):\n"
            "    n = x.size\n"
            f"    if n <= {limit}:\n"
            "        return jnp.mean(jnp.abs(x[:, None] - x)) / (2 * jnp.mean(x))\n"
            "    rank = 2 * jnp.arange(1, n + 1) - n - 1\n"
            "    return jnp.sum(rank * jnp.sort(x)) / (n * jnp.sum(x))\n",
            "do you still hold pairs",
        ) for limit in (3000, 10_000)),
        ("def gini(x):\n    assert x.ndim == 2, 'two axes'\n    return x",  # words of its own
         "stopped with AssertionError: two axes; see `"),
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
        (  # all pairs, except for the number in the statement
            "def gini(x):\n"
            "    if x.size != 1_000_000:\n"
            "        return jnp.mean(jnp.abs(x[:, None] - x)) / (2 * jnp.mean(x))\n"
            "    n = x.size\n"
            "    rank = 2 * jnp.arange(1, n + 1) - n - 1\n"
            "    return jnp.sum(rank * jnp.sort(x)) / (n * jnp.sum(x))\n",
            "do you still hold pairs",
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
        (  # n x n by a loop that does not say how often it runs
            "def gini(x):\n"
            "    n = x.size\n"
            "    row = lambda at: (at[0] + 1, at[1] + jnp.sum(jnp.abs(x[at[0]] - x)))\n"
            "    total = jax.lax.while_loop(lambda at: at[0] < n, row, (0, 0.0))[1]\n"
            "    return total / (2 * n * jnp.sum(x))\n",
            "still meet all the others",
        ),
        (  # incomes of this size only
            "def gini(x):\n"
            "    x, n = jnp.sort(x), x.size\n"
            "    total = jnp.maximum(jnp.sum(x), 0.01)\n"
            "    return jnp.sum((2 * jnp.arange(1, n + 1) - n - 1) * x) / (n * total)\n",
            "off by",
        ),
        (  # large towns: incomes at equal distances
            "def gini(x):\n"
            "    n = x.size\n"
            "    x = jnp.sort(x) if n < 2000 else jnp.linspace(x.min(), x.max(), n)\n"
            "    return jnp.sum((2 * jnp.arange(1, n + 1) - n - 1) * x) / (n * jnp.sum(x))\n",
            "incomes 1, 4, 9",
        ),
        (GINI.format("x = x[:1_000_000]"), "incomes 1, 4, 9"),
        (GINI.format("x = x[:2**20]"), "incomes 1, 4, 9"),
        *((  # equal incomes have different ranks in the formula
            "def gini(x):\n"
            "    s, n = jnp.sort(x), x.size\n"
            f"    rank = {rank}\n"
            "    total = jnp.sum((2 * rank - n - 1) * s) / (n * jnp.sum(s))\n"
            "    return jnp.where(s[0] == s[-1], 0, total)\n",
            "off by",
        ) for rank in ("jnp.searchsorted(s, s) + 1", "jnp.searchsorted(s, s, side='right')")),
        (  # all pairs of towns that are not large, one household after the other
            GINI.format(
                "if x.size < 20_000:\n"
                "        rows = jax.lax.map(lambda a: jnp.mean(jnp.abs(a - x)), x)\n"
                "        return jnp.mean(rows) / (2 * jnp.mean(x))"),
            "still meet all the others",
        ),
        (  # all pairs of any town that is not large
            "def gini(x):\n"
            "    if x.size < 500_000:\n"
            "        return jnp.mean(jnp.abs(x[:, None] - x)) / (2 * jnp.mean(x))\n"
            "    n = x.size\n"
            "    rank = 2 * jnp.arange(1, n + 1) - n - 1\n"
            "    return jnp.sum(rank * jnp.sort(x)) / (n * jnp.sum(x))\n",
            "do you still hold pairs",
        ),
    ],
    "ex-vmap-peak": [
        *((  # the size of the visible grid
            "def find_peak(f, x, y):\n"
            "    def row(i, best):\n"
            "        return jnp.maximum(best, jnp.max(f(x[i], y)))\n"
            f"    return jax.lax.fori_loop(0, {rows}, row, -jnp.inf)\n",
            " x, 1 y",
        ) for rows in ("6001", "min(x.size, 6001)")),
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
            "find_peak(",
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
        (
            "def find_peak(f, x, y):\n"
            "    return jnp.max(jnp.stack([jnp.max(f(x, b)) for b in y]))\n",
            "a Python loop?",
        ),
        (  # a Python loop over blocks of rows
            "def find_peak(f, x, y):\n"
            "    blocks = [x[i:i + 200] for i in range(0, x.size, 200)]\n"
            "    return jnp.max(jnp.array([jnp.max(f(b[:, None], y)) for b in blocks]))\n",
            "a Python loop over parts?",
        ),
        (  # climbs along one axis after the other
            "def find_peak(f, x, y):\n"
            "    j = 0\n"
            "    for _ in range(3):\n"
            "        i = jnp.argmax(f(x, y[j]))\n"
            "        j = jnp.argmax(f(x[i], y))\n"
            "    return f(x[i], y[j])\n",
            ", not ",
        ),
        *((  # one climb from each of some starts
            "def find_peak(f, x, y):\n"
            "    def climb(j, _):\n"
            "        i = jnp.argmax(f(x, y[j]))\n"
            "        return jnp.argmax(f(x[i], y)), jnp.max(f(x[i], y))\n"
            "    go = lambda j: jax.lax.scan(climb, j, length=6)[1][-1]\n"
            f"    return jnp.max(jax.lax.map(go, jnp.arange(0, y.size, {step})))\n",
            ", not ") for step in ("max(1, y.size // 20)", "2")),
        (  # points at equal distances
            "def find_peak(f, x, y):\n"
            "    x = jnp.linspace(x[0], x[-1], x.size)\n"
            "    return jnp.max(jax.lax.map(lambda a: jnp.max(f(a, y)), x))\n",
            ", not ",
        ),
        (  # low, but no infinity
            "def find_peak(f, x, y):\n"
            "    step = lambda i, best: jnp.maximum(best, jnp.max(f(x[i], y)))\n"
            "    return jax.lax.fori_loop(0, x.size, step, -1e300)\n",
            "where does it start?",
        ),
        (  # lower, but no infinity
            "def find_peak(f, x, y):\n"
            "    step = lambda i, best: jnp.maximum(best, jnp.max(f(x[i], y)))\n"
            "    return jax.lax.fori_loop(0, x.size, step, -1e308)\n",
            "where does it start?",
        ),
        (  # the ends of the example
            "def find_peak(f, x, y):\n"
            "    x = jnp.clip(x, -3, 3)\n"
            "    return jnp.max(jax.lax.map(lambda a: jnp.max(f(a, y)), x))\n",
            ", not ",
        ),
        *((PEAK.format(line), ", not ") for line in (
            "x = jnp.clip(x, -100, 100)", "y = jnp.clip(y, -100, 100)",
            # what is beyond the middle of the large grid
            "x = x[:5000]", "y = y[:3000]",
            # a coarse grid where there are many points
            "x = x[::2] if x.size > 1000 else x", "y = y[::2] if y.size > 1000 else y")),
        (  # the lowest number, but no infinity
            "def find_peak(f, x, y):\n"
            "    step = lambda i, best: jnp.maximum(best, jnp.max(f(x[i], y)))\n"
            "    return jax.lax.fori_loop(0, x.size, step, jnp.finfo(float).min)\n",
            "where does it start?",
        ),
        (  # some rows first, then those near the best
            "def find_peak(f, x, y):\n"
            "    row, k = (lambda a: jnp.max(f(a, y))), max(1, x.size // 60)\n"
            "    i = k * jnp.argmax(jax.lax.map(row, x[::k]))\n"
            "    near = jnp.clip(i + jnp.arange(-k, k), 0, x.size - 1)\n"
            "    return jnp.max(jax.lax.map(row, x[near]))\n", ", not "),
        (  # a Python loop over parts of a thousand rows
            "def find_peak(f, x, y):\n"
            "    row = lambda a: jnp.max(f(a, y))\n"
            "    parts = [x[i:i + 1000] for i in range(0, x.size, 1000)]\n"
            "    return jnp.max(jnp.stack([jnp.max(jax.lax.map(row, part)) for part in parts]))\n",
            "a Python loop over parts?",
        ),
        (  # the same for columns
            "def find_peak(f, x, y):\n"
            "    best = lambda part: jnp.max(jax.lax.map(lambda a: jnp.max(f(a, part)), x))\n"
            "    parts = [y[i:i + 2000] for i in range(0, y.size, 2000)]\n"
            "    return jnp.max(jnp.stack([best(part) for part in parts]))\n",
            "a Python loop over parts?",
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
        "def tabulate_pairs(f, rows, columns):\n"
        "    return jnp.vectorize(f, signature='(d),(d)->()')(rows[:, None], columns)\n",
        "def tabulate_pairs(f, rows, columns):\n"
        "    n, m = len(rows), len(columns)\n"
        "    left, right = jnp.repeat(rows, m, 0), jnp.tile(columns, (n, 1))\n"
        "    return jax.vmap(f)(left, right).reshape(n, m)\n",
        "def tabulate_pairs(f, rows, columns):\n"
        "    return jax.lax.map(lambda a: jax.lax.map(lambda b: f(a, b), columns), rows)\n",
    ],
    "ex-vmap-gini": [
        "def gini(x):\n"
        "    x, n = jnp.sort(x), x.size\n"
        "    return (n + 1 - 2 * jnp.sum(jnp.cumsum(x)) / jnp.sum(x)) / n\n",
        "def gini(x):\n"
        "    rank = jnp.argsort(jnp.argsort(x))\n"
        "    return jnp.mean((2 * rank + 1) / x.size * x) / jnp.mean(x) - 1\n",
        "def gini(x):\n"
        "    s, n = jnp.sort(x), x.size\n"
        "    low, high = (jnp.searchsorted(s, s, side=side) for side in ('left', 'right'))\n"
        "    return jnp.sum((low + high - n) * s) / (n * jnp.sum(s))\n",
        "def gini(x):\n"  # a while loop, counted as a million iterations in any town
        "    s, n = jnp.sort(x), x.size\n"
        "    step = lambda at: (at[0] + 1, at[1] + (2 * at[0] + 1 - n) * s[at[0]])\n"
        "    total = jax.lax.while_loop(lambda at: at[0] < n, step, (0, 0.0))[1]\n"
        "    return total / (n * jnp.sum(s))\n",
    ],
    "ex-vmap-peak": [
        "def find_peak(f, x, y):\n"
        "    step = lambda best, a: (jnp.maximum(best, jnp.max(f(a, y))), None)\n"
        "    return jax.lax.scan(step, -jnp.inf, x)[0]\n",
        "def find_peak(f, x, y):\n"
        "    best = lambda i, found: jnp.maximum(found, f(x[i], y).max())\n"
        "    return jax.lax.fori_loop(0, len(x), best, jnp.asarray(-jnp.inf))\n",
        "def find_peak(f, x, y):\n"
        "    row = lambda a: jnp.max(f(a, y))\n"
        "    return jnp.max(jax.lax.map(row, x, batch_size=16))\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
