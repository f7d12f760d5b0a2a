"""Plausible wrong answers to exercises/kalman.md, each with words of the hint it must get.
"""

LEVEL = """\
def filter_level(y, sd_shock, sd_noise, mean, sd):
    def step(state, y):
        mean, variance = state[0], {predicted}
        seen, s = ~jnp.isnan(y), {s}
        gain = {gain}
        innovation = {innovation} - mean
        log_density = {density}
        state = mean + gain * innovation, {corrected}
        return state, (*state, {counted})
    start = {start}
    means, variances, log_densities = jax.lax.scan(step, start, y)[1]
    return {result}
"""
SERIES = """\
def update_all(mean, cov, H, r, y):
    def learn(state, series):
        (mean, cov, total), (h, r, y) = state, series
        weights, seen = cov @ h, ~jnp.isnan(y)
        s = {s}
        gain = {gain}
        innovation = {innovation} - h @ mean
        log_density = {density}
        return (mean + gain * innovation, {corrected},
                total + {counted}), None
    return {result}
"""
GAIN = """\
def find_gain(make_parts, theta):
    def iterate(theta):
        F, Q, h, r = make_parts({inner})
        def step(cov, _):
            weights = cov @ h
            cov = cov - {learned}
            return {predicted}, None
        cov = jax.lax.scan(step, {start}, length={length})[0]
        return {gain}
    gain, slope = jax.jvp(iterate, (jnp.float64(theta),), (1.0,))
    return {result}
"""


def level(predicted="state[1] + sd_shock**2", s="variance + sd_noise**2",
          gain="jnp.where(seen, variance / s, 0)", innovation="jnp.where(seen, y, 0)",
          density="-(jnp.log(2 * jnp.pi * s) + innovation**2 / s) / 2",
          corrected="(1 - gain) * variance", counted="jnp.where(seen, log_density, 0)",
          start="jnp.float64(mean), jnp.float64(sd) ** 2",
          result="means, jnp.sqrt(variances), log_densities.sum()"):
    return LEVEL.format(**locals())


def series(s="h @ weights + r", gain="jnp.where(seen, weights / s, 0)",
           innovation="jnp.where(seen, y, 0)",
           density="-(jnp.log(2 * jnp.pi * s) + innovation**2 / s) / 2",
           corrected="cov - jnp.outer(gain, weights)", counted="jnp.where(seen, log_density, 0)",
           result="jax.lax.scan(learn, (mean, cov, 0.0), (H, r, y))[0]"):
    return SERIES.format(**locals())


def gain(inner="theta", learned="jnp.outer(weights, weights) / (h @ weights + r)",
         predicted="F @ cov @ F.T + Q", start="Q", length=400,
         gain="cov @ h / (h @ cov @ h + r)", result="gain, slope"):
    return GAIN.format(**locals())


JOINTLY = """\
def update_all(mean, cov, H, r, y):
    seen = ~jnp.isnan(y)
    H = jnp.where(seen[:, None], H, 0)
    off = jnp.where(seen, y, 0) - H @ mean
    S = H @ cov @ H.T + jnp.diag(jnp.where(seen, r, 1))
    gain = jnp.linalg.solve(S, H @ cov).T
    value = off @ jnp.linalg.solve(S, off) + jnp.linalg.slogdet(S)[1]
    value = value + seen.sum() * jnp.log(2 * jnp.pi)
    return mean + gain @ off, cov - gain @ H @ cov, -value / 2
"""

WHILE = """\
def find_gain(make_parts, theta):
    def iterate(theta):
        F, Q, h, r = make_parts(theta)
        def ahead(cov):
            weights = cov @ h
            return F @ (cov - jnp.outer(weights, weights) / (h @ weights + r)) @ F.T + Q
        far = lambda state: jnp.abs(state[0] - state[1]).max() > {small}
        cov = jax.lax.while_loop(far, lambda s: (ahead(s[0]), s[0]), (ahead(Q), Q))[0]
        return cov @ h / (h @ cov @ h + r)
    return jax.jvp(iterate, (jnp.float64(theta),), (1.0,))
"""

ELIMINATE = """\
def eliminate(S):
    def clear(i, state):
        A, B, ln_det = state
        A, B, ln_det = A.at[i].divide(A[i, i]), B.at[i].divide(A[i, i]), ln_det + jnp.log(A[i, i])
        share = A[:, i].at[i].set(0)
        return A - jnp.outer(share, A[i]), B - jnp.outer(share, B[i]), ln_det
    return jax.lax.fori_loop(0, len(S), clear, (S, jnp.eye(len(S)), 0.0))[1:]

def update_all(mean, cov, H, r, y):
    seen = ~jnp.isnan(y)
    H = jnp.where(seen[:, None], H, 0)
    off = jnp.where(seen, y, 0) - H @ mean
    S = H @ cov @ H.T + jnp.diag(jnp.where(seen, r, 1))
    X, ln_det = eliminate(S)
    gain, value = cov @ H.T @ X, off @ X @ off + ln_det + seen.sum() * jnp.log(2 * jnp.pi)
    return mean + gain @ off, cov - gain @ H @ cov, -value / 2
"""

# inverses of covariances, from their eigenvalues
INVERTED = """\
def decompose(A):
    values, V = map(jnp.real, jnp.linalg.eig(A))
    return (V / values) @ V.T, jnp.log(values).sum()

def update_all(mean, cov, H, r, y):
    seen, (before, ln_before) = ~jnp.isnan(y), decompose(cov)
    weights = jnp.where(seen, 1 / r, 0)
    after, ln_after = decompose(before + (H.T * weights) @ H)
    new = mean + after @ (H.T @ (weights * (jnp.nan_to_num(y) - H @ mean)))
    off = jnp.nan_to_num(y) - H @ new
    value = weights @ off**2 + (new - mean) @ before @ (new - mean)
    value += jnp.where(seen, jnp.log(2 * jnp.pi * r), 0).sum() + ln_before + ln_after
    return new, after, -value / 2
"""

# what an observation teaches, from the inverse of the covariance
INFORMED = "(cov - jnp.linalg.inv(jnp.linalg.inv(cov) + jnp.outer(h, h) / r))"

WRONG_ANSWERS = {
    "ex-kalman-level": [
        (level(result="means, variances, log_densities.sum()"), "these are variances"),
        (level(predicted="state[1]"), "a shock comes before the first observation"),
        (level(innovation="y"), "does a missing observation enter"),
        (level(gain="variance / s"), "other standard deviations"),
        (level(counted="log_density"), "what does a missing observation add?"),
        (level(density="-(jnp.log(s) + innovation**2 / s) / 2"), "lacks the constant"),
        (level(start="jnp.float64(mean), jnp.float64(sd)"), "other standard deviations"),
        (level(s="variance + sd_noise"), "other standard deviations"),
        (level(corrected="variance"), "other standard deviations"),
        (level(result="means, jnp.sqrt(variances)"), "three results are wanted"),
        (level(result="means, jnp.sqrt(variances), log_densities"), "shapes"),
        (level(start="jnp.float64(0), jnp.float64(sd) ** 2"), "other means"),
        # the start is corrected by the first observation before any shock
        (level(predicted="state[1]", corrected="(1 - gain) * variance + sd_shock**2"),
         "standard deviations"),
        # right values, but NaN reaches the gradient
        (level(innovation="y",
               density="-(jnp.log(2 * jnp.pi * s) + innovation**2 / s) / 2\n"
                       "        innovation = jnp.where(seen, innovation, 0)"),
         "the gradient is NaN"),
        ("def filter_level(y, sd_shock, sd_noise, mean, sd):\n"
         "    v, total, means, sds = sd**2, 0.0, [], []\n"
         "    for now in y:\n"
         "        v, seen = v + sd_shock**2, ~jnp.isnan(now)\n"
         "        s = v + sd_noise**2\n"
         "        gain, off = jnp.where(seen, v / s, 0), jnp.where(seen, now, mean) - mean\n"
         "        total -= jnp.where(seen, jnp.log(2 * jnp.pi * s) + off**2 / s, 0) / 2\n"
         "        mean, v = mean + gain * off, (1 - gain) * v\n"
         "        means.append(mean), sds.append(jnp.sqrt(v))\n"
         "    return jnp.stack(means), jnp.stack(sds), total\n", "is there a Python loop?"),
        (level().replace("~jnp.isnan(y)", "~(jnp.isnan(y) | (y == 0))"), "standard deviations"),
        *((level().replace("def step", f"{line}\n    def step"), "of them seen: ") for line in (
            "mean = jnp.clip(mean, -5, 5)", "sd_noise = jnp.clip(sd_noise, 0.3, 2)",
            "sd_shock = jnp.maximum(sd_shock, 1e-4)", "sd = jnp.maximum(sd, 1e-4)")),
        (level(s="variance + sd_noise**2 + 1e-12"), "of them seen: "),
        *((level().replace("def step", f"{line}\n    def step"), "of them seen: ") for line in (
            "sd_noise = jnp.maximum(sd_noise, 1e-2)", "sd = jnp.minimum(sd, 20)",
            "y = jnp.where(jnp.arange(len(y)) < 20, y, jnp.nan)")),
        (level().replace("start, y)", "start, y, unroll=-(-len(y) // 4))"),
         "is there a Python loop?"),
        # a variance that looks large stands for an observation that was not seen
        (level(s="variance + sd_noise**2 + jnp.where(jnp.isnan(y), 1e10, 0)", gain="variance / s"),
         "other standard deviations"),
        (level().replace("state = mean +", "state = jax.lax.stop_gradient(mean) +"), "gradient "),
        # densities, or variances, are multiplied, and the product is 0 or infinity
        (level(counted="jnp.where(seen, jnp.exp(log_density), 1)",
               result="means, jnp.sqrt(variances), jnp.log(jnp.prod(log_densities))"),
         "density of 0 or infinity?"),
        (level(density="jnp.log(jax.scipy.stats.norm.pdf(innovation, 0, jnp.sqrt(s)))"),
         "density of 0 or infinity?"),
        (level(density="jnp.log(jax.scipy.stats.norm.pdf(innovation, 0, s**0.5) + 1e-300)"),
         "log-likelihood -"),
        (level(counted="jnp.where(seen, s, 1), jnp.where(seen, innovation**2 / s, 0)",
               result="means, jnp.sqrt(variances), -(jnp.log(jnp.prod(2 * jnp.pi * s)) + q.sum("
                      ") - jnp.log(2 * jnp.pi) * jnp.isnan(y).sum()) / 2").replace(
            "variances, log_densities", "variances, s, q"), "density of 0 or infinity?"),
    ],
    "ex-kalman-series": [
        (series().replace("~jnp.isnan(y)", "~(jnp.isnan(y) | (y == 0))"), "states: other"),
        (series().replace("def learn", "r = jnp.maximum(r, 0.1)\n    def learn"),
         "states: other"),
        (series().replace("def learn", "r = jnp.minimum(r, 3)\n    def learn"),
         "states: other"),
        (JOINTLY, "no system need be solved"),
        (series(innovation="y"), "does a missing observation enter"),
        (series(gain="weights / s"), "states: other"),
        (series(counted="log_density"), "log density"),
        (series(density="-(jnp.log(s) + innovation**2 / s) / 2"), "lacks the constant"),
        (series(corrected="cov"), "states: other"),
        (series(s="h @ weights + r**2"), "states: other"),
        (series(s="h @ weights"), "states: other"),
        (series(result="jax.lax.scan(learn, (mean, cov, 0.0), (H, r, y))[0][:2]"),
         "three results are wanted"),
        (series(result="jax.lax.scan(learn, (mean, cov, 0.0), (H[:1], r[:1], y[:1]))[0]"),
         "series"),
        ("def update_all(mean, cov, H, r, y):\n"
         "    total = 0.0\n"
         "    for h, noise, now in zip(H, r, y):\n"
         "        weights, seen = cov @ h, ~jnp.isnan(now)\n"
         "        s, off = h @ weights + noise, jnp.where(seen, now, 0) - h @ mean\n"
         "        gain = jnp.where(seen, weights / s, 0)\n"
         "        total -= jnp.where(seen, jnp.log(2 * jnp.pi * s) + off**2 / s, 0) / 2\n"
         "        mean, cov = mean + gain * off, cov - jnp.outer(gain, weights)\n"
         "    return mean, cov, total\n", "is there a Python loop?"),
        ("def update_all(mean, cov, H, r, y):\n"
         "    def one(h, r, y):\n"
         "        s, seen = h @ cov @ h + r, ~jnp.isnan(y)\n"
         "        off = jnp.where(seen, y - h @ mean, 0)\n"
         "        gain = jnp.where(seen, cov @ h / s, 0)\n"
         "        value = jnp.where(seen, -(jnp.log(2 * jnp.pi * s) + off**2 / s) / 2, 0)\n"
         "        return gain * off, jnp.outer(gain, cov @ h), value\n"
         "    moved, less, values = jax.vmap(one)(H, r, y)\n"
         "    return mean + moved.sum(0), cov - less.sum(0), values.sum()\n",
         "independent of each other"),
        (series(s="h @ weights + r + 1e-9"), "series, "),
        (series(density="jnp.log(jax.scipy.stats.norm.pdf(innovation, 0, jnp.sqrt(s)))"),
         "density of 0 or infinity?"),
        (series(counted="0").replace(
            "total + 0", "total * jnp.where(seen, jnp.exp(log_density), 1)").replace(
            "0.0), (H", "1.0), (H").replace("return jax", "mean, cov, density = jax")
         + "    return mean, cov, jnp.log(density)\n", "density of 0 or infinity?"),
        (INVERTED, "1 series, 1 seen, 3 states"),
        (series().replace("def learn", "r = jnp.maximum(r, 1e-3)\n    def learn"),
         "states: other"),
        (series().replace("def learn", "r = jnp.minimum(r, 100)\n    def learn"),
         "states: other"),
        (series().replace("def learn", "H, r, y = H[:8], r[:8], y[:8]\n    def learn"),
         "states: other"),
        (series().replace("(H, r, y))", "(H, r, y), unroll=-(-len(y) // 4))"),
         "is there a Python loop?"),
        (ELIMINATE, "holds a matrix of all series"),
        (ELIMINATE.replace("X, ln_det = eliminate(S)", "l, V = map(jnp.real, jnp.linalg.eig(S))\n"
                           "    X, ln_det = (V / l) @ V.T, jnp.log(l).sum()"),
         "holds a matrix of all series"),
    ],
    "ex-kalman-gain": [
        (gain(gain="F @ cov @ h / (h @ cov @ h + r)"), "moves the prediction"),
        (gain(length=3), "gain off by"),
        (gain(length=100), "did you stop too early?"),
        (gain(length=200), "did you stop too early?"),
        (gain(result="jnp.float32(gain), jnp.float32(slope)"), "not float64"),
        (gain(result="gain"), "two results are wanted"),
        (gain(result="gain, -slope"), "the wrong sign"),
        (gain(learned="0 * cov"), "correct the covariance"),
        (gain(predicted="F.T @ cov @ F + Q"), "correct the covariance"),
        (gain(predicted="F @ cov @ F.T"), "correct the covariance"),
        (gain(gain="cov @ h / (h @ cov @ h)"), "correct the covariance"),
        (gain(inner="jax.lax.stop_gradient(theta)"), "does theta enter every part?"),
        (gain(inner="0.0"), "does theta enter every part?"),
        (gain(result="gain[0], slope[0]"), "shapes"),
        (gain(learned="jnp.outer(weights, weights) / (h @ weights)"), "correct the covariance"),
        (gain(gain="cov @ h / (h @ cov @ h + r + 1e-9)"), "gain off by"),
        (gain(gain="cov @ h / (h @ cov @ h + jnp.maximum(r, 1e-6))"), "gain off by"),
        # one-sided differences, and wide ones
        (gain(result="gain, (iterate(theta + 1e-4) - gain) / 1e-4"), "derivative off by"),
        (gain(result="gain, (iterate(theta + 0.01) - iterate(theta - 0.01)) / 0.02"),
         "derivative off by"),
        (gain(inner="jnp.float32(theta)"), "gain off by"),
        (WHILE.format(small="1e-10"), "gain off by"),  # small compared with what?
        (gain(learned=INFORMED), "a matrix that is singular?"),
        (gain(predicted="F @ (cov + inv(F) @ Q @ inv(F).T) @ F.T").replace(
            "def iterate", "inv = jnp.linalg.inv\n    def iterate"), "gain off by"),
    ],
}

# Right answers in other styles, which the check must accept.
RIGHT_ANSWERS = {
    "ex-kalman-level": [
        level().replace("start, y)", "start, y, unroll=4)"),
        level(gain="jnp.where(seen, variance, 0) / s", corrected="variance - gain**2 * s"),
        level(s="variance + sd_noise**2\n        y = jnp.nan_to_num(y)",
              innovation="y", start="(jnp.float64(mean), 1.0 * jnp.float64(sd) ** 2)"),
        # the standard deviation is carried along, and the result is a list
        level(predicted="state[1]**2 + sd_shock**2", start="(jnp.float64(mean), jnp.float64(sd))",
              corrected="jnp.sqrt((1 - gain) * variance)",
              result="[means, variances, jnp.sum(log_densities)]"),
    ],
    "ex-kalman-series": [
        series(),
        series(corrected="(jnp.eye(len(mean)) - jnp.outer(gain, h)) @ cov"),
        series(result="jax.lax.scan(learn, (mean, cov, 0.0), (H[::-1], r[::-1], y[::-1]))[0]"),
        "def update_all(mean, cov, H, r, y):\n"
        "    def learn(i, state):\n"
        "        mean, cov, total = state\n"
        "        h, now = H[i], jnp.nan_to_num(y[i])\n"
        "        s, off = h @ cov @ h + r[i], now - h @ mean\n"
        "        gone = jnp.isnan(y[i])\n"
        "        density = jax.scipy.stats.norm.logpdf(off, scale=jnp.sqrt(s))\n"
        "        gain = cov @ h / s\n"
        "        new = mean + gain * off, cov - jnp.outer(gain, gain) * s, total + density\n"
        "        return tuple(jnp.where(gone, a, b) for a, b in zip(state, new))\n"
        "    return jax.lax.fori_loop(0, len(y), learn, (mean, cov, 0.0))\n",
    ],
    "ex-kalman-gain": [
        gain(length=300),
        gain(start="10 * jnp.eye(len(h))", length=600),
        gain(result="[gain, slope]"),
        gain(learned=INFORMED, start="jnp.eye(len(h))"),
        "def find_gain(make_parts, theta):\n"
        "    def iterate(theta):\n"
        "        F, Q, h, r = make_parts(theta)\n"
        "        A, G, P, one = F.T, jnp.outer(h, h) / r, Q, jnp.eye(len(h))\n"
        "        for _ in range(12):  # each round doubles the number of steps\n"
        "            W = jnp.linalg.inv(one + G @ P)\n"
        "            A, G, P = A @ W @ A, G + A @ W @ G @ A.T, P + A.T @ P @ W @ A\n"
        "        return P @ h / (h @ P @ h + r)\n"
        "    return iterate(theta), jax.jacfwd(iterate)(theta)\n",
        "def find_gain(make_parts, theta):\n"
        "    def iterate(theta):\n"
        "        F, Q, h, r = make_parts(theta)\n"
        "        def step(_, cov):\n"
        "            ahead = F @ cov @ F.T + Q\n"
        "            K = ahead @ h / (h @ ahead @ h + r)\n"
        "            M = jnp.eye(len(h)) - jnp.outer(K, h)\n"
        "            return M @ ahead @ M.T + r * jnp.outer(K, K)\n"
        "        cov = jax.lax.fori_loop(0, 400, step, jnp.zeros_like(Q))\n"
        "        return cov @ h / r  # after the observation\n"
        "    return iterate(theta), jax.jacfwd(iterate)(float(theta))\n",
    ],
}
