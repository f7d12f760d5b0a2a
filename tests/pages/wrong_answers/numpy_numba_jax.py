"""Tempting wrong answers of exercises/numpy_numba_jax.md, each with words of its hint."""

RACE = """
def compare_fairly(f, g, x, tolerance=1e-12, runs=5, clock=time.perf_counter):
    v = {array}
    a, b = np.asarray(f(x)), np.asarray(g(v))
    {refuse}
    def lap(run, v):
        start = clock()
        {lap}
    laps = [[lap(run, v) for _ in range(runs)] for run, v in ((f, x), (g, v))]
    return tuple(float(np.{statistic}(l)) for l in laps)
"""
GOOD = {
    "array": "jnp.asarray(x)",
    "refuse": "if a.dtype != b.dtype or a.shape != b.shape or not "
    "np.max(np.abs(a - b)) <= tolerance: raise ValueError",
    "lap": "jax.block_until_ready(run(v)); return clock() - start",
    "statistic": "median",
}


def race(**parts: str) -> str:
    """Return a referee with some parts replaced by faulty ones."""
    return RACE.format(**GOOD | parts)


BLOCKS = """
def find_peak_in_blocks(f, x, y, max_bytes):
    rows = {rows}
    if rows == 0:
        raise ValueError
    best = {start}
    for k in range(0, {stop}, rows):
        best = max(best, np.max({call}))
    return best
"""
FULL = {
    "rows": "max_bytes // (8 * len(y))",
    "start": "-np.inf",
    "stop": "len(x)",
    "call": "f(x[k : k + rows, None], y)",
}


def blocks(**parts: str) -> str:
    """Return a search in blocks with some parts replaced by faulty ones."""
    return BLOCKS.format(**FULL | parts)


RUINS = """
@numba.njit
def find_ruins(settle, books, flows):
    ruins = np.full(flows.shape[0], {start})
    for i in range(flows.shape[0]):
        for t in range(flows.shape[1]):
            if settle(books[i], flows[i, t]):
                {stop}
    return ruins
"""

WRONG_ANSWERS = {
    "ex-numpy-numba-jax-fair": [
        (race(array="jnp.asarray(x, dtype='float32')"), "do both get equal ones?"),
        (race(array="x"), "a JAX array?"),
        (  # data moved within the lap
            race(lap="jax.block_until_ready(run(jnp.array(v) if run is g else v)); "
                 "return clock() - start"),
            "moved again in every lap?",
        ),
        (race(lap="run(v); return clock() - start"), "nobody waited for calls"),
        (  # waits, too late
            race(lap="r = run(v); t = clock() - start; jax.block_until_ready(r); return t"),
            "after its lap has ended?",
        ),
        (race(statistic="mean"), "is that the mean"),
        (race(statistic="min"), "is that the min"),
        (race(refuse="pass"), "are the dtypes compared?"),
        (  # the array of shape (1,) broadcasts
            race(refuse="if a.dtype != b.dtype or not np.max(np.abs(a - b)) <= tolerance: "
                 "raise ValueError"),
            "does it broadcast?",
        ),
        (
            race(refuse="if a.dtype != b.dtype or a.shape != b.shape or "
                 "not np.allclose(a, b, atol=tolerance): raise ValueError"),
            "with no rtol of another?",
        ),
        (  # the sign of the gap
            race(refuse="if a.dtype != b.dtype or a.shape != b.shape or "
                 "not np.max(b - a) <= tolerance: raise ValueError"),
            "the sign of the gap?",
        ),
        (  # a comparison with NaN is false
            race(refuse="if a.dtype != b.dtype or a.shape != b.shape or "
                 "np.max(np.abs(a - b)) > tolerance: raise ValueError"),
            "is NaN > 1e-12?",
        ),
        (  # compares after timing
            """
def compare_fairly(f, g, x, tolerance=1e-12, runs=5, clock=time.perf_counter):
    v = jnp.asarray(x)
    laps = {f: [], g: []}
    for k in range(runs + 1):
        for run, w in ((f, x), (g, v)):
            start = clock()
            laps[run].append((np.asarray(jax.block_until_ready(run(w))), clock() - start))
    a, b = laps[f][0][0], laps[g][0][0]
    if a.dtype != b.dtype or a.shape != b.shape or not np.max(np.abs(a - b)) <= tolerance:
        raise ValueError
    return tuple(float(np.median([t for _, t in laps[run][1:]])) for run in (f, g))
""",
            "compare before you time",
        ),
        (  # the first lap compiles
            """
def compare_fairly(f, g, x, tolerance=1e-12, runs=5, clock=time.perf_counter):
    v = jnp.asarray(x)
    medians = []
    for run, w in ((f, x), (g, v)):
        laps = []
        for _ in range(runs):
            start = clock()
            jax.block_until_ready(run(w))
            laps.append(clock() - start)
        medians.append(float(np.median(laps)))
    return tuple(medians)
""",
            "did nobody warm up?",
        ),
    ],
    "ex-numpy-numba-jax-blocks": [
        (
            "def find_peak_in_blocks(f, x, y, max_bytes):\n"
            "    return np.max(f(x[:, None], y))\n",
            "the whole grid at once?",
        ),
        (blocks(rows="max_bytes // len(y)"), "bytes, or numbers of 8 bytes?"),
        (blocks(start="0.0"), "where does the best start?"),
        (blocks(stop="len(x) - rows + 1"), "rows that do not fill a block?"),
        (blocks(call="f(y, x[k : k + rows, None])"), "swapped?"),
        (blocks(rows="max_bytes // (8 * len(y)) and 1"), "is each block full?"),
        (
            "def find_peak_in_blocks(f, x, y, max_bytes):\n"
            "    return max(np.max(f(a, y)) for a in x)\n",
            "one row, not a block of them?",
        ),
        (  # keeps all results
            "def find_peak_in_blocks(f, x, y, max_bytes):\n"
            "    rows = max_bytes // (8 * len(y))\n"
            "    kept = [f(x[k : k + rows, None], y) for k in range(0, len(x), rows)]\n"
            "    return max(np.max(block) for block in kept)\n",
            "are the results of all blocks kept?",
        ),
        (  # coordinates as large as the block
            blocks(call="f(*np.meshgrid(x[k : k + rows], y, indexing='ij'))"),
            "do coordinates fill blocks too",
        ),
        (  # only the last block counts
            "def find_peak_in_blocks(f, x, y, max_bytes):\n"
            "    rows = max_bytes // (8 * len(y))\n"
            "    for k in range(0, len(x), rows):\n"
            "        best = np.max(f(x[k : k + rows, None], y))\n"
            "    return best\n",
            "are all blocks compared?",
        ),
        (blocks(rows="max(1, max_bytes // (8 * len(y)))"), "is a ValueError raised?"),
    ],
    "ex-numpy-numba-jax-ruin": [
        (RUINS.format(start=-1, stop="ruins[i] = t if ruins[i] < 0 else ruins[i]"),
         "where is the exit?"),
        (RUINS.format(start=0, stop="ruins[i] = t; break"), "for a survivor, not -1"),
        (RUINS.format(start=-1, stop="ruins[i] = t + 1; break"), "one period late"),
        (RUINS.format(start=-1, stop="ruins[i] = t; return ruins"), "does one ruin end all?"),
        (RUINS.format(start=-1, stop="ruins[i] = t; break").replace("@numba.njit\n", ""),
         "who compiles it?"),
        (
            "def find_ruins(settle, books, flows):\n"
            "    return _ruins_by_numpy(flows)\n",
            "is settle called?",
        ),
        (  # time outside, as in a batch: goes on until all are ruined
            "@numba.njit\n"
            "def find_ruins(settle, books, flows):\n"
            "    ruins = np.full(flows.shape[0], -1)\n"
            "    for t in range(flows.shape[1]):\n"
            "        for i in range(flows.shape[0]):\n"
            "            if settle(books[i], flows[i, t]) and ruins[i] < 0:\n"
            "                ruins[i] = t\n"
            "        if np.all(ruins >= 0):\n"
            "            break\n"
            "    return ruins\n",
            "where is the exit?",
        ),
        (  # looks at the flow after the ruin
            "@numba.njit\n"
            "def find_ruins(settle, books, flows):\n"
            "    ruins = np.full(flows.shape[0], -1)\n"
            "    for i in range(flows.shape[0]):\n"
            "        for t in range(flows.shape[1]):\n"
            "            if ruins[i] >= 0:\n"
            "                settle(books[i], flows[i, t])\n"
            "                break\n"
            "            if settle(books[i], flows[i, t]):\n"
            "                ruins[i] = t\n"
            "    return ruins\n",
            "touched after the ruin",
        ),
    ],
}
