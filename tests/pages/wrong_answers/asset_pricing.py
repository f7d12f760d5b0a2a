"""Plausible wrong answers to exercises/asset_pricing.md, each with words of the hint it must get.
"""

BONDS = """\
def price_bonds(M, years):
    def lengthen(prices, _):
        longer = {step}
        return longer, {kept}
    return jax.lax.scan(lengthen, jnp.ones(len(M)), length={years})[1]{after}
"""
LIMIT = """\
def find_limit(make_matrix, beta, low, high):
    measure = lambda gamma, beta: {measure}
    def halve(ends, _):
        middle = sum(ends) / 2
        exists = measure(middle, beta) {exists}
        return (jnp.where(exists, middle, ends[0]), jnp.where(exists, ends[1], middle)), None
    ends, _ = jax.lax.scan(halve, (jnp.float64(low), jnp.float64(high)), length={halvings})
    gamma = sum(ends) / 2
    by_gamma, by_beta = jax.grad(measure, argnums=(0, 1))(gamma, beta)
    return {result}
"""
NEWTON = """\
def find_limit(make_matrix, beta, low, high):
    radius = lambda gamma, beta: jnp.log(sum(bound_radius(make_matrix(gamma, beta))) / 2)
    slopes = jax.jit(jax.value_and_grad(radius, (0, 1)))
    gamma, old = {start}, {old}
    for _ in range({rounds}):
        value, (by_gamma, by_beta) = slopes(gamma, beta)
        {step}
    return gamma, -by_beta / by_gamma
"""
QUOTIENT = """\
def find_limit(make_matrix, beta, low, high):
    def find(beta):
        a, b = low - 0.05, high + 0.05
        for _ in range(60):
            middle = (a + b) / 2
            exists = sum(bound_radius(make_matrix(middle, beta))) < 2
            a, b = (middle, b) if exists else (a, middle)
        return (a + b) / 2
    return find(beta), (find(beta + {step}) - find(beta - {step})) / (2 * {step})
"""
OPTION = """\
def price_option(M, price, strike):
    gain = {gain}
    value, _ = jax.lax.scan(lambda w, _: ({step}, None), {start}, length={years})
    return {value}, {buy}
"""


def bonds(step="M @ prices", kept="longer", years="years", after=""):
    return BONDS.format(step=step, kept=kept, years=years, after=after)


def limit(measure="sum(bound_radius(make_matrix(gamma, beta))) / 2", exists="< 1", halvings=45,
          result="gamma, -by_beta / by_gamma"):
    return LIMIT.format(measure=measure, exists=exists, halvings=halvings, result=result)


def newton(start="(low + high) / 2", old="low", rounds=60, step="gamma -= value / by_gamma"):
    return NEWTON.format(start=start, old=old, rounds=rounds, step=step)


def option(gain="jnp.maximum(price - strike, 0)", step="jnp.maximum(gain, M @ w)", start="gain",
           years=3000, value="value", buy="(gain >= M @ value) & (gain > 0)"):
    return OPTION.format(gain=gain, step=step, start=start, years=years, value=value, buy=buy)


def cross(excess, steps, end):
    """Return an answer that follows a line between the values at both ends, at each step."""
    return ("def find_limit(make_matrix, beta, low, high):\n"
            f"    excess = lambda g, b: {excess}\n"
            "    at_low, at_high = excess(low, beta), excess(high, beta)\n"
            f"    for _ in range({steps}):\n"
            f"        gamma = {end} - at_{end} * (high - low) / (at_high - at_low)\n"
            "        at_gamma = excess(gamma, beta)\n"
            "        if at_gamma < 0:\n"
            "            low, at_low = gamma, at_gamma\n"
            "        else:\n"
            "            high, at_high = gamma, at_gamma\n"
            "    by_gamma, by_beta = jax.grad(excess, argnums=(0, 1))(gamma, beta)\n"
            "    return gamma, -by_beta / by_gamma\n")


WRONG_ANSWERS = {
    "ex-asset-pricing-bonds": [
        (bonds(kept="prices"), "pays at once"),
        (bonds(step="M.T @ prices"), "the state of this year?"),
        (bonds(after=".T"), "is a row a state?"),
        (bonds(years="years + 1"), "shape"),
        (bonds(step="M @ prices + 1"), "other prices"),
        ("def price_bonds(M, years):\n"
         "    prices, rows = jnp.ones(len(M)), []\n"
         "    for year in range(years):\n"
         "        prices = M @ prices\n"
         "        rows.append(prices)\n"
         "    return jnp.stack(rows)\n", "is there a Python loop?"),
        (bonds(after=".astype(jnp.float32)"), "computes in float64"),
        (bonds(step="M[0, 0] * prices"), "other prices"),
        (bonds(years=50, after="[:years]"), "shape"),
        (bonds(years="min(years, 20)"), "shape"),
        (bonds(years="years, unroll=True"), "is there a Python loop?"),
        (bonds(years="years, unroll=min(years, 100)"), "is there a Python loop?"),
        (bonds(step="jnp.maximum(M @ prices, 1e-12)"), "other prices"),
        (bonds(step="jnp.minimum(M @ prices, 1000)"), "other prices"),
        (bonds(after="[:, :8]"), "shape"),
        ("def price_bonds(M, years):\n"  # a Python loop over decades
         "    prices, tables = jnp.ones(len(M)), []\n"
         "    step = lambda p, _: (M @ p, M @ p)\n"
         "    for start in range(0, years, 50):\n"
         "        prices, rows = jax.lax.scan(step, prices, length=min(50, years - start))\n"
         "        tables.append(rows)\n"
         "    return jnp.concatenate(tables)\n", "is there a Python loop?"),
        ("def price_bonds(M, years):\n"  # needs as many eigenvectors as states
         "    values, vectors = jnp.linalg.eig(M)\n"
         "    parts = jnp.linalg.solve(vectors, jnp.ones(len(M)) + 0j)\n"
         "    t = jnp.arange(1, years + 1)[:, None]\n"
         "    return jnp.real((values**t * parts) @ vectors.T)\n", "other prices"),
    ],
    "ex-asset-pricing-limit": [
        # a residual that is small where the radius hardly moves
        *(("def find_limit(make_matrix, beta, low, high):\n"
           "    measure = lambda gamma, beta: sum(bound_radius(make_matrix(gamma, beta))) / 2\n"
           "    gamma, value = high, 2.0\n"
           f"    while abs(value - 1) > {small}:\n"
           "        gamma = (low + high) / 2\n"
           "        value = measure(gamma, beta)\n"
           "        low, high = (gamma, high) if value < 1 else (low, gamma)\n"
           "    by_gamma, by_beta = jax.grad(measure, argnums=(0, 1))(gamma, beta)\n"
           "    return gamma, -by_beta / by_gamma\n", ", limit") for small in ("1e-8", "1e-10")),
        # a line between the logs of the radii at the ends, at each step
        *((cross("jnp.log(sum(bound_radius(make_matrix(g, b))) / 2)", steps, "high"), ", limit")
          for steps in (40, 200)),
        (limit(halvings=35), "halve on"),
        # a line between the ends, at each step
        (cross("sum(bound_radius(make_matrix(g, b))) / 2 - 1", 60, "low"), "found"),
        (limit(halvings=15), "halve on"),
        (limit(exists="> 1"), "found"),
        (limit(result="gamma, by_beta / by_gamma"), "wrong sign"),
        (limit(result="gamma, -by_gamma / by_beta"), "of beta with respect to the limit"),
        (limit(result="gamma"), "two results are wanted"),
        (limit(measure="bound_radius(make_matrix(gamma, beta), steps=2)[0]"), ", limit"),
        (limit(measure="jnp.max(make_matrix(gamma, beta).sum(axis=1))"), ", limit"),
        (limit(result="gamma, -by_beta"), "derivative"),
        (limit(measure="sum(bound_radius(make_matrix(gamma, 1.0))) / 2 + 0 * beta"), ", limit"),
        (limit(result="jnp.float64(low), -by_beta / by_gamma"), "found"),
        (limit(result="gamma, -jnp.abs(by_beta / by_gamma)"), "wrong sign"),
        (limit(measure="sum(bound_radius(make_matrix(gamma, beta), steps=30)) / 2"), ", limit"),
        (limit().replace("jnp.float64(low)", "jnp.float64(high) - 8"), "found"),
        # a line through the logs of the radii at both ends
        (limit().replace("by_gamma, by_beta",
                         "a, b = jnp.log(measure(low, beta)), jnp.log(measure(high, beta))\n"
                         "    gamma = low - a * (high - low) / (b - a)\n"
                         "    by_gamma, by_beta", 1), "found"),
        (limit().replace("(gamma, beta)\n    return", "((low + high) / 2, beta)\n    return"),
         "derivative"),
        (limit(halvings=28), ", limit"),
        # nobody is that patient
        (limit(measure="sum(bound_radius(make_matrix(gamma, jnp.minimum(beta, 1)))) / 2"),
         ", limit"),
        (limit(measure="sum(bound_radius(make_matrix(gamma, beta), steps=80)) / 2"), "halve on"),
        (limit().replace("(gamma, beta)\n    return", "(ends[0] - 1e-2, beta)\n    return"),
         "derivative"),
        # Newton's method, and the secant method, without a guard
        (newton(), "found"),
        (newton(start="low", rounds=20), "found"),
        (newton(start="high", rounds=20), "found"),
        (newton(rounds=12, step="slope = (value - radius(old, beta)) / (gamma - old)\n"
                "        old, gamma = gamma, gamma - value / slope"), "found"),
        (QUOTIENT.format(step=1e-2), "derivative"),
        (limit(measure="sum(bound_radius(make_matrix(gamma, beta), steps=100)) / 2"), "halve on"),
        (limit(measure="sum(bound_radius(make_matrix(gamma, beta), steps=120)) / 2"), "halve on"),
        # a determinant, which changes its sign at each eigenvalue
        (limit(measure="1 - jnp.linalg.det(jnp.eye(len(make_matrix(gamma, beta))) "
               "- make_matrix(gamma, beta))"), "found"),
        (limit(result="jnp.maximum(gamma, 0), -by_beta / by_gamma"), "found"),
        # the first eigenvalue is not always the largest
        ("def find_limit(make_matrix, beta, low, high):\n"
         "    a, b = low, high\n"
         "    for _ in range(45):\n"
         "        middle = (a + b) / 2\n"
         "        radius = np.linalg.eigvals(make_matrix(middle, beta))[0].real\n"
         "        a, b = (middle, b) if radius < 1 else (a, middle)\n"
         "    measure = lambda gamma, beta: sum(bound_radius(make_matrix(gamma, beta)))\n"
         "    by_gamma, by_beta = jax.grad(measure, argnums=(0, 1))(a, beta)\n"
         "    return a, -by_beta / by_gamma\n", ", limit"),
    ],
    "ex-asset-pricing-option": [
        (option(years=0), "what is waiting worth?"),
        (option(years=1), "one year at most"),
        (option(years=100), "did you stop too early?"),
        (option(gain="price - strike", start="jnp.full(len(M), -1.0)", years=200),
         "nobody must buy"),
        (option(step="jnp.maximum(gain, M.T @ w)"), "is a row of M this year's state?"),
        (option(buy="gain > 0"), "where the gains are"),
        (option(buy="gain >= M @ value"), "where the gains are"),
        (option(buy="gain - M @ value"), "not bool"),
        (option(step="jnp.maximum(gain, 0.99 * M @ w)"), "did you stop too early?"),
        (option(start="gain + 100", years=100), "values off by"),
        ("def price_option(M, price, strike):\n"
         "    gain, value, old = np.maximum(price - strike, 0), np.zeros(len(M)), -1\n"
         "    while np.max(np.abs(value - old)) > 1e-10:\n"
         "        value, old = np.maximum(gain, M @ value), value\n"
         "    return jnp.asarray(value), jnp.asarray((gain >= M @ value) & (gain > 0))\n",
         "Tracer"),
        (option(years=500), "did you stop too early?"),
        (option(years=1600), "did you stop too early?"),
        (option(years=3000, value="value.astype(jnp.float32)"), "computes in float64"),
        (option(buy="(gain >= M @ value) & (price >= strike)"), "where the gains are"),
        (option(buy="(gain >= M @ value - 1e-3) & (gain > 0)"), "where the gains are"),
        (option(buy="jnp.isclose(value, gain) & (gain > 0)"), "where the gains are"),
        (option(buy="(gain >= M @ value - 4e-6) & (gain > 0)"), "where the gains are"),
        (option(buy="(gain >= M @ value) & (gain > 1e-3)"), "where the gains are"),
        (option(buy="(gain >= M @ gain) & (gain > 0)"), "where the gains are"),
        (option(value="jnp.where(value < 1e-3, 0, value)"), "values too low"),
        (option(gain="jnp.maximum(jnp.minimum(price, 1000) - strike, 0)"), "values too low"),
        (option(gain="jnp.maximum(price - jnp.minimum(strike, 100), 0)"), "values off by"),
        (option(years=2300), "did you stop too early?"),
        # a few rounds of policy iteration
        *(("def price_option(M, price, strike):\n"
           "    gain, n = jnp.maximum(price - strike, 0), len(M)\n"
           "    def measure(buy):\n"
           "        system = jnp.eye(n) - jnp.where(buy[:, None], 0, M)\n"
           "        return jnp.linalg.solve(system, jnp.where(buy, gain, 0))\n"
           "    improve = lambda _, buy: gain >= M @ measure(buy) - 1e-12\n"
           f"    buy = jax.lax.fori_loop(0, {rounds}, improve, jnp.ones(n, bool))\n"
           "    return measure(buy), buy & (gain > 0)\n", "values too low") for rounds in (3, 12)),
        (option(buy="gain > 0 if isinstance(strike, jax.core.Tracer) else "
                    "(gain > 0) & (gain >= M @ value)"), "inside jax.jit"),
        ("@jax.jit(static_argnames='strike')\n" + option(), "stopped with ValueError"),
        (option(gain="jnp.maximum(price - float(strike), 0)"), "see `gain = jnp.maximum(price"),
    ],
}

# Right answers in other styles, which the check must accept.
RIGHT_ANSWERS = {
    "ex-asset-pricing-bonds": [
        "def price_bonds(M, years):\n"
        "    table = jnp.ones((years + 1, len(M)))\n"
        "    fill = lambda t, table: table.at[t].set(M @ table[t - 1])\n"
        "    return jax.lax.fori_loop(1, years + 1, fill, table)[1:]\n",
        "def price_bonds(M, years):\n"
        "    step = lambda P, _: (M @ P, (M @ P).sum(axis=1))\n"
        "    return jax.lax.scan(step, jnp.eye(len(M)), None, years)[1]\n",
    ],
    "ex-asset-pricing-limit": [
        # the derivative by the quotient of finite differences of the limit itself
        "def find_limit(make_matrix, beta, low, high):\n"
        "    def find(beta):\n"
        "        a, b = low - 1e-3, high + 1e-3\n"
        "        for _ in range(60):\n"
        "            middle = (a + b) / 2\n"
        "            radius = np.abs(np.linalg.eigvals(make_matrix(middle, beta))).max()\n"
        "            a, b = (middle, b) if radius < 1 else (a, middle)\n"
        "        return (a + b) / 2\n"
        "    return find(beta), (find(beta + 1e-5) - find(beta - 1e-5)) / 2e-5\n",
        # Newton's method, with a halving where it would leave the interval
        newton(step="low, high = (gamma, high) if value < 0 else (low, gamma)\n"
               "        new = gamma - value / by_gamma\n"
               "        gamma = new if low < new < high else (low + high) / 2"),
        # left and right eigenvectors
        "def find_limit(make_matrix, beta, low, high):\n"
        "    for _ in range(48):\n"
        "        gamma = (low + high) / 2\n"
        "        exists = np.abs(np.linalg.eigvals(make_matrix(gamma, beta))).max() < 1\n"
        "        low, high = (gamma, high) if exists else (low, gamma)\n"
        "    K, (by_gamma, by_beta) = (take(gamma, beta) for take in (\n"
        "        make_matrix, jax.jacfwd(make_matrix, argnums=(0, 1))))\n"
        "    w = v = jnp.ones(len(K))\n"
        "    for _ in range(300):\n"
        "        w, v = K @ w, v @ K\n"
        "        w, v = w / w.max(), v / v.max()\n"
        "    return [gamma, -(v @ by_beta @ w) / (v @ by_gamma @ w)]\n",
    ],
    "ex-asset-pricing-option": [
        option(),
        option(start="jnp.zeros(len(M))", years=4000),
        option(gain="price - strike"),  # a negative gain is never the larger one in the end
        "def price_option(M, price, strike):\n"
        "    gain = jnp.clip(price - strike, 0)\n"
        "    improve = lambda t, w: jnp.maximum(gain, M @ w)\n"
        "    value = jax.lax.fori_loop(0, 3000, improve, gain)\n"
        "    return [value, jnp.logical_and(gain > 0, gain >= M @ value)]\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT = {
    "ex-asset-pricing-limit": {
        "measure(middle, beta) < 1 as measure(middle, beta) <= 1":
            "a middle at which the radius is exactly one is the limit itself",
    },
    "ex-asset-pricing-option": {
        "jnp.max(jnp.abs(state[0] - state[1])) > 1e-10 as "
        "jnp.max(jnp.abs(state[0] - state[1])) >= 1e-10":
            "a change of exactly 1e-10 is as small as is needed",
    },
}
