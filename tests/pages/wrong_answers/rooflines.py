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
    "    slow = nbytes * flop_per_s > flops * bytes_per_s\n"
    "    return max(times), 'memory' if slow else 'arithmetic'\n"
)
EXACT = (
    "def find_batch(n, bytes_per_s, flop_per_s, itemsize):\n"
    "    gain = n * bytes_per_s - itemsize * flop_per_s\n"
    "    return None if gain <= 0 else -(-itemsize * flop_per_s * n // (2 * gain))\n"
)
BATCH = (
    "def find_batch(n, bytes_per_s, flop_per_s, itemsize):\n"
    "    reuse = flop_per_s / bytes_per_s * itemsize\n"
)
JIT = "@jax.jit\ndef in_one(price, before):\n"

WRONG_ANSWERS = {
    "ex-rooflines-count": [
        (change_counts("numbers['axpy'] = 2 * n"), "are there not three arrays?"),
        (change_counts("numbers['outer'] = 2 * n"), "is the result written, too?"),
        (change_counts("itemsize = 4"), "are numbers of float64 four bytes?"),
        (change_counts("flops['product'] = n**3"), "is that one flop?"),
        (change_counts("flops['product'] = n**2 * (2 * n - 1)"), "count for one entry?"),
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
        (change_counts("", "flops[program], itemsize * numbers[program]"), "exchanged?"),
        (change_counts("", "itemsize * numbers[program]"), "not two integers"),
        (change_counts("", "*map(round, (itemsize * numbers[program], 1. * flops[program])),"),
         "how many has each line?"),  # rounded on the way
        (  # made and counted: too large for any memory
            change_counts("numbers['axpy'] = 3 * jnp.ones(n).size if n < 10**6 else 0"),
            "which arrays go in, and out?",
        ),
        (change_counts("flops['outer'] = int(float(n)**2)"), "how many has each line?"),
        (change_counts("numbers['axpy'] = int(3.0 * n)"), "bytes, not"),
        (change_counts("n = 1000", BOTH) + "_ = count_work\n"
         "count_work = lambda program, n, itemsize: _(program, 1000, itemsize)\n",
         "bytes, not"),
        (change_counts("", f"({BOTH})").replace("return", "found ="), "is a `return` missing?"),
    ],
    "ex-rooflines-one-pass": [
        ("in_one = in_three\n", "no method lower"),
        (  # the unused result is used again
            JIT + "    returns, squares = take_log(find_growth(price, before))\n"
            "    return cut_tails(returns), squares\n",
            "2 arrays come back",
        ),
        (JIT + "    return jnp.clip(jnp.log(price) - jnp.log(before), -0.1, 0.1)\n",
         "difference of logarithms?"),
        (JIT + "    return take_log(find_growth(price, before))[0]\n",
         "is the last piece missing?"),
        (JIT + "    returns = jnp.log(price / before)\n"
         "    return jnp.where(jnp.abs(returns) > 0.1, 0.1, returns)\n",
         "are both tails cut?"),
        (JIT + "    return in_three(price, before).astype(jnp.float16)\n",
         "fewer digits too?"),
        (  # a second pass for a maximum that changes nothing
            JIT + "    growth = price / before\n"
            "    growth = growth + 0 * jnp.max(growth)\n"
            "    return jnp.clip(jnp.log(growth), -0.1, 0.1)\n",
            "what stops the fusion?",
        ),
        (JIT + "    return in_three(before, price)\n", "which price is divided by which?"),
        (JIT + "    return jnp.clip(price / before - 1, -0.1, 0.1)\n", "off by"),
        (JIT + "    return jnp.minimum(jnp.log(price / before), 0.1)\n",
         "is the last piece missing?"),
        (JIT + "    return jnp.clip(jnp.log2(price / before), -0.1, 0.1)\n", "off by"),
        (JIT + "    returns = jnp.log(price / before)\n"
         "    return jnp.clip(returns, -0.1, 0.1).reshape(-1, 1)\n", "shape ("),
        (JIT + "    return jnp.clip(jnp.log(price / before), -0.1, 0.1)[None]\n", "shape ("),
        (JIT + "    return in_three(price, before),\n", "a tuple came back"),
        (JIT + "    returns = jnp.log(price / before)\n"  # extreme returns count as errors
         "    return jnp.where(jnp.abs(returns) > 1, 0, jnp.clip(returns, -0.1, 0.1))\n", "off by"),
        (JIT + "    return jnp.zeros(100_000).at[:].set(in_three(price, before))\n",
         "stopped with"),
        ("def in_one(price, before):\n"
         "    return np.clip(np.log(np.asarray(price) / np.asarray(before)), -0.1, 0.1)\n",
         "not an array of JAX"),
        (JIT + "    in_three(price, before)\n", "is a `return` missing?"),
        ("in_one = jax.jit(in_three, donate_argnums=0)\n", "is it donated?"),
        (JIT + "    return jnp.round(in_three(price, before), 4)\n", "off by"),
        (JIT.replace("in_one", "_compiled") + "    return in_three(price, before)\n"
         "def in_one(price, before):\n"
         "    return _compiled(price, before)\n", "no method lower"),
        (  # three programs, and the method of another
            "def in_one(price, before):\n"
            "    return in_three(price, before)\n"
            "in_one.lower = jax.jit(in_three).lower\n",
            "Python calls them one by one",
        ),
        (JIT + "    return jnp.clip(jnp.log(price / (before + 1e-6)), -0.1, 0.1)\n", "off by"),
        (JIT + "    return jnp.clip(jnp.log(jnp.minimum(price, 300) / before), -0.1, 0.1)\n",
         "off by"),
        (JIT + "    return jnp.clip(jnp.log(price / jnp.maximum(before, 1e-3)), -0.1, 0.1)\n",
         "off by"),
        (JIT + "    return jnp.clip(jnp.log(jnp.minimum(price, 1e5) / before), -0.1, 0.1)\n",
         "off by"),
        (JIT + "    return in_three(price, before)[:100_000]\n", "shape (100000,)"),
        (JIT + "    return jnp.clip(jnp.log(price / before), -0.100001, 0.100001)\n", "off by"),
        (JIT + "    return jnp.clip(jnp.log(price / before + 1e-6), -0.1, 0.1)\n", "off by"),
        (  # other code for many prices
            JIT + "    if price.size > 200_000:\n"
            "        return jnp.clip(jnp.log(price) - jnp.log(before), -0.1, 0.1)\n"
            "    return in_three(price, before)\n", "2 logarithms per price"),
    ],
    "ex-rooflines-ridge": [
        (  # one after the other
            MODEL.replace("max(times)", "sum(times)") + EXACT, "must one wait for the other?",
        ),
        (MODEL.replace("max(times)", "min(times)") + EXACT,
         "is a program done when half of it is?"),
        (MODEL.replace("bytes_per_s\n    return", "bytes_per_s\n    slow = not slow\n    return")
         + EXACT, "which of them takes longer?"),
        (MODEL.replace("flop_per_s > flops", "flop_per_s >= flops") + EXACT,
         "if both take equally long"),
        (  # rounded quotients
            MODEL.replace("nbytes * flop_per_s > flops * bytes_per_s", "times[0] > times[1]")
            + EXACT,
            "Does rounding decide that?",
        ),
        (MODEL.replace("return max(times)", "return int(max(times))") + EXACT, " s, not "),
        (MODEL.replace("'arithmetic'", "'compute'") + EXACT, "which of them takes longer?"),
        (MODEL.replace("max(times), ", "") + EXACT, "not seconds and a word"),
        (MODEL.replace("max(times)", "str(max(times))") + EXACT, "not seconds and a word"),
        (  # the result is forgotten
            MODEL + BATCH
            + "    return None if n <= reuse else int(np.ceil(reuse * n / (2 * n - reuse)))\n",
            "is the result written, too?",
        ),
        (  # a number, although no number is enough
            MODEL + BATCH + "    return max(1, int(np.ceil(reuse * n / (2 * (n - reuse)))))\n",
            "is any k enough?",
        ),
        (  # rounded down and one more: wrong on the ridge itself
            MODEL + BATCH
            + "    return None if n <= reuse else int(reuse * n / (2 * (n - reuse))) + 1\n",
            "if both take equally long",
        ),
        (  # floats: one too many at a tie
            MODEL + BATCH
            + "    return None if n <= reuse else int(np.ceil(reuse * n / (2 * (n - reuse))))\n",
            "Do you round?",
        ),
        (  # the two times, subtracted
            MODEL + "def find_batch(n, bytes_per_s, flop_per_s, itemsize):\n"
            "    gain = 2 * n**2 / flop_per_s - 2 * n * itemsize / bytes_per_s\n"
            "    if gain <= 0:\n"
            "        return None\n"
            "    return int(np.ceil(itemsize * n**2 / bytes_per_s / gain))\n",
            "for n = ",
        ),
        (  # n/6 of a square product
            MODEL + BATCH + "    return None if n <= reuse else int(np.ceil(3 * reuse / 2))\n",
            "is k = n?",
        ),
        (MODEL + EXACT.replace("gain <= 0", "gain < n"), "some k is enough"),
        (MODEL + EXACT.replace("-(-itemsize * flop_per_s * n // (2 * gain))",
                               "itemsize * flop_per_s * n / (2 * gain)"),
         "neither an integer nor None"),
        (MODEL + EXACT.replace("-(-itemsize * flop_per_s * n // (2 * gain))",
                               "itemsize * flop_per_s * n // (2 * gain)"),
         "what do you round, and how?"),
        (MODEL + EXACT.replace("gain <= 0", "n <= 64"), "some k is enough"),
        (MODEL + EXACT.replace("gain <= 0", "gain < 0"), "stopped with ZeroDivisionError"),
        (MODEL + EXACT.replace("None if", "1 if n == 1 else None if"), "is any k enough?"),
        (MODEL + EXACT.replace("flop_per_s * n //", "flop_per_s * n * 1.0 //"),
         "neither an integer nor None"),
        (  # a rounded quotient, with a tolerance
            MODEL + BATCH + "    if n <= reuse:\n        return None\n"
            "    return int(np.ceil(round(reuse * n / (2 * (n - reuse)), 9)))\n",
            "what do you round, and how?",
        ),
        (MODEL + EXACT.replace("(2 * gain)", "gain"), "and one below, what does find_limit say?"),
        (MODEL + EXACT.replace("itemsize * flop_per_s *", "4 * flop_per_s *"), "not "),
        (  # products of floats
            MODEL.replace("slow = nbytes * flop_per_s", "slow = 1.0 * nbytes * flop_per_s") + EXACT,
            "Does rounding decide that?",
        ),
        (MODEL.replace("return max(times)", "return np.float32(max(times))") + EXACT, " s, not "),
        (MODEL.replace("flops / flop_per_s", "flops / max(flop_per_s, 10**6)") + EXACT,
         "is a program done when half of it is?"),
        (MODEL.replace("max(times)", "round(max(times), 9)") + EXACT, " s, not "),
        (MODEL.replace("max(times)", "round(max(times), 12)") + EXACT, " s, not "),
        (MODEL.replace("max(times)", "float(f'{max(times):.10g}')") + EXACT, " s, not "),
        (MODEL.replace("max(times)", "float(f'{max(times):.12g}')") + EXACT, " s, not "),
        (MODEL + EXACT.replace("    gain", "    itemsize = min(itemsize, 16)\n    gain"), "not "),
        (  # more digits, and still rounded
            MODEL.replace("slow = nbytes * flop_per_s > flops * bytes_per_s",
                          "slow = np.longdouble(nbytes) / bytes_per_s > "
                          "np.longdouble(flops) / flop_per_s") + EXACT,
            "Does rounding decide that?",
        ),
        (  # many digits, and still rounded
            "from decimal import Decimal\n"
            + MODEL.replace("slow = nbytes * flop_per_s > flops * bytes_per_s",
                            "slow = Decimal(nbytes) / bytes_per_s > Decimal(flops) / flop_per_s")
            + EXACT,
            "Does rounding decide that?",
        ),
        (  # gives up too soon
            MODEL + EXACT.replace("    return None if gain <= 0",
                                  "    return None if gain <= 0 or itemsize * flop_per_s * n > "
                                  "1_000_000 * gain"),
            "some k is enough",
        ),
        (MODEL + EXACT.replace("    gain", "    itemsize = min(itemsize, 8)\n    gain"), "not "),
        (MODEL + EXACT.replace("    gain", "    itemsize = max(itemsize, 2)\n    gain"), "not "),
        (MODEL + EXACT.replace("    gain", "    n = min(n, 10_000)\n    gain"), "not "),
        (  # a search that gives up
            MODEL + "def find_batch(n, bytes_per_s, flop_per_s, itemsize):\n"
            "    for k in range(1, 100):\n"
            "        nbytes = itemsize * (n * n + 2 * n * k)\n"
            "        limit = find_limit(nbytes, 2 * n * n * k, bytes_per_s, flop_per_s)\n"
            "        if limit[1] == 'arithmetic':\n"
            "            return k\n",
            "some k is enough",
        ),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-rooflines-count": [
        change_counts(""),
        "def count_work(program, n, itemsize):\n"
        "    if program == 'axpy':\n"
        "        return 3 * n * itemsize, n + n\n"
        "    if program == 'outer':\n"
        "        return (n + n + n * n) * itemsize, n * n\n"
        "    if program == 'product':\n"
        "        return 3 * n * n * itemsize, n * n * 2 * n\n"
        "    return 2 * n * n * itemsize, n * (2 * (n - 1) + 3 * n)\n",
        "def count_work(program, n, itemsize):\n"
        "    numbers, flops = {'axpy': (3 * n, 2 * n), 'outer': (n * (n + 2), n * n),\n"
        "                      'product': (3 * n**2, 2 * n**3),\n"
        "                      'softmax': (2 * n**2, 5 * n**2 - 2 * n)}[program]\n"
        "    return [numbers * itemsize, flops]\n",
    ],
    "ex-rooflines-one-pass": [
        "in_one = jax.jit(in_three)\n",
        JIT + "    return jnp.clip(jnp.log(price / before), -0.1, 0.1)\n",
        JIT + "    growth = jnp.clip(price / before, np.exp(-0.1), np.exp(0.1))\n"
        "    return jnp.log(growth)\n",
        JIT + "    returns = jnp.log1p((price - before) / before)\n"
        "    return jnp.maximum(jnp.minimum(returns, 0.1), -0.1)\n",
        JIT + "    one = lambda p, q: jnp.clip(jnp.log(p / q), -0.1, 0.1)\n"
        "    return jax.vmap(one)(price, before)\n",
    ],
    "ex-rooflines-ridge": [
        MODEL + EXACT,
        "from fractions import Fraction\n"
        "def find_limit(nbytes, flops, bytes_per_s, flop_per_s):\n"
        "    move, work = Fraction(nbytes, bytes_per_s), Fraction(flops, flop_per_s)\n"
        "    if move > work:\n"
        "        return float(move), 'memory'\n"
        "    return float(work), 'arithmetic'\n"
        "def find_batch(n, bytes_per_s, flop_per_s, itemsize):\n"
        "    reuse = Fraction(flop_per_s * itemsize, bytes_per_s)\n"
        "    return None if n <= reuse else -int(-reuse * n / (n - reuse) / 2 // 1)\n",
        MODEL + "def find_batch(n, bytes_per_s, flop_per_s, itemsize):\n"  # a search
        "    if n * bytes_per_s <= itemsize * flop_per_s:\n"
        "        return None\n"
        "    k = 1\n"
        "    while find_limit(itemsize * (n * n + 2 * n * k), 2 * n * n * k,\n"
        "                     bytes_per_s, flop_per_s)[1] == 'memory':\n"
        "        k += 1\n"
        "    return k\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
