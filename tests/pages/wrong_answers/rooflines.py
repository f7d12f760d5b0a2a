"""Tempting wrong answers of exercises/rooflines.md, each with words of the hint it must get."""

COUNTS = (
    "def count_work(program, n, itemsize):\n"
    "    numbers = dict(axpy=3 * n, outer=2 * n + n**2, product=3 * n**2, softmax=2 * n**2)\n"
    "    flops = dict(axpy=2 * n, outer=n**2, product=2 * n**3, softmax=n * (5 * n - 2))\n"
    "    {change}\n"
    "    return {result}\n"
)
BOTH = "itemsize * numbers[program], flops[program]"


def change_counts(change: str, result: str = BOTH) -> str:
    """Return the right answer of the first exercise, with one change before it returns."""
    return COUNTS.format(change=change, result=result)


MODEL = (
    "def find_limit(nbytes, flops, bytes_per_s, flop_per_s):\n"
    "    times = nbytes / bytes_per_s, flops / flop_per_s\n"
    "    return max(times), 'memory' if times[0] > times[1] else 'arithmetic'\n"
)
BATCH = (
    "def find_batch(n, bytes_per_s, flop_per_s, itemsize):\n"
    "    reuse = flop_per_s / bytes_per_s * itemsize\n"
)

WRONG_ANSWERS = {
    "ex-rooflines-count": [
        (change_counts("numbers['axpy'] = 2 * n"), "are there not three arrays?"),
        (change_counts("numbers['outer'] = 2 * n"), "is the result written, too?"),
        (change_counts("itemsize = 4"), "are numbers of float64 four bytes?"),
        (change_counts("flops['product'] = n**3"), "is that one flop?"),
        (change_counts("flops['outer'] = 2 * n**2"), "is anything added"),
        (change_counts("flops['softmax'] = n * (4 * n - 2)"), "where is the exponential?"),
        (change_counts("flops['softmax'] = n * 5 * n"), "how many sums between them?"),
        (  # the passes of eager execution
            change_counts("numbers['softmax'] = 9 * n**2"),
            "must what lies between be moved?",
        ),
        (change_counts("itemsize = 1"), "a count of numbers, not of bytes"),
        (
            change_counts("", "itemsize * numbers[program], float(flops[program])"),
            "Python integers?",
        ),
    ],
    "ex-rooflines-one-pass": [
        ("in_one = in_three\n", "no method lower"),
        (  # the unused result is used again
            "@jax.jit\n"
            "def in_one(price, before):\n"
            "    returns, squares = take_log(find_growth(price, before))\n"
            "    return cut_tails(returns), squares\n",
            "2 arrays come back",
        ),
        (
            "@jax.jit\n"
            "def in_one(price, before):\n"
            "    return jnp.clip(jnp.log(price) - jnp.log(before), -0.1, 0.1)\n",
            "2 logarithms a point",
        ),
        (
            "@jax.jit\n"
            "def in_one(price, before):\n"
            "    return take_log(find_growth(price, before))[0]\n",
            "is the last piece missing?",
        ),
        (
            "@jax.jit\n"
            "def in_one(price, before):\n"
            "    returns = jnp.log(price / before)\n"
            "    return jnp.where(jnp.abs(returns) > 0.1, 0.1, returns)\n",
            "are both tails cut?",
        ),
        (
            "@jax.jit\n"
            "def in_one(price, before):\n"
            "    return in_three(price, before).astype(jnp.float16)\n",
            "fewer digits too?",
        ),
        (  # the pieces are kept apart
            "@jax.jit\n"
            "def in_one(price, before):\n"
            "    growth = jax.lax.optimization_barrier(price / before)\n"
            "    return jnp.clip(jnp.log(growth), -0.1, 0.1)\n",
            "what stops the fusion?",
        ),
    ],
    "ex-rooflines-ridge": [
        (  # one after the other
            MODEL.replace("max(times)", "sum(times)")
            + BATCH
            + "    return None if n <= reuse else int(np.ceil(reuse * n / 2 / (n - reuse)))\n",
            "must one wait for the other?",
        ),
        (
            MODEL.replace("max(times)", "min(times)")
            + BATCH
            + "    return None if n <= reuse else int(np.ceil(reuse * n / 2 / (n - reuse)))\n",
            "is a program done when half of it is?",
        ),
        (
            MODEL.replace("times[0] > times[1]", "times[0] < times[1]")
            + BATCH
            + "    return None if n <= reuse else int(np.ceil(reuse * n / 2 / (n - reuse)))\n",
            "which of them takes longer?",
        ),
        (  # the result is forgotten
            MODEL
            + BATCH
            + "    return None if n <= reuse else int(np.ceil(reuse * n / (2 * n - reuse)))\n",
            "is the result written, too?",
        ),
        (  # a number, although no number is enough
            MODEL
            + BATCH
            + "    return max(1, int(np.ceil(reuse * n / (2 * (n - reuse)))))\n",
            "is any k enough?",
        ),
        (  # rounded down and one more: wrong on the ridge itself
            MODEL
            + BATCH
            + "    return None if n <= reuse else int(reuse * n / (2 * (n - reuse))) + 1\n",
            "if both take equally long",
        ),
        (  # n/6 of a square product
            MODEL + BATCH + "    return None if n <= reuse else int(np.ceil(3 * reuse / 2))\n",
            "is k = n?",
        ),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-rooflines-one-pass": [
        "in_one(price) is a constant",
        "in_one(before) is a constant",
    ],
    "ex-rooflines-ridge": [
        "n <= reuse as n < reuse",
    ],
}
