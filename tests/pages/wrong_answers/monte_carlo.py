"""Tempting wrong answers of exercises/monte_carlo.md, each with words of its hint."""

CONTROL = (
    "def correct_mean(y, x, mean_x):\n"
    "    b = {b}\n"
    "    left = y {sign} b * (x - {mean})\n"
    "    return jnp.mean(left), {error}\n"
)
CONTROL_RIGHT = {
    "b": "jnp.cov(x, y)[0, 1] / jnp.var(x, ddof=1)",
    "sign": "-",
    "mean": "mean_x",
    "error": "jnp.std(left, ddof=1) / jnp.sqrt(y.size)",
}
TAIL = (
    "def estimate_tail(sigma, key, n, c):\n"
    "    s = jax.lax.stop_gradient(sigma)\n"
    "    z = jax.random.normal(key, (n,))\n"
    "    x = {x}\n"
    "    model = jax.scipy.stats.norm.logpdf(x, 0, sigma)\n"
    "    drawn = jax.scipy.stats.norm.logpdf(x, c, s)\n"
    "    return jnp.mean(jnp.where(x > c, {weight}, 0))\n"
)
TAIL_RIGHT = {"x": "c + s * z", "weight": "jnp.exp(model - drawn)"}
SOBOL = (
    "def sobol_interval(f, d, log2_n, rngs):\n"
    "    R = len(rngs)\n"
    "    sets = [{points} for rng in rngs]\n"
    "    values = np.array([f(u) for u in sets])\n"
    "    means = values.mean(axis=1)\n"
    "    half = {half}\n"
    "    return means.mean() - half, means.mean() + half\n"
)
SOBOL_RIGHT = {
    "points": "qmc.Sobol(d, rng=rng).random_base2(log2_n)",
    "half": "stats.t.ppf(0.975, R - 1) * means.std(ddof=1) / R**0.5",
}


def control(**wrong: str) -> str:
    return CONTROL.format(**(CONTROL_RIGHT | wrong))


def tail(**wrong: str) -> str:
    return TAIL.format(**(TAIL_RIGHT | wrong))


def sobol(**wrong: str) -> str:
    return SOBOL.format(**(SOBOL_RIGHT | wrong))


WRONG_ANSWERS = {
    "ex-monte-carlo-control": [
        (control(sign="+"), "corrected the wrong way"),
        (control(mean="jnp.mean(x)"), "or the sample's own?"),
        (control(b="1.0"), "the coefficient is 1:"),
        (control(b="jnp.corrcoef(x, y)[0, 1]"), "the coefficient is 1:"),
        (control(b="jnp.cov(x, y)[0, 1] / jnp.var(y, ddof=1)"), "the variance of y?"),
        (control(b="jnp.cov(x, y)[0, 1] / jnp.var(x)"), "off by n / (n - 1)"),
        (control(error="jnp.std(y, ddof=1) / jnp.sqrt(y.size)"), "or of what is left"),
        (control(error="jnp.std(left, ddof=1)"), "no root of n?"),
        ("def correct_mean(y, x, mean_x):\n    return jnp.mean(y), 0.0\n", "no correction"),
    ],
    "ex-monte-carlo-tail": [
        (  # no importance sampling
            "def estimate_tail(sigma, key, n, c):\n"
            "    return jnp.mean(sigma * jax.random.normal(key, (n,)) > c) + 0 * sigma\n",
            "no draw is so large",
        ),
        (tail(weight="1.0 + 0 * sigma"), "no weights?"),
        (tail(weight="jnp.exp(drawn - model)"), "upside down?"),
        (  # the ratio at z, not at the loss
            "def estimate_tail(sigma, key, n, c):\n"
            "    z = jax.random.normal(key, (n,))\n"
            "    ratio = jnp.exp(-c / sigma * z + (c / sigma) ** 2 / 2)\n"
            "    return jnp.mean(jnp.where(z + c / sigma > c / sigma, ratio, 0))\n",
            "taken at the loss itself",
        ),
        (  # without the factor 1 / sigma of both densities
            "def estimate_tail(sigma, key, n, c):\n"
            "    x = c + jax.random.normal(key, (n,))\n"
            "    ratio = jnp.exp((x - c) ** 2 / 2 - x**2 / (2 * sigma**2))\n"
            "    return jnp.mean(jnp.where(x > c, ratio, 0))\n",
            "right at sigma = 1, off by a factor 2",
        ),
        (tail(x="c + sigma * z"), "does sigma move the draws"),
        (  # a constant shift: the jump moves with sigma, the weights do not
            "def estimate_tail(sigma, key, n, c):\n"
            "    theta = jax.lax.stop_gradient(c / sigma)\n"
            "    z = jax.random.normal(key, (n,))\n"
            "    ratio = jnp.exp(-theta * z - theta**2 / 2)\n"
            "    return jnp.mean(jnp.where(sigma * (z + theta) > c, ratio, 0))\n",
            "derivative 0",
        ),
        (tail(weight="jax.lax.stop_gradient(jnp.exp(model - drawn)) + 0 * sigma"), "derivative 0"),
        (  # no simulation
            "def estimate_tail(sigma, key, n, c):\n    return 1 - ndtr(c / sigma)\n",
            "is `key` used",
        ),
    ],
    "ex-monte-carlo-sobol": [
        (  # one long sample of independent points
            sobol(half="1.96 * values.std() / values.size**0.5"),
            "as if the points were independent",
        ),
        (sobol(half="1.96 * means.std(ddof=1) / R**0.5"), "heavier tails?"),
        (sobol(half="stats.t.ppf(0.975, R - 1) * means.std(ddof=1)"), "root of R?"),
        (sobol(half="stats.t.ppf(0.975, R - 1) * means.std() / R**0.5"), "has ddof=1"),
        (sobol(half="stats.t.ppf(0.975, R) * means.std(ddof=1) / R**0.5"), "one less than sets"),
        (sobol(points="qmc.Sobol(d, rng=0).random_base2(log2_n)"), "a generator of its own?"),
        (
            sobol(points="qmc.Sobol(d, scramble=False).random_base2(log2_n)"),
            "not scrambled",
        ),
        (sobol(points="rng.uniform(size=(2**log2_n, d))"), "two points in one cell"),
        (  # leaves out the first point
            sobol(points="qmc.Sobol(d, rng=rng).fast_forward(1).random(2**log2_n)"),
            "from its first point",
        ),
        (  # one scrambling, its points shared out
            "def sobol_interval(f, d, log2_n, rngs):\n"
            "    engine = qmc.Sobol(d, rng=rngs[0])\n"
            "    means = [f(engine.random(2**log2_n)).mean() for _ in rngs]\n"
            "    half = stats.t.ppf(0.975, len(rngs) - 1) * stats.sem(means)\n"
            "    return np.mean(means) - half, np.mean(means) + half\n",
            "cut into pieces",
        ),
        (  # all the sets in one call
            "def sobol_interval(f, d, log2_n, rngs):\n"
            "    sets = [qmc.Sobol(d, rng=rng).random_base2(log2_n) for rng in rngs]\n"
            "    values = f(np.concatenate(sets))\n"
            "    half = 1.96 * stats.sem(values)\n"
            "    return values.mean() - half, values.mean() + half\n",
            "f saw shapes",
        ),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-monte-carlo-control": [
        "y - jnp.mean(y) without jnp.mean(y)",
    ],
    "ex-monte-carlo-tail": [
        "estimate_tail(n) is a constant",
        "losses > c as losses >= c",
    ],
    "ex-monte-carlo-sobol": [
        "sobol_interval(d) is a constant",
        "sobol_interval(log2_n) is a constant",
        "qmc.Sobol(d, rng=rng).random_base2(log2_n) + 2.0 ** (-31) without 2.0 ** (-31)",
    ],
}
