"""Tempting wrong answers to the exercises on option pricing, with words of their hints."""

ARRAYS = """
@partial(jax.jit, static_argnums=1)
def price_by_arrays(key, M, n, beta, K, mu, rho, nu, S0, h0):
    def step(period, state):
        log_price, h = state
        {draws}
        return {move}
    start = jnp.full(M, jnp.log(S0)), jnp.full(M, h0)
    log_price, h = jax.lax.fori_loop(0, n, step, start)
    return {discount} * jnp.mean(jnp.maximum(jnp.exp(log_price) - K, 0))
"""
DRAWS = "xi, eta = jax.random.normal(jax.random.fold_in(key, period), (2, M))"
MOVE = "log_price + mu + jnp.exp(h) * xi, rho * h + nu * eta"
LATE = "log_price + mu + jnp.exp(rho * h + nu * eta) * xi, rho * h + nu * eta"

SIMULATE = """
def simulate(key, M, n, o, dtype=float):
    def move(period, state):
        x, h = state
        xi, eta = jax.random.normal(jax.random.fold_in(key, period), (2, M), dtype)
        return x + o.mu + o.scale * jnp.exp(h) * xi, o.rho * h + o.nu * eta
    start = jnp.full(M, jnp.log(o.S0), dtype), jnp.full(M, o.h0, dtype)
    x, h = jax.lax.fori_loop(0, n, move, start)
    return o.beta**n * jnp.maximum(jnp.exp(x) - o.K, 0)
"""
REPEAT = SIMULATE + """
@partial(jax.jit, static_argnums=(1, 2))
def repeat_estimates(keys, M, n, option):
    def run(key):
        payoffs = simulate({key}, M, n, option)
        return payoffs.mean(), {error}
    return jax.lax.map(run, keys)
"""
GIVEN_H = """
@partial(jax.jit, static_argnums=(1, 2))
def price_given_h(key, M, n, option):
    keys = jax.random.split(key, n)
    def move(period, state):
        (h, V), key_h = state, keys[period]
        {steps}
        return h, V
    start = jnp.full(M, option.h0), jnp.zeros(M)
    h, V = jax.lax.fori_loop(0, n, move, start)
    prices = price_given_variance({variance}, n, option) + jnp.zeros(M)
    return prices.mean(), prices.std() / M**0.5
"""
ADD = "V += (option.scale * jnp.exp(h)) ** 2"
STEP = "h = option.rho * h + option.nu * jax.random.normal(key_h, (M,))"
TILT = """
@partial(jax.jit, static_argnums=(1, 2))
def price_by_tilting(key, M, n, o):
    keys = jax.random.split(key, n)
    def move(period, state):
        x, h, w = state
        z, eta = jax.random.normal(keys[period], (2, M))
        s = o.scale * jnp.exp(h)
        return x + o.mu + s * (z + s), o.rho * h + o.nu * eta, w + {log_weight}
    start = jnp.full(M, jnp.log(o.S0)), jnp.full(M, o.h0), jnp.zeros(M)
    x, h, w = jax.lax.fori_loop(0, n, move, start)
    payoffs = o.beta**n * jnp.maximum(jnp.exp(x) - o.K, 0) * jnp.exp(w)
    return payoffs.mean(), payoffs.std() / M**0.5
"""
BLOCKS = SIMULATE + """
@partial(jax.jit, static_argnums=(1, 2))
def average_blocks(keys, block, n, option):
    def average(key):
        return simulate({key}, block, n, option, {dtype}).mean()
    return {over}(average{comma} keys)
"""
GREEKS = SIMULATE + """
def find_greeks(key, M, n, option):
    def price(S0, scale, K, seed=5):
        option_here = option._replace(S0=S0, scale=scale, K=K)
        return simulate(jax.random.key(seed), M, n, option_here).mean()
    at = option.S0, option.scale, option.K
    delta, vega = jax.grad(price, {arguments})(*at)
    {more}
    return delta, vega, gamma
"""
ERROR = "payoffs.std() / M**0.5"

WRONG_ANSWERS = {
    "ex-option-price": [
        (ARRAYS.format(draws="xi, eta = jax.random.normal(key, (2, M))", move=MOVE,
                       discount="beta**n"), "the same shocks come back in every period"),
        (ARRAYS.format(draws=DRAWS + "\n        eta = xi", move=MOVE, discount="beta**n"),
         "used as both xi and eta"),
        (ARRAYS.format(draws=DRAWS, move=MOVE, discount="1"), "did you discount?"),
        (ARRAYS.format(draws=DRAWS, move=LATE, discount="beta**n"), "h moves before its use"),
        (ARRAYS.format(draws=DRAWS, move=MOVE, discount="beta**n").replace(
            "@partial(jax.jit, static_argnums=1)", ""), "compile all of it"),
    ],
    "ex-option-trust": [
        (REPEAT.format(key="key", error="payoffs.std()"), "did you divide by the root of M?"),
        (REPEAT.format(key="key", error="payoffs.std() / M"), "divided by M instead"),
        (REPEAT.format(key="jax.random.key(0)", error=ERROR), "is each key used?"),
        (REPEAT.format(key="key", error=ERROR + " / option.beta**(20 * n)"),
         "are the payoffs discounted?"),
    ],
    "ex-option-conditional": [
        (GIVEN_H.format(steps=f"{ADD}; {STEP}", variance="V.mean()"), "not variances"),
        (GIVEN_H.format(steps=f"{STEP}; {ADD}", variance="V"), "h moves before its use"),
        (GIVEN_H.format(steps=f"{ADD[:-5]}; {STEP}", variance="V"), "squared?"),
        (GIVEN_H.format(steps=f"{ADD} * jax.random.normal(key_h, (M,)) ** 2", variance="V"),
         "did you draw xi as well?"),
    ],
    "ex-option-tilting": [
        (TILT.format(log_weight="0"), "no weights?"),
        (TILT.format(log_weight="(-s * z + s**2 / 2)"), "sign of theta**2 / 2?"),
        (TILT.format(log_weight="(-s * (z + s) - s**2 / 2)"), "z shifted?"),
    ],
    "ex-option-blocks": [
        (BLOCKS.format(key="key", dtype="jnp.float32", over="jax.vmap", comma=")(").replace(
            "(average)( keys)", "(average)(keys)"), "all blocks at once?"),
        (BLOCKS.format(key="key", dtype="float", over="jax.lax.map", comma=","), "lacks its dtype"),
        (BLOCKS.format(key="jax.random.key(0)", dtype="jnp.float32", over="jax.lax.map", comma=","),
         "does each use its own key?"),
    ],
    "ex-option-greeks": [
        (GREEKS.format(arguments="(0, 1)", more="gamma = jax.grad(jax.grad(price))(*at)"),
         "gamma is 0"),
        (GREEKS.format(arguments="(2, 1)", more="gamma = 0.01"), "with respect to K?"),
        (GREEKS.format(arguments="(0, 1)", more="gamma = delta / option.S0"),
         "times the formula"),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-option-price": [
        "price_by_arrays(M) is a constant",
        "price_by_arrays(beta) is a constant",
        "price_by_arrays(K) is a constant",
        "price_by_arrays(mu) is a constant",
        "price_by_arrays(rho) is a constant",
        "price_by_arrays(nu) is a constant",
        "price_by_arrays(S0) is a constant",
        "price_by_arrays(h0) is a constant",
        "log_price + mu without mu",
    ],
    "ex-option-trust": [
        "repeat_estimates(M) is a constant",
        "repeat_estimates(n) is a constant",
        "repeat_estimates(option) is a constant",
        "rho * h + nu * eta without nu * eta",
        "rho * h + nu * eta without rho * h",
    ],
    "ex-option-conditional": [
        "price_given_h(key) is a constant",
        "price_given_h(M) is a constant",
    ],
    "ex-option-tilting": [
        "price_by_tilting(key) is a constant",
        "price_by_tilting(M) is a constant",
        "price_by_tilting(n) is a constant",
    ],
    "ex-option-blocks": [
        "average_blocks(block) is a constant",
        "average_blocks(n) is a constant",
        "average_blocks(option) is a constant",
    ],
    "ex-option-greeks": [
        "find_greeks(key) is a constant",
        "find_greeks(M) is a constant",
        "find_greeks(n) is a constant",
    ],
}
