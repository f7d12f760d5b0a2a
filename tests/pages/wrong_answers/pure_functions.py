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

WRONG_ANSWERS = {
    "ex-pure-functions-step": [
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
    total = float(state["total"]) + float(x)
    return {"total": total, "count": state["count"] + 1}, total
""",
            "did you ask a tracer for its number?",
        ),
        (
            """
def step(state, x):
    total = state["total"] + x
    return {"total": total, "count": state["count"] + 1.0}, total
""",
            "has each field of the new state the type of the old?",
        ),
    ],
    "ex-pure-functions-leak": [
        (GROW.format("notebook_path.append(new)", "new"), "a tracer got out"),
        (
            """
def grow(savings, capital):
    last = grow_and_note(savings, capital)
    return last, jnp.stack(notebook_path)
""",
            "a tracer",
        ),
        (
            GROW.format("jax.debug.callback(notebook_path.append, new)", "new"),
            "each call still writes somewhere",
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
    ],
    "ex-pure-functions-market": [
        (VALUE.format('market["tax"]', 'market["rate"]'), "which rate is read?"),
        (VALUE.format('market["tax"]', "m.rate"), "which tax is read?"),
        (
            """
def value_at(m, dividends):
    market.update(rate=m.rate, tax=m.tax)
    return value_share.__wrapped__(dividends)
""",
            "who wrote into it?",
        ),
        (VALUE.format("float(m.tax)", "float(m.rate)"), "did you ask a tracer for its number?"),
        (
            "import functools\n"
            + VALUE.format("m.tax", "m.rate").replace(
                "def", "@functools.partial(jax.jit, static_argnums=0)\ndef"
            ),
            "does each market compile a program of its own?",
        ),
    ],
}
