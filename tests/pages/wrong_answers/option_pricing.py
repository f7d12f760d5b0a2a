"""Tempting wrong answers to the exercises on option pricing, with words of their hints."""

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
ARRAYS = SIMULATE + """
@partial(jax.jit, static_argnums=(1, 2))
def price_by_arrays(key, M, n, option):
    return simulate(key, M, n, option).mean()
"""
REPEAT = SIMULATE + """
@partial(jax.jit, static_argnums=(1, 2))
def repeat_estimates(keys, M, n, option):
    def run(key):
        payoffs = simulate(key, M, n, option)
        return payoffs.mean(), payoffs.std(ddof=1) / M**0.5
    return jax.lax.map(run, keys)
"""
GIVEN_H = """
@partial(jax.jit, static_argnums=(1, 2))
def price_given_h(key, M, n, option):
    keys = jax.random.split(key, n)
    def move(period, state):
        (h, V), key_h = state, keys[period]
        V += (option.scale * jnp.exp(h)) ** 2
        h = option.rho * h + option.nu * jax.random.normal(key_h, (M,))
        return h, V
    start = jnp.full(M, option.h0), jnp.zeros(M)
    h, V = jax.lax.fori_loop(0, n, move, start)
    prices = price_given_variance(V, n, option) + jnp.zeros(M)
    return prices.mean(), prices.std(ddof=1) / M**0.5
"""
TILT = """
@partial(jax.jit, static_argnums=(1, 2))
def price_by_tilting(key, M, n, o):
    keys = jax.random.split(key, n)
    def move(period, state):
        x, h, w = state
        z, eta = jax.random.normal(keys[period], (2, M))
        s = o.scale * jnp.exp(h)
        return x + o.mu + s * (z + s), o.rho * h + o.nu * eta, w - s * z - s**2 / 2
    start = jnp.full(M, jnp.log(o.S0)), jnp.full(M, o.h0), jnp.zeros(M)
    x, h, w = jax.lax.fori_loop(0, n, move, start)
    payoffs = o.beta**n * jnp.maximum(jnp.exp(x) - o.K, 0) * jnp.exp(w)
    return payoffs.mean(), payoffs.std(ddof=1) / M**0.5
"""
BY_PATH = """
@partial(jax.jit, static_argnums=(1, 2))
def average_blocks(keys, block, n, o):
    def path(key):
        def move(state, shocks):
            x, h = state
            x = x + o.mu + o.scale * jnp.exp(h) * shocks[0]
            return (x, o.rho * h + o.nu * shocks[1]), None
        start = 1.0 * jnp.log(o.S0), 1.0 * o.h0
        (x, _), _ = jax.lax.scan(move, start, jax.random.normal(key, (n, 2){}))
        return (o.beta**n * jnp.maximum(jnp.exp(x) - o.K, 0)).astype(jnp.float32)
    average = lambda key: jax.lax.map(path, jax.random.split(key, block)).mean()
    return jax.lax.map(average, keys)
"""
BLOCKS = SIMULATE + """
@partial(jax.jit, static_argnums=(1, 2))
def average_blocks(keys, block, n, option):
    option = Option(*(jnp.float32(value) for value in option))
    def average(key):
        return simulate(key, block, n, option, jnp.float32).mean()
    return jax.lax.map(average, keys)
"""
GREEKS = SIMULATE + """
def find_greeks(key, M, n, option):
    def price(S0, scale, K):
        return simulate(key, M, n, option._replace(S0=S0, scale=scale, K=K)).mean()
    at = option.S0, option.scale, option.K
    delta, vega = jax.grad(price, (0, 1))(*at)
    gamma = jax.grad(jax.grad(price))(*at)
    return delta, vega, gamma
"""
SMOOTH = """
def find_greeks(key, M, n, option):
    eta = jax.random.normal(key, (n, M))
    def price(S0, scale):
        h, V = jnp.full(M, option.h0), jnp.zeros(M)
        for shock in eta:
            V += (scale * jnp.exp(h)) ** 2
            h = option.rho * h + option.nu * shock
        return price_given_variance(V, n, option._replace(S0=S0, scale=scale)).mean()
    at = option.S0, option.scale
    delta, vega = jax.grad(price, (0, 1))(*at)
    return delta, vega, jax.grad(jax.grad(price))(*at)
"""


def change(answer, *pairs):
    """Return an answer with some of its words replaced."""
    for old, new in pairs:
        assert old in answer, old
        answer = answer.replace(old, new)
    return answer


FOLD, DRAW = "jax.random.fold_in(key, period)", "(2, M), dtype)\n"
ETA, PLUS = "+ o.nu * eta", "\n        "
KEPT = "_KEPT = []\n"  # what an impure answer remembers
UNIFORM = "12**0.5 * (jax.scipy.special.ndtr({}) - 0.5)"  # the right mean and variance
DRAWS = "jax.random.normal(key, (n, M))"
WRONG_ANSWERS = {
    "ex-option-price": [
        (change(ARRAYS, (FOLD, "key")), "the same shocks in every period?"),
        (change(ARRAYS, (DRAW, DRAW + "        eta = xi\n")), "used as both xi and eta"),
        (change(ARRAYS, (DRAW, DRAW + "        eta = -xi\n")), "used as both xi and eta"),
        (change(ARRAYS, ("o.beta**n * ", "")), "did you discount?"),
        (change(ARRAYS, ("o.beta**n * ", "o.beta * ")), "discount"),
        (change(ARRAYS, ("jnp.exp(h) * xi", "jnp.exp(o.rho * h + o.nu * eta) * xi")),
         "h moves before its use"),
        (change(ARRAYS, ("@partial(jax.jit, static_argnums=(1, 2))\n", "")), "compile all of it"),
        (change(ARRAYS, (" + o.mu", "")), "where is mu?"),
        (change(ARRAYS, ("- o.K", "- o.S0")), "n, K, S0?"),
        (change(ARRAYS, ("jnp.log(o.S0)", "jnp.log(100)")), "n, K, S0?"),
        (change(ARRAYS, ("xi, eta =", "xi, _ ="), (DRAW, DRAW + "        eta = "
                "jax.random.normal(jax.random.fold_in(key, 99 + period))\n")),
         "its own in each?"),
        (change(ARRAYS, (FOLD, "jax.random.fold_in(key, period % 2)")),
         "relative spread"),
        (change(ARRAYS, (DRAW, DRAW + "        xi = jnp.sign(xi)\n")), "standard errors off"),
        (change(ARRAYS, (DRAW, DRAW + "        xi = xi.at[M // 2:].set(xi[:M - M // 2])\n")),
         "M independent paths"),
        (change(ARRAYS, (DRAW, DRAW + "        xi = xi.at[M // 2:].set(-xi[:M - M // 2])\n")),
         "M independent paths"),
        (change(ARRAYS, ("o.rho * h + ", "h + ")), "mean of S"),
        (change(ARRAYS, (ETA, "")), "eta in runs of two paths"),
        (change(ARRAYS, ("return simulate(key,", "return simulate(jax.random.key(0),")),
         "is each key used?"),
        (change(ARRAYS, (".mean()", "")), "return float64[]"),
        (change(ARRAYS, ("(1, 2)", "(1, 2, 3)")), "only M and n may be"),
        (change(ARRAYS, ("jnp.maximum(jnp.exp(x) - o.K, 0)", "(jnp.exp(x) - o.K)")),
         "price over K beta^n"),
        (change(ARRAYS, ("jnp.maximum(jnp.exp(x) - o.K, 0)", "jnp.maximum(o.K - jnp.exp(x), 0)")),
         "is each key used?"),
        (change(ARRAYS, (" + o.mu", " + jnp.abs(o.mu)")), "price over K beta^n"),
        (change(ARRAYS, ("o.rho * h", "jnp.abs(o.rho) * h")), "with eta: "),
        (change(ARRAYS, ("jnp.full(M, o.h0", "jnp.full(M, jnp.abs(o.h0)")), "mean of S"),
        (change(ARRAYS, (DRAW, DRAW + "        eta = eta.at[M // 2:].set(-eta[:M - M // 2])\n")),
         "eta in runs of two paths"),
        (change(ARRAYS, (DRAW, DRAW + "        xi = " + UNIFORM.format("xi") + "\n")),
         "xi in runs of two paths"),
        (change(ARRAYS, (DRAW, DRAW + "        eta = " + UNIFORM.format("eta") + "\n")),
         "eta in runs of two paths"),
        (change(ARRAYS, (FOLD, "jax.random.fold_in(key, jnp.minimum(period, 3))")),
         "independent paths"),
        (change(ARRAYS, (FOLD, "jax.random.fold_in(jax.random.key(jax.random.key_data(key)[1]), "
                 "period)")), "All of it?"),
        (change(ARRAYS, ("n, option).mean()", "n, Option(*map(jnp.float32, option)), "
                         "jnp.float32).mean().astype(float)")), "some numbers are float32"),
        (change(ARRAYS, ("- o.K", "- jnp.minimum(o.K, 150.0)")), ", not "),
        (change(ARRAYS, (DRAW, "(2, M), jnp.float32).astype(dtype)\n")), "computes in float64"),
    ],
    "ex-option-trust": [
        (change(REPEAT, (" / M**0.5", "")), "did you divide by the root of M?"),
        (change(REPEAT, ("/ M**0.5", "/ M")), "divided by M, not its root?"),
        (change(REPEAT, ("= simulate(key,", "= simulate(jax.random.key(0),")), "is each key used?"),
        (change(REPEAT, ("payoffs.std(ddof=1)", "payoffs.std(ddof=1) / option.beta**n")),
         "discounted payoffs"),
        (change(REPEAT, ("ddof=1", "")), "ddof=1"),
        (change(REPEAT, ("ddof=1", "ddof=1, where=payoffs > 0")), "nothing is at risk"),
        (change(REPEAT, ("payoffs.std(ddof=1)", "jnp.maximum(payoffs.std(ddof=1), 1e-3)")),
         "nothing is at risk"),
        (change(REPEAT, ("= simulate(key,",
                         "= simulate(jax.random.fold_in(keys[0], key_data(key)),"),
                ("def run", "key_data = lambda key: jax.random.key_data(key).sum()\n    def run")),
         "All of it?"),
        (change(REPEAT, (ETA, "")), "eta in runs of two paths"),
        (change(REPEAT, ("o.rho * h + ", "")), "mean of S"),
        (change(REPEAT, (FOLD, "key")), "the same shocks in every period?"),
        (change(REPEAT, ("(1, 2)", "(1, 2, 3)")), "only M and n may be"),
        (change(REPEAT, ("return payoffs.mean(), payoffs.std(ddof=1) / M**0.5",
                         "return payoffs.mean()")), "return float64["),
        (change(REPEAT, ("= simulate(key, M,", "= simulate(key, 50,")), "relative spread"),
        (change(REPEAT, ("jax.lax.map(run, keys)", "tuple(map(jnp.stack, zip(*map(run, keys))))")),
         "Python loop over the keys"),
        (change(REPEAT, ("return jax.lax.map(run, keys)", "means, errors = jax.lax.map(run, keys)\n"
                         "    return means, jnp.full_like(errors, errors.mean())")), "runs of two"),
        (change(REPEAT, (DRAW, DRAW + "        xi = " + UNIFORM.format("xi") + "\n")),
         "xi in runs of two paths"),
        (change(REPEAT, (DRAW, DRAW + "        eta = " + UNIFORM.format("eta") + "\n")),
         "eta in runs of two paths"),
        (change(REPEAT, (FOLD, "jax.random.fold_in(key, jnp.minimum(period, 3))")),
         "independent paths"),
        (change(REPEAT, (FOLD, "jax.random.fold_in(jax.random.key(jax.random.key_data(key)[1]), "
                 "period)")), "All of it?"),
        (change(REPEAT, (", keys)", ", keys[::-1])")), "depends on more than its key"),
        (change(REPEAT, (DRAW, "(2, M), jnp.float32).astype(dtype)\n")), "computes in float64"),
        (change(REPEAT, ("return jax.lax.map(run, keys)",
                         "return [each.squeeze() for each in jax.lax.map(run, keys)]")),
         "return float64[1], float64[1]"),
    ],
    "ex-option-conditional": [
        (change(GIVEN_H, ("variance(V,", "variance(V.mean(),")), "not variances"),
        (change(GIVEN_H, ("        V += (option.scale * jnp.exp(h)) ** 2\n", ""),
                ("        return h, V", "        V += (option.scale * jnp.exp(h)) ** 2\n"
                 "        return h, V")), "h moves before its use"),
        (change(GIVEN_H, ("jnp.exp(h)) ** 2", "jnp.exp(h))")), "squared?"),
        (change(GIVEN_H, ("jnp.exp(h)) ** 2",
                          "jnp.exp(h) * jax.random.normal(key_h, (M,))) ** 2")),
         "did you draw xi"),
        (change(GIVEN_H, ("(1, 2)", "(1, 2, 3)")), "only M and n may be"),
        (change(GIVEN_H, ("keys[period]", "key")), "standard error"),
        (change(GIVEN_H, ("jax.random.normal(key_h, (M,))", "jax.random.normal(key_h)")),
         "not variances"),
        (change(GIVEN_H, ("ddof=1", "")), "ddof=1?"),
        (change(GIVEN_H, (" / M**0.5", "")), "the spread"),
        (change(GIVEN_H, ("fori_loop(0, n,", "fori_loop(0, 20,")), "ddof=1?"),
        (change(GIVEN_H, ("split(key, n)", "split(jax.random.key(0), n)")), "is each key used?"),
        (change(GIVEN_H, ("option.rho * h", "jnp.abs(option.rho) * h")), "without eta"),
        (change(GIVEN_H, ("jax.random.normal(key_h, (M,))",
                          "jnp.sign(jax.random.normal(key_h, (M,)))")), "eta (ddof=1?)"),
        (change(GIVEN_H, ("jax.random.normal(key_h, (M,))",
                          UNIFORM.format("jax.random.normal(key_h, (M,))"))), "eta (ddof=1?)"),
        (change(GIVEN_H, ("jnp.exp(h)", "jnp.exp(jnp.clip(h, -2, 2))")), "without eta"),
        (change(GIVEN_H, ("prices.std(ddof=1)", "prices.astype(jnp.float32).std(ddof=1)"
                          ".astype(float)")), "computes in float64"),
        # xi is drawn as well, and not used
        (change(GIVEN_H, ("jax.random.normal(key_h, (M,))", "jax.random.normal(key_h, (2, M))[1]")),
         "eta is one: did you draw xi?"),
        (change(GIVEN_H, ("        h = option.rho",
                          "        xi = jax.random.normal(jax.random.fold_in(key_h, 1), (M,))\n"
                          "        h = option.rho")),
         "eta is one: did you draw xi?"),
    ],
    "ex-option-tilting": [
        (change(TILT, ("w - s * z - s**2 / 2", "w")), "a drift: no weights?"),
        (change(TILT, ("w - s * z - s**2 / 2", "w - s * z + s**2 / 2")), "sign of theta**2 / 2?"),
        (change(TILT, ("w - s * z - s**2 / 2", "w - s * (z + s) - s**2 / 2")), "is z shifted?"),
        (change(TILT, ("s * (z + s)", "s * z"), ("w - s * z - s**2 / 2", "w")),
         "by sigma_t, discounted?"),
        (change(TILT, ("s * (z + s)", "s * (z + o.scale)"), ("w - s * z - s**2 / 2",
                "w - o.scale * z - o.scale**2 / 2")), "by sigma_t, discounted?"),
        (change(TILT, ("o.beta**n * ", "")), "discounted?"),
        (change(TILT, ("ddof=1", "")), "ddof=1?"),
        (change(TILT, (" / M**0.5", "")), "did you divide by the root of M?"),
        (change(TILT, ("split(key, n)", "split(jax.random.key(0), n)")), "is each key used?"),
        (change(TILT, ("keys[period]", "keys[0]")), "standard error"),
        (change(TILT, (ETA, "")), "with eta: "),
        (change(TILT, ("(1, 2)", "(1, 2, 3)")), "only M and n may be"),
        (change(TILT, ("x + o.mu", "x + jnp.abs(o.mu)")), "discounted?"),
        (change(TILT, ("o.rho * h", "jnp.abs(o.rho) * h")), "with eta: "),
        (change(TILT, ("s = o.scale", "eta = z\n        s = o.scale")), "both z and eta?"),
        (change(TILT, ("s = o.scale", "z = z.at[M // 2:].set(-z[:M - M // 2])\n"
                       "        s = o.scale")),
         "errors "),
        (change(TILT, ("s = o.scale * jnp.exp(h)", "s, drift = o.scale * jnp.exp(jnp.stack([h, "
                       "0 * h + o.h0 * o.rho**period]))"), ("s * (z + s)", "s * (z + drift)"),
                ("w - s * z - s**2 / 2", "w - drift * z - drift**2 / 2")), "the shift sigma_t"),
        (change(TILT, ("s * (z + s)", "s * (z + jnp.minimum(s, 0.5))"), ("w - s * z - s**2 / 2",
                "w - jnp.minimum(s, 0.5) * (z + jnp.minimum(s, 0.5) / 2)")), "of unusual size"),
        (change(TILT, ("M**0.5", "(jnp.exp(w).sum() ** 2 / jnp.exp(2 * w).sum()) ** 0.5")),
         "standard error"),
    ],
    "ex-option-blocks": [
        (change(BLOCKS, ("jax.lax.map(average, keys)", "jax.vmap(average)(keys)")),
         "blocks at once?"),
        (change(BLOCKS, ("jnp.float32).mean()", "float).mean()")), "return float32["),
        (BY_PATH.format(""), "which draw lacks a dtype?"),
        (change(BLOCKS, ("jnp.float32).mean()", "float).mean().astype(jnp.float32)")),
         "which lacks a dtype?"),
        (change(BLOCKS, ("    option = Option(*(jnp.float32(value) for value in option))\n", ""),
                (".mean()\n    return", ".mean().astype(jnp.float32)\n    return"),
                ("o.nu * eta", "o.nu * eta.astype(float)"), ("jnp.float32).mean", "float).mean")),
         "which lacks a dtype?"),
        (change(BLOCKS, (DRAW, "(2 * M,), float).astype(dtype).reshape(2, M)\n")),
         "which lacks a dtype?"),
        (change(BLOCKS, ("return simulate(key,", "return simulate(jax.random.key(0),")),
         "is each key used?"),
        (change(BLOCKS, ("return simulate(key, block", "return simulate(key, 100")),
         "relative spread"),
        (change(BLOCKS, ("return simulate(key,",
                         "return simulate(jax.random.fold_in(keys[0], number(key)),"),
                ("def average(", "number = lambda key: jax.random.key_data(key).sum()\n"
                 "    def average(")), "All of it?"),
        (change(BLOCKS, (FOLD, "key")), "the same shocks in every period?"),
        (change(BLOCKS, ("o.beta**n * ", "")), "did you discount?"),
        (change(BLOCKS, (DRAW, DRAW + "        xi = " + UNIFORM.format("xi") + "\n")),
         "xi in runs of two paths"),
        (change(BLOCKS, (DRAW, DRAW + "        eta = " + UNIFORM.format("eta") + "\n")),
         "eta in runs of two paths"),
        (change(BLOCKS, (FOLD, "jax.random.fold_in(key, jnp.minimum(period, 3))")),
         "independent paths"),
        (change(BLOCKS, (FOLD, "jax.random.fold_in(jax.random.key(jax.random.key_data(key)[1]), "
                 "period)")), "All of it?"),
        (change(BLOCKS, (", keys)", ", keys[::-1])")), "depends on more than its key"),
        (change(BLOCKS, ("jax.lax.map(average, keys)", "jnp.squeeze(jax.lax.map(average, keys))")),
         "return float32[1]"),
        (change(BLOCKS, (DRAW, "(2, M), jnp.float16).astype(dtype)\n")), "must be float32"),
        (change(BLOCKS, ("average, keys)", "average, keys, batch_size=5)")),
         "several blocks at once"),
        (change(BLOCKS, ("jax.lax.map(average, keys)", "jax.lax.map(jax.vmap(average), keys[:"
                         "keys.size // 2 * 2].reshape(-1, 2)).reshape(-1)")), "return float32["),
    ],
    "ex-option-greeks": [
        (GREEKS, "gamma is 0"),
        (change(GREEKS, ("(0, 1)", "(2, 1)")), "with respect to K?"),
        (change(SMOOTH, ("jax.grad(jax.grad(price))(*at)", "delta / option.S0")),
         "times what it should be"),
        (change(SMOOTH, ("(key, (n, M))", "(jax.random.key(0), (n, M))")), "spread over keys"),
        (change(SMOOTH, ("(key, (n, M))", "(key, (n, 50))"), ("M, option.h0", "50, option.h0"),
                ("zeros(M)", "zeros(50)")), "spread over keys"),
        (change(SMOOTH, ("return delta, vega,", "return delta, vega / 100,")),
         "vega is 0.01 times"),
        (change(SMOOTH, ("return delta, vega,", "return delta, gamma,"), ("    delta, vega =",
                "    gamma = jax.grad(jax.grad(price))(*at)\n    delta, vega =")), "vega is"),
        (change(SMOOTH, ("return delta, vega, jax", "return delta, jax")), "return float64[]"),
        (change(SMOOTH, ("+ option.nu * shock", "")), "spread over keys"),
        (change(SMOOTH, ("option.rho * h", "jnp.abs(option.rho) * h")), "delta is"),
        (change(SMOOTH, ("delta, vega = jax.grad(price, (0, 1))(*at)", "d = 1e-4 * option.S0\n"
                "    low, here, high = (price(option.S0 + k * d, at[1]) for k in (-1, 0, 1))\n"
                "    vega = jax.grad(price, 1)(*at)"),
                ("delta, vega, jax.grad(jax.grad(price))(*at)",
                 "(high - low) / (2 * d), vega, (high - 2 * here + low) / d**2")),
         "a finite difference?"),
        (change(SMOOTH, (DRAWS, UNIFORM.format(DRAWS))), "of two paths"),
        (change(SMOOTH, (DRAWS, f"jnp.sign({DRAWS})")), " is "),
        (change(SMOOTH, (DRAWS, f"jnp.concatenate([{DRAWS}[:, :M // 2], -{DRAWS}[:, :M - M // 2]]"
                         ", 1)")), " is "),
        *((change(SMOOTH, ("    eta =", f"    M = {size}\n    eta =")), " is ")
          for size in ("M // 2", "2 * M", "min(M, 100)", "max(M, 100)")),
        (change(SMOOTH, ("jnp.exp(h)", "jnp.exp(jnp.clip(h, -2, 2))")), "of unusual size"),
        (change(SMOOTH, ("return delta, vega, jax", "eta = jax.random.normal(jax.random.fold_in("
                         "key, 1), (n, M))\n    return delta, vega, jax")), "their product"),
    ],
}

LIMITS = {  # of one parameter each
    "beta": "jnp.maximum(option.beta, 0.5)", "K": "jnp.minimum(option.K, 1e3)",
    "S0": "jnp.maximum(option.S0, 1)", "mu": "jnp.clip(option.mu, -0.03, 0.03)",
    "rho": "jnp.minimum(option.rho, 0.95)",
}
WORDS = "jax.random.key_data(key)"
PARTS = (  # of a key: 16 bits of each word, or a sum of both
    f"{WORDS} % 2**16", f"jnp.tile({WORDS}[..., :1] ^ {WORDS}[..., 1:], 2)",
)


def add_line(answer, line):
    """Return an answer with one more line at the beginning of its last function."""
    start, end = answer.rindex("\ndef "), answer.index("option):\n", answer.rindex("\ndef ")) + 9
    keys = "keys" if "keys," in answer[start:end] else "key"
    return answer[:end] + f"    {line.replace('(key)', f'({keys})').format(keys)}\n" + answer[end:]


for label, answer, limited in [
        ("price", ARRAYS, "any K and S0?"), ("trust", REPEAT, "any K and S0?"),
        ("conditional", GIVEN_H, "of unusual size"),
        ("tilting", change(TILT, ("n, o)", "n, option)"),
                           ("    keys =", "    o = option\n    keys =")),
         "of unusual size"), ("blocks", BLOCKS, "any K and S0?"),
        ("greeks", SMOOTH, "of unusual size")]:
    wrong = WRONG_ANSWERS[f"ex-option-{label}"]
    for name, limit in LIMITS.items():
        if (label, name) != ("tilting", "K"):  # there K is only small
            hint = "spread" if name == "rho" and limited == "any K and S0?" else limited
            hint = "discounted?" if (label, name) == ("tilting", "rho") else hint
            # the limit of K may also show in the spread over keys
            hint = "over" if (label, name) == ("greeks", "K") else hint
            wrong.append((add_line(answer, f"option = option._replace({name}={limit})"), hint))
    for part in PARTS:
        wrong.append((add_line(answer, "{} = jax.random.wrap_key_data(" + part + ")"),
                      "All of it?"))
    if label not in ("conditional", "greeks"):
        payoff = "jnp.maximum(jnp.exp(x) - o.K, "
        wrong += [(change(answer, (payoff + "0)", payoff + f"{floor})")), limited)
                  for floor in (1e-3, 1e-6)]
WRONG_ANSWERS["ex-option-conditional"].append(
    (change(GIVEN_H, ("jax.random.normal(key_h, (M,))",
                      "jnp.clip(jax.random.normal(key_h, (M,)), -2.5, 2.5)")), "cut off?"))
WRONG_ANSWERS["ex-option-greeks"].append(
    (change(SMOOTH, (DRAWS, f"jnp.clip({DRAWS}, -2, 2)")), "of two paths"))
for label, answer in (("price", ARRAYS), ("trust", REPEAT), ("blocks", BLOCKS)):
    WRONG_ANSWERS[f"ex-option-{label}"].append(
        (change(answer, (DRAW, DRAW + "        xi = jnp.clip(xi, -2.5, 2.5)\n")),
         "xi in runs of two paths"))

# Right answers in other styles, which the checks must accept.
SCANNED = """
@partial(jax.jit, static_argnames=("M", "n"))
def {head}
    def path(key):
        key_xi, key_eta = jax.random.split(key)
        xi, eta = jax.random.normal(key_xi, (n,)), jax.random.normal(key_eta, (n,))
        def move(state, shocks):
            S, h = state
            S = S * jnp.exp(option.mu + option.scale * jnp.exp(h) * shocks[0])
            return (S, option.rho * h + option.nu * shocks[1]), None
        start = 1.0 * option.S0, 1.0 * option.h0
        (S, _), _ = jax.lax.scan(move, start, (xi, eta))
        return jnp.where(S > option.K, S - option.K, 0.0) * option.beta**n
"""
RIGHT_ANSWERS = {
    "ex-option-price": [
        SCANNED.format(head="price_by_arrays(key, M, n, option):")
        + "    return jnp.sum(jax.vmap(path)(jax.random.split(key, M))) / M\n",
        """
@partial(jax.jit, static_argnums=(1, 2))
def price_by_arrays(key, M, n, option):
    K, beta, mu, rho, nu, S0, h0, scale = option
    key_xi, key_eta = jax.random.split(key)
    shocks = jax.random.normal(key_xi, (n, M)), jax.random.normal(key_eta, (n, M))
    def move(state, shock):
        x, h = state
        return (x + mu + scale * jnp.exp(h) * shock[0], rho * h + nu * shock[1]), None
    start = jnp.zeros(M), jnp.zeros(M) + h0
    (x, _), _ = jax.lax.scan(move, start, shocks)
    return beta**n * jnp.mean(jnp.clip(S0 * jnp.exp(x) - K, 0))
""",
        """
@partial(jax.jit, static_argnames="M")
def price_by_arrays(key, M, n, option):
    def move(state):
        t, key, x, h = state
        key, key_xi, key_eta = jax.random.split(key, 3)
        x += option.mu + option.scale * jnp.exp(h) * jax.random.normal(key_xi, (M,))
        h = option.rho * h + option.nu * jax.random.normal(key_eta, (M,))
        return t + 1, key, x, h
    start = 0, key, jnp.full(M, jnp.log(option.S0)), jnp.full(M, float(1) * option.h0)
    x = jax.lax.while_loop(lambda state: state[0] < n, move, start)[2]
    return option.beta**n * jnp.maximum(jnp.exp(x) - option.K, 0).mean()
""",
    ],
    "ex-option-trust": [
        SCANNED.format(head="repeat_estimates(keys, M, n, option):")
        + "    payoffs = jax.vmap(lambda key: jax.vmap(path)(jax.random.split(key, M)))(keys)\n"
        + "    return [jnp.mean(payoffs, 1), jnp.std(payoffs, axis=1, ddof=1) / jnp.sqrt(M)]\n",
        SIMULATE + """
def repeat_estimates(keys, M, n, option):
    payoffs = jax.vmap(simulate, (0, None, None, None))(keys, M, n, option)
    means = payoffs.mean(axis=1)
    squares = ((payoffs - means[:, None]) ** 2).sum(axis=1)
    return means, jnp.sqrt(squares / (M * (M - 1)))
""",
    ],
    "ex-option-conditional": [
        GIVEN_H,
        """
def price_given_h(key, M, n, option):
    def price(key):
        h, V = option.h0, 0.0
        for key_h in jax.random.split(key, n):
            V = V + option.scale**2 * jnp.exp(2 * h)
            h = option.rho * h + option.nu * jax.random.normal(key_h)
        return price_given_variance(V, n, option)
    prices = jax.vmap(price)(jax.random.split(key, M))
    return jnp.mean(prices), jnp.sqrt(jnp.var(prices, ddof=1) / M)
""",
    ],
    "ex-option-tilting": [
        TILT,
        """
@checked
def price_by_tilting(key, M, n, option):
    K, beta, mu, rho, nu, S0, h0, scale = option
    def payoff(key):
        z, eta = jax.random.normal(key, (2, n))
        _, h = jax.lax.scan(lambda h, e: (rho * h + nu * e, h), 1.0 * h0, eta)
        sigma = scale * jnp.exp(h)
        xi = z + sigma
        S = S0 * jnp.exp(n * mu + jnp.sum(sigma * xi))
        return beta**n * jnp.maximum(S - K, 0) * jnp.exp(jnp.sum(z**2 - xi**2) / 2)
    payoffs = jax.vmap(payoff)(jax.random.split(key, M))
    return payoffs.mean(), payoffs.std(ddof=1) / jnp.sqrt(M)
""",
    ],
    "ex-option-blocks": [
        BLOCKS,
        """
@partial(jax.jit, static_argnums=(1, 2))
def average_blocks(keys, block, n, option):
    K, beta, mu, rho, nu, S0, h0, scale = (jnp.asarray(v, "float32") for v in option)
    def average(carry, key):
        def move(state, key):
            x, h = state
            key_xi, key_eta = jax.random.split(key)
            xi = jax.random.normal(key_xi, (block,), "float32")
            eta = jax.random.normal(key_eta, (block,), "float32")
            return (x + mu + scale * jnp.exp(h) * xi, rho * h + nu * eta), None
        start = jnp.zeros(block, "float32"), jnp.full(block, h0)
        (x, _), _ = jax.lax.scan(move, start, jax.random.split(key, n))
        return carry, beta**n * jnp.mean(jnp.maximum(S0 * jnp.exp(x) - K, 0))
    return jax.lax.scan(average, None, keys)[1]
""",
    ],
    "ex-option-greeks": [
        SMOOTH,
        """
@partial(jax.jit, static_argnums=(1, 2))
def find_greeks(key, M, n, option):
    keys = jax.random.split(key, n)
    def price(option):
        def move(state, key):
            h, V = state
            V += (option.scale * jnp.exp(h)) ** 2
            return (option.rho * h + option.nu * jax.random.normal(key, (M,)), V), None
        start = jnp.full(M, option.h0), jnp.zeros(M)
        (_, V), _ = jax.lax.scan(move, start, keys)
        return jnp.mean(price_given_variance(V, n, option))
    slopes = jax.grad(price)(option)
    gamma = jax.hessian(lambda S0: price(option._replace(S0=S0)))(option.S0)
    return slopes.S0, slopes.scale, gamma
""",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
