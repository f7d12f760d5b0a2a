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
        (control(error="jnp.std(left, ddof=1)"), "is the root of n missing?"),
        ("def correct_mean(y, x, mean_x):\n    return jnp.mean(y), 0.0\n", "no correction"),
        (control(error="jnp.std(left, ddof=1) / y.size"), "standard error"),
        (control(error="jnp.var(left, ddof=1) / y.size"), "standard error"),
        (control(error="jnp.std(left, ddof=1) / 500**0.5"), "standard error"),
        (control(error="jnp.std(left, ddof=1) / min(y.size, 500)**0.5"), "standard error"),
        (control(error="jnp.std(x, ddof=1) / jnp.sqrt(y.size)"), "or of what is left"),
        (control(b="jnp.mean(y) / jnp.mean(x)"), "too high by 0.22"),
        (control(b="jnp.sum(x * y) / jnp.sum(x**2)"), "too high by 0.22"),
        (control(mean="1.0"), "too high by 0.22"),
        (control(error="0.0"), "standard error 0"),
        (
            "def correct_mean(y, x, mean_x):\n"
            "    b = jnp.cov(x, y)[0, 1] / jnp.var(x, ddof=1)\n"
            "    return y - b * (x - mean_x), 0.0\n",
            "return two numbers",
        ),
        (
            "def correct_mean(y, x, mean_x):\n"
            "    b = jnp.cov(x, y)[0, 1] / jnp.var(x, ddof=1)\n"
            "    return jnp.mean(y - b * (x - mean_x))\n",
            "return two numbers",
        ),
        (
            "def correct_mean(y, x, mean_x):\n"
            "    y, x = jnp.float32(y), jnp.float32(x)\n"
            "    left = y - jnp.cov(x, y)[0, 1] / jnp.var(x, ddof=1) * (x - mean_x)\n"
            "    return jnp.mean(left), jnp.std(left) / jnp.sqrt(y.size)\n",
            "of type float64",
        ),
        (  # cannot be mapped
            "def correct_mean(y, x, mean_x):\n"
            "    b = np.cov(x, y)[0, 1] / np.var(x, ddof=1)\n"
            "    left = np.asarray(y) - b * (np.asarray(x) - mean_x)\n"
            "    return left.mean(), left.std(ddof=1) / len(left) ** 0.5\n",
            "TracerArrayConversionError",
        ),
        (control(b="jnp.clip(jnp.cov(x, y)[0, 1] / jnp.var(x, ddof=1), -100, 100)"), "estimate"),
        (control(b="jnp.cov(x, y)[0, 1] / (jnp.var(x, ddof=1) + 1e-10)"), "values: estimate"),
        (control(b="jnp.cov(x, y)[0, 1] / jnp.maximum(jnp.var(x, ddof=1), 1e-2)"), "estimate"),
        (control(b="jnp.cov(x, y)[0, 1] / jnp.maximum(jnp.var(x, ddof=1), 1e-12)"), "estimate"),
        (control(b="jnp.clip(jnp.cov(x, y)[0, 1] / jnp.var(x, ddof=1), -1e4, 1e4)"), "estimate"),
        (control(error="jnp.maximum(jnp.std(left, ddof=1), 1e-7) / jnp.sqrt(y.size)"),
         "standard error"),
        (control().replace("mean_x):\n", "mean_x):\n    x, y = x[:800], y[:800]\n"), " values: "),
        (control().replace("mean_x):\n", "mean_x):\n    mean_x = float(mean_x)\n"),
         "ConcretizationTypeError"),
        (control(mean="jnp.where(mean_x == 0, jnp.mean(x), mean_x)"), "values: estimate"),
        # y is 0 for all: 0 / 0
        (control(b="jnp.corrcoef(x, y)[0, 1] * jnp.std(y) / jnp.std(x)"), "estimate nan, not 0"),
        (control(error="jnp.std(y, ddof=1) / jnp.sqrt(y.size)\\\n"
                 "        * jnp.sqrt(1 - jnp.corrcoef(x, y)[0, 1]**2)"), "error nan, not 0"),
        (control(b="jnp.where(jnp.allclose(x, x[0]), 0, jnp.cov(x, y)[0, 1] / jnp.var(x, ddof=1))"),
         "values: estimate"),
        (  # each value of x once
            control().replace("mean_x):\n", "mean_x):\n    x, first = jnp.unique(x, "
                              "return_index=True, size=x.size)\n    y = y[first]\n"),
            "values: ",
        ),
    ],
    "ex-monte-carlo-tail": [
        (  # no importance sampling
            "def estimate_tail(sigma, key, n, c):\n"
            "    losses = sigma * jax.random.normal(key, (n,))\n"
            "    return jnp.mean(jnp.where(losses > c, 1.0, 0.0)) + 0 * sigma\n",
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
            "right at sigma = 1, off by a factor",
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
            "the normal distribution function: simulate",
        ),
        (  # the same function under another name
            "def estimate_tail(sigma, key, n, c):\n"
            "    tail = jax.scipy.special.gammaincc(0.5, (c / sigma) ** 2 / 2) / 2\n"
            "    return tail * (1 + jax.random.normal(key) / n**0.5)\n",
            "the normal distribution function: simulate",
        ),
        (tail(x="c + s * z[:1000]"), "sigma = "),
        (  # half of the probability is lost
            "def estimate_tail(sigma, key, n, c):\n"
            "    s = jax.lax.stop_gradient(sigma)\n"
            "    x = c + s * jnp.abs(jax.random.normal(key, (n,)))\n"
            "    model = jax.scipy.stats.norm.logpdf(x, 0, sigma)\n"
            "    drawn = jax.scipy.stats.norm.logpdf(x, c, s)\n"
            "    return jnp.mean(jnp.exp(model - drawn))\n",
            "off by a factor",
        ),
        (  # both tails
            "def estimate_tail(sigma, key, n, c):\n"
            "    s = jax.lax.stop_gradient(sigma)\n"
            "    x = c + s * jax.random.normal(key, (n,))\n"
            "    model = jax.scipy.stats.norm.logpdf(x, 0, sigma)\n"
            "    drawn = jax.scipy.stats.norm.logpdf(x, c, s)\n"
            "    return 2 * jnp.mean(jnp.where(x > c, jnp.exp(model - drawn), 0))\n",
            "off by a factor",
        ),
        (  # only the losses above c are counted
            "def estimate_tail(sigma, key, n, c):\n"
            "    s = jax.lax.stop_gradient(sigma)\n"
            "    x = c + s * jax.random.normal(key, (n,))\n"
            "    model = jax.scipy.stats.norm.logpdf(x, 0, sigma)\n"
            "    drawn = jax.scipy.stats.norm.logpdf(x, c, s)\n"
            "    return jnp.sum(jnp.where(x > c, jnp.exp(model - drawn), 0)) / jnp.sum(x > c)\n",
            "off by a factor",
        ),
        (  # draws 100,000 whatever n is
            "def estimate_tail(sigma, key, n, c):\n"
            "    s = jax.lax.stop_gradient(sigma)\n"
            "    x = c + s * jax.random.normal(key, (100_000,))\n"
            "    model = jax.scipy.stats.norm.logpdf(x, 0, sigma)\n"
            "    drawn = jax.scipy.stats.norm.logpdf(x, c, s)\n"
            "    return jnp.mean(jnp.where(x > c, jnp.exp(model - drawn), 0))\n",
            "are there n draws?",
        ),
        (  # not a mean
            "def estimate_tail(sigma, key, n, c):\n"
            "    x = c + sigma * jax.random.normal(key, (n,))\n"
            "    return jnp.where(x > c, jnp.exp(-c * x / sigma**2), 0)\n",
            "return one float64 number",
        ),
        (  # draws at 5, wherever c is
            "def estimate_tail(sigma, key, n, c):\n"
            "    x = 5 + jax.random.normal(key, (n,))\n"
            "    model = jax.scipy.stats.norm.logpdf(x, 0, sigma)\n"
            "    drawn = jax.scipy.stats.norm.logpdf(x, 5, 1)\n"
            "    return jnp.mean(jnp.where(x > c, jnp.exp(model - drawn), 0))\n",
            "draw near c",
        ),
        (  # a key of its own
            "def estimate_tail(sigma, key, n, c):\n"
            "    s = jax.lax.stop_gradient(sigma)\n"
            "    x = c + s * jax.random.normal(jax.random.key(0), (n,))\n"
            "    model = jax.scipy.stats.norm.logpdf(x, 0, sigma)\n"
            "    drawn = jax.scipy.stats.norm.logpdf(x, c, s)\n"
            "    return jnp.mean(jnp.where(x > c, jnp.exp(model - drawn), 0))\n",
            "is `key` used",
        ),
        *(  # half, twice, at least or at most so many draws
            (tail().replace("(n,)", f"({number},)"), "are there n draws?")
            for number in ("n // 2", "2 * n", "max(n, 1000)", "min(n, 50_000)")
        ),
        *(  # a part of the key
            (tail().replace("(key,", f"(jax.random.key({seed}),"), "all of it?")
            for seed in ("jax.random.key_data(key)[0]", "jax.random.key_data(key)[1]",
                         "jax.random.key_data(key)[0] % 4")
        ),
        (tail().replace("(key,", "(jax.random.wrap_key_data(jax.random.key_data(key) % 2**16),"),
         "all of it?"),
        (tail().replace("(key,", "(jax.random.key(jnp.bitwise_xor(*jax.random.key_data(key))),"),
         "all of it?"),
        (tail().replace("return jnp.mean(", "return n / max(n - 1, 1) * jnp.mean("),
         "is the sum divided by `n`?"),
        # Its draws near 1 are all far from a small c, or many of them are beyond it.
        (tail().replace("c):\n", "c):\n    c = jnp.maximum(c, 1.0)\n"), "c = 0.0"),
        (  # the derivative by its formula
            tail().replace("return jnp.mean(", "p = jax.lax.stop_gradient(jnp.mean(")
            .replace("0))\n", "0)))\n    slope = jax.scipy.stats.norm.pdf(c / s) * c / s**2\n"
                     "    return p + slope * (sigma - s)\n"),
            "does it come from the draws?",
        ),
        (  # a thousand keys
            tail().replace(
                "(key,", "(jax.random.key((1000 * jax.random.uniform(key)).astype(int)),"),
            "many keys agree",
        ),
        (  # half of the draws again, or not at all
            tail().replace("    x = ", "    z = jnp.concatenate([jax.random.normal(key, (n // 2,)),"
                           " jax.random.normal(key, (n - n // 2,))])\n    x = "),
            "is each used once?",
        ),
        (tail().replace("    x = ", "    z = z[: max(n // 2, 1)]\n    x = "), "is each used once?"),
        (  # draws at three standard deviations, wherever c is
            tail(x="3 * s + s * z").replace("logpdf(x, c, s)", "logpdf(x, 3 * s, s)"),
            "sigma = ",
        ),
        *(  # too far from where most of the weight is: errors of 3.8 and 2.3 %
            (tail(x=f"{at} + {sd} * z").replace("logpdf(x, c, s)", f"logpdf(x, {at}, {sd})"),
             "are the draws moved to c?")
            for at, sd in (("(c + 2.5 * s)", "s"), ("c / 2", "(2 * s)"))
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
        (sobol(half="stats.t.ppf(0.975, min(R - 1, 7)) * means.std(ddof=1) / R**0.5"),
         "times the half width"),
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
        (sobol(points="qmc.LatinHypercube(d, rng=rng).random(2**log2_n)"), "is it a Sobol set?"),
        (sobol(points="qmc.Sobol(4, rng=rng).random_base2(log2_n)"), "f saw shapes"),
        (sobol(points="qmc.Sobol(d, rng=rng).random_base2(7)"), "f saw shapes"),
        (sobol(points="qmc.Sobol(d, rng=rng).random(log2_n)"), "f saw shapes"),
        (sobol(points="qmc.Sobol(d).random_base2(log2_n)"), "the same generators give other sets"),
        (sobol(points="qmc.Halton(d, rng=rng).random(2**log2_n)"), "two points in one"),
        (  # moved around, not scrambled
            sobol(points="(qmc.Sobol(d, scramble=False).random_base2(log2_n) + rng.random(d)) % 1"),
            "two points in one",
        ),
        (sobol(half="stats.t.ppf(0.95, R - 1) * means.std(ddof=1) / R**0.5"), "the other tail?"),
        (sobol(half="-stats.t.ppf(0.975, R - 1) * means.std(ddof=1) / R**0.5"), "comes first"),
        (sobol(half="stats.t.ppf(0.975, 3) * means.std(ddof=1) / R**0.5"), "times the half width"),
        (  # all scramblings from the first generator
            "def sobol_interval(f, d, log2_n, rngs):\n"
            "    streams = np.random.default_rng(rngs[0].integers(2**31)).spawn(len(rngs))\n"
            "    means = [f(qmc.Sobol(d, rng=r).random_base2(log2_n)).mean() for r in streams]\n"
            "    half = stats.t.ppf(0.975, len(rngs) - 1) * stats.sem(means)\n"
            "    return np.mean(means) - half, np.mean(means) + half\n",
            "does each generator scramble one set?",
        ),
        (  # estimate and half width
            "def sobol_interval(f, d, log2_n, rngs):\n"
            "    means = [f(qmc.Sobol(d, rng=r).random_base2(log2_n)).mean() for r in rngs]\n"
            "    half = stats.t.ppf(0.975, len(rngs) - 1) * stats.sem(means)\n"
            "    return np.mean(means), half\n",
            "half width",
        ),
        (  # the median of the sets
            "def sobol_interval(f, d, log2_n, rngs):\n"
            "    means = [f(qmc.Sobol(d, rng=r).random_base2(log2_n)).mean() for r in rngs]\n"
            "    half = stats.t.ppf(0.975, len(rngs) - 1) * stats.sem(means)\n"
            "    return np.median(means) - half, np.median(means) + half\n",
            "not centered",
        ),
        (
            "def sobol_interval(f, d, log2_n, rngs):\n"
            "    means = [f(qmc.Sobol(d, rng=r).random_base2(log2_n)).mean() for r in rngs]\n"
            "    stats.t.interval(0.95, len(means) - 1, np.mean(means), stats.sem(means))\n",
            "is a `return` missing?",
        ),
        (sobol(points="np.clip(qmc.Sobol(d, rng=rng).random_base2(log2_n), 1e-3, 0.999)"),
         "two points in one cell"),
        (sobol(points="np.clip(qmc.Sobol(d, rng=rng).random_base2(log2_n), 1e-4, 1 - 1e-4)"),
         "two points in one cell"),
        (sobol(half="stats.t.ppf(0.975, min(R - 1, 29)) * means.std(ddof=1) / R**0.5"),
         "times the half width"),
        (sobol(half="stats.t.ppf(0.975, min(R - 1, 60)) * means.std(ddof=1) / R**0.5"),
         "times the half width"),
        (sobol().replace("R = len(rngs)", "rngs = rngs[:64]; R = len(rngs)"), "f was called 64"),
        (sobol(points="qmc.Sobol(d, rng=rng).random_base2(min(log2_n, 12))"), "f saw shapes"),
        (sobol(points="qmc.Sobol(d, rng=int(rng.integers(16))).random_base2(log2_n)"),
         "two sets are equal"),
        (sobol(half="(stats.t.ppf(0.975, R - 1) if R <= 30 else 1.96) * stats.sem(means)"),
         "heavier tails?"),
        (sobol(points="qmc.Sobol(d, rng=rng).random_base2(max(log2_n, 5))"), "f saw shapes"),
        (sobol(points="qmc.Sobol(d, rng=rng).random_base2(min(log2_n, 8))"), "f saw shapes"),
        (sobol(points="np.hstack([qmc.Sobol(min(d, 8), rng=rng).random_base2(log2_n),\n"
                      "                       rng.random((2**log2_n, max(d - 8, 0)))])"),
         "two points in one"),
        (sobol().replace("return means.mean() - half", "return np.maximum(means.mean() - half, 0)"),
         "half width"),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-monte-carlo-control": [
        control(),
        control(b="jnp.cov(x, y)[0, 1] / jnp.cov(x)", error="jnp.std(left) / y.size**0.5"),
        (
            "@jax.jit\n"
            "def correct_mean(y, x, mean_x):\n"
            "    b = (jnp.mean(x * y) - jnp.mean(x) * jnp.mean(y)) / jnp.var(x)\n"
            "    value = jnp.mean(y) + b * (mean_x - jnp.mean(x))\n"
            "    return jnp.stack([value, jnp.std(y - b * x, ddof=2) / jnp.sqrt(len(y))])\n"
        ),
        (
            "def correct_mean(y, x, mean_x):\n"
            "    slope, level = jnp.polyfit(x - mean_x, y, 1)\n"
            "    left = y - level - slope * (x - mean_x)\n"
            "    return level, jnp.sqrt(jnp.sum(left**2) / (y.size - 2) / y.size)\n"
        ),
    ],
    "ex-monte-carlo-tail": [
        tail(),
        (  # exponential draws beyond c: all count
            "def estimate_tail(sigma, key, n, c):\n"
            "    rate = jax.lax.stop_gradient(c / sigma**2)\n"
            "    x = c + jax.random.exponential(key, (n,)) / rate\n"
            "    model = jax.scipy.stats.norm.logpdf(x, 0, sigma)\n"
            "    drawn = jnp.log(rate) - rate * (x - c)\n"
            "    return jnp.mean(jnp.exp(model - drawn))\n"
        ),
        (  # the draws move with sigma, but never over c
            "def estimate_tail(sigma, key, n, c):\n"
            "    rate = c / sigma**2\n"
            "    x = c + jax.random.exponential(key, (n,)) / rate\n"
            "    model = jax.scipy.stats.norm.logpdf(x, 0, sigma)\n"
            "    return jnp.mean(jnp.exp(model - jnp.log(rate) + rate * (x - c)))\n"
        ),
        (  # the ratio by hand, in the losses
            "def estimate_tail(sigma, key, n, c):\n"
            "    s = jax.lax.stop_gradient(sigma)\n"
            "    z = jax.random.normal(key, (n,))\n"
            "    x = c + s * z\n"
            "    ratio = s / sigma * jnp.exp(z**2 / 2 - x**2 / (2 * sigma**2))\n"
            "    return jnp.sum((x > c) * ratio) / n\n"
        ),
        # one middle for all c: an error of 1.7 % where c is 6 standard deviations
        tail(x="4.5 * s + s * z").replace("logpdf(x, c, s)", "logpdf(x, 4.5 * s, s)"),
    ],
    "ex-monte-carlo-sobol": [
        sobol(),
        (
            "def sobol_interval(f, d, log2_n, rngs):\n"
            "    means = [f(qmc.Sobol(d, rng=r).random(2**log2_n)).mean() for r in rngs]\n"
            "    df, center = len(means) - 1, np.mean(means)\n"
            "    return stats.t.interval(0.95, df, center, stats.sem(means))\n"
        ),
        (
            "def sobol_interval(f, d, log2_n, rngs):\n"
            "    nets = [qmc.Sobol(d, scramble=True, rng=r, bits=52) for r in rngs[::-1]]\n"
            "    means = np.array([np.mean(f(net.random_base2(log2_n))) for net in nets])\n"
            "    half = stats.t.isf(0.025, means.size - 1) * means.std(ddof=1) / means.size**0.5\n"
            "    return [float(means.mean() - half), float(means.mean() + half)]\n"
        ),
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT = {
    "ex-monte-carlo-control": {
        "y - jnp.mean(y) without jnp.mean(y)":
            "the deviations of x add up to zero, so a constant in y adds nothing",
    },
    "ex-monte-carlo-tail": {
        "losses > c as losses >= c": "a draw that equals c has probability 2**-52",
    },
    "ex-monte-carlo-sobol": {
        "qmc.Sobol(d, rng=rng).random_base2(log2_n) + 2.0 ** (-31) without 2.0 ** (-31)":
            "it matters for a coordinate that is exactly 0, of probability 2**-30",
    },
}
