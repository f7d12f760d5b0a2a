"""Tempting wrong answers of exercises/control_flow.md, each with words of the hint it must get."""

WHILE = """def count_years(step, pot, limit):
    test = lambda c: {test}
    live = lambda c: (step(c[0], c[1]{shift}), c[1] + 1)
    return jax.lax.while_loop(test, live, (pot, 0))[1]
"""

SHOP = """def run_shop(demand, s, S):
    full = {full}
    def day(carry, wanted):
        stock, orders, lost = carry
        old = stock
        low = {low}
        stock = jnp.where(low, full, stock)
        lost = lost + jnp.maximum(wanted - stock, 0)
        stock = {sale}
        return (stock, orders + low, lost), {out}
    (_, orders, lost), path = jax.lax.scan(day, (full, {orders}, 0.0), demand)
    return path, orders, lost
"""
SHOP_PARTS = {"full": "jnp.asarray(S, float)", "low": "stock <= s", "out": "stock",
              "sale": "jnp.maximum(stock - wanted, 0)", "orders": "0"}

SECANT = """def solve(f, theta, a, b, laps=30, tolerance=1e-10):
    def step(points, _):
        a, b = points
        fa, fb = f(a, theta), f(b, theta)
        new = {new}
        return (b, new), None
    return jax.lax.scan(step, (a, b), length={laps})[0][1]
"""
PLAIN = "b - fb * (b - a) / (fb - fa)"

WRONG_ANSWERS = {
    "ex-control-flow-years": [
        (  # Python's loop as it stands
            "def count_years(step, pot, limit):\n"
            "    return by_python(step, pot, limit)\n",
            "which loop can wait?",
        ),
        (  # right number, all 40 years
            "def count_years(step, pot, limit):\n"
            "    def lap(year, c):\n"
            "        return jnp.where(c[0] > 0, step(c[0], year), c[0]), c[1] + (c[0] > 0)\n"
            "    return jax.lax.fori_loop(0, limit, lap, (pot, 0))[1]\n",
            "is the number of laps fixed?",
        ),
        (  # skips the years, not the laps
            "def count_years(step, pot, limit):\n"
            "    def lap(year, c):\n"
            "        pot = jax.lax.cond(c[0] > 0, lambda p: step(p, year), lambda p: p, c[0])\n"
            "        return pot, c[1] + (c[0] > 0)\n"
            "    return jax.lax.fori_loop(0, limit, lap, (pot, 0))[1]\n",
            "does the loop end?",
        ),
        (WHILE.format(test="c[0] > 0", shift=""), "does the loop know the limit?"),
        (
            WHILE.format(test="(c[0] >= 0) & (c[1] < limit)", shift=""),
            "is a pot of exactly 0 empty?",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift=" + 1"),
            "is `step` given year 0 first?",
        ),
        (WHILE.format(test="c[0] > 0 and c[1] < limit", shift=""), "which loop can wait?"),
        (  # a do-while
            "def count_years(step, pot, limit):\n"
            "    test = lambda c: (c[0] > 0) & (c[1] < limit)\n"
            "    live = lambda c: (step(c[0], c[1]), c[1] + 1)\n"
            "    first = step(pot, 0), 1\n"
            "    return jax.lax.while_loop(test, live, first)[1]\n",
            "is it tested before?",
        ),
    ],
    "ex-control-flow-shop": [
        (  # the loop as it stands
            "def run_shop(demand, s, S):\n"
            "    return by_loop(demand, s, S)\n",
            "a Python `if` met a stock",
        ),
        (  # unrolled
            "def run_shop(demand, s, S):\n"
            "    stock, orders, lost, path = jnp.asarray(S, float), 0, 0.0, []\n"
            "    for wanted in demand:\n"
            "        low = stock <= s\n"
            "        stock, orders = jnp.where(low, S, stock), orders + low\n"
            "        lost = lost + jnp.maximum(wanted - stock, 0)\n"
            "        stock = jnp.maximum(stock - wanted, 0.0)\n"
            "        path.append(stock)\n"
            "    return jnp.stack(path), orders, lost\n",
            "a Python loop?",
        ),
        (SHOP.format(**SHOP_PARTS | {"full": "S"}), "the stock starts as an integer"),
        (SHOP.format(**SHOP_PARTS | {"low": "stock < s"}), "exactly s must order"),
        (
            SHOP.format(**SHOP_PARTS | {"low": "stock - wanted <= s"}),
            "in the morning, before the customers?",
        ),
        (SHOP.format(**SHOP_PARTS | {"out": "old"}), "collected in the evening?"),
        (SHOP.format(**SHOP_PARTS | {"sale": "stock - wanted"}), "can it be negative?"),
        (SHOP.format(**SHOP_PARTS | {"orders": "0.0"}), "a count?"),
    ],
    "ex-control-flow-secant": [
        (
            "def solve(f, theta, a, b, laps=30, tolerance=1e-10):\n"
            "    return by_while(f, theta, a, b, tolerance)\n",
            "a loop of unknown length",
        ),
        (SECANT.format(new=PLAIN, laps="laps"), "when nothing is left to do?"),
        (  # right values, NaN slopes
            SECANT.format(
                new=f"jnp.where(jnp.abs(b - a) > tolerance, {PLAIN}, b)", laps="laps"
            ),
            "hides a 0 / 0",
        ),
        (SECANT.format(new=PLAIN, laps=3), "a yield of"),
        (  # differentiable, but nothing is left to differentiate
            "def solve(f, theta, a, b, laps=30, tolerance=1e-10):\n"
            "    return by_while(f, jax.lax.stop_gradient(theta), a, b, tolerance)\n",
            "cut off from theta?",
        ),
        (
            "def solve(f, theta, a, b, laps=30, tolerance=1e-10):\n"
            "    for _ in range(laps):\n"
            "        fa, fb = f(a, theta), f(b, theta)\n"
            "        active = jnp.abs(b - a) > tolerance\n"
            "        rise = jnp.where(active, fb - fa, 1.0)\n"
            "        a, b = b, jnp.where(active, b - fb * (b - a) / rise, b)\n"
            "    return b\n",
            "a Python loop?",
        ),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-control-flow-secant": [
        "solve(a) is a constant",
        "solve(b) is a constant",
        "solve(laps) is a constant",
        "solve(tolerance) is a constant",
        "jnp.abs(b - a) > tolerance as jnp.abs(b - a) >= tolerance",
    ],
}
