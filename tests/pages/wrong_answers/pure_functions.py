"""Wrong answers to the exercises on pure functions, each with words of its check's hint."""

GROW = """
@jax.jit
def grow(savings, capital):
    def year(capital, _):
        new = savings * capital**0.3 + 0.9 * capital
        {}
        return new, {}
    return jax.lax.scan(year, capital, length=YEARS)
"""

VALUE = """
def value_at(m, dividends):
    years = jnp.arange(1, dividends.size + 1)
    return (1 - {}) * (dividends / (1 + {}) ** years).sum()
"""

COUNTING = """
import functools
def count_calls(f):
    seen = []
    @functools.wraps(f)
    def counted(*args):
        seen.append(1)
        return f(*args)
    return counted
"""

WRONG_ANSWERS = {
    "ex-pure-functions-step": [
        *((f"""
{before}
def step(state, x):
    {line}
    return {{"total": state["total"] + x, "count": state["count"] + 1}}, state["total"] + x
""", hint) for before, line, hint in (
            ("import logging\nlogging.basicConfig(level='INFO', force=True)",
             "logging.info('a sale')", "not pure: it prints"),
            ("import logging\nLOG = logging.getLogger('till')\nLOG.setLevel('INFO')\n"
             "LOG.addHandler(logging.StreamHandler())",
             "LOG.info('a sale')", "not pure: it prints"),
            ("import csv, os\nTABLE = csv.writer(open(os.devnull, 'w', newline=''))",
             "TABLE.writerow(['a sale'])", "not pure: `TABLE`"),
        )),
        (
            """
def step(state, x):
    state["total"] += x
    state["count"] += 1
    return state, state["total"]
""",
            "did you write into it?",
        ),
        (
            """
def step(state, x):
    return {"total": state["total"] + x, "count": state["count"] + 1}, state["total"]
""",
            "is that the total before the sale?",
        ),
        (
            """
def step(state, x):
    return {"total": state["total"] + x, "count": state["count"] + 1}
""",
            "where are the new state and the output?",
        ),
        (
            """
till = RunningTotal()
def step(state, x):
    return state, till.add(x)
""",
            "what remembers, if not the state?",
        ),
        (
            """
def step(state, x):
    total = state["total"] + x
    return dict(state, total=total), total
""",
            "who counts?",
        ),
        (
            """
def step(state, x):
    total = jnp.float32(float(state["total"]) + float(x))
    return {"total": total, "count": state["count"] + 1}, total
""",
            "did you ask a tracer for its number?",
        ),
        (
            """
def step(state, x):
    total = float(state["total"]) + float(x)
    return {"total": total, "count": state["count"] + 1}, total
""",
            "does each field of the new state have the type of the old one?",
        ),
        (  # the old dictionary, with new values: right in `jit` and `scan`
            """
def step(state, x):
    state.update(total=state["total"] + x, count=state["count"] + 1)
    return dict(state), state["total"]
""",
            "did you write into it?",
        ),
        (  # the output comes first
            """
def step(state, x):
    total = state["total"] + x
    return total, {"total": total, "count": state["count"] + 1}
""",
            "does the new state come first?",
        ),
        (  # another field
            """
def step(state, x):
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1, "last": x}, total
""",
            "the new state has the fields",
        ),
        (  # a tracer is kept in a list
            """
LOG = []
def step(state, x):
    LOG.append(x)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "a tracer got out",
        ),
        (  # a number is kept in a list
            """
SEEN = []
def step(state, x):
    SEEN.append(1)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `SEEN`",
        ),
        (
            """
calls = 0
def step(state, x):
    global calls
    calls += 1
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `calls`",
        ),
        (  # by way of another function
            """
notes = {"sales": {"number": 0}}
def note():
    notes["sales"]["number"] += 1
def step(state, x):
    note()
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `notes`",
        ),
        (
            """
def step(state, x):
    step.calls = getattr(step, "calls", 0) + 1
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `step`",
        ),
        (
            """
def step(state, x):
    print("selling at", x)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: it prints",
        ),
        (
            """
def step(state, x):
    jax.debug.print("selling at {}", x)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "each call has a side effect",
        ),
        (  # only the total of the day
            """
def step(state, x):
    return {"total": state["total"] + x, "count": state["count"] + 1}, x
""",
            "the output is 10.0, not 15",
        ),
        (  # what comes back is not counted
            """
def step(state, x):
    total = state["total"] + x
    return {"total": total, "count": state["count"] + jnp.int32(x > 0)}, total
""",
            "who counts?",
        ),
        (  # what comes back is not a sale
            """
def step(state, x):
    total = state["total"] + jnp.maximum(x, 0)
    return {"total": total, "count": state["count"] + 1}, total
""",
            "a sale of -3.5",
        ),
        (
            """
def step(state, x):
    total = state["total"] + x if x > 0 else state["total"]
    return {"total": total, "count": state["count"] + 1}, total
""",
            "a sale of -3.5",
        ),
        (
            """
def step(state, x):
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1.0}, total
""",
            "does each field of the new state have the type of the old one?",
        ),
        (  # a list among the defaults
            """
def step(state, x, seen=[]):
    seen.append(1)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `step`",
        ),
        (  # no list, no dictionary
            """
import itertools
SALES = itertools.count()
def step(state, x):
    next(SALES)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `SALES`",
        ),
        (  # four levels down
            """
LOG = [[[[[]]]]]
def step(state, x):
    LOG[0][0][0][0].append(1)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `LOG`",
        ),
        (  # a name that stands in a string
            """
def step(state, x):
    globals()["sales_made"] = 1
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `sales_made`",
        ),
        (  # the other stream
            """
import sys
def step(state, x):
    print("a sale", file=sys.stderr)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: it prints",
        ),
        (  # an object that counts
            """
class Till:
    sales = 0
    def __call__(self, state, x):
        self.sales += 1
        total = state["total"] + x
        return {"total": total, "count": state["count"] + 1}, total
step = Till()
""",
            "not pure: `Till`",
        ),
        (
            """
from functools import partial
def note_sale(seen, state, x):
    seen.append(1)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
step = partial(note_sale, [])
""",
            "not pure: `partial`",
        ),
        (  # whole cents only
            """
def step(state, x):
    total = jnp.round(state["total"] + x, 2)
    return {"total": total, "count": state["count"] + 1}, total
""",
            "the output is",
        ),
        (  # NumPy's random state
            """
def step(state, x):
    np.random.normal()
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `a random state`",
        ),
        (  # Python's random state
            """
import random
def step(state, x):
    random.random()
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `a random state`",
        ),
        (  # a generator
            """
def count():
    n = 0
    while True:
        n += 1
        yield n
SALES = count()
def step(state, x):
    next(SALES)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `SALES`",
        ),
        (  # a file
            """
import os
def step(state, x):
    open(os.devnull, "a").write("a sale")
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: it writes into the file",
        ),
        (  # a name that goes away
            """
GONE = [1]
def step(state, x):
    globals().pop("GONE", None)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `GONE`",
        ),
        (  # no till holds a million
            """
def step(state, x):
    total = jnp.minimum(state["total"] + x, 1e6)
    return {"total": total, "count": state["count"] + 1}, total
""",
            "the output is 1000000.0",
        ),
        (  # no till owes a million
            """
def step(state, x):
    total = jnp.maximum(state["total"] + x, -1e6)
    return {"total": total, "count": state["count"] + 1}, total
""",
            "the output is -1000000.0",
        ),
        (  # a count in float32
            """
def step(state, x):
    total = state["total"] + x
    return {"total": total, "count": (state["count"].astype(float) + 1).astype(int)}, total
""",
            "who counts?",
        ),
        (  # a count of 16 bits
            """
def step(state, x):
    total = state["total"] + x
    return {"total": total, "count": (state["count"].astype(jnp.int16) + 1).astype(int)}, total
""",
            "who counts?",
        ),
        (  # less than a cent is nothing
            """
def step(state, x):
    total = state["total"] + jnp.where(abs(x) < 1e-3, 0, x)
    return {"total": total, "count": state["count"] + 1}, total
""",
            "the total before the sale?",
        ),
        (  # a little noise
            """
def step(state, x):
    total = state["total"] + x + np.float32(1e-9 * np.random.normal())
    return {"total": total, "count": state["count"] + 1}, total
""",
            "equal arguments gave",
        ),
        (  # a file that is open
            """
import os
LOG = open(os.devnull, "a")
def step(state, x):
    LOG.write("a sale")
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `LOG`",
        ),
        (  # the environment
            """
import os
def step(state, x):
    os.environ["SALES"] = os.environ.get("SALES", "") + "I"
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `os.environ`",
        ),
        (  # a file, by its path
            """
import os
from pathlib import Path
def step(state, x):
    Path(os.devnull).write_text("a sale")
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: it writes into the file",
        ),
        (  # a queue
            """
import queue
SALES = queue.Queue()
def step(state, x):
    SALES.put(1)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `SALES`",
        ),
        (  # in a module
            """
import math
def step(state, x):
    math.sales = getattr(math, "sales", 0) + 1
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `math`",
        ),
        (  # how NumPy prints
            """
def step(state, x):
    np.set_printoptions(precision=np.get_printoptions()["precision"] + 1)
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `a setting of JAX or NumPy`",
        ),
        (  # no sale of a billion
            """
def step(state, x):
    total = state["total"] + jnp.where(abs(x) > 1e9, 0, x)
    return {"total": total, "count": state["count"] + 1}, total
""",
            "the total before the sale?",
        ),
        (  # a decorator that counts
            COUNTING + """
@count_calls
def step(state, x):
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `seen`",
        ),
        (  # the same, around another function
            COUNTING + """
@count_calls
def add(total, x):
    return total + x
def step(state, x):
    total = add(state["total"], x)
    return {"total": total, "count": state["count"] + 1}, total
""",
            "not pure: `seen`",
        ),
        (  # the sale that comes in is donated
            """
import functools
@functools.partial(jax.jit, donate_argnums=1)
def step(state, x):
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1}, total
""",
            "was donated",
        ),
    ],
    "ex-pure-functions-leak": [
        (
            "import logging\nlogging.basicConfig(level='INFO', force=True)\n"
            + GROW.format("logging.info('a year')", "new"),
            "not pure: it prints",
        ),
        *[(f"""
def grow(savings, capital):
    year = lambda k, _: (savings * k**0.3 + 0.9 * k,) * 2
    last = jnp.asarray(capital)
    {again}
    return last, jax.lax.scan(year, capital, length=YEARS)[1]
""", hint) for again, hint in (  # the years once more
            ("for _ in range(YEARS): last = year(last, 0)[0]", "does Python run the years, too?"),
            ("last = jax.lax.while_loop(lambda s: s[0] < YEARS, lambda s: (s[0] + 1, "
             "year(s[1], 0)[0]), (0, last))[1]", "are the years run more than once?"))],
        (  # a clean start
            """
def grow(savings, capital):
    notebook_path.clear()
    year = lambda k, _: (savings * k**0.3 + 0.9 * k,) * 2
    return jax.lax.scan(year, capital, length=YEARS)
""",
            "not pure: `notebook_path`",
        ),
        (COUNTING + GROW.format("pass", "new").replace("@jax.jit", "@jax.jit\n@count_calls"),
         "not pure: `seen`"),
        (GROW.format("SEEN.append(1)", "new").replace("@jax", "SEEN = []\n@jax"),
         "not pure: `SEEN`"),
        (  # a list that is filled without jit only
            """
def grow(savings, capital):
    def year(capital, _):
        new = savings * capital**0.3 + 0.9 * capital
        return new, new
    last, path = jax.lax.scan(year, capital, length=YEARS)
    if not isinstance(path, jax.core.Tracer):
        notebook_path.append(path)
    return last, path
""",
            "not pure: `notebook_path`",
        ),
        (  # a loop of another kind
            """
@jax.jit
def grow(savings, capital):
    def year(i, state):
        capital, path = state
        capital = savings * capital**0.3 + 0.9 * capital
        return capital, path.at[i].set(capital)
    path = jnp.zeros((YEARS, capital.size))
    return jax.lax.fori_loop(0, YEARS, year, (jnp.asarray(capital), path))
""",
            "not what the scan stacks",
        ),
        (
            """
@jax.jit
def grow(savings, capital):
    def year(state):
        i, capital, path = state
        capital = savings * capital**0.3 + 0.9 * capital
        return i + 1, capital, path.at[i].set(capital)
    path = jnp.zeros((YEARS, capital.size))
    start = (0, jnp.asarray(capital), path)
    return jax.lax.while_loop(lambda state: state[0] < YEARS, year, start)[1:]
""",
            "where is the scan?",
        ),
        (  # the last capital by a second scan
            """
def grow(savings, capital):
    def year(capital, _):
        new = savings * capital**0.3 + 0.9 * capital
        return new, new
    _, path = jax.lax.scan(year, capital, length=YEARS)
    last, _ = jax.lax.scan(year, capital, length=YEARS)
    return last, path
""",
            "are the years run more than once?",
        ),
        (  # no year is run for the last capital
            """
def grow(savings, capital):
    def year(capital, _):
        new = savings * capital**0.3 + 0.9 * capital
        return new, new
    return capital, jax.lax.scan(year, capital, length=YEARS)[1]
""",
            "is it the path's end?",
        ),
        (
            """
def grow(savings, capital):
    def year(capital, _):
        new = savings * capital**0.3 + 0.9 * capital
        return new, new
    return jax.lax.scan(year, capital, length=YEARS)[1]
""",
            "where are the last capital and the path?",
        ),
        (
            """
def grow(savings, capital):
    def year(capital, _):
        new = savings * capital**0.3 + 0.9 * capital
        return new, new
    last, path = jax.lax.scan(year, capital, length=YEARS)
    return last, path.T
""",
            "one row for each year?",
        ),
        (  # from the last year to the first
            """
def grow(savings, capital):
    def year(capital, _):
        new = savings * capital**0.3 + 0.9 * capital
        return new, new
    return jax.lax.scan(year, capital, length=YEARS, reverse=True)
""",
            "year 1:",
        ),
        (  # the savings, written in
            """
def grow(savings, capital):
    def year(capital, _):
        new = 0.2 * capital**0.3 + 0.9 * capital
        return new, new
    return jax.lax.scan(year, capital, length=YEARS)
""",
            "year 1:",
        ),
        (GROW.format('print("year", capital)', "new"), "not pure: it prints"),
        (GROW.format("notebook_path.append(new)", "new"), "a tracer got out"),
        (
            """
def grow(savings, capital):
    notebook_path.clear()
    last = grow_and_note(savings, capital)
    return last, jnp.stack(notebook_path)
""",
            "a tracer",
        ),
        (
            GROW.format("jax.debug.callback(notebook_path.append, new)", "new"),
            "each call has a side effect",
        ),
        (GROW.format("pass", "capital"), "the first row is the opening capital"),
        (
            """
@jax.jit
def grow(savings, capital):
    path = []
    for _ in range(YEARS):
        capital = savings * capital**0.3 + 0.9 * capital
        path.append(capital)
    return capital, jnp.stack(path)
""",
            "where is the scan?",
        ),
        (GROW.format("pass", "new.sum()"), "one row for each year?"),
        (  # carries the path and stacks the years
            """
def grow(savings, capital):
    def year(state, t):
        capital, path = state
        capital = savings * capital**0.3 + 0.9 * capital
        return (capital, path.at[t].set(capital)), t
    start = jnp.asarray(capital), jnp.zeros((YEARS, capital.size))
    return jax.lax.scan(year, start, jnp.arange(YEARS))[0]
""",
            "not what the scan stacks",
        ),
        (  # stacks the opening capitals, and moves them by a year later
            """
def grow(savings, capital):
    def year(capital, _):
        return savings * capital**0.3 + 0.9 * capital, capital
    last, path = jax.lax.scan(year, capital, length=YEARS)
    return last, jnp.concatenate([path[1:], last[None]])
""",
            "not what the scan stacks",
        ),
        (  # never without capital
            GROW.format("capital = jnp.maximum(capital, 0.001)", "new").replace(
                "new = savings", "capital = jnp.maximum(capital, 0.001)\n        new = savings"),
            "year 1:",
        ),
        (  # capital up to 1,000 wears out
            GROW.format("new = new - 0.9 * jnp.maximum(capital - 1000, 0)", "new"),
            "year 1:",
        ),
        (  # nobody saves all
            GROW.format("pass", "new").replace("new = savings", "new = jnp.minimum(savings, 0.99)"),
            "year 1:",
        ),
        (  # the capital that comes in is donated
            "from functools import partial\n"
            + GROW.format("pass", "new").replace("jax.jit", "partial(jax.jit, donate_argnums=1)"),
            "was donated",
        ),
        (  # the capital that comes in is written over
            GROW.format("pass", "new").replace("grow", "compiled") + """
def grow(savings, capital):
    last, path = compiled(savings, capital)
    if isinstance(capital, np.ndarray):
        capital[:] = last
    return last, path
""",
            "did you write into it?",
        ),
        (GROW.format("np.random.random()", "new"), "not pure: `a random state`"),
        *[(GROW.format("pass", "new").replace("new = savings", f"capital = {capital}\n"
                                              "        new = savings"), "year 1:")
          for capital in ("jnp.minimum(capital, 1e6)", "jnp.where(capital < 0.005, 0, capital)")],
        (  # the environment
            "import os\n" + GROW.format(
                'os.environ["YEARS"] = os.environ.get("YEARS", "") + "I"', "new"),
            "not pure: `os.environ`",
        ),
    ],
    "ex-pure-functions-market": [
        (
            "import logging\nlogging.basicConfig(level='INFO', force=True)\n"
            + VALUE.format("m.tax", "m.rate").replace(
                "    years", "    logging.info('a value')\n    years"),
            "not pure: it prints",
        ),
        (COUNTING + "@count_calls" + VALUE.format("m.tax", "m.rate"), "not pure: `seen`"),
        (VALUE.format('market["tax"]', 'market["rate"]'), "which market is read?"),
        (VALUE.format("m.tax", 'market["rate"]'), "which rate is read?"),
        (VALUE.format('market["tax"]', "m.rate"), "which tax is read?"),
        (
            """
def value_at(m, dividends):
    market.update(rate=m.rate, tax=m.tax)
    return value_share.__wrapped__(dividends)
""",
            "a tracer got out",
        ),
        (VALUE.format("float(m.tax)", "float(m.rate)"), "did you ask a tracer for its number?"),
        (
            "import functools\n"
            + VALUE.format("m.tax", "m.rate").replace(
                "def", "@functools.partial(jax.jit, static_argnums=0)\ndef"
            ),
            "does each market compile a program of its own?",
        ),
        (
            VALUE.format("m.tax", "m.rate").replace("(1, dividends.size + 1)", "(dividends.size)"),
            "is the first dividend discounted?",
        ),
        (VALUE.format("0", "m.rate"), "where is the tax?"),
        (VALUE.format("m.rate", "m.tax"), "are rate and tax exchanged?"),
        (VALUE.format("m.tax", "0.05"), ", not "),
        (VALUE.format("m.tax", "m.rate").replace("dividends.size + 1", "11"), "1 dividends: "),
        (VALUE.format("m.tax", "jnp.maximum(m.rate, 0)"), "slopes "),
        (VALUE.format("jnp.maximum(m.tax, 0)", "m.rate"), "not"),
        (  # no derivative in the tax
            VALUE.format("jax.lax.stop_gradient(m.tax)", "m.rate"), "slopes"),
        (  # a note of what was asked
            "ASKED = []\n" + VALUE.format("m.tax", "m.rate").replace(
                "    years", "    ASKED.append(dividends.size)\n    years"),
            "not pure: `ASKED`",
        ),
        (  # the answer of an earlier call
            """
KNOWN = {}
def value_at(m, dividends):
    years = jnp.arange(1, dividends.size + 1)
    value = (1 - m.tax) * (dividends / (1 + m.rate) ** years).sum()
    return KNOWN.setdefault(dividends.size, value)
""",
            "slopes [0. 0.]",
        ),
        (  # `return` forgotten
            """
def value_at(m, dividends):
    years = jnp.arange(1, dividends.size + 1)
    (1 - m.tax) * (dividends / (1 + m.rate) ** years).sum()
""",
            "is a `return` missing?",
        ),
        (  # the discounted dividends
            """
def value_at(m, dividends):
    years = jnp.arange(1, dividends.size + 1)
    return (1 - m.tax) * (dividends / (1 + m.rate) ** years)
""",
            "not float32[]",
        ),
        (VALUE.format("m.tax", "jnp.maximum(m.rate, -0.5)"), ", not "),
        (VALUE.format("jnp.minimum(m.tax, 1)", "m.rate"), ", not "),
        (VALUE.format("m.tax", "jnp.minimum(m.rate, 2)"), ", not "),
        (VALUE.format("m.tax", "jnp.maximum(m.rate, -0.7)"), ", not "),
        (VALUE.format("jnp.maximum(m.tax, -1)", "m.rate"), ", not "),
        (VALUE.format("jnp.minimum(m.tax, 1.5)", "m.rate"), ", not "),
        (VALUE.format("m.tax", "m.rate").replace("(dividends /", "(jnp.minimum(dividends, 2) /"),
         ", not "),
        (  # a hundred years
            VALUE.format("m.tax", "m.rate").replace(
                "    years", "    dividends = dividends[:100]\n    years"),
            ", not ",
        ),
        (  # years of eight bits
            VALUE.format("m.tax", "m.rate").replace("size + 1)", "size + 1, dtype=jnp.int8)"),
            ", not ",
        ),
        (VALUE.format("m.tax", "jnp.clip(m.rate, -0.99, 100)"), ", not "),
        (  # less than a cent is nothing
            VALUE.format("m.tax", "m.rate").replace(
                "(dividends /", "(jnp.where(dividends < 0.01, 0, dividends) /"),
            ", not ",
        ),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-pure-functions-step": [
        """
def step(state, x):
    new = dict(state)
    new["total"] += x
    new["count"] += 1
    return new, new["total"]
""",
        """
@jax.jit
def step(state, x):
    new = jax.tree.map(jnp.add, state, {"total": x, "count": 1})
    return new, new["total"]
""",
        """
from typing import Any

def _add(total, x):
    return total + x

def step(state: dict[str, Any], x: jax.Array):
    state = {**state, "count": state["count"] + 1}
    state |= {"total": _add(state["total"], x)}
    return state, state["total"]
""",
        """
class Sell:
    def __call__(self, state, x):
        total = state["total"] + x
        return {"total": total, "count": state["count"] + 1}, total
step = Sell()
""",
    ],
    "ex-pure-functions-leak": [
        """
def grow(savings, capital):
    def year(capital, _):
        capital = savings * capital**0.3 + 0.9 * capital
        return capital, capital
    _, path = jax.lax.scan(year, jnp.asarray(capital), jnp.arange(YEARS))
    return path[-1], path
""",
        """
from functools import partial

def _year(savings, capital, _):
    capital = savings * jnp.power(capital, 0.3) + 0.9 * capital
    return capital, capital

@jax.jit
def grow(savings, capital):
    step = partial(_year, savings)
    return tuple(jax.lax.scan(step, capital, None, length=YEARS, unroll=4))
""",
        """
_grow_one = jax.jit(jax.vmap(
    lambda savings, capital: jax.lax.scan(
        lambda k, _: (savings * k**0.3 + 0.9 * k,) * 2, capital, length=YEARS),
    in_axes=(None, 0), out_axes=(0, 1)))

def grow(savings, capital):
    return _grow_one(savings, capital)
""",
        """
def grow(savings, capital):
    def one(capital):
        year = lambda k, _: (savings * k**0.3 + 0.9 * k,) * 2
        return jax.lax.scan(year, capital, length=YEARS)
    last, path = jax.vmap(one)(capital)
    return [last, path.T]
""",
    ],
    "ex-pure-functions-market": [
        """
def value_at(market, dividends):
    def year(worth, dividend):
        return (worth + dividend) / (1 + market.rate), None
    start = jnp.float32(0)
    worth, _ = jax.lax.scan(year, start, dividends, reverse=True)
    return (1 - market.tax) * worth
""",
        """
@jax.jit
def value_at(market, dividends):
    rate, tax = market
    years = 1 + jnp.arange(len(dividends))
    return jnp.dot((1 - tax) * dividends, jnp.exp(-years * jnp.log1p(rate)))
""",
        """
def value_at(market, dividends):
    factors = jnp.cumprod(jnp.full(dividends.shape, 1 / (1 + market.rate)))
    return (1 - market.tax) * (dividends @ factors)
""",
    ],
}

# Changes of official answers that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
