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
        (race(array="x"), "a NumPy, a JAX array?"),
        (race(array="jnp.asarray(x, 'float64')"), "do both get equal ones?"),
        (race(array="jnp.asarray(np.ravel(x))"), "g did not get all of x"),
        (race(array="jnp.asarray(x, dtype='float32').astype(x.dtype)"), "g did not get all of x"),
        (race(array="jnp.asarray(np.round(x, 6))"), "g did not get all of x"),
        (race(refuse="tolerance = max(tolerance, np.finfo(a.dtype).eps)\n    " + GOOD["refuse"]),
         "one number too large was accepted"),
        (race(refuse="if a.dtype != b.dtype: return\n    " + GOOD["refuse"]),
         "a result of another dtype: None, not a ValueError"),
        (race(array="jnp.asarray(x)").replace("f(x)", "f(v)"), "a NumPy, a JAX array?"),
        (  # data moved within the lap
            race(lap="jax.block_until_ready(run(jnp.array(v) if run is g else v)); "
                 "return clock() - start"),
            "is x moved again for every call?",
        ),
        (race(lap="run(v); return clock() - start"), "nobody waited for calls"),
        (  # waits, too late
            race(lap="r = run(v); t = clock() - start; jax.block_until_ready(r); return t"),
            "before the wait for g?",
        ),
        (race(statistic="mean"), "is that the mean"),
        (race(statistic="min"), "is that the min"),
        (race(refuse="pass"), "a result of another dtype was accepted"),
        (race(refuse="if a.shape != b.shape or not np.max(np.abs(a - b)) <= tolerance: "
              "raise ValueError"), "a result of another dtype was accepted"),
        (  # results need not be like x
            race(refuse="if a.dtype != b.dtype or a.shape != x.shape or b.shape != x.shape or not "
                 "np.max(np.abs(a - b)) <= tolerance: raise ValueError"),
            "within the tolerance were refused",
        ),
        (race(refuse="if a.dtype != x.dtype or b.dtype != x.dtype or a.shape != b.shape or not "
              "np.max(np.abs(a - b)) <= tolerance: raise ValueError"),
         "within the tolerance were refused"),
        (race(refuse="if a.itemsize != b.itemsize or a.shape != b.shape or not "
              "np.max(np.abs(a - b)) <= tolerance: raise ValueError"),
         "a result of another dtype was accepted"),
        (race().replace("float(np.median(l))", "round(float(np.median(l)), 6)"),
         "what else runs between readings?"),
        (race().replace("tolerance=1e-12", "tolerance=1.5e-12"),
         "one number too large was accepted"),
        (race().replace("tolerance=1e-12", "tolerance=6e-13"),
         "within the tolerance were refused"),
        (race(refuse="tolerance = tolerance or 1e-12\n    " + GOOD["refuse"]), "was accepted"),
        (race(refuse="tolerance = max(tolerance, 1e-12)\n    " + GOOD["refuse"]), "was accepted"),
        *[(race(refuse=f"tolerance = min(tolerance, {most})\n    " + GOOD["refuse"]),
           "within the tolerance were refused") for most in (1e-3, 1)],
        (race(array="jnp.asarray(x); runs = min(runs, 30)"), "one warm-up and"),
        (  # an infinity minus a number is no number
            race(refuse="gap = np.abs(a - b) if a.shape == b.shape else np.inf\n"
                 "    if a.dtype != b.dtype or a.shape != b.shape or np.isnan(a + b).any() or not "
                 "np.max(gap[np.isfinite(gap)], initial=0) <= tolerance: raise ValueError"),
            "an infinity was accepted",
        ),
        (race(statistic="max"), "is that the max"),
        (race(statistic="sum"), "is that the sum"),
        (race().replace("range(runs)", "range(5)"), "one warm-up and 1 runs for each?"),
        (race().replace("range(runs)", "range(runs + 1)"), "one warm-up and 5 runs for each?"),
        (race().replace("range(runs)", "range(runs - 1)"), "did nobody warm up?"),
        (race().replace("<= tolerance", "<= 1e-12"), "within the tolerance were refused"),
        (race().replace("<= tolerance", "< tolerance"), "within the tolerance were refused"),
        (race().replace("<= tolerance", "<= 1e-6"), "one number too large was accepted"),
        (race().replace("runs=5", "runs=7"), "one warm-up and 5 runs for each?"),
        (race().replace("tolerance=1e-12", "tolerance=1e-9"), "one number too large was accepted"),
        (race().replace("clock()", "time.perf_counter()"), "what else runs between readings?"),
        (race().replace("    def lap", "    f(x), g(v)\n    def lap"),
         "one warm-up and 5 runs for each?"),
        (race().replace("((f, x), (g, v))", "((g, v), (f, x))"),
         "what else runs between readings?"),
        (race().replace("return tuple", "return sum"), "the two medians are asked for"),
        (race().replace("return tuple", "tuple"), "is a `return` missing?"),
        (  # the work of all calls together
            race().replace("    return tuple(float(np.median(l)) for l in laps)",
                           "    return sum(laps[0]) / runs, sum(laps[1]) / runs"),
            "is that the mean",
        ),
        (  # equal_nan is on by default
            race(refuse="try: np.testing.assert_allclose(b, a, rtol=0, atol=tolerance, "
                 "strict=True)\n"
                 "    except AssertionError: raise ValueError('different')"),
            "two equal NaNs was accepted",
        ),
        (race(refuse="np.testing.assert_allclose(b, a, rtol=0, atol=tolerance, strict=True)"),
         "an AssertionError, not a ValueError"),
        (  # the error of one number, the first
            race(refuse="if a.dtype != b.dtype or a.shape != b.shape or not "
                 "abs(a - b).mean() <= tolerance: raise ValueError"),
            "one number too large was accepted",
        ),
        (  # the array of shape (1,) broadcasts
            race(refuse="if a.dtype != b.dtype or not np.max(np.abs(a - b)) <= tolerance: "
                 "raise ValueError"),
            "does it broadcast?",
        ),
        (
            race(refuse="if a.dtype != b.dtype or a.shape != b.shape or "
                 "not np.allclose(a, b, atol=tolerance): raise ValueError"),
            "the largest gap, and no rtol?",
        ),
        *[  # the array of one column broadcasts
            (race(refuse=f"if a.dtype != b.dtype or {shape} or "
                  "not np.max(np.abs(a - b)) <= tolerance: raise ValueError"),
             "a result of one column was accepted")
            for shape in ("a.ndim != b.ndim",
                          "a.ndim != b.ndim or a.ndim > 1 and len(a) != len(b)")
        ],
        (  # the sign of the gap
            race(refuse="if a.dtype != b.dtype or a.shape != b.shape or "
                 "not np.max(b - a) <= tolerance: raise ValueError"),
            "what of the sign of the gap?",
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
        (blocks(stop="len(x) - rows + 1"), "what of those that fill no block?"),
        (blocks(call="f(y, x[k : k + rows, None])"), "swapped?"),
        (blocks(rows="max_bytes // (8 * len(y)) and 1"), "is each block full?"),
        (
            "def find_peak_in_blocks(f, x, y, max_bytes):\n"
            "    return max(np.max(f(a, y)) for a in x)\n",
            "is a result one row, not a block of them?",
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
        (blocks(rows="max(1, max_bytes // (8 * len(y)))"), "no ValueError at"),
        (blocks(rows="max(1, (max_bytes - 1) // (8 * len(y)))"), "is each block full?"),
        (blocks(rows="max_bytes // (8 * 1000)"), "stopped with ValueError"),
        (blocks(call="f(x[k + 1 : k + rows, None], y)"), "what of those that fill no block?"),
        (blocks(call="f(x[k : k + rows, None], y[1:])"), "what of those that fill no block?"),
        (blocks(call="f(x[:rows, None], y)"), "are all blocks compared?"),
        (blocks().replace("    return best", "    best"), "is a `return` missing?"),
        (blocks().replace("np.max(f", "np.min(f"), "are all blocks compared?"),
        (blocks().replace("return best", "return np.array([best])"), "one number is asked for"),
        (blocks().replace("raise ValueError", "return None"), "is a `return` missing?"),
        (blocks().replace("raise ValueError", "raise TypeError"), "stopped with TypeError"),
        *[(blocks(start="None").replace("best = max(best, np.max(", "peak = float(np.max(").replace(
            ", y)))", f", y)))\n        best = {best}"), "are all blocks compared?")
          for best in ("peak if not best or peak > best else best",  # 0 is false, too
                       "max(best or peak, peak)")],
        (blocks().replace("best = max(best, np.max(", "peak = float(np.max(").replace(
            ", y)))", ", y)))\n        best = peak if peak - best > 1e-9 else best"),
         "are all blocks compared?"),
        (blocks(start="-100.0"), "are all blocks compared?"),
        (blocks(start="-1e9"), "are all blocks compared?"),
        (blocks(start="-1e300"), "are all blocks compared?"),
        (blocks(start="-1e308"), "are all blocks compared?"),
        (blocks(start="np.finfo(float).min"), "are all blocks compared?"),
        *[(blocks(rows=f"min({most}, max_bytes // (8 * len(y)))"), "is each block full?")
          for most in (64, 128, 1024)],
        (blocks().replace("    return best", "    y.sort()\n    return best"), "read-only"),
        (  # right, with the old block held while the next is made
            "def find_peak_in_blocks(f, x, y, max_bytes):\n"
            "    rows = max_bytes // (8 * len(y))\n"
            "    best, old = -np.inf, None\n"
            "    for k in range(0, len(x), rows):\n"
            "        block = f(x[k : k + rows, None], y)\n"
            "        old = block, old and old[0]\n"
            "        best = max(best, np.max(block))\n"
            "    return best\n",
            "is an old one kept?",
        ),
    ],
    "ex-numpy-numba-jax-ruin": [
        (RUINS.format(start=-1, stop="ruins[i] = t if ruins[i] < 0 else ruins[i]"),
         "where is the exit?"),
        (RUINS.format(start=0, stop="ruins[i] = t; break"), "for a survivor, not -1"),
        (RUINS.format(start=-1, stop="ruins[i] = t + 1; break"), "one period late"),
        (RUINS.format(start=-1, stop="ruins[i] = t; return ruins"), "does one ruin end all?"),
        (RUINS.format(start=-1, stop="ruins[i] = t; break").replace("@numba.njit\n", ""),
         "who compiles it?"),
        (  # says that it is compiled
            RUINS.format(start=-1, stop="ruins[i] = t; break").replace("@numba.njit\n", "")
            + "find_ruins.signatures = []\n", "who compiles it?"),
        (  # a function of Python around a compiled one
            RUINS.format(start=-1, stop="ruins[i] = t; break")
            + "compiled = find_ruins\n@functools.wraps(compiled)\n"
            "def find_ruins(*given):\n    return compiled(*given)\n", "who compiles it?"),
        (
            "def find_ruins(settle, books, flows):\n"
            "    paths = np.cumsum(np.hstack([books[:, :1], flows]), axis=1)[:, 1:]\n"
            "    return np.where((paths < 0).any(1), (paths < 0).argmax(1), -1)\n",
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
        (  # a rule of its own
            RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
                "if settle(books[i], flows[i, t]):",
                "books[i, 1] += 1; books[i, 0] += flows[i, t]\n            if books[i, 0] < 0:"),
            "with another settle",
        ),
        (  # a copy, unless books lie row by row
            RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
                "    ruins =", "    books = np.ascontiguousarray(books)\n    ruins ="),
            "books stored by columns",
        ),
        (  # books from another place
            RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
                "    ruins =", "    books = books.copy()\n    ruins ="),
            "is settle called?",
        ),
        (  # counts periods by the books, and begins at 0
            RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
                "    ruins =", "    books[:, 1] = 0\n    ruins ="),
            "are periods at the start forgotten?",
        ),
        (RUINS.format(start=-1, stop="ruins[i] = int(books[i, 1]) - 1; break"),
         "periods of ruin differ"),
        *[(RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
            "if settle(books[i], flows[i, t])", rule), hint) for rule, hint in (
                ("if settle(books[i], flows[i, t]) or books[i, 0] < 0", "does one ruin end all?"),
                ("if settle(books[i], flows[i, t]) and books[i, 0] < 0", "another settle"),
                ("if settle(books[i], flows[i, t]) and flows[i, t] < 0", "books were touched"),
                ("if flows[i, t] != 0 and settle(books[i], flows[i, t])", ": do"))],
        (  # closed before its first period
            RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
                "        for t in", "        if books[i, 0] < 0: continue\n        for t in"),
            "a firm still in business was stopped",
        ),
        (  # all firms begin with 5
            RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
                "    ruins =", "    books[:, 0] = 5.0\n    ruins ="),
            "is it that of the books at the start?",
        ),
        (  # the last period is not settled
            RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
                "range(flows.shape[1])", "range(flows.shape[1] - 1)"),
            "a firm still in business was stopped",
        ),
        *[(RUINS.format(start=-1, stop="ruins[i] = t; break").replace("flows[i, t])", flow),
           "wrong cash") for flow in ("np.float32(flows[i, t]))", "round(flows[i, t], 6))")],
        # sizes of the example
        (RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
            "range(flows.shape[1])", "range(min(flows.shape[1], 1000))"),
         "a firm still in business was stopped"),
        (RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
            "range(flows.shape[0])", "range(min(flows.shape[0], 2000))"),
         "a firm still in business was stopped"),
        (RUINS.format(start="-1, np.int16", stop="ruins[i] = t; break"), "ruin"),
        (RUINS.format(start="-1.0", stop="ruins[i] = t; break"), "an array of integers"),
        (RUINS.format(start=-1, stop="ruins[i] = t; break").replace("return", "other ="),
         "is a `return` missing?"),
        (RUINS.format(start=-1, stop="ruins[i] = t; break").replace(
            "return ruins", "return ruins[1:]"), "shape (2,) for 3 firms"),
        (  # the firms that survive are told by the number of periods
            RUINS.format(start="flows.shape[1]", stop="ruins[i] = t; break"),
            "for a survivor, not -1",
        ),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-numpy-numba-jax-fair": [
        race(),
        """
def compare_fairly(f, g, x, tolerance=1e-12, runs=5, clock=time.perf_counter):
    y = jax.device_put(x)
    a, b = f(x), jax.block_until_ready(g(y))
    same = a.dtype == b.dtype and a.shape == b.shape
    if not (same and np.all(np.abs(np.asarray(b) - a) <= tolerance)):
        raise ValueError(f"results differ by more than {tolerance}")
    times = np.zeros((2, runs))
    for k in range(runs):
        for i, call in enumerate((lambda: f(x), lambda: g(y))):
            start = clock()
            jax.block_until_ready(call())
            times[i, k] = clock() - start
    return tuple(np.median(times, axis=1).tolist())
""",
        """
import statistics
def compare_fairly(f, g, x, tolerance=1e-12, runs=5, clock=time.perf_counter):
    def time_once(run, values):
        begin = clock()
        result = np.asarray(run(values))
        return clock() - begin, result
    x_jax = jnp.array(x)
    a, b = time_once(f, x)[1], time_once(g, x_jax)[1]
    if a.dtype != b.dtype:
        raise ValueError("dtype")
    if a.shape != b.shape:
        raise ValueError("shape")
    if np.isnan(a).any() or not np.allclose(a, b, rtol=0, atol=tolerance):
        raise ValueError("numbers")
    return [statistics.median(time_once(run, v)[0] for _ in range(runs))
            for run, v in ((f, x), (g, x_jax))]
""",
    ],
    "ex-numpy-numba-jax-blocks": [
        blocks(),
        "def find_peak_in_blocks(f, x, y, max_bytes):\n"
        "    rows = int(max_bytes / 8 // y.size)\n"
        "    if not rows:\n"
        "        raise ValueError('too long a row')\n"
        "    count = -(-x.size // rows)\n"
        "    starts = [k * rows for k in range(count)]\n"
        "    return max(f(x[k:k + rows].reshape(-1, 1), y[None, :]).max() for k in starts)\n",
        "def find_peak_in_blocks(f, x, y, max_bytes):\n"  # all blocks nearly equal
        "    rows = max_bytes // y.nbytes\n"
        "    if rows < 1:\n"
        "        raise ValueError('no row fits')\n"
        "    blocks = np.array_split(x[:, None], -(-len(x) // rows))\n"
        "    return np.max([np.max(f(block, y)) for block in blocks])\n",
        "def find_peak_in_blocks(f, x, y, max_bytes):\n"
        "    if y.nbytes > max_bytes:\n"
        "        raise ValueError\n"
        "    rows, peaks = max_bytes // y.nbytes, []\n"
        "    while len(x):\n"
        "        peaks.append(np.max(f(x[None, :rows], y[:, None])))\n"
        "        x = x[rows:]\n"
        "    return float(np.max(peaks))\n",
    ],
    "ex-numpy-numba-jax-ruin": [
        RUINS.format(start=-1, stop="ruins[i] = t; break"),
        "@numba.njit(parallel=True)\n"
        "def find_ruins(settle, books, flows):\n"
        "    n, periods = flows.shape\n"
        "    ruins = np.empty(n, np.int32)\n"
        "    for i in numba.prange(n):\n"
        "        ruins[i] = -1\n"
        "        t = 0\n"
        "        while t < periods and ruins[i] < 0:\n"
        "            if settle(books[i], flows[i, t]):\n"
        "                ruins[i] = t\n"
        "            t += 1\n"
        "    return ruins\n",
        "@numba.njit\n"
        "def find_ruins(settle, books, flows):\n"
        "    ruins = -np.ones(len(books), dtype=np.int64)\n"
        "    for t in range(flows.shape[1]):\n"
        "        for i in range(len(books)):\n"
        "            if ruins[i] < 0 and settle(books[i], flows[i, t]):\n"
        "                ruins[i] = t\n"
        "    return ruins\n",
        "@numba.njit\n"
        "def _find_one(settle, book, flow):\n"
        "    for t, change in enumerate(flow):\n"
        "        if settle(book, change):\n"
        "            return t\n"
        "    return -1\n"
        "@numba.njit\n"
        "def find_ruins(settle, books, flows):\n"
        "    return np.array([_find_one(settle, books[i], flows[i]) for i in range(len(books))])\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
