"""Tempting wrong answers of exercises/numba.md, each with words of the hint it must get.

All of them are wrong on one thread already, so that they are rejected at each run. A check may
miss a race (threads that add to one cell, or share a generator), so no race stands here.
"""

CHAIN = """
@numba.njit
def simulate_chain(rng, n, up, down):
    states, state = np.zeros(n, np.int64), {start}
    {before}
    for t in range(1, n):
        u = {draw}
        if state == 0:
            {low}
        else:
            {high}
        {store}
    return {result}
"""
WALK = {
    "start": "0",
    "before": "states[0] = state",
    "draw": "rng.random()",
    "low": "state = 1 if u < up else 0",
    "high": "state = 0 if u < down else 1",
    "store": "states[t] = state",
    "result": "states",
}


def chain(**parts: str) -> str:
    """Return a simulation with some parts replaced by faulty ones."""
    return CHAIN.format(**WALK | parts)


DARTS = """
@numba.njit
def throw(rng, n):
    hits = {start}
    {before}
    for dart in range(n):
        {draw}
        hits += {hit}
    return hits

@numba.njit(parallel=True)
def count_hits(rngs, n):
    hits = {start}
    for b in numba.prange({blocks}):
        hits += throw(rngs[{which}], {darts})
    return {result}
"""
FAIR = {
    "start": "0",
    "before": "pass",
    "draw": "x, y = rng.random(), rng.random()",
    "hit": "x * x + y * y < 1",
    "blocks": "len(rngs)",
    "which": "b",
    "darts": "n",
    "result": "hits",
}


def darts(**parts: str) -> str:
    """Return a count with some parts replaced by faulty ones."""
    return DARTS.format(**FAIR | parts)


BLOCKS = """
@numba.njit(parallel=True)
def price_blocks(rngs, paths, option):
    means, total = np.zeros(len(rngs)), np.zeros(1)
    for b in numba.prange(len(rngs)):
        rng = rngs[{which}]
        {block}
        for path in range(paths):
            {path}
            for period in range({n}):
                {period}
            means[b] += max({S} - {K}, 0.0)
    {after}
    return {result}
"""
MODEL = {
    "which": "b",
    "block": "pass",
    "path": "log_price, h = np.log(option.S0), option.h0",
    "n": "option.n",
    "period": "log_price += option.mu + option.scale * np.exp(h) * rng.standard_normal(); "
    "h = option.rho * h + option.nu * rng.standard_normal()",
    "S": "np.exp(log_price)",
    "K": "option.K",
    "after": "pass",
    "result": "option.beta**option.n * means / paths",
}


def option(**parts: str) -> str:
    """Return prices of blocks with some parts replaced by faulty ones."""
    return BLOCKS.format(**MODEL | parts)


WRONG_ANSWERS = {
    "ex-numba-chain": [
        (  # there and back in one period
            "@numba.njit\n"
            "def simulate_chain(rng, n, up, down):\n"
            "    states, state = np.zeros(n, np.int64), 0\n"
            "    for t in range(1, n):\n"
            "        u = rng.random()\n"
            "        if state == 0 and u < up:\n"
            "            state = 1\n"
            "        if state == 1 and u < down:\n"
            "            state = 0\n"
            "        states[t] = state\n"
            "    return states\n",
            "there and back",
        ),
        (
            "@numba.njit\n"
            "def simulate_chain(rng, n, up, down):\n"
            "    states = np.zeros(n, np.int64)\n"
            "    for t in range(1, n):\n"
            "        leave = rng.random() < (up if states[t - 1] else down)\n"
            "        states[t] = 1 - states[t - 1] if leave else states[t - 1]\n"
            "    return states\n",
            "are up and down swapped?",
        ),
        (  # the right share, without memory
            "@numba.njit\n"
            "def simulate_chain(rng, n, up, down):\n"
            "    states = np.zeros(n, np.int64)\n"
            "    for t in range(1, n):\n"
            "        states[t] = rng.random() < up / (up + down)\n"
            "    return states\n",
            "does it know its last state?",
        ),
        (chain(low="state = 1 if u <= up else 0"), "u equal to up"),
        (chain(high="state = 0 if u <= down else 1"), "u equal to down"),
        (chain(start="1"), "the first wrong state is states[0]"),
        (chain(start="int(rng.random() < up / (up + down))"), "it is one number ahead"),
        (chain(draw="np.random.random()"), "np.random's own?"),
        (chain(before="rng.random()"), "it is one number ahead"),
        (  # one number more than is needed: the next path differs
            chain(store="states[t] = state", result="states if rng.random() < 2 else states"),
            "are n - 1 numbers drawn",
        ),
        (chain(result="states.astype(np.float64)"), "dtype float64: not integers"),
        (chain(result="states == 1"), "dtype bool: not integers"),
        (chain(result="states[1:]"), "shape (19999,), not (20000,)"),
        (  # the state before the step is stored at its end
            "@numba.njit\n"
            "def simulate_chain(rng, n, up, down):\n"
            "    states, state = np.zeros(n, np.int64), 0\n"
            "    for t in range(n):\n"
            "        u = rng.random()\n"
            "        leave = u < up if state == 0 else u < down\n"
            "        state = 1 - state if leave else state\n"
            "        states[t] = state\n"
            "    return states\n",
            "it is one number ahead",
        ),
        (chain().replace("@numba.njit\n", ""), "where is @numba.njit?"),
        (chain().replace("return states", "rng.random()"), "is a `return` missing?"),
        (  # probabilities that never change
            chain(low="state = 1 if u < 0.1 else 0", high="state = 0 if u < 0.2 else 1"),
            "the first wrong state is",
        ),
        (  # a function of Python that says that it is compiled
            chain().replace("@numba.njit\n", "") + "simulate_chain.targetoptions = {}\n",
            "where is @numba.njit?"),
        *[(chain(before=f"if {edge}: return states + {add}"), hint) for edge, add, hint in (
            ("up + down == 0", 1, "for up = down = 0"), ("up + down == 2", 0, "up = down = 1"),
            ("up == 0 and down == 1", 1, "up = 0, down = 1"),
            ("up == 1 and down == 0", 0, "up = 1, down = 0"))],
        (chain(before="up, down = np.float32(up), np.float32(down)"), " periods for u "),
        (chain(low="state = 1 if u < up - 2e-15 else 0"), "u just below up"),
        (chain(high="state = 0 if u < down - 2e-15 else 1"), "u just below down"),
        (chain(before="up = max(up, 1e-3)"), " periods f"),
        (chain(before="down = min(max(down, 1e-3), 1 - 1e-3)"), " periods f"),
        (  # right for probabilities below a half only
            chain(low="state = 1 if u < min(up, 0.5) else 0"), " periods f",
        ),
        (chain(before="if n == 1: rng.random()"), "are n - 1 numbers drawn"),
        (  # no number where nothing can happen
            chain(draw="rng.random() if up + down > 0 else 0.5"), "are n - 1 numbers drawn"),
    ],
    "ex-numba-pi": [
        (  # as many blocks as threads: on one thread, three generators are left out
            darts(blocks="numba.get_num_threads()"),
            "generators [1, 2, 3] were never used",
        ),
        (darts().replace("numba.prange", "range"), "which loop is a prange?"),
        (darts(which="0"), "generators [1, 2, 3] were never used"),  # one stream for all blocks
        (darts(blocks="len(rngs) - 1"), "generators [3] were never used"),
        (  # hidden generators
            "@numba.njit(parallel=True)\n"
            "def count_hits(rngs, n):\n"
            "    hits = 0\n"
            "    for dart in numba.prange(len(rngs) * n):\n"
            "        x, y = np.random.random(), np.random.random()\n"
            "        hits += x * x + y * y < 1\n"
            "    return hits\n",
            "np.random's own",
        ),
        (
            "@numba.njit\n"
            "def count_hits(rngs, n):\n"
            "    hits = 0\n"
            "    for rng in rngs:\n"
            "        for dart in range(n):\n"
            "            x, y = rng.random(), rng.random()\n"
            "            hits += x * x + y * y < 1\n"
            "    return hits\n",
            "parallel=True is missing",
        ),
        (darts().replace("@numba.njit(parallel=True)\n", ""), "where is @numba.njit?"),
        (darts(result="4 * hits / (len(rngs) * n)"), "the number of hits is asked for"),
        (darts(start="0.0"), "the number of hits is asked for"),
        (darts(hit="x * x + y * y <= 1"), "x * x + y * y == 1 is no hit"),
        (darts(hit="0 < x * x + y * y < 1"), "(0, 0) is one"),
        (darts(hit="np.float32(x * x + y * y) < 1"), "1 hits for darts on the border"),
        (darts(hit="x * x + y * y < 1 - 1e-9"), "1 hits for darts on the border"),
        (darts(draw="x, y = np.float32(rng.random()), np.float32(rng.random())"),
         "1 hits for darts on the border"),
        (  # one thread, asked for by the function itself
            darts().replace("(rngs, n):\n    hits = 0", "(rngs, n):\n    numba.set_num_threads(1)"
                            "\n    hits = 0"),
            "one thread did all the work",
        ),
        (darts(hit="x * x + y * y >= 1"), "are those the misses?"),
        (darts(hit="x + y < 1"), "x, then y, n times for each?"),
        (darts(draw="x = rng.random(); y = x"), "x, then y, n times for each?"),
        (  # all x, then all y
            darts(before="xs = rng.random(n); ys = rng.random(n)",
                  draw="x, y = xs[dart], ys[dart]"),
            "x, then y, n times for each?",
        ),
        (darts(darts="1000"), "x, then y, n times for each?"),
        (darts(darts="max(n // 4, 1)"), "x, then y, n times for each?"),
        (darts(darts="n + 1"), "x, then y, n times for each?"),
        (  # each thread's count is in one slot of its own, of too narrow a type
            darts(result="int(np.int8(hits))"), "x, then y, n times for each?"),
        (darts().replace("    return hits\n\n@", "    return hits\n@").replace(
            "    return hits\n", "    pass\n"), "stopped with TypingError"),
        (  # a fault of Numba stops this right program
            "@numba.njit(parallel=True)\n"
            "def count_hits(rngs, n):\n"
            "    counts = np.zeros(len(rngs), np.int64)\n"
            "    for b in numba.prange(len(rngs)):\n"
            "        hits = 0\n"
            "        for dart in range(n):\n"
            "            x, y = rngs[b].random(), rngs[b].random()\n"
            "            if x * x + y * y < 1:\n"
            "                hits += 1\n"
            "        counts[b] = hits\n"
            "    return counts.sum()\n",
            "a fault of its own: put the loop of one generator into",
        ),
    ],
    "ex-numba-option": [
        (  # one running total for all blocks
            option(after="means = np.cumsum(means)"),
            "what was made before the loop over blocks?",
        ),
        (  # h goes on from path to path
            option(block="h = option.h0", path="log_price = np.log(option.S0)"),
            "do all begin at S0 and h0?",
        ),
        (option(block="log_price = np.log(option.S0)", path="h = option.h0"),
         "do all begin at S0 and h0?"),
        (  # one shock for both
            option(period="z = rng.standard_normal(); "
                   "log_price += option.mu + option.scale * np.exp(h) * z; "
                   "h = option.rho * h + option.nu * z"),
            "are xi and eta draws of their own?",
        ),
        (  # h moves first
            option(period="h = option.rho * h + option.nu * rng.standard_normal(); "
                   "log_price += option.mu + option.scale * np.exp(h) * rng.standard_normal()"),
            "xi is drawn first?",
        ),
        (  # eta is drawn first
            option(period="e = rng.standard_normal(); "
                   "log_price += option.mu + option.scale * np.exp(h) * rng.standard_normal(); "
                   "h = option.rho * h + option.nu * e"),
            "xi is drawn first?",
        ),
        (option(result="means / paths"), "are the payoffs not discounted?"),
        (option(result="option.beta**option.n * means"), "sums, not means?"),
        (option(which="3 - b"), "right means in another order"),
        (option(after="means[:] = means.mean()"), "is each the mean of its own block?"),
        (option(after="means = means.astype(np.float32).astype(np.float64)"),
         "one path of one period"),
        (option(result="(option.beta**option.n * means / paths).mean()"),
         "a float64 array of means is asked for"),
        (option(result="(option.beta**option.n * means / paths).astype(np.float32)"),
         "a float64 array of means is asked for"),
        (option(result="option.beta**option.n * means.reshape(2, 2) / paths"),
         "one mean for each block"),
        (option(which="0"), "generators [1, 2, 3] were never used"),
        (option().replace("rng.standard_normal", "np.random.standard_normal"),
         "np.random's own?"),
        (option().replace("parallel=True", "parallel=False"), "parallel=True is missing"),
        (option().replace("@numba.njit(parallel=True)\n", ""), "where is @numba.njit?"),
        (option(K="100.0"), "is K always 100.0?"),
        (option(path="log_price, h = np.log(100.0), option.h0"), "is S0 always 100.0?"),
        (option(n="20", result="option.beta**20 * means / paths"), "is n always 20?"),
        (option(result="0.999**option.n * means / paths"), "is beta always 0.999?"),
        (option().replace("option.rho", "0.9"), "is rho always 0.9?"),
        (option().replace("option.mu", "0.0"), "ln S0 + mu + s exp(h0) xi"),
        (option().replace("max({S} - {K}, 0.0)".format(**MODEL), "np.exp(log_price) - option.K"),
         "at least 0?"),
        (option().replace("numba.prange", "range"), "which loop is a prange?"),
        (option(n="min(option.n, 20)"), "as many as the option has?"),
        (option(n="option.n - 1"), "ln S0 + mu + s exp(h0) xi"),
        (option(result="option.beta * means / paths"), "right, of two is not"),
        (option(result="option.beta**option.n * means / 100_000"), "ln S0 + mu + s exp(h0) xi"),
        (option(block="rng.standard_normal()"), "xi is drawn first?"),
        (option(after="for b in range(len(rngs)): rngs[b].standard_normal()"),
         "not two numbers drawn for each period"),
        (option().replace("    return", "    x ="), "is a `return` missing?"),
        *[(option(result=f"option.beta**option.n * means / min(paths, {most})").replace(
            "range(paths)", f"range(min(paths, {most}))"), "as many as asked for?")
          for most in (10_000, 80_000)],
        (option(n="min(option.n, 100)"), "as many as the option has?"),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-numba-chain": [
        "@numba.njit\n"
        "def simulate_chain(rng, n, up, down):\n"
        "    states = np.zeros(n, dtype=np.int64)\n"
        "    leave = (up, down)\n"
        "    for t in range(1, n):\n"
        "        states[t] = states[t - 1] ^ (rng.random() < leave[states[t - 1]])\n"
        "    return states\n",
        "@numba.njit(fastmath=True, cache=False)\n"
        "def simulate_chain(rng, n, up, down):\n"
        "    draws = rng.random(n - 1)\n"
        "    states = np.empty(n, dtype=np.uint8)\n"
        "    states[0] = 0\n"
        "    for t, u in enumerate(draws):\n"
        "        if states[t] == 0:\n"
        "            states[t + 1] = u < up\n"
        "        else:\n"
        "            states[t + 1] = u >= down\n"
        "    return states\n",
        "@numba.njit(parallel=True)\n"
        "def simulate_chain(rng, n, up, down):\n"
        "    states = [0]\n"
        "    for _ in range(n - 1):\n"
        "        u = rng.random()\n"
        "        stays = u >= up if states[-1] == 0 else u >= down\n"
        "        states.append(states[-1] if stays else 1 - states[-1])\n"
        "    return np.array(states)\n",
    ],
    "ex-numba-pi": [
        "@numba.njit(parallel=True)\n"
        "def count_hits(rngs, n):\n"
        "    hits = 0\n"
        "    for b in numba.prange(4):\n"
        "        rng = rngs[b]\n"
        "        for dart in range(n):\n"
        "            x = rng.random()\n"
        "            y = rng.random()\n"
        "            hits += x**2 + y**2 < 1\n"
        "    return hits\n",
        "@numba.njit\n"
        "def _throw(rng, n):\n"
        "    draws = rng.random(2 * n)\n"
        "    return np.sum(draws[::2] ** 2 + draws[1::2] ** 2 < 1)\n"
        "@numba.njit(parallel=True)\n"
        "def count_hits(rngs, n):\n"
        "    counts = np.zeros(len(rngs), np.int64)\n"
        "    for b in numba.prange(len(rngs)):\n"
        "        counts[b] = _throw(rngs[b], n)\n"
        "    return counts.sum()\n",
        "@numba.njit(parallel=True, fastmath=True)\n"
        "def count_hits(rngs, n):\n"
        "    misses = 0\n"
        "    for b in numba.prange(len(rngs)):\n"
        "        for dart in range(n):\n"
        "            x, y = rngs[b].random(), rngs[b].random()\n"
        "            misses += y * y + x * x >= 1\n"
        "    return n * len(rngs) - misses\n",
    ],
    "ex-numba-option": [
        option(),
        option().replace("price_blocks", "_price") + "\n@numba.njit(parallel=True)\n"
        "def price_blocks(rngs, paths, option):\n    return _price(rngs, paths, option)\n",
        "@numba.njit(parallel=True)\n"
        "def price_blocks(rngs, paths, option):\n"
        "    means = np.empty(4)\n"
        "    for b in numba.prange(4):\n"
        "        payoffs = np.empty(paths)\n"
        "        for i in range(paths):\n"
        "            S, h = option.S0, option.h0\n"
        "            for t in range(option.n):\n"
        "                xi, eta = rngs[b].standard_normal(2)\n"
        "                S *= np.exp(option.mu + option.scale * np.exp(h) * xi)\n"
        "                h = option.rho * h + option.nu * eta\n"
        "            payoffs[i] = S - option.K if S > option.K else 0\n"
        "        means[b] = payoffs.mean() * option.beta**option.n\n"
        "    return means\n",
        "@numba.njit\n"
        "def _pay(rng, option):\n"
        "    shocks = rng.standard_normal((option.n, 2))\n"
        "    log_price, h = np.log(option.S0), option.h0\n"
        "    for t in range(option.n):\n"
        "        log_price += option.mu + option.scale * np.exp(h) * shocks[t, 0]\n"
        "        h = option.rho * h + option.nu * shocks[t, 1]\n"
        "    return option.beta**option.n * max(np.exp(log_price) - option.K, 0)\n"
        "@numba.njit(parallel=True, fastmath=True)\n"
        "def price_blocks(rngs, paths, option):\n"
        "    totals = np.zeros(len(rngs))\n"
        "    for b in numba.prange(len(rngs)):\n"
        "        for _ in range(paths):\n"
        "            totals[b] += _pay(rngs[b], option)\n"
        "    return totals / paths\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
