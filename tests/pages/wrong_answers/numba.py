"""Tempting wrong answers of exercises/numba.md, each with words of the hint it must get.

All of them are wrong on one thread already, so that they are rejected at each run. A check may
miss a race (threads that add to one cell, or share a generator), so no race stands here.
"""

WRONG_ANSWERS = {
    "ex-numba-pi": [
        (  # as many blocks as threads: on one thread, three generators are left out
            "@numba.njit(parallel=True)\n"
            "def count_hits(rngs, n):\n"
            "    hits = 0\n"
            "    for b in numba.prange(numba.get_num_threads()):\n"
            "        for dart in range(n):\n"
            "            x, y = rngs[b].random(), rngs[b].random()\n"
            "            hits += x * x + y * y < 1\n"
            "    return hits\n",
            "generators [1, 2, 3] were never used",
        ),
        (  # one stream for all blocks
            "@numba.njit(parallel=True)\n"
            "def count_hits(rngs, n):\n"
            "    hits = 0\n"
            "    for b in numba.prange(len(rngs)):\n"
            "        for dart in range(n):\n"
            "            x, y = rngs[0].random(), rngs[0].random()\n"
            "            hits += x * x + y * y < 1\n"
            "    return hits\n",
            "generators [1, 2, 3] were never used",
        ),
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
    ],
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
    ],
    "ex-numba-option": [
        (  # one running total for all blocks: a race too, but wrong on any thread
            "@numba.njit(parallel=True)\n"
            "def price_blocks(rngs, paths, option):\n"
            "    means, total = np.zeros(len(rngs)), np.zeros(1)\n"
            "    for b in numba.prange(len(rngs)):\n"
            "        for path in range(paths):\n"
            "            log_price, h = np.log(option.S0), option.h0\n"
            "            for period in range(option.n):\n"
            "                sigma = option.scale * np.exp(h)\n"
            "                log_price += option.mu + sigma * rngs[b].standard_normal()\n"
            "                h = option.rho * h + option.nu * rngs[b].standard_normal()\n"
            "            total[0] += max(np.exp(log_price) - option.K, 0.0)\n"
            "        means[b] = option.beta**option.n * total[0] / paths\n"
            "    return means\n",
            "blocks differ on a sure price",
        ),
        (  # h goes on from path to path
            "@numba.njit(parallel=True)\n"
            "def price_blocks(rngs, paths, option):\n"
            "    means = np.zeros(len(rngs))\n"
            "    for b in numba.prange(len(rngs)):\n"
            "        h = option.h0\n"
            "        for path in range(paths):\n"
            "            log_price = np.log(option.S0)\n"
            "            for period in range(option.n):\n"
            "                sigma = option.scale * np.exp(h)\n"
            "                log_price += option.mu + sigma * rngs[b].standard_normal()\n"
            "                h = option.rho * h + option.nu * rngs[b].standard_normal()\n"
            "            means[b] += max(np.exp(log_price) - option.K, 0.0)\n"
            "    return option.beta**option.n * means / paths\n",
            "does each path start from h0?",
        ),
        (  # one shock for both
            "@numba.njit(parallel=True)\n"
            "def price_blocks(rngs, paths, option):\n"
            "    means = np.zeros(len(rngs))\n"
            "    for b in numba.prange(len(rngs)):\n"
            "        for path in range(paths):\n"
            "            log_price, h = np.log(option.S0), option.h0\n"
            "            for period in range(option.n):\n"
            "                z = rngs[b].standard_normal()\n"
            "                log_price += option.mu + option.scale * np.exp(h) * z\n"
            "                h = option.rho * h + option.nu * z\n"
            "            means[b] += max(np.exp(log_price) - option.K, 0.0)\n"
            "    return option.beta**option.n * means / paths\n",
            "is eta a draw of its own?",
        ),
        (  # no discount
            "@numba.njit(parallel=True)\n"
            "def price_blocks(rngs, paths, option):\n"
            "    means = np.zeros(len(rngs))\n"
            "    for b in numba.prange(len(rngs)):\n"
            "        for path in range(paths):\n"
            "            log_price, h = np.log(option.S0), option.h0\n"
            "            for period in range(option.n):\n"
            "                sigma = option.scale * np.exp(h)\n"
            "                log_price += option.mu + sigma * rngs[b].standard_normal()\n"
            "                h = option.rho * h + option.nu * rngs[b].standard_normal()\n"
            "            means[b] += max(np.exp(log_price) - option.K, 0.0)\n"
            "    return means / paths\n",
            "not discounted",
        ),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-numba-pi": [
        "x * x + y * y < 1 as x * x + y * y <= 1",
    ],
    "ex-numba-chain": [
        "u < up as u <= up",
        "u < down as u <= down",
    ],
}
