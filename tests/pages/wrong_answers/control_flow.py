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

SECANT = """def solve(f, theta, a, b, iterations=30, tolerance=1e-10):
    def step(points, _):
        a, b = points
        {active}
        fa, fb = f(a, theta), f(b, theta)
        new = {new}
        return (b, new), None
    start = jnp.asarray(a, float), jnp.asarray(b, float)
    return jax.lax.scan(step, start, length={length})[0][1]
"""
SECANT_PARTS = {"active": "active = jnp.abs(b - a) > tolerance", "length": "iterations",
                "new": "jnp.where(active, b - fb * (b - a) / jnp.where(active, fb - fa, 1.0), b)"}
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
            "    def again(year, c):\n"
            "        return jnp.where(c[0] > 0, step(c[0], year), c[0]), c[1] + (c[0] > 0)\n"
            "    return jax.lax.fori_loop(0, limit, again, (pot, 0))[1]\n",
            "is the number of iterations fixed?",
        ),
        (  # skips the years, not the iterations
            "def count_years(step, pot, limit):\n"
            "    def again(year, c):\n"
            "        pot = jax.lax.cond(c[0] > 0, lambda p: step(p, year), lambda p: p, c[0])\n"
            "        return pot, c[1] + (c[0] > 0)\n"
            "    return jax.lax.fori_loop(0, limit, again, (pot, 0))[1]\n",
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
        (  # a loop to a traced limit
            "def count_years(step, pot, limit):\n"
            "    def again(year, c):\n"
            "        pot = jax.lax.cond(c[0] > 0, lambda p: step(p, year), lambda p: p, c[0])\n"
            "        return pot, c[1] + (c[0] > 0)\n"
            "    return jax.lax.fori_loop(0, jnp.asarray(limit), again, (pot, 0))[1]\n",
            "does the loop end?",
        ),
        (  # every year is the first
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift="").replace(
                "step(c[0], c[1])", "step(c[0], 0)"),
            " years, but a pot of ",
        ),
        (  # one step more, and back
            "def count_years(step, pot, limit):\n"
            "    test = lambda c: (c[2] > 0) & (c[1] < limit)\n"
            "    live = lambda c: (c[2], c[1] + 1, step(c[2], c[1] + 1))\n"
            "    pot = jnp.asarray(pot, float)\n"
            "    return jax.lax.while_loop(test, live, (pot, 0, pot))[1]\n",
            "is `step` given year 0 first?",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[1] < 40)", shift=""),
            "does the loop know the limit?",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[1] <= limit)", shift=""),
            "does the loop know the limit?",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift="").replace(
                "step(c[0]", "live_a_year(c[0]"),
            "which function do you call?",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift="").replace(
                "(pot, 0)", "(pot, 0.0)").replace("c[1]),", "c[1].astype(int)),"),
            "not an integer",
        ),
        (  # the pot, not the years
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift="").replace("))[1]", "))[0]"),
            "not an integer",
        ),
        (
            WHILE.format(test="(c[0] > 1e-9) & (c[1] < limit)", shift="").replace(
                "(pot, 0))[1]", "(jnp.round(pot), 0))[1]"),
            "a pot of 0.1 lasts 1 years",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift="").replace("return ", ""),
            "is a `return` missing?",
        ),
        (  # any pot that lasts ends the batch
            "def count_years(step, pot, limit):\n"
            "    return jnp.asarray(by_python(step, float(pot), limit))\n",
            "which loop can wait?",
        ),
        (  # the same, in a loop inside
            "def count_years(step, pot, limit):\n"
            "    def again(c):\n"
            "        once = lambda d: (step(d[0], c[1]), False)\n"
            "        more = jax.lax.while_loop(lambda d: d[1] & (d[0] > 0), once, (c[0], True))\n"
            "        return more[0], c[1] + 1, c[2] + (c[0] > 0)\n"
            "    start = jnp.asarray(pot, float), 0, 0\n"
            "    return jax.lax.while_loop(lambda c: c[1] < limit, again, start)[2]\n",
            "is one inside another",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[1] < min(limit, 60))", shift=""),
            "the limit: does the loop know",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[1] < jnp.asarray(limit))", shift="").replace(
                "(pot, 0)", "(pot, jnp.int16(0))"),
            "the limit: does the loop know",
        ),
        (
            WHILE.format(test="(c[0] > 1e-12) & (c[1] < limit)", shift=""),
            "a pot of 1e-300 lasts 1 years",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[0] < 1e3) & (c[1] < limit)", shift=""),
            "a pot of inf lasts",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift="").replace(
                "(pot, 0))", "(jnp.float64(jnp.float32(pot)), 0))"),
            " years, but a pot of ",
        ),
        (  # the pot at the end, of one year
            "def count_years(step, pot, limit):\n"
            "    years = jnp.arange(limit)\n"
            "    live = lambda p, year: (step(p, year), p > 0)\n"
            "    return jnp.sum(jnp.cumprod(jax.lax.scan(live, pot, years)[1]))\n",
            "is the number of iterations fixed?",
        ),
        (  # 60 years are in the table
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift="").replace(
                "step(c[0], c[1])", "step(c[0], jnp.minimum(c[1], 59))"),
            "does the loop know the limit",
        ),
        (  # a year of eight bits
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift="").replace(
                "(pot, 0)", "(pot, jnp.uint8(0))"),
            "years",
        ),
        (  # NaN is no more than 0
            WHILE.format(test="~(c[0] <= 0) & (c[1] < limit)", shift=""),
            "40 years, but a pot of 9.0 lasts",
        ),
        (
            WHILE.format(test="(c[0] > 0) & jnp.isfinite(c[0]) & (c[1] < limit)", shift=""),
            "a pot of inf lasts",
        ),
        (
            WHILE.format(test="(c[0] > 0) & (c[1] < min(limit, 10**6))", shift=""),
            "the limit: does the loop know",
        ),
        (  # a pot of 0.3 is no pot of 1
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift="").replace(
                "(pot, 0)", "(jnp.ceil(pot), 0)"),
            " pot",
        ),
        (  # years in float32
            WHILE.format(test="(c[0] > 0) & (c[1] < limit)", shift=".astype(int)").replace(
                "(pot, 0))[1]", "(pot, jnp.float32(0)))[1].astype(int)"),
            "16777216 years, not",
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
        (SHOP.format(**SHOP_PARTS | {"orders": "False"}), "a count?"),
        (  # works for numbers, not for traced integers
            SHOP.format(**SHOP_PARTS | {
                "full": "float(S) if not isinstance(S, jax.core.Tracer) else S"}),
            "the stock starts as an integer",
        ),
        (SHOP.format(**SHOP_PARTS | {"full": "float(S)"}), "Python `if` met a stock"),
        (
            SHOP.format(**SHOP_PARTS | {"full": "jnp.asarray(S, int).astype(float)"}),
            "the path is not that of the loop",
        ),
        (SHOP.format(**SHOP_PARTS | {"low": "stock <= jnp.asarray(s, int)"}), "orders, not"),
        (SHOP.format(**SHOP_PARTS | {"orders": "1"}), "orders, not"),
        (  # what the evening lacks
            SHOP.format(**SHOP_PARTS).replace("jnp.where(low, full, stock)\n    ",
                                              "jnp.where(low, full, stock) - wanted\n    ").replace(
                "jnp.maximum(wanted - stock, 0)", "jnp.maximum(wanted - stock, 0)").replace(
                "jnp.maximum(stock - wanted, 0)", "jnp.maximum(stock, 0)"),
            "from which stock, before the sale?",
        ),
        (
            SHOP.format(**SHOP_PARTS | {"low": "stock <= -0.5"}),
            "the path is not that of the loop",
        ),
        (SHOP.format(**SHOP_PARTS | {"full": "jnp.asarray(20.0)"}), "that of the loop"),
        (
            SHOP.format(**SHOP_PARTS | {"full": "jnp.asarray(S, jnp.float32)", "sale":
                                        "jnp.maximum(stock - wanted, 0).astype(jnp.float32)"}),
            "path in float32",
        ),
        (SHOP.format(**SHOP_PARTS).replace("return path, orders, lost", "return path, orders"),
         "return path, orders and lost"),
        (SHOP.format(**SHOP_PARTS).replace("return path, orders, lost",
                                           "return orders, lost, path"),
         "path, orders, lost?"),
        (SHOP.format(**SHOP_PARTS).replace("    return path, orders, lost\n", ""),
         "is a `return` missing?"),
        (  # the days without customers are left out
            SHOP.format(**SHOP_PARTS | {"low": "(stock <= s) & (wanted > 0)"}),
            "that of the loop",
        ),
        (SHOP.format(**SHOP_PARTS | {"low": "(stock <= s) & (stock < full)"}), "orders, not"),
        (SHOP.format(**SHOP_PARTS | {"low": "stock <= s + 1e-9"}), "orders, not"),
        (
            SHOP.format(**SHOP_PARTS).replace("demand)\n", "jnp.minimum(demand, 1000))\n"),
            " not",
        ),
        (  # a scan that does nothing
            "def run_shop(demand, s, S):\n"
            "    full = jnp.asarray(S, float)\n"
            "    demand = jax.lax.scan(lambda c, x: (c, x), 0.0, demand)[1]\n"
            "    def day(carry):\n"
            "        i, stock, orders, lost, path = carry\n"
            "        low = stock <= s\n"
            "        stock = jnp.where(low, full, stock)\n"
            "        lost = lost + jnp.maximum(demand[i] - stock, 0)\n"
            "        stock = jnp.maximum(stock - demand[i], 0)\n"
            "        return i + 1, stock, orders + low, lost, path.at[i].set(stock)\n"
            "    start = 0, full, 0, 0.0, jnp.zeros(demand.size)\n"
            "    days = jax.lax.while_loop(lambda c: c[0] < demand.size, day, start)\n"
            "    return days[4], days[2], days[3]\n",
            "can the scan do it?",
        ),
        (
            SHOP.format(**SHOP_PARTS | {"full": "jnp.asarray(jnp.minimum(S, 50), float)"}),
            "that of the loop",
        ),
        (SHOP.format(**SHOP_PARTS | {"low": "stock <= jnp.minimum(s, 25)"}), "that of the loop"),
        (  # a float32 stays one
            SHOP.format(**SHOP_PARTS | {"full": "jnp.asarray(S) * 1.0"}),
            "a type changes over the day",
        ),
        (
            SHOP.format(**SHOP_PARTS).replace("demand)\n", "jnp.minimum(demand, 1e5))\n"),
            " not",
        ),
        (  # a year at most
            SHOP.format(**SHOP_PARTS).replace(
                "demand)\n", "jnp.where(jnp.arange(demand.size) < 365, demand, 0))\n"),
            "that of the loop",
        ),
        (SHOP.format(**SHOP_PARTS | {"orders": "jnp.uint8(0)"}), "44 orders, not 300"),
        (
            SHOP.format(**SHOP_PARTS | {"full": "jnp.minimum(jnp.asarray(S, float), 1e4)"}),
            "that of the loop",
        ),
        (
            SHOP.format(**SHOP_PARTS).replace(
                "demand)\n", "jnp.where(demand < 1e-3, 0, demand))\n"),
            "that of the loop",
        ),
    ],
    "ex-control-flow-secant": [
        (
            "def solve(f, theta, a, b, iterations=30, tolerance=1e-10):\n"
            "    return by_while(f, theta, a, b, tolerance)\n",
            "a loop of unknown length",
        ),
        (SECANT.format(**SECANT_PARTS | {"new": PLAIN}), "when nothing is left to do?"),
        (  # right values, NaN slopes
            SECANT.format(**SECANT_PARTS | {"new": f"jnp.where(active, {PLAIN}, b)"}),
            "hides a 0 / 0",
        ),
        (SECANT.format(**SECANT_PARTS | {"length": "3"}), "scans of [3] steps"),
        (SECANT.format(**SECANT_PARTS | {"length": "iterations - 1"}), "is one iteration missing?"),
        (SECANT.format(**SECANT_PARTS | {"length": "30"}), "is `iterations` used"),
        (SECANT.format(**SECANT_PARTS | {"length": "min(iterations, 100)"}), "scans of [100]"),
        (SECANT.format(**SECANT_PARTS).replace("tolerance", "tol"), "argument 'tolerance'"),
        (SECANT.format(**SECANT_PARTS).replace("iterations=30", "iterations=50"),
         "are they 30 and 1e-10?"),
        (SECANT.format(**SECANT_PARTS).replace("tolerance=1e-10", "tolerance=1e-8"),
         "are they 30 and 1e-10?"),
        (
            SECANT.format(**SECANT_PARTS | {
                "active": "active = jnp.abs(b - a) > jnp.maximum(tolerance, 1e-10)"}),
            "is `tolerance` used?",
        ),
        (
            SECANT.format(**SECANT_PARTS | {
                "active": "active = jnp.abs(b - a) > jnp.minimum(tolerance, 0.5)"}),
            "is `tolerance` used?",
        ),
        (  # a guard that idles too early
            SECANT.format(**SECANT_PARTS | {
                "new": "jnp.where(active & (jnp.abs(fb - fa) > 1e-12), "
                       "b - fb * (b - a) / jnp.where(fb == fa, 1.0, fb - fa), b)"}),
            ", after 1500",
        ),
        (
            SECANT.format(**SECANT_PARTS).replace(
                "    def step", "    theta = theta[:2] if isinstance(theta, tuple) else theta\n"
                "    def step"),
            "TypeError",
        ),
        (
            SECANT.format(**SECANT_PARTS | {"active": "active = jnp.abs(b - a) > 1e-10"}),
            "is `tolerance` used?",
        ),
        (
            SECANT.format(**SECANT_PARTS | {"active": "active = jnp.abs(b - a) >= tolerance"}),
            "does the answer stay?",
        ),
        (  # a test of the function, not of the points
            SECANT.format(**SECANT_PARTS | {"active": "active = jnp.abs(f(b, theta)) > tolerance"}),
            "when nothing is left to do?",
        ),
        (  # no NaN, but the answer does not stay
            SECANT.format(**SECANT_PARTS | {
                "new": "b - fb * (b - a) / jnp.where(fb == fa, 1.0, fb - fa)"}),
            "is `tolerance` used?",
        ),
        (  # Newton's method
            SECANT.format(**SECANT_PARTS | {
                "new": "jnp.where(active, b - fb / jax.grad(f)(b, theta), b)"}),
            "after 1 iterations",
        ),
        (  # no division by zero, but the points never count as equal
            SECANT.format(**SECANT_PARTS | {"new": "b - fb * (b - a) / (fb - fa + 1e-30)"}),
            "tolerance",
        ),
        (
            SECANT.format(**SECANT_PARTS | {"new": f"jnp.where(fb == fa, b, {PLAIN})"}),
            "is `tolerance` used?",
        ),
        (  # starts of its own
            SECANT.format(**SECANT_PARTS).replace("jnp.asarray(a, float)", "jnp.asarray(0.0)")
            .replace("jnp.asarray(b, float)", "jnp.asarray(0.1)"),
            "after 1 iterations",
        ),
        (
            SECANT.format(**SECANT_PARTS | {"new": "jnp.where(active, b - fb * (b - a) / "
                                            "jnp.where(active, fb - fa, 1.0), a)"}),
            ", after ",
        ),
        (
            SECANT.format(**SECANT_PARTS).replace("[0][1]", "[0]"),
            "return one float64 scalar",
        ),
        (
            SECANT.format(**SECANT_PARTS).replace("return jax.lax.scan", "jax.lax.scan"),
            "is a `return` missing?",
        ),
        (  # the slope of the last iterations only
            "def solve(f, theta, a, b, iterations=30, tolerance=1e-10):\n"
            "    def step(points, _):\n"
            "        a, b = jax.lax.stop_gradient(points)\n"
            "        active = jnp.abs(b - a) > tolerance\n"
            "        fa, fb = f(a, theta), f(b, theta)\n"
            "        rise = jnp.where(active, fb - fa, 1.0)\n"
            "        return (b, jnp.where(active, b - fb * (b - a) / rise, b)), None\n"
            "    start = jnp.asarray(a, float), jnp.asarray(b, float)\n"
            "    return jax.lax.scan(step, start, length=iterations)[0][1]\n",
            "is the solver cut off from theta?",
        ),
        (
            SECANT.format(**SECANT_PARTS).replace("f(a, theta), f(b, theta)",
                                                  "f(a, *theta), f(b, *theta)"),
            "TypeError",
        ),
        (
            SECANT.format(**SECANT_PARTS).replace("(f, theta, a, b", "(f, theta, a, b").replace(
                "    def step", "    theta = jax.lax.stop_gradient(theta)\n    def step"),
            "cut off from theta?",
        ),
        (  # differentiable, but nothing is left to differentiate
            "def solve(f, theta, a, b, iterations=30, tolerance=1e-10):\n"
            "    return by_while(f, jax.lax.stop_gradient(theta), a, b, tolerance)\n",
            "a loop of unknown length",
        ),
        (
            "def solve(f, theta, a, b, iterations=30, tolerance=1e-10):\n"
            "    for _ in range(iterations):\n"
            "        fa, fb = f(a, theta), f(b, theta)\n"
            "        active = jnp.abs(b - a) > tolerance\n"
            "        rise = jnp.where(active, fb - fa, 1.0)\n"
            "        a, b = b, jnp.where(active, b - fb * (b - a) / rise, b)\n"
            "    return b\n",
            "a Python loop?",
        ),
        (
            SECANT.format(**SECANT_PARTS | {
                "active": "active = jnp.abs(b - a) > jnp.maximum(tolerance, 1e-12)"}),
            ", after 1500",
        ),
        (
            SECANT.format(**SECANT_PARTS | {
                "active": "active = jnp.abs(b - a) > jnp.minimum(tolerance, 10)"}),
            "is `tolerance` used?",
        ),
        (SECANT.format(**SECANT_PARTS | {"length": "min(iterations, 2000)"}), "scans of [2000]"),
        (  # the better of the last two points
            SECANT.format(**SECANT_PARTS).replace(
                "return jax.lax.scan(step, start, length=iterations)[0][1]",
                "a, b = jax.lax.scan(step, start, length=iterations)[0]\n"
                "    return jnp.where(abs(f(a, theta)) < abs(f(b, theta)), a, b)"),
            "after 1 iterations from",
        ),
        (  # starts in float32
            SECANT.format(**SECANT_PARTS).replace(
                "jnp.asarray(a, float)", "jnp.float64(jnp.float32(a))"),
            "after 1 iterations from",
        ),
        (  # no point beyond 10,000
            SECANT.format(**SECANT_PARTS).replace("return (b, new)",
                                                  "return (b, jnp.clip(new, -1e4, 1e4))"),
            ", not ",
        ),
        (  # the slope of the root, not of the last point
            "def solve(f, theta, a, b, iterations=30, tolerance=1e-10):\n"
            "    frozen = jax.lax.stop_gradient(theta)\n"
            "    def step(points, _):\n"
            "        a, b = points\n"
            "        active = jnp.abs(b - a) > tolerance\n"
            "        fa, fb = f(a, frozen), f(b, frozen)\n"
            "        rise = jnp.where(active, fb - fa, 1.0)\n"
            "        return (b, jnp.where(active, b - fb * (b - a) / rise, b)), None\n"
            "    start = jnp.asarray(a, float), jnp.asarray(b, float)\n"
            "    x = jax.lax.scan(step, start, length=iterations)[0][1]\n"
            "    rest = f(x, theta) - f(x, frozen)\n"
            "    return x - rest / jax.grad(f)(x, frozen)\n",
            "of their size (3 iterations)",
        ),
        (  # as if the chord did not depend on theta
            SECANT.format(**SECANT_PARTS | {
                "new": "jnp.where(active, b - fb * jax.lax.stop_gradient((b - a) / "
                       "jnp.where(active, fb - fa, 1.0)), b)"}),
            "of their size (3 iterations)",
        ),
        (SECANT.format(**SECANT_PARTS).replace("iterations", "count"), "argument 'iterations'"),
        (  # one of the starts is the root, but not the last point
            SECANT.format(**SECANT_PARTS | {
                "active": "active = (jnp.abs(b - a) > tolerance) & (f(a, theta) != 0)"}),
            "after 30 iterations from 0.75 and 0.5",
        ),
        (  # both points in one call of f
            SECANT.format(**SECANT_PARTS).replace("f(a, theta), f(b, theta)",
                                                  "f(jnp.stack([a, b]), theta)"),
            "TypeError",
        ),
        *(  # keeps the root between the two points
            (SECANT.format(**SECANT_PARTS).replace(
                "return (b, new)", f"return (jnp.where({between}, a, b), new)"),
             "after 3 iterations")
            for between in ("fa * f(new, theta) < 0",
                            "jnp.sign(fa) != jnp.sign(f(new, theta))")
        ),
        (  # the slope by way of the last point but one is lost
            SECANT.format(**SECANT_PARTS).replace("(b, new)", "(jax.lax.stop_gradient(b), new)"),
            "of their size (3 iterations)",
        ),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-control-flow-years": [
        (
            "@functools.partial(jax.jit, static_argnums=(0, 2))\n"
            "def count_years(step, pot, limit):\n"
            "    def live(carry):\n"
            "        return {'pot': step(carry['pot'], carry['year']), 'year': carry['year'] + 1}\n"
            "    alive = lambda c: jnp.logical_and(c['pot'] > 0, c['year'] < limit)\n"
            "    start = {'pot': jnp.asarray(pot, float), 'year': jnp.int32(0)}\n"
            "    return jax.lax.while_loop(alive, live, start)['year']\n"
        ),
        (  # the test is carried
            "def count_years(step, pot, limit):\n"
            "    def live(carry):\n"
            "        pot, left, _ = carry\n"
            "        pot, left = step(pot, limit - left), left - 1\n"
            "        return pot, left, (pot > 0) & (left > 0)\n"
            "    pot = jnp.asarray(pot)\n"
            "    start = pot, jnp.asarray(limit), (pot > 0) & (limit > 0)\n"
            "    return limit - jax.lax.while_loop(lambda c: c[2], live, start)[1]\n"
        ),
    ],
    "ex-control-flow-shop": [
        (
            "def run_shop(demand, s, S):\n"
            "    def day(carry, wanted):\n"
            "        stock, orders, lost = carry\n"
            "        refill = lambda: (jnp.float64(S), orders + 1)\n"
            "        stock, orders = jax.lax.cond(stock <= s, refill, lambda: (stock, orders))\n"
            "        sold = jnp.minimum(stock, wanted)\n"
            "        return (stock - sold, orders, lost + wanted - sold), stock - sold\n"
            "    start = jnp.float64(S), jnp.int64(0), jnp.float64(0)\n"
            "    (stock, orders, lost), path = jax.lax.scan(day, start, demand)\n"
            "    return [path, orders, lost]\n"
        ),
        (  # all three are collected
            "@jax.jit\n"
            "def run_shop(demand, s, S):\n"
            "    def day(stock, wanted):\n"
            "        low = stock <= s\n"
            "        left = jnp.where(low, S, stock) - wanted\n"
            "        stock = jnp.clip(left, 0)\n"
            "        return stock, (stock, low, stock - left)\n"
            "    days = jax.lax.scan(day, jnp.array(S, dtype=float), demand)[1]\n"
            "    return days[0], days[1].sum(), days[2].sum()\n"
        ),
        (  # an array that the loop fills
            "def run_shop(demand, s, S):\n"
            "    def day(i, carry):\n"
            "        stock, orders, lost, path = carry\n"
            "        orders = jnp.where(stock <= s, orders + 1, orders)\n"
            "        stock = jnp.where(stock <= s, S, stock)\n"
            "        lost += jnp.maximum(demand[i] - stock, 0)\n"
            "        stock = jnp.maximum(stock - demand[i], 0)\n"
            "        return stock, orders, lost, path.at[i].set(stock)\n"
            "    start = S * jnp.ones(()), 0, 0.0, jnp.zeros(len(demand))\n"
            "    _, orders, lost, path = jax.lax.fori_loop(0, len(demand), day, start)\n"
            "    return path, orders, lost\n"
        ),
    ],
    "ex-control-flow-secant": [
        (  # the inner where looks at the function
            SECANT.format(**SECANT_PARTS | {
                "new": "jnp.where(active, b - fb * (b - a) / "
                       "jnp.where(fb == fa, 1.0, fb - fa), b)"})
        ),
        (  # values of f are carried
            "def solve(f, theta, a, b, iterations=30, tolerance=1e-10):\n"
            "    def again(_, carry):\n"
            "        a, fa, b, fb = carry\n"
            "        stay = jnp.abs(b - a) <= tolerance\n"
            "        slope = jnp.where(stay, 1.0, fb - fa) / jnp.where(stay, 1.0, b - a)\n"
            "        x = jnp.where(stay, b, b - fb / slope)\n"
            "        return b, fb, x, f(x, theta)\n"
            "    a, b = jnp.float64(a), jnp.float64(b)\n"
            "    start = a, f(a, theta), b, f(b, theta)\n"
            "    return jax.lax.fori_loop(0, iterations, again, start)[2]\n"
        ),
        (  # a branch that is not run does not divide
            "def solve(f, theta, a, b, iterations=30, tolerance=1e-10):\n"
            "    def move(a, b):\n"
            "        fa, fb = f(a, theta), f(b, theta)\n"
            "        return b, b - fb * (b - a) / (fb - fa)\n"
            "    def step(points, _):\n"
            "        far = jnp.abs(points[1] - points[0]) > tolerance\n"
            "        return jax.lax.cond(far, move, lambda a, b: (a, b), *points), None\n"
            "    start = jnp.asarray(a, float), jnp.asarray(b, float)\n"
            "    return jax.lax.scan(step, start, None, iterations)[0][1]\n"
        ),
    ],
}

# Changes of official answers that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
