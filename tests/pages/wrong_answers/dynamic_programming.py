"""Plausible wrong answers to exercises/dynamic_programming.md, each with words of its hint.
"""

STEP = """\
def improve_table(R, P, beta, v):
    table = {table}
    return {value}, {choice}
"""
BOUNDS = """\
def bound_solution(R, P, beta, v):
    new = {new}
    change = new - v
    later = {later}
    return {low}, {high}
"""
SEARCH = """\
def search(w, q, c, beta, delta):
    def update(h, c):
        job = {job}
        return c + beta * q @ jnp.maximum({offer}, h)
    start = jnp.float64(c) / (1 - beta)
    h = jax.lax.fori_loop(0, {months}, lambda _, h: update(h, c), start)
    by_h, by_c = jax.grad(update, argnums=(0, 1))(h, jnp.float64(c))
    return {wage}, {slope}
"""


def step(table="R + beta * P @ v", value="table.max(axis=1)", choice="table.argmax(axis=1)"):
    return STEP.format(table=table, value=value, choice=choice)


def bounds(new="(R + beta * P @ v).max(axis=1)", later="beta / (1 - beta)",
           low="new + later * change.min()", high="new + later * change.max()"):
    return BOUNDS.format(new=new, later=later, low=low, high=high)


def search(job="(w + beta * delta * h) / (1 - beta * (1 - delta))", offer="job", months=4000,
           wage="(1 - beta) * h", slope="(1 - beta) * by_c / (1 - by_h)"):
    return SEARCH.format(job=job, offer=offer, months=months, wage=wage, slope=slope)


WRONG_ANSWERS = {
    "ex-dynamic-programming-step": [
        (step(table="R + beta * jnp.einsum('tas,t->sa', P, v)"), "next year's state?"),
        (step(table="R + P @ v"), "where is beta?"),
        (step(table="R + 0.0 * v[0]"), "is next year missing?"),
        (step(value="table.mean(axis=1)", table="jnp.where(jnp.isinf(R), -1e9, R) + beta * P @ v"),
         "other values"),
        (step(choice="R.argmax(axis=1)"), "choices"),
        (step(choice="table.shape[1] - 1 - table[:, ::-1].argmax(axis=1)"),
         "the first is wanted"),
        (step(choice="table.argmax(axis=1) + 1"), "count from zero"),
        (step(choice="(table == table.max(axis=1, keepdims=True))"), "shapes"),
        (step(value="table.max(axis=0)", choice="table.argmax(axis=0)"), "shapes"),
        (step(table="R.astype(jnp.float32) + (beta * P @ v).astype(jnp.float32)"),
         "computes in float64"),
        (step(choice="table.argmax(axis=1).astype(float)"), "no index"),
        ("def improve_table(R, P, beta, v):\n    return (R + beta * P @ v).max(axis=1)\n",
         "two results are wanted"),
        (step(table="jnp.maximum(R, -1.0) + beta * P @ v"), "other values"),
        (step(choice="jnp.isclose(table, table.max(axis=1, keepdims=True)).argmax(axis=1)"),
         "choices"),
        (step(choice="jnp.round(table, 6).argmax(axis=1)"), "choices"),
        (step(choice="table.astype(jnp.float32).argmax(axis=1)"), "choices"),
        (step(table="jnp.maximum(R, -1e9) + beta * P @ v"), "other values"),
        (step(value="table.max(axis=1, initial=-1e6)"), "other values"),
        (step(table="R + jnp.minimum(beta, 0.99) * P @ v"), "other values"),
        (step(table="R + beta * P @ jnp.clip(v, -100, 100)"), "other values"),
        (step(value="table.max(axis=1) + isinstance(v, jax.core.Tracer)"), "inside jax.jit"),
        (step(choice="jnp.isclose(table, table.max(axis=1, keepdims=True), rtol=0, atol=1e-9)"
                     ".argmax(axis=1)"), "choices"),
        (step(choice="(table - 1e-9 * jnp.arange(table.shape[1])).argmax(axis=1)"), "choices"),
        (step(table="jnp.where(jnp.isinf(R), jnp.min(R, where=jnp.isfinite(R), initial=0.0) - 1e3, "
                    "R + beta * P @ v)"), "other values"),
    ],
    "ex-dynamic-programming-bounds": [
        (bounds(later="1 / (1 - beta)"), "counted twice"),
        (bounds(low="v + later * change.min()", high="v + later * change.max()"), "around v"),
        (bounds(low="new - later * jnp.abs(change).max()",
                high="new + later * jnp.abs(change).max()"), "too wide"),
        (bounds(low="new + later * change.max()", high="new + later * change.min()"),
         "the first result is the upper bound"),
        (bounds(later="1.0"), "the bounds"),
        (bounds(new="(R + 0.9 * P @ v).max(axis=1)"), "the bounds"),
        (bounds(new="(R + beta * jnp.einsum('tas,t->sa', P, v)).max(axis=1)"), "the bounds"),
        (bounds(low="new", high="new"), "the bounds"),
        (bounds(low="new.min() + later * change.min()", high="new.max() + later * change.max()"),
         "shapes"),
        (bounds(low="new + later * change"), "the bounds"),
        (bounds(high="new + later * change.max() + 0.001"), "wider than they may be"),
        (bounds(high="new"), "the bounds"),
        (bounds(low="(new + later * change.min()).astype(jnp.float32)",
                high="(new + later * change.max()).astype(jnp.float32)"), "float32"),
        ("def bound_solution(R, P, beta, v):\n    return (R + beta * P @ v).max(axis=1)\n",
         "two results are wanted"),
        (bounds(new="(jnp.maximum(R, -1e6) + beta * P @ v).max(axis=1)"), "the bounds"),
        (bounds(later="jnp.minimum(beta, 0.99) / (1 - jnp.minimum(beta, 0.99))"), "the bounds"),
        (bounds(low="new + later * (0.99 * change.min() + 0.01 * change.max())"), "the bounds"),
        (bounds(new="(R + beta * P @ jnp.clip(v, -30, 30)).max(axis=1)"), "the bounds"),
        (bounds(later="beta / (1 - beta + 1e-12)"), "the bounds"),
        (bounds(new="(jnp.maximum(R, -1e9) + beta * P @ v).max(axis=1)"), "the bounds"),
        (bounds(new="(jnp.where(jnp.isinf(R), -1e9, R) + beta * P @ v).max(axis=1)"), "the bounds"),
        ("def bound_solution(R, P, beta, v):\n"  # eight policies
         "    n = jnp.arange(len(R))\n"
         "    for _ in range(8):\n"
         "        a = (R + beta * P @ v).argmax(axis=1)\n"
         "        v = jnp.linalg.solve(jnp.eye(len(R)) - beta * P[n, a], R[n, a])\n"
         "    return v, v\n", "the bounds"),
    ],
    "ex-dynamic-programming-search": [
        (search(wage="h"), "which wage is worth as much?"),
        (search(job="w / (1 - beta)"), "where is delta?"),
        (search(slope="by_c / (1 - by_h)"), "the derivative of h"),
        (search(slope="(1 - beta) * by_c"), "holds h fixed"),
        (search(months=60), "reservation wage"),
        (search(months=600), "did you stop too early?"),
        (search(job="w / (1 - beta * (1 - delta))"), "reservation wage"),
        (search(job="(w + beta * delta * c) / (1 - beta * (1 - delta))"), "reservation wage"),
        (search(wage="w[jnp.argmax(w >= (1 - beta) * h)]"), "reservation wage"),
        (search(slope="(1 - beta) * by_c / (1 + by_h)"), "derivative"),
        (search(offer="w"), "reservation wage"),
        (search(wage="jnp.maximum((1 - beta) * h, 0)"), "reservation wage"),
        (search(slope="0.1"), "derivative"),
        (search(wage="((1 - beta) * h)[None]"), "two numbers are wanted"),
        (search().replace("    def update", "    beta = max(beta, 0.1)\n    def update", 1),
         "reservation wage"),
        (search().replace("    def update", "    c = min(c, 100.0)\n    def update", 1),
         "reservation wage"),
        (search(months=2000).replace("jnp.float64(c) / (1 - beta)", "0.0"), "reservation wage"),
        (search(slope="(search_wage(w, q, c + 0.01, beta, delta) "
                      "- search_wage(w, q, c - 0.01, beta, delta)) / 0.02")
         + search().replace("def search", "def search_wage").replace(
             "(1 - beta) * h,", "(1 - beta) * h #"), "derivative"),
        (search().replace("jnp.maximum(job, h)", "(h + 1e-3 * jax.nn.softplus((job - h) / 1e-3))"),
         "reservation wage"),
        *((search(wage=f"(1 - beta) * h * {one}"), "reservation wage nan") for one in (
            "delta / delta", "(1 - delta) / (1 - delta)",
            "jnp.where((w >= (1 - beta) * h).any(), 1, jnp.nan)")),
        *(("def search(w, q, c, beta, delta):\n"  # steps of Newton's method, too few of them
           "    def gap(h, c):\n"
           "        job = (w + beta * delta * h) / (1 - beta * (1 - delta))\n"
           "        return h - c - beta * q @ jnp.maximum(job, h)\n"
           f"    h, c = jnp.float64({start}) / (1 - beta), jnp.float64(c)\n"
           f"    for _ in range({steps}):\n"
           "        h = h - gap(h, c) / jax.grad(gap)(h, c)\n"
           "    by_h, by_c = jax.grad(gap, (0, 1))(h, c)\n"
           "    return (1 - beta) * h, -(1 - beta) * by_c / by_h\n", "reservation wage")
          for start, steps in (("c", 3), ("w.max()", 3), ("q @ w", 6), ("w.max()", 7))),
        (search(months=1500), "did you stop too early?"),
    ],
}

# Right answers in other styles, which the check must accept.
RIGHT_ANSWERS = {
    "ex-dynamic-programming-step": [
        "def improve_table(R, P, beta, v):\n"
        "    one = lambda s, a: R[s, a] + beta * P[s, a] @ v\n"
        "    table = jax.vmap(jax.vmap(one, (None, 0)), (0, None))(\n"
        "        jnp.arange(R.shape[0]), jnp.arange(R.shape[1]))\n"
        "    return [jnp.max(table, axis=1), jnp.argmax(table, axis=1)]\n",
        "def improve_table(R, P, beta, v):\n"
        "    table = R + beta * jnp.einsum('sat,t->sa', P, v)\n"
        "    choice = jnp.argmax(table, axis=-1)\n"
        "    return jnp.take_along_axis(table, choice[:, None], 1)[:, 0], choice\n",
    ],
    "ex-dynamic-programming-bounds": [
        bounds(),
        # bounds from many more improvements, which are narrower than they have to be
        "def bound_solution(R, P, beta, v):\n"
        "    improve = lambda v: (R + beta * P @ v).max(axis=1)\n"
        "    old = jax.lax.fori_loop(0, 50, lambda _, v: improve(v), v)\n"
        "    new = improve(old)\n"
        "    x = (new - old) * beta / (1 - beta)\n"
        "    return new + x.min(), new + x.max()\n",
        "def bound_solution(R, P, beta, v):\n"
        "    new = jax.vmap(lambda r, p: jnp.max(r + beta * p @ v))(R, P)\n"
        "    return [new + sum_of(new - v) * beta / (1 - beta) for sum_of in (jnp.min, jnp.max)]\n",
    ],
    "ex-dynamic-programming-search": [
        search(),
        # the derivative by hand, from the probability to accept
        "def search(w, q, c, beta, delta):\n"
        "    keep, h, old = 1 - beta * (1 - delta), 0.0, 1.0\n"
        "    while abs(h - old) > 1e-9:\n"
        "        old = h\n"
        "        h = float(c + beta * np.sum(q * np.maximum((w + beta * delta * h) / keep, h)))\n"
        "    accept = float(np.sum(np.where(w >= (1 - beta) * h, q, 0)))\n"
        "    slope = 1 / (1 - beta * (1 - accept) - beta * accept * beta * delta / keep)\n"
        "    return (1 - beta) * h, (1 - beta) * slope\n",
        # Newton's method, which ends after a few steps because the equation has straight pieces
        "def search(w, q, c, beta, delta):\n"
        "    def gap(h, c):\n"
        "        job = (w + beta * delta * h) / (1 - beta * (1 - delta))\n"
        "        return h - c - beta * jnp.dot(q, jnp.where(job > h, job, h))\n"
        "    slopes = jax.jit(jax.value_and_grad(gap, (0, 1)))\n"
        "    h, c = jnp.float64(c) / (1 - beta), jnp.float64(c)\n"
        "    for _ in range(40):\n"
        "        value, (by_h, by_c) = slopes(h, c)\n"
        "        h = h - value / by_h\n"
        "    return [(1 - beta) * h, -(1 - beta) * by_c / by_h]\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT = {
    "ex-dynamic-programming-search": {
        "jnp.abs(state[0] - state[1]) > 1e-08 as jnp.abs(state[0] - state[1]) >= 1e-08":
            "a change of exactly 1e-8 is as small as is needed",
    },
}
