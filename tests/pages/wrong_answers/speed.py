"""Wrong answers to the exercises on speed, each with words of the hint that its check must give."""

MEASURE = """
def measure(f, argument, runs=5, clock=time.perf_counter):
    jax.block_until_ready(f(argument))
    laps = []
    for _ in range(runs):
        start = clock()
        jax.block_until_ready(f(argument))
        laps.append(clock() - start)
    return {}
"""

PAD = """
def pad(sample):
    n = len(sample)
    p = 1 << (n - 1).bit_length()
    return np.pad(sample, (0, p - n)), np.arange(p) < n
"""

STD = """
def masked_std(padded, mask):
    return jnp.std(padded, where=mask)
"""

COUNT = """
def count_bytes(f, *arguments):
    arrays = jax.tree.leaves((arguments, jax.eval_shape(f, *arguments)))
    return sum(array.size * array.dtype.itemsize for array in arrays)
"""

SHARE = """
def find_share(moved_bytes, time_s, gb_per_s):
    return moved_bytes / time_s / (gb_per_s * 1e9)
"""

WRONG_ANSWERS = {
    "ex-speed-stopwatch": [
        (MEASURE.format("np.mean(laps)"), "is that the mean of the laps"),
        (MEASURE.format("min(laps)"), "is that the min of the laps"),
        (MEASURE.format("laps[runs // 2]"), "did you sort?"),
        (MEASURE.format("sorted(laps)[runs // 2]"), "the mean of the middle two"),
        (
            """
def measure(f, argument, runs=5, clock=time.perf_counter):
    laps = []
    for _ in range(runs):
        start = clock()
        jax.block_until_ready(f(argument))
        laps.append(clock() - start)
    return np.median(laps)
""",
            "did you forget to warm up?",
        ),
        (
            """
def measure(f, argument, runs=5, clock=time.perf_counter):
    laps = []
    for _ in range(runs + 1):
        start = clock()
        jax.block_until_ready(f(argument))
        laps.append(clock() - start)
    return np.median(laps)
""",
            "is the first call (101 ticks and its work) among the laps?",
        ),
        (
            """
def measure(f, argument, runs=5, clock=time.perf_counter):
    f(argument)
    laps = []
    for _ in range(runs):
        start = clock()
        jax.block_until_ready(f(argument))
        laps.append(clock() - start)
    return np.median(laps)
""",
            "nobody waited for the warm-up",
        ),
        (
            """
def measure(f, argument, runs=5, clock=time.perf_counter):
    jax.block_until_ready(f(argument))
    laps = []
    for _ in range(runs):
        start = clock()
        f(argument)
        laps.append(clock() - start)
    return np.median(laps)
""",
            "who times the work?",
        ),
        (
            """
def measure(f, argument, runs=5, clock=time.perf_counter):
    jax.block_until_ready(f(argument))
    laps = []
    for _ in range(runs):
        start = clock()
        result = f(argument)
        laps.append(clock() - start)
        jax.block_until_ready(result)
    return np.median(laps)
""",
            "is the wait over before you read the clock again?",
        ),
        (
            """
def measure(f, argument, runs=5, clock=time.perf_counter):
    f(argument).block_until_ready()
    laps = []
    for _ in range(runs):
        start = clock()
        f(argument).block_until_ready()
        laps.append(clock() - start)
    return np.median(laps)
""",
            "can it wait for a dictionary too?",
        ),
        (
            MEASURE.replace("clock()", "time.perf_counter()").format("np.median(laps)"),
            "by which clock?",
        ),
    ],
    "ex-speed-padding": [
        (
            PAD + "def masked_std(padded, mask):\n    return jnp.std(padded * mask)\n",
            "does the padding count as numbers of the sample?",
        ),
        (
            PAD
            + """
def masked_std(padded, mask):
    mean = jnp.sum(padded * mask) / mask.sum()
    return jnp.sqrt(jnp.sum((padded - mean) ** 2) / mask.sum())
""",
            "is the padding's distance to the mean summed too?",
        ),
        (
            PAD
            + """
def masked_std(padded, mask):
    mean = jnp.sum(padded * mask) / mask.sum()
    return jnp.sqrt(jnp.mean(mask * (padded - mean) ** 2))
""",
            "do you divide by the padded length?",
        ),
        (
            PAD
            + """
def masked_std(padded, mask):
    mean = jnp.sum(padded * mask) / mask.sum()
    return jnp.sqrt(jnp.sum(mask * (padded - mean) ** 2) / mask.sum())
""",
            "0 * NaN is NaN",
        ),
        (
            PAD + "def masked_std(padded, mask):\n    return jnp.std(padded[mask])\n",
            "whose length depends on values",
        ),
        (PAD.replace("(n - 1)", "n") + STD, "is there a smaller power of two"),
        (PAD.replace("1 << (n - 1).bit_length()", "-(-n // 64) * 64") + STD, "smaller power"),
        (PAD.replace("1 << (n - 1).bit_length()", "n") + STD, "is that a power of two?"),
        (PAD.replace("np.", "jnp.") + STD, "does the padding compile a program for each length?"),
        (PAD.replace("np.arange(p) < n", "np.ones(p, bool)") + STD, "the mask is true 128 times"),
        (PAD.replace("(0, p - n)", "(p - n, 0)") + STD, "the sample's own numbers changed"),
    ],
    "ex-speed-bytes": [
        (
            COUNT.replace("(arguments, jax.eval_shape(f, *arguments))", "arguments") + SHARE,
            "read, and written too?",
        ),
        (
            COUNT.replace("array.dtype.itemsize", "4") + SHARE,
            "is the size of a number that of its dtype?",
        ),
        (
            """
def count_bytes(f, *arguments):
    arrays = jax.tree.leaves(arguments)
    return 2 * sum(array.size * array.dtype.itemsize for array in arrays)
""" + SHARE,
            "which dtype has the result?",
        ),
        (
            """
def count_bytes(f, *arguments):
    return jax.jit(f).lower(*arguments).cost_analysis()["bytes accessed"]
""" + SHARE,
            "which dtype has the result?",
        ),
        (COUNT + SHARE.replace("1e9", "2**30"), "is that GB a billion bytes?"),
        (COUNT + SHARE.replace("return", "return 100 *"), "asked for 1, not for 100 %"),
        (
            COUNT + "def find_share(moved, s, gb_per_s):\n    return gb_per_s * 1e9 * s / moved\n",
            "which of them is the limit?",
        ),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-speed-stopwatch": [
        "measure(argument) is a constant",
    ],
    "ex-speed-bytes": [
        "find_share(gb_per_s) is a constant",
    ],
}
