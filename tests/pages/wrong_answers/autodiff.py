"""Tempting wrong answers to the exercises on autodiff, with the hint for each."""

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
""", "is price used?"),
    ],
    "ex-autodiff-where": [
        ("""
def extend_utility(c, floor, gamma):
    line = (floor ** (1 - gamma) - 1) / (1 - gamma) + floor**-gamma * (c - floor)
    return jnp.where(c >= floor, (c ** (1 - gamma) - 1) / (1 - gamma), line)
""", "no finite slope at c = [0.]: what did the branch that was not selected see?"),
        ("""
def extend_utility(c, floor, gamma):
    line = (floor ** (1 - gamma) - 1) / (1 - gamma) + floor**-gamma * (c - floor)
    power = jnp.nan_to_num((jnp.abs(c) ** (1 - gamma) - 1) / (1 - gamma))
    return jnp.where(c >= floor, power, line)
""", "no finite slope at c = [0.]"),
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
""", "value for gamma = 2.0"),
        ("""
def extend_utility(c, floor, gamma):
    harmless = jnp.where(c > floor, c, floor)
    line = (floor ** (1 - gamma) - 1) / (1 - gamma) + floor**-gamma * (c - floor)
    return jnp.where(c >= floor, (harmless ** (1 - gamma) - 1) / (1 - gamma), line)
""", "who has the tie?"),
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
""", "is step used?"),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-autodiff-greeks": [
        "compute_greeks(K) is a constant",
        "compute_greeks(r) is a constant",
        "compute_greeks(sigma) is a constant",
        "compute_greeks(T) is a constant",
    ],
    "ex-autodiff-where": [
        "extend_utility(floor) is a constant",
        "c >= floor as c > floor (2)",
    ],
    "ex-autodiff-steady-state": [
        "find_steady_state(k0) is a constant",
    ],
}
