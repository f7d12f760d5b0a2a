"""Plausible wrong answers to exercises/solve_and_optimise.md, each with words of its hint.
"""

ROOT = """\
def find_root(f, low, high):
    sign_low, sign_high = {signs}
    def halve(ends, _):
        middle = sum(ends) / 2
        above = {above}
        return (jnp.where(above, middle, ends[0]), jnp.where(above, ends[1], middle)), None
    ends, _ = jax.lax.scan(halve, (jnp.float64(low), jnp.float64(high)), length={halvings})
    exists = {exists}
    return {result}
"""
TAX = """\
def find_incidence(demand, supply, taxes, guess):
    def excess(p, taxes):
        return demand(p) - supply({paid})
    def improve(p, _):
        return p - jnp.linalg.solve(jax.jacfwd(excess)(p, taxes), excess(p, taxes)), None
    p, _ = jax.lax.scan(improve, guess, length={steps})
    by_p, by_taxes = jax.jacfwd(excess, argnums=(0, 1))({where}, taxes)
    return {result}
"""
GRID = """\
def step_back(consume, saved, R, beta, gamma, income, P):
    marginal = consume({wealth}) ** -gamma
    consumed = ({worth}) ** (-1 / {power})
    zeros = jnp.zeros((len(income), 1))
    return {result}
"""


def root(signs="jnp.sign(f(low)), jnp.sign(f(high))", above="jnp.sign(f(middle)) == sign_low",
         halvings=60, exists="sign_low * sign_high <= 0",
         result="jnp.where(exists, sum(ends) / 2, jnp.nan), jnp.where(exists, 0, 1)"):
    return ROOT.format(signs=signs, above=above, halvings=halvings, exists=exists, result=result)


def tax(paid="p - taxes", steps=20, where="p", result="p, -jnp.linalg.solve(by_p, by_taxes)"):
    return TAX.format(paid=paid, steps=steps, where=where, result=result)


def grid(wealth="R * saved + income[:, None]", worth="beta * R * P @ marginal", power="gamma",
         result="jnp.hstack([zeros, saved + consumed]), jnp.hstack([zeros, consumed])"):
    return GRID.format(wealth=wealth, worth=worth, power=power, result=result)


WRONG_ANSWERS = {
    "ex-solve-and-optimise-bisect": [
        (root(halvings=20), "keep halving"),
        (root(signs="f(low), f(high)", above="f(middle) * sign_low > 0"),
         "do you multiply small values?"),
        (root(above="f(middle) < 0"), "found"),
        (root(exists="sign_low * sign_high < 0"), "status 1"),
        (root(exists="sign_low < sign_high"), "status"),
        (root(result="sum(ends) / 2, jnp.where(exists, 0, 1)"), "return NaN"),
        (root(result="jnp.where(exists, sum(ends) / 2, jnp.nan), 0"), "one sign at both ends"),
        (root(result="sum(ends) / 2"), "two results are wanted"),
        (root(result="jnp.where(exists, sum(ends) / 2, jnp.nan).astype(jnp.float32), "
                     "jnp.where(exists, 0, 1)"), "computes in float64"),
        (root(above="jnp.sign(f(middle)) != sign_low"), "found"),
        ("def find_root(f, low, high):\n"
         "    if np.sign(f(low)) * np.sign(f(high)) > 0:\n"
         "        return jnp.float64(jnp.nan), 1\n"
         "    for _ in range(60):\n"
         "        middle = (low + high) / 2\n"
         "        if np.sign(f(middle)) == np.sign(f(low)):\n"
         "            low = middle\n"
         "        else:\n"
         "            high = middle\n"
         "    return jnp.float64((low + high) / 2), 0\n", "it does not run in vmap"),
        ("def find_root(f, low, high):\n"
         "    x = jnp.float64((low + high) / 2)\n"
         "    for _ in range(20):\n"
         "        x = x - f(x) / jax.grad(f)(x)\n"
         "    return x, jnp.where(jnp.isnan(x), 1, 0)\n", "status"),
        (root(exists="sign_low != sign_high"), "status 1"),
        (root(exists="(f(low) > 0) != (f(high) > 0)"), "status 1"),
        (root(above="(f(middle) > 0) == (f(low) > 0)"), "found"),
        (root(halvings=35), "keep halving"),
        (root(halvings=36, result="jnp.where(exists, ends[0], jnp.nan), jnp.where(exists, 0, 1)"),
         "keep halving"),
        (root(halvings="int(np.ceil(np.log2((high - low) / 1e-10)))"), "it does not run in vmap"),
        (root(exists="f(low) * f(high) <= 0"), "one sign at both ends"),
        (root(result="jnp.where(exists, sum(ends) / 2, jnp.nan), ~exists"), "not integer"),
        (root(signs="jnp.sign(f(jnp.array([low, high])))"), "not one number"),
        ("def find_root(f, low, high):\n"  # Newton's method, which needs more than a change of sign
         "    exists = jnp.sign(f(low)) * jnp.sign(f(high)) <= 0\n"
         "    def go(i, x):\n"
         "        value, slope = jax.value_and_grad(f)(x)\n"
         "        return jnp.clip(x - jnp.where(value == 0, 0, value / slope), low, high)\n"
         "    x = jax.lax.fori_loop(0, 100, go, jnp.float64(low + high) / 2)\n"
         "    return jnp.where(exists, x, jnp.nan), jnp.where(exists, 0, 1)\n", "found"),
        ("def find_root(f, low, high):\n"  # finds roots where the ends have one sign
         "    x = jnp.linspace(low, high, 64)\n"
         "    signs = jnp.sign(jax.vmap(f)(x))\n"
         "    change = signs[:-1] * signs[1:] <= 0\n"
         "    i = jnp.argmax(change)\n"
         "    def halve(_, ends):\n"
         "        middle = sum(ends) / 2\n"
         "        up = jnp.sign(f(middle)) == signs[i]\n"
         "        return jnp.where(up, middle, ends[0]), jnp.where(up, ends[1], middle)\n"
         "    a, b = jax.lax.fori_loop(0, 60, halve, (x[i], x[i + 1]))\n"
         "    return (jnp.where(change.any(), (a + b) / 2, jnp.nan),\n"
         "            jnp.where(change.any(), 0, 1))\n", "one sign at both ends"),
        (root(above="f(middle) / f(high) < 0"), "found"),  # no small product, but a division by 0
        # a root must not only be there, but also look like one
        (root(exists="(sign_low * sign_high <= 0) & (jnp.abs(f(sum(ends) / 2)) < 1e-6)"),
         "status 1"),
    ],
    "ex-solve-and-optimise-tax": [
        (tax(paid="p + taxes"), "are sellers paid p - t?"),
        (tax(paid="p"), "prices"),
        (tax(steps=2), "take more steps"),
        (tax(result="p, jnp.linalg.solve(by_p, by_taxes)"), "wrong sign"),
        (tax(result="p, -jnp.linalg.solve(by_p, by_taxes).T"), "is a row of the matrix a price?"),
        (tax(result="p, -jnp.linalg.solve(by_p, by_taxes) - jnp.eye(len(p))"),
         "of the prices of sellers"),
        (tax(result="p, -jnp.diag(jnp.diag(by_taxes) / jnp.diag(by_p))"),
         "moves the other prices as well"),
        (tax(result="p - taxes, -jnp.linalg.solve(by_p, by_taxes)"), "after the tax"),
        (tax(result="p"), "two results are wanted"),
        (tax(where="guess"), "derivatives"),
        (tax(result="p, -by_taxes / by_p"), "derivatives"),
        (tax(result="p, -jnp.linalg.solve(by_p, by_taxes).sum(axis=1)"), "goods"),
        (tax(steps=6), "take more steps"),
        (tax(steps=12), "take more steps"),
        (tax(steps=15), "take more steps"),
        (tax(paid="p - jnp.abs(taxes)"), "are sellers paid p - t?"),
        (tax(paid="p - jnp.minimum(taxes, 0.01)"), "prices"),
        ("def find_incidence(demand, supply, taxes, guess):\n"  # no links between sellers
         "    p = guess\n"
         "    for _ in range(20):\n"
         "        D, S = jax.jacfwd(demand)(p), jax.jacfwd(supply)(p - taxes)\n"
         "        p = p - jnp.linalg.solve(D - S, demand(p) - supply(p - taxes))\n"
         "    S = jnp.diag(jax.jvp(supply, (p - taxes,), (jnp.ones_like(p),))[1])\n"
         "    return p, jnp.linalg.solve(S - D, S)\n", "derivatives"),
        ("def find_incidence(demand, supply, taxes, guess):\n"  # the unit of the quantities decides
         "    excess = lambda p, t: demand(p) - supply(p - t)\n"
         "    p = guess\n"
         "    while jnp.abs(excess(p, taxes)).max() > 1e-14:\n"
         "        p = p - jnp.linalg.solve(jax.jacfwd(excess)(p, taxes), excess(p, taxes))\n"
         "    by_p, by_taxes = jax.jacfwd(excess, (0, 1))(p, taxes)\n"
         "    return p, -jnp.linalg.solve(by_p, by_taxes)\n", "prices"),
        (tax(steps=19), "take more steps"),
        *(("def find_incidence(demand, supply, taxes, guess):\n"  # until steps look small
           "    excess = lambda p, t: demand(p) - supply(p - t)\n"
           "    p, move = guess, jnp.ones(1)\n"
           f"    while jnp.abs(move).max() > {small}:\n"
           "        move = jnp.linalg.solve(jax.jacfwd(excess)(p, taxes), excess(p, taxes))\n"
           "        p = p - move\n"
           "    by_p, by_taxes = jax.jacfwd(excess, (0, 1))(p, taxes)\n"
           "    return p, -jnp.linalg.solve(by_p, by_taxes)\n", "take more steps")
          for small in (1e-4, 1e-5)),
        ("def find_incidence(demand, supply, taxes, guess):\n"  # slopes before the last step
         "    p = guess\n"
         "    for _ in range(20):\n"
         "        D, S = jax.jacfwd(demand)(p), jax.jacfwd(supply)(p - taxes)\n"
         "        p = p - jnp.linalg.solve(D - S, demand(p) - supply(p - taxes))\n"
         "    return p, jnp.linalg.solve(S - D, S)\n", "derivatives"),
        # not Newton's method: steps that would converge, were the goods hardly linked
        *((tax().replace("jax.jacfwd(excess)(p, taxes)", slopes, 1), "prices")
          for slopes in (
            "jnp.diag(jnp.diag(jax.jacfwd(excess)(p, taxes)))",
            "jax.jacfwd(excess)(p, taxes).T",
            "jax.jacfwd(demand)(p) - jnp.diag(jnp.diag(jax.jacfwd(supply)(p - taxes)))",
            "jnp.diag(jnp.diag(jax.jacfwd(demand)(p))) - jax.jacfwd(supply)(p - taxes)",
            "jax.jacfwd(demand)(p) - jax.jacfwd(supply)(p)",
        )),
        ("def find_incidence(demand, supply, taxes, guess):\n"  # one price after the other
         "    excess = lambda p, t: demand(p) - supply(p - t)\n"
         "    def improve(_, p):\n"
         "        for i in range(len(p)):\n"
         "            slope = jax.jacfwd(excess)(p, taxes)[i, i]\n"
         "            p = p.at[i].add(-excess(p, taxes)[i] / slope)\n"
         "        return p\n"
         "    p = jax.lax.fori_loop(0, 20, improve, guess)\n"
         "    by_p, by_taxes = jax.jacfwd(excess, (0, 1))(p, taxes)\n"
         "    return p, -jnp.linalg.solve(by_p, by_taxes)\n", "prices"),
        ("def find_incidence(demand, supply, taxes, guess):\n"  # differences of prices
         "    def solve(taxes):\n"
         "        excess = lambda p: demand(p) - supply(p - taxes)\n"
         "        p = guess\n"
         "        for _ in range(20):\n"
         "            p = p - jnp.linalg.solve(jax.jacfwd(excess)(p), excess(p))\n"
         "        return p\n"
         "    moves = 1e-5 * jnp.eye(len(guess))\n"
         "    rises = [(solve(taxes + move) - solve(taxes - move)) / 2e-5 for move in moves]\n"
         "    return solve(taxes), jnp.stack(rises, axis=1)\n", "derivatives"),
        (tax().replace("    def", "    taxes = jnp.float64(jnp.float32(taxes))\n    def", 1),
         "take more steps"),
        (tax().replace("return p - jnp", "return jnp.maximum(0.05, p - jnp", 1).replace(
            "excess(p, taxes)), None", "excess(p, taxes))), None", 1), "prices"),
        (tax().replace("guess, length", "guess + taxes, length"), "do the steps begin at `guess`?"),
        ("def find_incidence(demand, supply, taxes, guess):\n"  # the guess is of the buyers' prices
         "    excess = lambda r: demand(r + taxes) - supply(r)\n"
         "    r = guess\n"
         "    for _ in range(20):\n"
         "        r = r - jnp.linalg.solve(jax.jacfwd(excess)(r), excess(r))\n"
         "    D, S = jax.jacfwd(demand)(r + taxes), jax.jacfwd(supply)(r)\n"
         "    return r + taxes, jnp.linalg.solve(S - D, S)\n", "do the steps begin at `guess`?"),
        *(("def find_incidence(demand, supply, taxes, guess):\n"  # until one good has settled
           "    excess = lambda p, t: demand(p) - supply(p - t)\n"
           "    p, move = guess, jnp.ones(1)\n"
           f"    while {far}:\n"
           "        move = jnp.linalg.solve(jax.jacfwd(excess)(p, taxes), excess(p, taxes))\n"
           "        p = p - move\n"
           "    by_p, by_taxes = jax.jacfwd(excess, (0, 1))(p, taxes)\n"
           "    return p, -jnp.linalg.solve(by_p, by_taxes)\n", "prices")
          for far in ("jnp.all(jnp.abs(move) > 1e-12)", "jnp.abs(move).min() > 1e-12")),
    ],
    "ex-solve-and-optimise-grid": [
        (grid(worth="beta * P @ marginal"), "`R` missing"),
        (grid(worth="R * P @ marginal"), "`beta` missing"),
        (grid(worth="beta * R * P.T @ marginal"), "is a row of P this year's state?"),
        (grid(worth="beta * R * marginal"), "consumption"),
        (grid(result="jnp.hstack([zeros, consumed]), jnp.hstack([zeros, consumed])"),
         "what is consumed and what is saved"),
        (grid(result="saved + consumed, consumed"), "first column of zeros is missing"),
        (grid(result="jnp.hstack([saved + consumed, zeros]), jnp.hstack([consumed, zeros])"),
         "want zeros"),
        (grid(wealth="saved + income[:, None]"), "consumption"),
        (grid(wealth="R * (saved + income[:, None])"), "consumption"),
        (grid(wealth="R * saved[:, None] + income"), "a row is a state of next year"),
        (grid(power="1"), "consumption"),
        (grid(result="jnp.hstack([zeros, consumed])"), "two results are wanted"),
        *((grid().replace("    marginal", f"    {line}\n    marginal", 1), "consumption")
          for line in (
            "R = jnp.maximum(R, 0.9)",
            "R = jnp.minimum(R, 1.2)",
            "beta = jnp.minimum(beta, 0.99)",
            "beta = jnp.maximum(beta, 0.5)",
            "gamma = jnp.minimum(gamma, 5)",
            "gamma = jnp.maximum(gamma, 0.5)",
            "saved = jnp.sort(saved)",
            "income = jnp.maximum(income, 0.1)",
        )),
        (grid(wealth="jnp.maximum(R * saved + income[:, None], 0.1)"), "consumption"),
        (grid().replace("** -gamma", "** -gamma + 1e-12", 1), "consumption"),
        (grid().replace("    zeros", "    consumed = jnp.maximum(consumed, 1e-6)\n    zeros"),
         "consumption"),
        (grid().replace("    marginal", "    P = jnp.maximum(P, 1e-4)\n    marginal", 1),
         "consumption"),
    ],
}

# Right answers in other styles, which the check must accept.
RIGHT_ANSWERS = {
    "ex-solve-and-optimise-bisect": [
        root(halvings=100),
        # a loop that stops, with the signs of the ends kept up to date
        "def find_root(f, low, high):\n"
        "    low, high = jnp.float64(low), jnp.float64(high)\n"
        "    same = jnp.sign(f(low)) * jnp.sign(f(high)) > 0\n"
        "    def step(ends):\n"
        "        a, b = ends\n"
        "        m = a + (b - a) / 2\n"
        "        inside = jnp.sign(f(a)) * jnp.sign(f(m)) <= 0\n"
        "        return jnp.where(inside, a, m), jnp.where(inside, m, b)\n"
        "    a, b = jax.lax.while_loop(lambda e: e[1] - e[0] > 1e-10, step, (low, high))\n"
        "    return [jnp.where(same, jnp.nan, (a + b) / 2), same.astype(int)]\n",
        # fori_loop, and the function turned so that it rises
        "def find_root(f, low, high):\n"
        "    turn = jnp.where((f(high) > 0) | (f(low) < 0), 1.0, -1.0)\n"
        "    g = lambda x: turn * f(x)\n"
        "    def step(i, ends):\n"
        "        a, b = ends\n"
        "        m = 0.5 * (a + b)\n"
        "        return jnp.where(g(m) < 0, m, a), jnp.where(g(m) < 0, b, m)\n"
        "    a, b = jax.lax.fori_loop(0, 70, step, (1.0 * low, 1.0 * high))\n"
        "    good = (g(low) <= 0) & (g(high) >= 0)\n"
        "    return jnp.where(good, b, jnp.nan), jnp.where(good, 0, 1)\n",
    ],
    "ex-solve-and-optimise-tax": [
        # slopes of demand and supply one by one, and a Python loop
        "def find_incidence(demand, supply, taxes, guess):\n"
        "    p = guess\n"
        "    for _ in range(20):\n"
        "        slope = jax.jacrev(demand)(p) - jax.jacrev(supply)(p - taxes)\n"
        "        p = p - jnp.linalg.inv(slope) @ (demand(p) - supply(p - taxes))\n"
        "    D, S = jax.jacrev(demand)(p), jax.jacrev(supply)(p - taxes)\n"
        "    return [p, jnp.linalg.solve(S - D, S)]\n",
        # differentiate the iterations themselves
        "def find_incidence(demand, supply, taxes, guess):\n"
        "    def clear(taxes):\n"
        "        f = lambda p: demand(p) - supply(p - taxes)\n"
        "        step = lambda i, p: p - jnp.linalg.solve(jax.jacfwd(f)(p), f(p))\n"
        "        return jax.lax.fori_loop(0, 20, step, guess)\n"
        "    return clear(taxes), jax.jacfwd(clear)(taxes)\n",
    ],
    "ex-solve-and-optimise-grid": [
        "def step_back(consume, saved, R, beta, gamma, income, P):\n"
        "    after = consume(R * saved[None, :] + income[:, None])\n"
        "    mean = jnp.einsum('zy,ym->zm', P, 1 / after**gamma)\n"
        "    c = 1 / (beta * R * mean) ** (1 / gamma)\n"
        "    pad = ((0, 0), (1, 0))\n"
        "    return [jnp.pad(c + saved, pad), jnp.pad(c, pad)]\n",
        "def step_back(consume, saved, R, beta, gamma, income, P):\n"
        "    marginal = consume(jnp.add.outer(income, R * saved)) ** -gamma\n"
        "    one = lambda row: (beta * R * (row @ marginal)) ** (-1 / gamma)\n"
        "    c = jnp.zeros((len(income), len(saved) + 1)).at[:, 1:].set(jax.vmap(one)(P))\n"
        "    return c + jnp.concatenate([jnp.zeros(1), saved]), c\n",
    ],
}
