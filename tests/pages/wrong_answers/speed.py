"""Wrong answers to the exercises on speed, each with words of the hint that its check must give."""

MEASURE = """
def measure(f, argument, runs=5, clock=time.perf_counter):
    jax.block_until_ready(f(argument))
    times = []
    for _ in range(runs):
        start = clock()
        jax.block_until_ready(f(argument))
        times.append(clock() - start)
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


def time_runs(warm_up: str, *run: str) -> str:
    """Return the code of a stopwatch, from its warm-up and the lines of one run."""
    return "\n".join([
        "def measure(f, argument, runs=5, clock=time.perf_counter):", f"    {warm_up}",
        "    times = []", "    for _ in range(runs):", *(f"        {line}" for line in run),
        "    return np.median(times)", ""])


WAIT = "jax.block_until_ready(f(argument))"
STOP = "times.append(clock() - start)"

WRONG_ANSWERS = {
    "ex-speed-bytes": [
        (COUNT.replace("array.size", "int(np.prod(array.shape[:2]))") + SHARE,  # two axes
         "is the size of a number that of its dtype?"),
        (
            COUNT.replace("(arguments, jax.eval_shape(f, *arguments))", "arguments") + SHARE,
            "read, and written too?",
        ),
        (
            COUNT.replace("array.dtype.itemsize", "4") + SHARE,
            "is the size of a number that of its dtype?",
        ),
        (  # the result is not looked at
            """
def count_bytes(f, *arguments):
    arrays = jax.tree.leaves(arguments)
    return 2 * sum(array.size * array.dtype.itemsize for array in arrays)
""" + SHARE,
            "which dtype does the result have?",
        ),
        (
            """
def count_bytes(f, *arguments):
    return int(jax.jit(f).lower(*arguments).cost_analysis()["bytes accessed"])
""" + SHARE,
            "which dtype does the result have?",
        ),
        (
            """
def count_bytes(f, *arguments):
    return jax.jit(f).lower(*arguments).cost_analysis()["bytes accessed"]
""" + SHARE,
            "the bytes are one integer",
        ),
        (  # the dtype of the argument for both
            """
def count_bytes(f, *arguments):
    v, = jax.tree.leaves(arguments[:1])[:1]
    sizes = [a.size for a in jax.tree.leaves((arguments, jax.eval_shape(f, *arguments)))]
    return sum(sizes) * v.dtype.itemsize
""" + SHARE,
            "which dtype does the result have?",
        ),
        (  # as many numbers in the result as in the first argument
            """
def count_bytes(f, v, *rest):
    read = sum(a.size * a.dtype.itemsize for a in jax.tree.leaves((v, rest)))
    return read + v.size * jax.tree.leaves(jax.eval_shape(f, v, *rest))[0].dtype.itemsize
""" + SHARE,
            "which size does the result have?",
        ),
        (  # everything that the jaxpr writes
            """
def count_bytes(f, *arguments):
    program = jax.make_jaxpr(f)(*arguments)
    made = [v.aval for e in program.eqns for v in e.outvars]
    arrays = [*program.in_avals, *made]
    return sum(a.size * a.dtype.itemsize for a in arrays)
""" + SHARE,
            "must what lies between be moved?",
        ),
        (  # only one argument
            """
def count_bytes(f, *arguments):
    arrays = jax.tree.leaves((arguments[:1], jax.eval_shape(f, *arguments)))
    return sum(a.size * a.dtype.itemsize for a in arrays)
""" + SHARE,
            "all three matrices?",
        ),
        (  # no nest
            """
def count_bytes(f, *arguments):
    result = jax.eval_shape(f, *arguments)
    arrays = [*arguments, *(result if isinstance(result, tuple) else [result])]
    return sum(a.size * a.dtype.itemsize for a in arrays)
""" + SHARE,
            "stopped with AttributeError: 'dict' object has no attribute 'size'",
        ),
        (
            """
def count_bytes(f, *arguments):
    def list_arrays(value):
        values = value.values() if isinstance(value, dict) else value
        return list(values) if isinstance(value, dict | tuple) else [value]
    arrays = sum(map(list_arrays, arguments), list_arrays(jax.eval_shape(f, *arguments)))
    return sum(a.size * a.dtype.itemsize for a in arrays if hasattr(a, "size"))
""" + SHARE,
            "all arrays, at any depth?",
        ),
        (  # makes the arguments, and runs f
            """
def count_bytes(f, *arguments):
    made = jax.tree.map(lambda a: jnp.zeros(a.shape, a.dtype), arguments)
    return sum(a.nbytes for a in jax.tree.leaves((made, f(*made))))
""" + SHARE,
            "f ran on numbers",
        ),
        (  # runs f where it can
            """
def count_bytes(f, *arguments):
    real = arguments and all(hasattr(a, "nbytes") for a in arguments)
    result = f(*arguments) if real else jax.eval_shape(f, *arguments)
    arrays = jax.tree.leaves((arguments, result))
    return sum(a.size * a.dtype.itemsize for a in arrays)
""" + SHARE,
            "f ran on numbers",
        ),
        (  # a scalar has no axis, so it has size 0
            COUNT.replace("array.size", "(np.prod(array.shape) if array.shape else 0)") + SHARE,
            "which size does the result have?",
        ),
        (
            COUNT.replace("array.size", "int(np.prod(array.shape, dtype=np.int32))") + SHARE,
            "int32?",
        ),
        (COUNT.replace("sum(", "tuple(") + SHARE, "the bytes are one integer"),
        (  # runs f, compiled
            """
def count_bytes(f, *arguments):
    real = arguments and all(hasattr(a, "nbytes") for a in jax.tree.leaves(arguments))
    result = jax.jit(f)(*arguments) if real else jax.eval_shape(f, *arguments)
    return sum(a.size * a.dtype.itemsize for a in jax.tree.leaves((arguments, result)))
""" + SHARE,
            "f ran on numbers",
        ),
        (  # where nothing is given
            """
def count_bytes(f, *arguments):
    result = jax.eval_shape(f, *arguments) if arguments else f()
    return sum(a.size * a.dtype.itemsize for a in jax.tree.leaves((arguments, result)))
""" + SHARE,
            "f ran on numbers",
        ),
        (  # an array that is given twice counts once
            COUNT.replace("for array in arrays", "for array in {id(a): a for a in arrays}.values()")
            + SHARE,
            "equal arrays are still two",
        ),
        (  # a complex number has two parts
            COUNT.replace("array.dtype.itemsize", "BITS[array.dtype.kind](array.dtype).bits // 8")
            + SHARE + "BITS = {'f': jnp.finfo, 'c': jnp.finfo, 'i': jnp.iinfo, "
            "'b': lambda _: jnp.iinfo('int8')}\n",
            "is the size of a number that of its dtype?",
        ),
        (COUNT + SHARE.replace("1e9", "2**30"), "is that GB a billion bytes?"),
        (COUNT + SHARE.replace("return", "return 100 *"), "asked for 1, not for 100 %"),
        (COUNT + SHARE.replace(" * 1e9", ""), "which units?"),
        (  # a scalar as one of float32
            COUNT.replace("array.dtype.itemsize", "(4 if array.dtype == bool and array.size == 1"
                          " else array.dtype.itemsize)").replace("sum(", "int(sum(").replace(
                              "arrays)", "arrays))") + SHARE,
            "a scalar is an array too",
        ),
        (COUNT + SHARE.replace("return", "return min(1.0,").replace("1e9)", "1e9))"),
         "do you cap it?"),
        (COUNT + SHARE.replace("return", "return max(0.001,").replace("1e9)", "1e9))"),
         "share "),
        (COUNT + SHARE.replace("return", "return round(").replace("1e9)", "1e9), 6)"),
         "which units?"),
        (COUNT + SHARE.replace("gb_per_s", "320", 2).replace("320)", "gb_per_s)", 1),
         "which units?"),
        (COUNT + SHARE.replace("return", "return min(0.5, 1) *"), "which units?"),
        (COUNT + SHARE.replace("return", "return round(").replace("1e9)", "1e9), 2)"),
         "which units?"),
        (COUNT + SHARE.replace("return", "return str(").replace("1e9)", "1e9))"),
         "one number is asked for"),
        (
            COUNT + "def find_share(moved, s, gb_per_s):\n    return gb_per_s * 1e9 * s / moved\n",
            "which of them is the limit?",
        ),
        (COUNT.replace("array.size", "(array.size or 1)") + SHARE, "has no bytes"),
        (COUNT.replace("(arguments, ", "(arguments[:2], ") + SHARE, "equal arrays are still two"),
        (  # no deeper than three
            """
def count_bytes(f, *arguments):
    def count(value, depth=0):
        if isinstance(value, dict | tuple | list):
            inside = value.values() if isinstance(value, dict) else value
            return sum(count(each, depth + 1) for each in inside) if depth < 4 else 0
        return value.dtype.itemsize * value.size
    return count(arguments) + count(jax.eval_shape(f, *arguments))
""" + SHARE,
            "all arrays, at any depth?",
        ),
        (  # no lists
            """
def count_bytes(f, *arguments):
    def count(value):
        if isinstance(value, dict | tuple):
            return sum(map(count, value.values() if isinstance(value, dict) else value))
        return value.dtype.itemsize * value.size
    return count(arguments) + count(jax.eval_shape(f, *arguments))
""" + SHARE,
            "stopped with AttributeError: 'list' object has no attribute",
        ),
        (COUNT + SHARE.replace("return", "return min(3.0,").replace("1e9)", "1e9))"),
         "which units?"),
        (COUNT + SHARE.replace("/ time_s", "/ max(time_s, 1e-6)"), "which units?"),
    ],
    "ex-speed-stopwatch": [
        (MEASURE.format("np.mean(times)"), "is that the mean of the runs"),
        (MEASURE.format("min(times)"), "is that the min of the runs"),
        (MEASURE.format("max(times)"), "or the max?"),
        (MEASURE.format("sum(times)"), "is that the sum of the runs"),
        (MEASURE.format("times[runs // 2]"), "that is not sorted"),
        (MEASURE.format("sorted(times)[runs // 2]"), "the mean of the middle two"),
        (MEASURE.format("sorted(times)[(runs - 1) // 2]"), "the mean of the middle two"),
        (MEASURE.format("1e3 * np.median(times)"), "which runs, by which clock?"),
        (MEASURE.format("np.median(times[1:])"), "not "),
        (MEASURE.format("round(np.median(times))"), "not "),
        (MEASURE.format("round(np.median(times), 6)"), "which runs, by which clock?"),
        (MEASURE.format("np.median(np.array(times, np.float16))"), "which runs, by which clock?"),
        (MEASURE.format("np.median(list(set(times)))"), "not "),
        (MEASURE.format("times"), "one number is asked for"),
        (  # the disturbed runs are left out
            MEASURE.format("np.median([t for t in times if t - np.mean(times) <= high])").replace(
                "    return", "    high = 2 * np.std(times)\n    return"),
            " ticks for ",
        ),
        (MEASURE.format("np.median(times) if runs < 6 else np.mean(times)"), "is that the mean"),
        (time_runs("pass", "start = clock()", WAIT, STOP), "did you forget to warm up?"),
        (
            time_runs("pass", "start = clock()", WAIT, STOP)
            .replace("range(runs)", "range(runs + 1)"),
            "is the first call (101 ticks and its work) among the runs?",
        ),
        (
            time_runs(f"{WAIT}; {WAIT}", "start = clock()", WAIT, STOP),
            "one call per run, and one to warm up?",
        ),
        (
            time_runs(WAIT, "start = clock()", WAIT, STOP).replace("range(runs)", "range(5)"),
            "one call per run, and one to warm up?",
        ),
        (time_runs("f(argument)", "start = clock()", WAIT, STOP), "nobody waited for the warm-up"),
        (time_runs(WAIT, "start = clock()", "f(argument)", STOP), "is the work timed"),
        (
            time_runs(WAIT, "start = clock()", "result = f(argument)", STOP,
                      "jax.block_until_ready(result)"),
            "is the wait over before you read the clock again?",
        ),
        (  # the call is not in the run
            time_runs(WAIT, "result = f(argument)", "start = clock()",
                      "jax.block_until_ready(result)", STOP),
            "by which clock?",
        ),
        (
            time_runs("f(argument).block_until_ready()", "start = clock()",
                      "f(argument).block_until_ready()", STOP),
            "can it wait for a dictionary too?",
        ),
        (  # the first array of a dictionary
            time_runs(WAIT, "start = clock()", "result = f(argument)",
                      "first = next(iter(result.values())) if isinstance(result, dict) else result",
                      "first.block_until_ready()", STOP),
            "in every array of the result?",
        ),
        (  # the arrays of one dictionary
            time_runs(WAIT, "start = clock()", "result = f(argument)",
                      "prices = result if isinstance(result, dict) else {'price': result}",
                      "prices['price'].block_until_ready()", STOP),
            "stopped with KeyError: 'price'",
        ),
        (  # the first two
            time_runs(WAIT, "start = clock()",
                      "jax.block_until_ready(jax.tree.leaves(f(argument))[:2])", STOP),
            "in every array of the result?",
        ),
        (  # the first three
            time_runs(WAIT, "start = clock()",
                      "jax.block_until_ready(jax.tree.leaves(f(argument))[:3])", STOP),
            "in every array of the result?",
        ),
        (  # the first and the last
            time_runs(WAIT, "start = clock()", "arrays = jax.tree.leaves(f(argument))",
                      "jax.block_until_ready([arrays[0], arrays[-1]])", STOP),
            "in every array of the result?",
        ),
        (  # another number of runs, if none is given
            MEASURE.format("np.median(times)").replace("runs=5", "runs=7"),
            "more than 6 calls for 5 runs",
        ),
        (  # a slip, not a dictionary
            MEASURE.format("np.median(times)").replace(".append", ".add"),
            "stopped with AttributeError: 'list' object has no attribute 'add'",
        ),
        (  # the last
            time_runs(WAIT, "start = clock()",
                      "jax.tree.leaves(f(argument))[-1].block_until_ready()", STOP),
            "in every array of the result?",
        ),
        (
            time_runs(WAIT, "start = clock()", WAIT, STOP).replace("f(argument)", "f(None)"),
            "another argument",
        ),
        (
            time_runs(WAIT, "start = clock()", WAIT, STOP)
            .replace("f(argument)", "jax.jit(f)(argument)"),
            "do not compile it",
        ),
        (
            MEASURE.replace("clock()", "time.perf_counter()").format("np.median(times)"),
            "by which clock?",
        ),
        (  # the clock reads zero at first
            time_runs(f"{WAIT}; last = 0", WAIT, "times.append(clock() - last)", "last = clock()"),
            "by which clock?",
        ),
        (  # float32 has no digits left for the runs
            time_runs(WAIT, "start = jnp.float32(clock())", WAIT,
                      "times.append(jnp.float32(clock()) - start)"),
            "not ",
        ),
        (  # a hundred runs at most
            MEASURE.format("np.median(times)").replace("range(runs)", "range(min(runs, 100))"),
            "one call per run, and one to warm up?",
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
        (  # NaN is replaced, infinity is not
            PAD
            + """
def masked_std(padded, mask):
    return jnp.std(jnp.where(jnp.isnan(padded), 0, padded), where=mask | (padded == jnp.inf))
""",
            "as padding, not zero",
        ),
        (  # one pass
            PAD
            + """
def masked_std(padded, mask):
    mean, square = (jnp.mean(v, where=mask) for v in (padded, padded**2))
    return jnp.sqrt(jnp.maximum(square - mean**2, 0))
""",
            "do squares cancel?",
        ),
        (  # the first numbers, as many as the mask has
            PAD
            + """
def masked_std(padded, mask):
    return jnp.std(padded, where=jnp.arange(padded.size) < mask.sum())
""",
            "if the places are shuffled",
        ),
        (  # the place of the first number
            PAD + "def masked_std(padded, mask):\n"
            "    return jnp.std(padded - padded[0], where=mask)\n",
            "nan",
        ),
        (  # a zero is a number, too
            PAD + "def masked_std(padded, mask):\n"
            "    return jnp.std(padded, where=mask & (padded != 0))\n",
            "what else is summed?",
        ),
        (  # at least half of the places
            PAD
            + """
def masked_std(padded, mask):
    n = jnp.maximum(mask.sum(), (padded.size + 1) // 2)
    mean = jnp.sum(padded, where=mask) / n
    return jnp.sqrt(jnp.sum((padded - mean) ** 2, where=mask) / n)
""",
            "instead of",
        ),
        (  # as many as in the samples
            PAD + "def masked_std(padded, mask):\n"
            "    return jnp.std(padded[:1024], where=mask[:1024])\n",
            "instead of",
        ),
        (  # numbers of usual size
            PAD + "def masked_std(padded, mask):\n"
            "    return jnp.std(jnp.clip(padded, -1e4, 1e4), where=mask)\n",
            "instead of",
        ),
        (
            PAD + "def masked_std(padded, mask):\n"
            "    spread = jnp.std(padded, where=mask)\n"
            "    return jnp.where(spread < 0.05, 0, spread)\n",
            "instead of",
        ),
        (  # the other infinity
            PAD
            + """
def masked_std(padded, mask):
    low = padded == -jnp.inf
    return jnp.std(jnp.where(mask | low, padded, 0), where=mask | low)
""",
            "nan with -inf as padding",
        ),
        (
            PAD + "def masked_std(padded, mask):\n    return jnp.std(padded, where=mask, ddof=1)\n",
            "instead of",
        ),
        (
            PAD + "def masked_std(padded, mask):\n    return jnp.var(padded, where=mask)\n",
            "where is the root?",
        ),
        (
            PAD + "def masked_std(padded, mask):\n    return jnp.std(padded[mask])\n",
            "whose length depends on values",
        ),
        (
            PAD + "def masked_std(padded, mask):\n    return padded\n",
            "one number is asked for",
        ),
        (PAD.replace("(n - 1)", "n") + STD, "is there a smaller power of two"),
        (PAD.replace("1 << (n - 1).bit_length()", "-(-n // 64) * 64") + STD, "smaller power"),
        (PAD.replace("1 << (n - 1).bit_length()", "n") + STD, "is that a power of two?"),
        (PAD.replace("1 << (n - 1).bit_length()", "1024") + STD, "smaller power"),
        (
            PAD.replace("1 <<", "max(2, 1 <<").replace("length()", "length())") + STD,
            "smaller power",
        ),
        (  # right up to 1024
            PAD.replace("1 << (n - 1).bit_length()", "min(p for p in POWERS if p >= n)")
            + STD + "POWERS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 99_999]\n",
            "is that a power of two?",
        ),
        (PAD.replace("np.", "jnp.") + STD, "does the padding compile a program for each length?"),
        (PAD.replace("np.arange(p) < n", "np.ones(p, bool)") + STD, "the mask is true 128 times"),
        (PAD.replace("< n", "<= n") + STD, "the mask is true 101 times"),
        (  # a zero in the sample is no padding
            PAD.replace("np.arange(p) < n", "np.pad(sample, (0, p - n)) != 0") + STD,
            "the mask is true",
        ),
        (  # float32 cannot tell the logarithms of 2**21 and 2**21 + 1 apart
            PAD.replace("1 << (n - 1).bit_length()", "int(2 ** np.ceil(np.log2(np.float32(n))))")
            .replace("p - n)", "max(p - n, 0))") + STD,
            "2097153 numbers became 2097153: is that a power of two?",
        ),
        (
            PAD.replace("np.pad(sample",
                        "np.pad(sample.astype('f2' if sample.dtype == 'f2' else 'f4')") + STD,
            "is that the sample's dtype?",
        ),
        (  # one buffer for all
            """
BUFFERS = {}

def pad(sample):
    n, p = len(sample), 1 << (len(sample) - 1).bit_length()
    padded = BUFFERS.setdefault((p, sample.dtype), np.zeros(p, sample.dtype))
    padded[:n] = sample
    return padded, np.arange(p) < n
""" + STD,
            "a later call changed this result",
        ),
        (  # NaN as padding, and as the sign of it
            PAD.replace("np.pad(sample, (0, p - n)), np.arange(p) < n",
                        "np.append(sample, np.full(p - n, np.nan, sample.dtype)), "
                        "np.append(~np.isnan(sample), np.zeros(p - n, bool))") + STD,
            "the mask is true 127 times for 128 numbers",
        ),
        (
            PAD.replace("np.arange(p) < n",
                        "np.isfinite(np.pad(sample, (0, p - n), constant_values=np.inf))") + STD,
            "the mask is true 126 times for 128 numbers",
        ),
        (PAD.replace("np.pad(sample,", "np.pad(np.nan_to_num(sample),") + STD,
         "the sample's own numbers changed"),
        (  # digits are lost on the way
            PAD.replace("np.pad(sample, (0, p - n))",
                        "np.pad(sample.astype('f4'), (0, p - n)).astype(sample.dtype)") + STD,
            "the sample's own numbers changed",
        ),
        (  # one mask for all
            """
MASKS = {}

def pad(sample):
    n, p = len(sample), 1 << (len(sample) - 1).bit_length()
    mask = MASKS.setdefault(p, np.zeros(p, bool))
    mask[:n], mask[n:] = True, False
    return np.pad(sample, (0, p - n)), mask
""" + STD,
            "a later call changed this result",
        ),
        (PAD.replace("< n", ">= p - n") + STD, "is the mask true for the first 100 places?"),
        (
            PAD.replace("np.arange(p) < n", "np.pad(sample, (0, p - n)) != 0") + STD + """
samples = [np.where(s == s[0], 0, s) for s in samples]
inner = pad
def pad(sample):
    padded, mask = inner(sample)
    return padded, mask.astype(int)
""",
            "the mask is int64[128]",
        ),
        (PAD.replace("(0, p - n)", "(p - n, 0)") + STD, "the sample's own numbers changed"),
        (
            PAD.replace("np.pad(sample, (0, p - n))", "np.concatenate([sample, np.zeros(p - n)])")
            + STD,
            "is that the sample's dtype?",
        ),
        (
            PAD.replace("np.pad(sample, (0, p - n))",
                        "np.append(sample, np.zeros(p - n, 'float32'))") + STD,
            "is that the sample's dtype?",
        ),
        (  # works on what was given
            PAD.replace("    return", "    sample -= 0.5\n    sample += 0.5\n"
                        "    sample[0] = sample.mean()\n    return") + STD,
            "changed",
        ),
        (PAD.replace(", np.arange(p) < n", "") + STD, "return two arrays"),
        (
            PAD + "def masked_std(padded, mask):\n"
            "    spread = jnp.std(padded, where=mask)\n"
            "    return jnp.where(spread < 1e-6, 0, spread)\n",
            "what else is summed?",
        ),
        (  # never zero
            PAD + "def masked_std(padded, mask):\n"
            "    return jnp.sqrt(jnp.var(padded, where=mask) + 1e-12)\n",
            "instead of",
        ),
        (
            PAD + "def masked_std(padded, mask):\n"
            "    return jnp.std(jnp.clip(padded, -1e6, 1e6), where=mask)\n",
            "instead of",
        ),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-speed-bytes": [
        """
def count_bytes(f, *arguments):
    total = 0
    for a in jax.tree.leaves([arguments, jax.eval_shape(f, *arguments)]):
        total += int(np.prod(a.shape)) * np.dtype(a.dtype).itemsize
    return total

def find_share(moved, s, gb_per_s):
    return (moved / 1e9) / (s * gb_per_s)
""",
        """
def count_bytes(f, *arguments):
    program = jax.make_jaxpr(f)(*arguments)
    return sum(a.size * a.dtype.itemsize for a in program.in_avals + program.out_avals)

def find_share(moved_bytes, time_s, gb_per_s):
    return np.float64(moved_bytes) / np.float64(gb_per_s * 1e9 * time_s)
""",
        """
def count_bytes(f, *arguments):
    def count(value):
        if isinstance(value, dict):
            return sum(count(part) for part in value.values())
        if isinstance(value, tuple | list):
            return sum(count(part) for part in value)
        return value.dtype.itemsize * value.size
    return count(arguments) + count(jax.eval_shape(f, *arguments))
""" + SHARE,
        """
class Counter:
    def __call__(self, f, *arguments):
        results = jax.jit(f).lower(*arguments).out_info
        sizes = jax.tree.map(lambda a: a.size * a.dtype.itemsize, (arguments, results))
        return jax.tree.reduce(lambda a, b: a + b, sizes, 0)

count_bytes = Counter()
""" + SHARE,
    ],
    "ex-speed-stopwatch": [
        """
import statistics

def measure(f, argument, runs=5, clock=time.perf_counter):
    def wait():
        jax.tree.map(lambda array: array.block_until_ready(), f(argument))
    wait()
    marks = []
    for _ in range(runs):
        before = clock()
        wait()
        marks.append(clock() - before)
    return statistics.median(marks)
""",
        """
def measure(f, x, runs=5, clock=time.perf_counter):
    jax.block_until_ready(f(x))
    marks = [clock()]
    for _ in range(runs):
        jax.block_until_ready(f(x))
        marks.append(clock())
    times = sorted(np.diff(marks))
    return 0.5 * (times[runs // 2] + times[(runs - 1) // 2])
""",
        """
def measure(f, argument, runs=5, clock=time.perf_counter):
    times = []
    for run in range(runs + 1):
        start = clock()
        for array in jax.tree.leaves(f(argument)):
            array.block_until_ready()
        times.append(clock() - start)
    return jnp.median(jnp.array(times[1:]))
""",
    ],
    "ex-speed-padding": [
        """
def pad(sample):
    n, p = sample.size, 1
    while p < n:
        p *= 2
    padded, mask = np.zeros(p, sample.dtype), np.zeros(p, bool)
    padded[:n], mask[:n] = sample, True
    return padded, mask
""" + STD,
        """
import math

def pad(sample):
    n = len(sample)
    p = 2 ** math.ceil(math.log2(n))
    padded = np.full(p, np.nan, sample.dtype)
    padded[:n] = sample
    return [padded, np.arange(1, p + 1) <= n]

@jax.jit
def masked_std(padded, mask):
    return jnp.nanstd(jnp.where(mask, padded, jnp.nan))
""",
        """
def pad(sample):
    n = len(sample)
    more = int(2 ** np.ceil(np.log2(n))) - n
    return np.append(sample, sample[:1].repeat(more)), np.r_[np.full(n, True), np.full(more, False)]

def masked_std(padded, mask):
    n = jnp.sum(mask)
    mean = jnp.sum(jnp.where(mask, padded, 0)) / n
    return jnp.linalg.norm(jnp.where(mask, padded - mean, 0)) / jnp.sqrt(n)
""",
        """
def pad(sample):
    p = 2 ** int(len(sample) - 1).bit_length()
    return np.resize(sample, p), np.arange(p) < len(sample)

def masked_std(padded, mask):
    x = jnp.where(mask, padded, 0)
    mean = jnp.average(x, weights=mask)
    return jnp.sqrt(jnp.average((x - mean) ** 2, weights=mask))
""",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
