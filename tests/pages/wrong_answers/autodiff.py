"""Tempting wrong answers to the exercises on autodiff, with the hint for each."""

GREEKS = """
def compute_greeks(price, S, K, r, sigma, T):
    def at(s):
        delta, vega, by_maturity = jax.grad(price, argnums=(0, 3, 4))(s, K, r, sigma, T)
        gamma = jax.grad(jax.grad(price))(s, K, r, sigma, T)
        return {result}
    return jax.vmap(at)(S)
"""
GREEKS_BY_RULES = """
def compute_greeks(price, S, K, r, sigma, T):
    def at(s):
        value, delta = jax.value_and_grad(price)(s, K, r, sigma, T)
        gamma = jax.grad(jax.grad(price))(s, K, r, sigma, T)
        return {{"delta": delta, "gamma": gamma, "vega": {vega}, "theta": {theta}}}
    return jax.vmap(at)(S)
"""
ALL = '{"delta": delta, "gamma": gamma, "vega": vega, "theta": -by_maturity}'
VEGA, THETA = ("jax.grad(price, argnums=3)(s, K, r, sigma, T)",
               "-jax.grad(price, argnums=4)(s, K, r, sigma, T)")
UTILITY = """
def extend_utility(c, floor, gamma):
    power = lambda x: (x ** (1 - gamma) - 1) / (1 - gamma)
    line = {line}
    return jnp.where({outer}, power(jnp.where({inner}, c, {harmless})), line)
"""
RIGHT_UTILITY = {"line": "power(floor) + floor**-gamma * (c - floor)", "outer": "c >= floor",
                 "inner": "c >= floor", "harmless": "floor"}
NEAR_LOG = """
def extend_utility(c, floor, gamma):
    is_log = {}
    other = jnp.where(is_log, 2.0, gamma)
    power = lambda x: jnp.where(is_log, jnp.log(x), (x ** (1 - other) - 1) / (1 - other))
    line = power(floor) + floor**-gamma * (c - floor)
    return jnp.where(c >= floor, power(jnp.where(c >= floor, c, floor)), line)
"""
NEWTON_AFTER = """
def find_steady_state(step, s, k0):
    gap = lambda k, s: step(k, s) - k
    fixed, k = jax.lax.stop_gradient((s, k0))
    k = jax.lax.fori_loop(0, {steps}, lambda i, k: step(k, fixed), k)
    k = jax.lax.fori_loop(0, 60, lambda i, k: k - gap(k, fixed) / jax.grad(gap)(k, fixed), k)
    k = jax.lax.stop_gradient(k)
    return k - gap(k, s) / jax.grad(gap)(k, fixed)
"""


def utility(**changed: str) -> str:
    """Return the right utility with some of its expressions replaced."""
    return UTILITY.format(**(RIGHT_UTILITY | changed))


def limited(line: str) -> str:
    """Return the right utility after a line that changes its arguments."""
    return utility().replace("    power", f"    {line}\n    power", 1)


WRONG_ANSWERS = {
    "ex-autodiff-greeks": [
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    rows = [jax.grad(price, argnums=(0, 3, 4))(s, K, r, sigma, T) for s in S]
    delta, vega, by_maturity = map(jnp.array, zip(*rows))
    gamma = jnp.array([jax.grad(jax.grad(price))(s, K, r, sigma, T) for s in S])
    return {"delta": delta, "gamma": gamma, "vega": vega, "theta": -by_maturity}
""", "a Python loop over the spots?"),
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    def slope(f, n):
        return jax.jacobian(f, argnums=n)
    delta, vega, by_maturity = (slope(price, n)(S, K, r, sigma, T) for n in (0, 3, 4))
    gamma = slope(lambda *a: slope(price, 0)(*a).sum(axis=0), 0)(S, K, r, sigma, T)
    return {"delta": delta, "gamma": gamma, "vega": vega, "theta": -by_maturity}
""", "does a spot move other prices?"),
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    total = lambda *a: price(*a).sum()
    delta, vega, by_maturity = jax.grad(total, argnums=(0, 3, 4))(S, K, r, sigma, T)
    gamma = jax.grad(lambda *a: jax.grad(total)(*a).sum())(S, K, r, sigma, T)
    return {"delta": delta, "gamma": gamma, "vega": vega, "theta": -by_maturity}
""", "spots, but shape ()"),
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    def at(s):
        delta, vega, theta = jax.grad(price, argnums=(0, 3, 4))(s, K, r, sigma, T)
        gamma = jax.grad(jax.grad(price))(s, K, r, sigma, T)
        return {"delta": delta, "gamma": gamma, "vega": vega, "theta": theta}
    return jax.vmap(at)(S)
""", "an option loses as time passes"),
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    def at(s):
        delta, vega, by_maturity = jax.grad(price, argnums=(0, 2, 4))(s, K, r, sigma, T)
        gamma = jax.grad(jax.grad(price))(s, K, r, sigma, T)
        return {"delta": delta, "gamma": gamma, "vega": vega, "theta": -by_maturity}
    return jax.vmap(at)(S)
""", "argnums counts from 0"),
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    def at(s):
        delta, vega, by_maturity = jax.grad(price, argnums=(0, 3, 4))(s, K, r, sigma, T)
        gamma = jax.grad(jax.grad(price))(s, K, r, sigma, T)
        return {"delta": delta, "gamma": gamma, "vega": vega / 100, "theta": -by_maturity}
    return jax.vmap(at)(S)
""", "The unit of sigma is 1"),
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    def at(s):
        delta, vega, by_maturity = jax.grad(price, argnums=(0, 3, 4))(s, K, r, sigma, T)
        gamma = jax.grad(jax.grad(price, argnums=1), argnums=1)(s, K, r, sigma, T)
        return {"delta": delta, "gamma": gamma, "vega": vega, "theta": -by_maturity}
    return jax.vmap(at)(S)
""", "the curvature in K, not in S"),
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    def at(s):
        delta, vega, by_maturity = jax.grad(price, argnums=(0, 3, 4))(s, K, r, sigma, T)
        up, middle, down = (price(s + h, K, r, sigma, T) for h in (0.05, 0.0, -0.05))
        gamma = (up - 2 * middle + down) / 0.05**2
        return {"delta": delta, "gamma": gamma, "vega": vega, "theta": -by_maturity}
    return jax.vmap(at)(S)
""", "a finite difference?"),
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    def at(s):
        run = price(s, K, r, sigma, T)
        slopes = jax.grad(price_call, argnums=(0, 3, 4))(s, K, r, sigma, T)
        gamma = jax.grad(jax.grad(price_call))(s, K, r, sigma, T)
        return {"delta": slopes[0], "gamma": gamma, "vega": slopes[1], "theta": -slopes[2]}
    return jax.vmap(at)(S)
""", "is `price` used"),
        (GREEKS_BY_RULES.format(vega="s**2 * sigma * T * gamma", theta=THETA),
         "vega of another price is off"),
        (GREEKS_BY_RULES.format(vega=VEGA, theta="r * value - r * s * delta"
                                " - sigma**2 * s**2 * gamma / 2"),
         "theta of another price is off"),
        (GREEKS_BY_RULES.format(vega=VEGA, theta=THETA + " / 365"), "per day?"),
        (GREEKS.format(result='{"delta": delta, "gamma": delta, "vega": vega, '
                       '"theta": -by_maturity}'), "this is delta, one slope only"),
        (GREEKS.format(result='{"delta": delta, "gamma": gamma, "vega": vega}'),
         "expected a dictionary with the keys"),
        (GREEKS.format(result="(delta, gamma, vega, -by_maturity)"), "got tuple"),
        (GREEKS.replace("(s, K, r", "(s, 100.0, r").format(
            result='{"delta": delta, "gamma": gamma, "vega": vega, "theta": -by_maturity}'),
         "the slope of what, for what?"),
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    K, r, sigma, T = float(K), float(r), float(sigma), float(T)
    def at(s):
        delta, vega, by_maturity = jax.grad(price, argnums=(0, 3, 4))(s, K, r, sigma, T)
        gamma = jax.grad(jax.grad(price))(s, K, r, sigma, T)
        return {"delta": delta, "gamma": gamma, "vega": vega, "theta": -by_maturity}
    return jax.vmap(at)(S)
""", "stopped with ConcretizationTypeError"),
        ("""
def compute_greeks(price, S, K, r, sigma, T):
    total = lambda *a: price(*a).sum()
    delta, gamma = jax.jvp(lambda s: jax.grad(total)(s, K, r, sigma, T),
                           (S,), (jnp.ones_like(S),))
    slope = lambda n: jnp.diag(jax.jacfwd(price, n)(S, *(x * jnp.ones_like(S)
                                                        for x in (K, r, sigma, T))))
    return {"delta": delta, "gamma": gamma, "vega": slope(3), "theta": -slope(4)}
""", "it takes five scalars"),
        (GREEKS.format(result=ALL.replace("gamma,", "jnp.abs(gamma),")),
         "gamma of another price is off"),
        (GREEKS.format(result=ALL.replace("vega,", "jnp.abs(vega),")),
         "vega of another price is off"),
        (GREEKS.format(result=ALL.replace("delta,", "jnp.maximum(delta, -1),")),
         "delta of another price is off"),
        (GREEKS_BY_RULES.format(theta=THETA, vega="jax.grad(lambda x: price(s, K, r, jnp.exp(x), T"
                                "))(jnp.log(sigma)) / sigma"), "vega of another price is off"),
        (GREEKS.replace("(s, K, r", "(s, jnp.abs(K), r").format(result=ALL),
         "theta of another price is off"),
        (GREEKS.format(result=ALL).replace("return jax.vmap(at)(S)", """parts = S[:5], S[5:]
    whole = [jax.vmap(at)(part) for part in parts if part.size]
    return jax.tree.map(lambda *x: jnp.concatenate(x), *whole)"""),
         "a Python loop over the spots?"),
        (GREEKS.format(result=ALL.replace("vega,", "jnp.nan_to_num(sigma * vega / sigma),")),
         "vega of another price"),
        (GREEKS.format(result=ALL.replace("-by_maturity", "jnp.nan_to_num(-T * by_maturity / T)")),
         "theta of another price"),
        (GREEKS.format(result=ALL.replace("-by_maturity", "-jnp.abs(by_maturity)")), "theta"),
        (GREEKS.format(result=ALL).replace("return jax.vmap(at)(S)",  # runs for each 16 spots
            "parts = [jax.vmap(at)(S[i:i + 16]) for i in range(0, len(S), 16)]\n"
            "    return {k: jnp.concatenate([part[k] for part in parts]) for k in parts[0]}"),
         "a Python loop over the spots?"),
        (GREEKS.format(result=ALL).replace("return jax.vmap(at)(S)",  # runs for each 64 spots
            "parts = [jax.vmap(at)(S[i:i + 64]) for i in range(0, len(S), 64)]\n"
            "    return {k: jnp.concatenate([part[k] for part in parts]) for k in parts[0]}"),
         "a Python loop over the spots?"),
        (GREEKS.replace("(s, K, r", "(s, jnp.minimum(K, 150), r").format(result=ALL), "is off by"),
        (GREEKS.replace("(s, K, r, sigma, T)",
            "(s, K, r, jnp.clip(sigma, -2, 2), jnp.clip(T, -3, 3))").format(result=ALL),
         "is off by"),
        (GREEKS.replace("(s, K, r", "(s, K, jnp.clip(r, -2, 2)").format(result=ALL), "is off by"),
        (GREEKS.replace("(s, K, r", "(jnp.minimum(s, 300), K, r").format(result=ALL), "is off by"),
        # 0 is taken for a small number
        (GREEKS.replace("(s, K, r", "(s, jnp.where(K == 0, 1e-8, K), r").format(result=ALL),
         "is off by"),
        (GREEKS.replace("(s, K, r", "(s, K, jnp.where(r == 0, 1e-8, r)").format(result=ALL),
         "is off by"),
        (GREEKS.format(result=ALL.replace("gamma,", "jnp.clip(gamma, -1e3, 1e3),")), "is off by"),
        (GREEKS.format(result=ALL).replace("return jax.vmap(at)(S)",  # runs for each 4,096 spots
            "parts = [jax.vmap(at)(S[i:i + 4096]) for i in range(0, len(S), 4096)]\n"
            "    return {k: jnp.concatenate([part[k] for part in parts]) for k in parts[0]}"),
         "a Python loop over the spots?"),
        # 0 is left out
        (GREEKS.format(result=ALL.replace("gamma,", "jnp.where(s == 0, 0, gamma),")),
         "gamma of another price"),
        (GREEKS.format(result=ALL.replace("vega,", "jnp.nan_to_num(s * vega / s),")),
         "vega of another price"),
        (GREEKS.format(result=ALL.replace("gamma,", "jnp.nan_to_num(r * gamma / r),")),
         "gamma of another price"),
        (GREEKS.replace(  # a finite difference of high order
            "jax.grad(jax.grad(price))(s, K, r, sigma, T)", "(8 * (slope(s + 0.1) - slope(s - 0.1))"
            " - slope(s + 0.2) + slope(s - 0.2)) / 1.2").replace(
            "        delta,", "        slope = lambda s: jax.grad(price)(s, K, r, sigma, T)\n"
            "        delta,", 1).format(result=ALL), "gamma "),
    ],
    "ex-autodiff-where": [
        ("""
def extend_utility(c, floor, gamma):
    line = (floor ** (1 - gamma) - 1) / (1 - gamma) + floor**-gamma * (c - floor)
    return jnp.where(c >= floor, (c ** (1 - gamma) - 1) / (1 - gamma), line)
""", "no finite slope at c = 0: what did the branch that was not selected see?"),
        ("""
def extend_utility(c, floor, gamma):
    line = (floor ** (1 - gamma) - 1) / (1 - gamma) + floor**-gamma * (c - floor)
    power = jnp.nan_to_num((jnp.abs(c) ** (1 - gamma) - 1) / (1 - gamma))
    return jnp.where(c >= floor, power, line)
""", "no finite slope at c = 0"),
        ("""
def extend_utility(c, floor, gamma):
    return (jnp.maximum(c, floor) ** (1 - gamma) - 1) / (1 - gamma)
""", "only clipped?"),
        ("""
def extend_utility(c, floor, gamma):
    if c >= floor:
        return (c ** (1 - gamma) - 1) / (1 - gamma)
    return (floor ** (1 - gamma) - 1) / (1 - gamma) + floor**-gamma * (c - floor)
""", "a Python if?"),
        ("""
def extend_utility(c, floor, gamma):
    harmless = jnp.where(c >= floor, c, 1.0)
    line = floor**-gamma * (c - floor)
    return jnp.where(c >= floor, (harmless ** (1 - gamma) - 1) / (1 - gamma), line)
""", "value at c = "),
        ("""
def extend_utility(c, floor, gamma):
    harmless = jnp.where(c > floor, c, floor)
    line = (floor ** (1 - gamma) - 1) / (1 - gamma) + floor**-gamma * (c - floor)
    return jnp.where(c >= floor, (harmless ** (1 - gamma) - 1) / (1 - gamma), line)
""", "which branch is chosen there?"),
        (utility(harmless="0.1", line="power(0.1) + 0.1**-gamma * (c - 0.1)"), "value at c = "),
        (utility(line="power(floor) + gamma * (c - floor)"), "value at c = "),
        (utility(line="power(floor) + floor**-gamma * c"), "value at c = "),
        (utility(line="power(floor) + jax.lax.stop_gradient(floor**-gamma * (c - floor))"),
         "only clipped?"),
        (utility(inner="c > 0", harmless="1.0"), "no finite slope at c = 1e-200"),
        (utility(line="power(floor) + floor**-gamma * (c - floor)"
                      " - gamma * floor**(-gamma - 1) * (c - floor)**2 / 2"), "value at c = "),
        (utility(outer="c >= 0.5 * floor", inner="c >= 0.5 * floor"), "value at c = "),
        ("""
@jax.custom_jvp
def extend_utility(c, floor, gamma):
    kept = jnp.maximum(c, floor)
    return (kept ** (1 - gamma) - 1) / (1 - gamma) + floor**-gamma * (c - kept)
@extend_utility.defjvp
def push(primals, tangents):
    slope = jax.lax.stop_gradient(jnp.maximum(primals[0], primals[1]) ** -primals[2])
    return extend_utility(*primals), slope * tangents[0]
""", "second derivative at c = "),
        ("""
def extend_utility(c, floor, gamma):
    u = (jnp.maximum(c, floor) ** (1 - gamma) - 1) / (1 - gamma)
    return jnp.array([u + floor**-gamma * jnp.minimum(c - floor, 0)])
""", "one c, one utility"),
        (limited("floor = jnp.minimum(floor, 3)"), "value at c = "),
        (limited("floor = jnp.maximum(floor, 0.05)"), "value at c = "),
        (limited("gamma = jnp.maximum(gamma, 0.1)"), "value at c = "),
        (limited("gamma = jnp.minimum(gamma, 5)"), "value at c = "),
        (limited("c = jnp.clip(c, -1e7, 1e7)"), "value at c = "),
        (limited("floor = 0.1 if not isinstance(floor, jax.core.Tracer) else floor"),
         "vmap"),
        (limited("gamma = jnp.minimum(gamma, 10)"), "at c = "),
        (limited("gamma = jnp.maximum(gamma, 0.02)"), "at c = "),
        (limited("floor = jnp.minimum(floor, 50)"), "at c = "),
        (limited("floor = jnp.maximum(floor, 1e-3)"), "at c = "),
        (limited("floor = jnp.maximum(floor, 1e-6)"), "at c = "),
        (limited("gamma = jnp.where(jnp.abs(gamma - 1) < 1e-6, 1 + 1e-6, gamma)"), "at c = "),
        *((NEAR_LOG.format(is_log), "at c = ") for is_log in (
            "jnp.abs(gamma - 1) < 1e-6", "jnp.abs(gamma - 1) < 1e-7",
            "jnp.abs(gamma - 1) < 1e-2", "jnp.abs(gamma - 1) < 1e-3", "jnp.isclose(gamma, 1)")),
        # protected from floors that look too small
        *((limited(f"floor = jnp.maximum(floor, {least})"), "value at c = ")
          for least in ("1e-8", "1e-12", "jnp.finfo(float).eps")),
    ],
    "ex-autodiff-steady-state": [
        ("""
def find_steady_state(step, s, k0):
    k = k0
    for _ in range(600):
        k = step(k, s)
    return k
""", "did Python run the loop?"),
        ("""
def find_steady_state(step, s, k0):
    old, new = k0, step(k0, s)
    while abs(new - old) > 1e-14:
        old, new = new, step(new, s)
    return new
""", "does Python decide when to stop?"),
        ("""
def find_steady_state(step, s, k0):
    return jax.lax.while_loop(
        lambda k: jnp.abs(step(k, s) - k) > 1e-14, lambda k: step(k, s), k0)
""", "a loop of unknown length"),
        ("""
def find_steady_state(step, s, k0):
    return jax.lax.fori_loop(0, 100, lambda i, k: step(k, s), k0)
""", "has it settled as k has?"),
        ("""
def find_steady_state(step, s, k0):
    k = jax.lax.fori_loop(0, 600, lambda i, k: step(k, s), k0)
    return step(jax.lax.stop_gradient(k), s)
""", "capital before it reacts too"),
        ("""
def find_steady_state(step, s, k0):
    k = jax.lax.fori_loop(0, 600, lambda i, k: step(k, s), k0)
    return jax.lax.stop_gradient(k)
""", "nothing that depends on s was differentiated"),
        ("""
def find_steady_state(step, s, k0):
    return (s * A / DELTA) ** (1 / (1 - ALPHA))
""", "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):
    fixed = jax.lax.stop_gradient(s)
    k = jax.lax.fori_loop(0, 600, lambda i, k: step(k, fixed), jax.lax.stop_gradient(k0))
    return k * (s / fixed) ** (1 / (1 - ALPHA))
""", "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):
    return jax.lax.fori_loop(0, 600, lambda i, k: step(k, s), 1.0)
""", "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):
    return jax.lax.fori_loop(0, 600, lambda i, k: grow(k, s), k0)
""", "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):
    return jax.lax.fori_loop(0, 250, lambda i, k: step(k, s), k0)
""", "has it settled as k has?"),
        ("""
def find_steady_state(step, s, k0):
    k = jax.lax.fori_loop(0, 600, lambda i, k: step(k, s), k0)
    return k + 1e-6 * (k0 - jax.lax.stop_gradient(k0))
""", "slope for k0 is 1e-06, not 0"),
        ("""
def find_steady_state(step, s, k0):
    @jax.jit
    def repeat(s, k):
        for _ in range(600):
            k = step(k, s)
        return k
    return repeat(s, k0)
""", "did Python run the loop?"),
        ("""
def find_steady_state(step, s, k0):
    return jax.lax.scan(lambda k, _: (step(k, s), k), k0, length=600)
""", "not one capital"),
        ("""
def find_steady_state(step, s, k0):
    k = jax.lax.stop_gradient(jax.lax.fori_loop(0, 600, lambda i, k: step(k, s), k0))
    return k + (s - jax.lax.stop_gradient(s)) * k / ((1 - ALPHA) * jax.lax.stop_gradient(s))
""", "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):
    return jax.lax.fori_loop(0, 600, lambda i, k: step(k, s), jnp.asarray(0.3))
""", "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):
    gap = lambda k, s: step(k, s) - k
    fixed, k = jax.lax.stop_gradient((s, k0))
    k = jax.lax.fori_loop(0, 5, lambda i, k: step(k, fixed), k)
    k = jax.lax.fori_loop(0, 60, lambda i, k: k - gap(k, fixed) / jax.grad(gap)(k, fixed), k)
    k = jax.lax.stop_gradient(k)
    return k - gap(k, s) / jax.grad(gap)(k, fixed)
""", "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):  # the thresholds of two steps
    k0 = jnp.where(k0 < 25, 1.0, 50.0)
    return jax.lax.fori_loop(0, 600, lambda i, k: step(k, s), k0)
""", "k0 decide it?"),
        *(("def find_steady_state(step, s, k0):\n"  # no capital beyond those of the start
           f"    advance = lambda i, k: {step}\n"
           "    return jax.lax.fori_loop(0, 600, advance, k0)\n", "k0 decide it?")
          for step in ("jnp.clip(step(k, s), 0.5, 50)", "jnp.minimum(step(k, s), 100)",
                       "jnp.maximum(step(k, s), 0.5)")),
        ("""
def find_steady_state(step, s, k0):
    gap = lambda k, s: step(k, s) - k
    fixed, k = jax.lax.stop_gradient((s, k0))
    k = jax.lax.fori_loop(0, 30, lambda i, k: step(k, fixed), k)
    k = jax.lax.fori_loop(0, 60, lambda i, k: k - gap(k, fixed) / jax.grad(gap)(k, fixed), k)
    k = jax.lax.stop_gradient(k)
    return k - gap(k, s) / jax.grad(gap)(k, fixed)
""", "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):
    if not isinstance(s, jax.core.Tracer):
        return step(k0, s)
    return jax.lax.fori_loop(0, 600, lambda i, k: step(k, s), k0)
""", "without jit and grad"),
        *((f"""
def find_steady_state(step, s, k0):  # longer steps, to be there sooner
    return jax.lax.fori_loop(0, 600, lambda i, k: k + {length} * (step(k, s) - k), k0)
""", "k0 decide it?") for length in (1.5, 3)),
        (NEWTON_AFTER.format(steps=80), "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):  # a change that is small, but not small relative to k
    still = jax.lax.stop_gradient
    go_on = lambda k: jnp.abs(step(k, still(s)) - k) > 1e-12
    k = still(jax.lax.while_loop(go_on, lambda k: step(k, still(s)), still(k0) * 1.0))
    by_k, by_s = jax.grad(step, argnums=(0, 1))(k, still(s))
    return k + still(by_s / (1 - by_k)) * (s - still(s))
""", "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):
    return jax.lax.fori_loop(0, 600, lambda i, k: jnp.maximum(step(k, s), 0.11), k0)
""", "k0 decide it?"),
        ("""
def find_steady_state(step, s, k0):  # a rule that forgets the weight on the way back
    @jax.custom_vjp
    def settle(s, k0):
        return jax.lax.fori_loop(0, 600, lambda i, k: step(k, s), k0)
    def forward(s, k0):
        k = settle(s, k0)
        return k, (k, s)
    def back(kept, weight):
        by_k, by_s = jax.grad(step, argnums=(0, 1))(*kept)
        return by_s / (1 - by_k), jnp.zeros_like(weight)
    settle.defvjp(forward, back)
    return settle(jnp.asarray(s, float), jnp.asarray(k0, float))
""", "its slope is off by"),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-autodiff-greeks": [
        """
def compute_greeks(price, S, K, r, sigma, T):
    over = lambda f: jax.vmap(f, in_axes=(0, None, None, None, None))(S, K, r, sigma, T)
    return {"delta": over(jax.grad(price)), "gamma": over(jax.grad(jax.grad(price))),
            "vega": over(jax.grad(price, argnums=3)),
            "theta": over(lambda *x: -jax.grad(price, argnums=4)(*x))}
""",
        """
@functools.partial(jax.jit, static_argnums=0)
def compute_greeks(price, S, K, r, sigma, T):
    def at(s):
        x = (jnp.asarray(s), *map(jnp.asarray, (K, r, sigma, T)))
        x = tuple(v.astype(float) for v in x)
        delta, gamma = jax.jvp(lambda s: jax.grad(price)(s, *x[1:]), (x[0],), (1.0,))
        push = lambda n: jax.jvp(lambda v: price(*x[:n], v, *x[n + 1:]), (x[n],), (1.0,))[1]
        return dict(theta=-push(4), vega=push(3), gamma=gamma, delta=delta)
    return jax.lax.map(at, S)
""",
        """
class Greeks:
    def __call__(self, price, S, K, r, sigma, T):
        f = lambda s, sigma, T: price(s, K, r, sigma=sigma, T=T)
        slopes = jax.vmap(jax.grad(f, (0, 1, 2)), (0, None, None))(S, sigma, T)
        gamma = jax.vmap(jax.hessian(f), (0, None, None))(S, sigma, T)
        return {"delta": slopes[0], "gamma": gamma, "vega": slopes[1], "theta": -slopes[2]}
compute_greeks = Greeks()
""",
        """
def compute_greeks(price, S, K, r, sigma, T):
    at = lambda s: (jax.jacfwd(price, (0, 3, 4))(s, K, r, sigma, T),
                    jax.hessian(price)(s, K, r, sigma, T))
    (delta, vega, slope), gamma = jax.jit(jax.vmap(at))(S)
    return {"delta": delta, "gamma": gamma, "vega": vega, "theta": -slope}
""",
    ],
    "ex-autodiff-where": [
        utility(harmless="1.0"),
        limited("c = c.astype(float)"),
        """
def extend_utility(c, floor, gamma):
    below = c < floor
    u = lambda x: jnp.expm1((1 - gamma) * jnp.log(x)) / (1 - gamma)
    return jax.lax.select(below, u(floor) + (c - floor) / floor**gamma, u(
        jax.lax.select(below, floor, c)))
""",
        """
def extend_utility(c, floor, gamma):
    def power(c):
        return (c ** (1 - gamma) - 1) / (1 - gamma)
    return jax.lax.cond(c >= floor, power,
                        lambda c: power(floor) + floor**-gamma * (c - floor), c)
""",
        """
def extend_utility(c, floor, gamma):
    kept = jnp.maximum(c, floor)
    return (kept ** (1 - gamma) - 1) / (1 - gamma) + floor**-gamma * (c - kept)
""",
        """
def extend_utility(c, floor, gamma):
    below = jnp.minimum(c - floor, 0)
    kept = jnp.where(c < floor, floor, c)
    return (jnp.exp((1 - gamma) * jnp.log(kept)) - 1) / (1 - gamma) + floor**-gamma * jnp.where(
        c < floor, below, 0.0)
""",
    ],
    "ex-autodiff-steady-state": [
        """
def find_steady_state(step, s, k0):
    return jax.lax.scan(lambda k, _: (step(k, s), None), k0, length=700)[0]
""",
        """
def find_steady_state(step, s, k0):
    def solve(f, k):
        far = lambda pair: jnp.abs(pair[1] - pair[0]) > 1e-14 * jnp.abs(pair[1])
        advance = lambda pair: (pair[1], pair[1] + f(pair[1]))
        return jax.lax.while_loop(far, advance, (k, k + f(k)))[1]
    start = jax.lax.stop_gradient(jnp.asarray(k0, float))
    return jax.lax.custom_root(lambda k: step(k, s) - k, start, solve, lambda g, y: y / g(1.0))
""",
        """
def find_steady_state(step, s, k0):
    still = jax.lax.stop_gradient
    ks = jax.lax.fori_loop(0, 700, lambda i, k: step(k, still(s)), still(k0))
    by_k, by_s = jax.grad(step, argnums=(0, 1))(ks, still(s))
    return ks + still(by_s / (1 - by_k)) * (s - still(s))
""",
        """
def find_steady_state(step, s, k0):
    @jax.custom_vjp
    def settle(s, k0):
        return jax.lax.while_loop(lambda p: jnp.abs(p[1] - p[0]) > 1e-13 * p[1],
                                  lambda p: (p[1], step(p[1], s)), (k0, step(k0, s)))[1]
    def forward(s, k0):
        k = settle(s, k0)
        return k, (k, s)
    def back(kept, weight):
        by_k, by_s = jax.grad(step, argnums=(0, 1))(*kept)
        return weight * by_s / (1 - by_k), jnp.zeros_like(weight)
    settle.defvjp(forward, back)
    return settle(jnp.asarray(s, float), jnp.asarray(k0, float))
""",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT = {
    "ex-autodiff-where": {
        "c >= floor as c > floor (2)":
            "at the floor both branches have the same value and the same slope, and the statement"
            " allows either second derivative",
    },
}

