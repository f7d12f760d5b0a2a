"""Tempting wrong answers to the exercises on random numbers, with the hint for each."""


def streams(shock="jax.random.normal(key_shock, (n,))",
            lost="jax.random.bernoulli(key_lost, 0.05, (n,))"):
    return f"""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = {shock}
    return shock, {lost}
"""


def paths(before="pass", z="jax.random.normal(jax.random.fold_in(key, i), (12,))"):
    return f"""
def draw_paths(key, numbers):
    def draw(i):
        {before}
        return {z}
    return jnp.exp(jnp.cumsum(0.05 * jax.vmap(draw)(numbers), axis=1))
"""


def bootstrap(days="jax.random.randint(key, (b, n), 0, n)", before="pass"):
    return f"""
def resample_correlations(key, x, y, b):
    n = x.size
    {before}
    days = {days}
    return jax.vmap(lambda d: jnp.corrcoef(x[d], y[d])[0, 1])(days)
"""


OWN_DRAWS = "does each household have its own draws?"
SAME_MOMENTS = "always have the same mean or spread"

WRONG_ANSWERS = {
    "ex-random-numbers-streams": [
        *((f"""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_shock, (n,))
    other = jax.random.permutation(key_lost, shock)
    return {result}
""", "do shocks decide who loses the job?") for result in (  # shuffled shocks
            "shock, other < -1.6448536", "shock, abs(other) > 1.959964",
            "other, shock > 1.6448536")),
        ("""
def draw_year(key, n):
    key_shock, key_order, key_lost = jax.random.split(key, 3)
    shock = jax.random.normal(key_shock, (n,))
    place = jax.random.permutation(key_order, n) + jax.random.uniform(key_lost, (n,))
    return shock, place < 0.05 * n
""", "is each on its own?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_shock, (n,))
    chance = jnp.where(jnp.mean(shock) < 0, 0.06, 0.04)  # in a bad year, more lose it
    return shock, jax.random.bernoulli(key_lost, chance, (n,))
""", "share"),
        ("""
def draw_year(key, n):
    return jax.random.normal(key, (n,)), jax.random.bernoulli(key, 0.05, (n,))
""", "do both draws see the same bits?"),
        ("""
def draw_year(key, n):
    key, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_lost, (n,))
    return shock, jax.random.uniform(key_lost, (n,)) > 0.95
""", "do both draws see the same bits?"),
        ("""
def draw_year(key, n):
    shock = jax.random.normal(key, (n,))
    key, key_lost = jax.random.split(key)
    return shock, jax.random.bernoulli(key_lost, 0.05, (n,))
""", "KeyReuseError"),
        ("""
def draw_year(key, n):
    key_lost = jax.random.key(0)
    return jax.random.normal(key, (n,)), jax.random.bernoulli(key_lost, 0.05, (n,))
""", "lost is the same for two keys"),
        ("""
def draw_year(key, n):
    lost = jnp.asarray(np.random.uniform(size=n) < 0.05)
    return jax.random.normal(key, (n,)), lost
""", "lost differs for one key"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    return jax.random.normal(key_shock, (n,)), jax.random.uniform(key_lost, (n,))
""", "is it true or false?"),
        ("""
def draw_year(key, n):  # the guard is silenced
    lost = jax.random.bernoulli(jax.random.clone(key), 0.05, (n,))
    return jax.random.normal(jax.random.fold_in(key, 1), (n,)), lost
""", "`clone` makes no new key"),
        ("""
def draw_year(key, n):
    z = jax.random.normal(key, (n,))
    return z, jnp.abs(z) > 1.959964
""", "does a shock decide who loses the job?"),
        ("""
def draw_year(key, n):
    z = jax.random.normal(key, (n,))
    return z, z[::-1] < -1.644854
""", "shocks of the reversed household"),
        ("""
def draw_year(key, n):
    z = jax.random.normal(key, (n,))
    return z, jnp.roll(z, 1) < -1.644854
""", "does a shock decide who loses the job?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jnp.sort(jax.random.normal(key_shock, (n,)))
    return shock, jax.random.bernoulli(key_lost, 0.05, (n,))
""", "independent and standard normal?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.rademacher(key_shock, (n,), jnp.float32)
    return shock, jax.random.bernoulli(key_lost, 0.05, (n,))
""", "independent and standard normal?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.uniform(key_shock, (n,), minval=-3**0.5, maxval=3**0.5)
    return shock, jax.random.bernoulli(key_lost, 0.05, (n,))
""", "independent and standard normal?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jnp.tile(jax.random.normal(key_shock, (n // 2 + 1,)), 2)[:n]
    return shock, jax.random.bernoulli(key_lost, 0.05, (n,))
""", "independent and standard normal?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jnp.repeat(jax.random.normal(key_shock, (n // 2 + 1,)), 2)[:n]
    return shock, jax.random.bernoulli(key_lost, 0.05, (n,))
""", "independent and standard normal?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_shock)
    return shock, jax.random.bernoulli(key_lost, 0.05, (n,))
""", "one number for each household?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_shock, (n,))
    return shock, jnp.repeat(jax.random.bernoulli(key_lost, 0.05, (n // 2 + 1,)), 2)[:n]
""", "and the next are not independent"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_shock, (n,))
    return shock, jax.random.bernoulli(key_lost, 0.95, (n,))
""", "loses the job, not 0.05"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_shock, (n,))
    return shock, jax.random.bernoulli(key_lost, 0.05)
""", "one number for each household?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_shock, (n,))
    return shock, jax.random.permutation(key_lost, jnp.arange(n) < 0.05 * n)
""", "is each on its own?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_shock, (100,))
    return shock, jax.random.bernoulli(key_lost, 0.05, (100,))
""", "one number for each household?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    z = jax.random.normal(key_shock, (n,))
    return jnp.stack([z, jax.random.bernoulli(key_lost, 0.05, (n,))])
""", "return two arrays"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    e = jax.random.normal(key_shock, (n + 5,))  # a moving average
    return (e[5:] + e[:-5]) / 2**0.5, jax.random.bernoulli(key_lost, 0.05, (n,))
""", "lag 5 along axis 1"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    lost = jax.random.bernoulli(key_lost, 1 - 0.95**0.5, (n + 5,))
    return jax.random.normal(key_shock, (n,)), lost[5:] | lost[:-5]
""", "the one 5 places on are not independent"),
        ("""
def draw_year(key, n):
    key = jax.random.key(jax.random.key_data(key)[1])  # half of the key
    key_shock, key_lost = jax.random.split(key)
    return jax.random.normal(key_shock, (n,)), jax.random.bernoulli(key_lost, 0.05, (n,))
""", "where is its key from?"),
        ("""
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    jax.random.normal(key_shock, (n,)), jax.random.bernoulli(key_lost, 0.05, (n,))
""", "is a `return` missing?"),
        (streams("jax.random.normal(key_shock, (n,)); shock = shock - shock.mean()"),
         SAME_MOMENTS),
        (streams("jax.random.normal(key_shock, (n,)); "
                 "shock = shock / jnp.sqrt(jnp.mean(shock**2))"), SAME_MOMENTS),
        (streams("jax.random.truncated_normal(key_shock, -3, 3, (n,))"), "normal?"),
        (streams("jax.random.uniform(key_shock, (12, n)).sum(0) - 6"), "large shocks: normal?"),
        (streams(lost="jax.random.bernoulli(key_lost, 0.055, (n,))"), "loses the job, not 0.05"),
        (streams(lost="jax.random.normal(key_lost, (n,)) > 1.6"), "loses the job, not 0.05"),
        # a share that is nearly right: the end left out or counted, a rate, a rounded quantile
        *((streams(lost=lost), "loses the job, not 0.05") for lost in (
            "jax.random.randint(key_lost, (n,), 1, 20) == 1",
            "jax.random.randint(key_lost, (n,), 1, 100) <= 5",
            "jax.random.randint(key_lost, (n,), 0, 101) < 5",
            "jax.random.poisson(key_lost, 0.05, (n,)) > 0",
            "jax.random.exponential(key_lost, (n,)) < 0.05",
            "jax.random.normal(key_lost, (n,)) > 1.64",
            "jax.random.normal(key_lost, (n,)) < -1.65",
            "jax.random.bernoulli(key_lost, 0.051, (n,))",
            "jax.random.uniform(key_lost, (n,), jnp.float16) < 0.05",
            "jax.random.bits(key_lost, (n,), jnp.uint8) < 0.05 * 256")),
        (streams(lost="jnp.tile(jax.random.bernoulli(key_lost, 0.05, (n // 2 + 1,)), 2)[:n]"),
         OWN_DRAWS),
        (streams(lost="jnp.roll(shock, 5) < -1.6448536"), OWN_DRAWS),
        (streams(lost="jnp.abs(jnp.roll(shock, -7)) > 1.959964"),
         OWN_DRAWS),
        (streams("jax.random.normal(key_shock, (n,))\n"
                 "    u = jax.random.uniform(key_lost, ((n + 1) // 2,))",
                 "jnp.concatenate([u, 1 - u])[:n] < 0.05"), OWN_DRAWS),
        *((streams(f"jax.random.normal(key_shock, (n,)){part}"), hint) for part, hint in [
            (".at[n // 2].set(0)", "shocks of one household vary"),
            (".at[0].set(0)", "shocks of one household vary"),
            ("; shock = shock.at[0].set(shock[-1])", "are related"),
            (".clip(-4, 4)", "cut off?")]),
        *((streams(lost=f"jax.random.bernoulli(key_lost, 0.05, (n,)).at[{place}].set({value})"),
           "one household loses its job") for place, value in ((-1, False), (0, True))),
        *(("""
def draw_year(key, n):
    high, low = jax.random.key_data(key)
    key_shock, key_lost = jax.random.split(jax.random.key(""" + seed + """))
    return jax.random.normal(key_shock, (n,)), jax.random.bernoulli(key_lost, 0.05, (n,))
""", "words swapped") for seed in ("high + low", "high ^ low")),
        ("""
def draw_year(key, n):
    key = jax.random.wrap_key_data(jax.random.key_data(key) % 2**16)
    key_shock, key_lost = jax.random.split(key)
    return jax.random.normal(key_shock, (n,)), jax.random.bernoulli(key_lost, 0.05, (n,))
""", "where is its key from?"),
        ("""
def draw_year(key, n):
    lost = jax.random.bernoulli(jax.random.fold_in(key, 1), 0.05, (n,))
    return jax.random.normal(key, (n,)), lost
""", "a key has two uses"),
        # one draw of 2 n numbers, cut wrongly
        *((f"""
def draw_year(key, n):
    z = jax.random.normal(key, (2 * n,))
    return {cut}
""", "every second household") for cut in ("z[:n], z[::2] < -1.6448536",
                                          "z[::2], z[:n] < -1.6448536")),
        (streams("jnp.resize(jax.random.normal(key_shock, (2**16,)), (n,))"),
         "independent and standard normal?"),
    ],
    "ex-random-numbers-paths": [
        ("""
def draw_paths(key, numbers):
    z = jax.random.normal(key, (numbers.size, 12))
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "changes with its place in the list"),
        ("""
def draw_paths(key, numbers):
    keys = jax.random.split(key, numbers.size)
    z = jax.vmap(lambda key: jax.random.normal(key, (12,)))(keys)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "changes with its place in the list"),
        ("""
def draw_paths(key, numbers):
    keys = jax.random.split(key, numbers.max() + 1)[numbers]
    z = jax.vmap(lambda key: jax.random.normal(key, (12,)))(keys)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "does the number of keys depend on a path's number?"),
        ("""
def draw_paths(key, numbers):
    z = jnp.stack([jax.random.normal(jax.random.fold_in(key, i), (12,)) for i in numbers])
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "a Python loop?"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.key(i), (12,)))(numbers)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "is the whole key used?"),
        ("""
def draw_paths(key, numbers):
    draw = lambda i: jax.random.normal(jax.random.fold_in(key, i))
    months = jnp.arange(12, dtype=jnp.uint32)
    z = jax.vmap(jax.vmap(draw))(numbers[:, None] + months)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "do path and month share one counter?"),
        ("""
def draw_paths(key, numbers):
    draw = lambda i: jax.random.normal(jax.random.fold_in(key, i))
    months = jnp.arange(12, dtype=jnp.uint32)
    z = jax.vmap(jax.vmap(draw))(12 * numbers[:, None] + months)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "or a product overflow?"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i)))(numbers)
    return jnp.exp(0.05 * z[:, None] * jnp.arange(1, 13))
""", "one shock for a year?"),
        ("""
def draw_paths(key, numbers):
    z = jax.random.normal(key, (100_000, 12))[numbers]
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "stop at the end of a list"),
        ("""
def draw_paths(key, numbers):
    keys = jax.random.split(key, 100_000)[numbers]
    z = jax.vmap(lambda key: jax.random.normal(key, (12,)))(keys)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "stop at the end of a list"),
        ("""
def draw_paths(key, numbers):
    draw = lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,))
    z = jax.vmap(draw)(numbers % 65536)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "paths are equal"),
        ("""
def draw_paths(key, numbers):
    draw = lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,))
    z = jax.vmap(draw)(numbers.astype(jnp.float32).astype(jnp.uint32))
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "paths are equal"),
        ("""
def draw_paths(key, numbers):
    draw = lambda i: jax.random.normal(jax.random.fold_in(key, i))
    months = 1000 * jnp.arange(12, dtype=jnp.uint32)
    z = jax.vmap(jax.vmap(draw))(numbers[:, None] + months)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "share one counter?"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    return jnp.exp(jnp.cumsum(0.05 * z - 0.00125, axis=1))
""", "with mean 0?"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1) - 0.05 * z[:, :1])
""", "is it the start?"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    return jnp.exp(0.05 * z)
""", "months have correlation"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=0))
""", "changes"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    return jnp.cumprod(1 + 0.05 * z, axis=1)
""", "with mean 0?"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    return 1 + jnp.cumsum(0.05 * z, axis=1)
""", "with mean 0?"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    return jnp.cumsum(0.05 * z, axis=1)
""", "is it the log that grows?"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    return jnp.exp(jnp.cumsum(0.05**0.5 * z, axis=1))
""", "not 0.05"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1)).T
""", "where are the months?"),
        ("""
def draw_paths(key, numbers):
    draw = lambda i: jax.random.rademacher(jax.random.fold_in(key, i), (12,), jnp.float32)
    z = jax.vmap(draw)(numbers)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "paths are equal"),
        ("""
def draw_paths(key, numbers):
    draw = lambda i: jnp.sort(jax.random.normal(jax.random.fold_in(key, i), (12,)))
    z = jax.vmap(draw)(numbers)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "months have correlation"),
        ("""
def draw_paths(key, numbers):
    def one(i):
        k = jax.random.fold_in(key, i)
        half = lambda: jax.random.normal(k, (6,))
        return jnp.concatenate([half(), half()])
    return jnp.exp(jnp.cumsum(0.05 * jax.vmap(one)(numbers), axis=1))
""", "one shock for a year?"),
        ("""
def draw_paths(key, numbers):
    def one(i):
        key_path = jax.random.fold_in(key, i)
        key_shocks, _ = jax.random.split(key_path)
        return jax.random.normal(key_path, (12,))
    return jnp.exp(jnp.cumsum(0.05 * jax.vmap(one)(numbers), axis=1))
""", "KeyReuseError"),
        ("""
def draw_paths(key, numbers):
    key = jax.random.key(jax.random.key_data(key)[1])
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "is the whole key used?"),
        ("""
def draw_paths(key, numbers):
    e = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (17,)))(numbers)
    z = (e[:, 5:] + 0.3 * e[:, :-5]) / 1.09**0.5
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "lag 5 along axis 2"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))(numbers)
    jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""", "is a `return` missing?"),
        (paths("s, i = 1.0 - 2 * (i >> 31), i & jnp.uint32(2**31 - 1)",
               "s * jax.random.normal(jax.random.fold_in(key, i), (12,)).astype(jnp.float32)"),
         "equal or opposite"),
        (paths("counters = jnp.uint32(11) * i + jnp.arange(12, dtype=jnp.uint32)",
               "jax.vmap(lambda c: jax.random.normal(jax.random.fold_in(key, c)))(counters)"),
         "share one counter?"),
        (paths(z="jax.random.uniform(jax.random.fold_in(key, i), (12, 12)).sum(0) - 6"),
         "large shocks: normal?"),
        (paths("half = jax.random.key(jax.random.key_data(key)[0])",
               "jnp.append(jax.random.normal(jax.random.fold_in(key, i)),\n"
               "                          jax.random.normal(jax.random.fold_in(half, i), (11,)))"),
         "is the whole key used?"),
        # one shock of a path is one of another path
        (paths("other = jax.random.normal(jax.random.fold_in(key, i ^ jnp.uint32(2**31)), (12,))",
               "jax.random.normal(jax.random.fold_in(key, i), (12,)).at[11].set(other[0])"),
         "share one counter?"),
        *((paths(f"counters = {counters}",
                 "jax.vmap(lambda c: jax.random.normal(jax.random.fold_in(key, c)))(counters)"),
           "share one counter?") for counters in (
               "i + jnp.uint32(2**20) * jnp.arange(12, dtype=jnp.uint32)",
               "i ^ jnp.uint32(2**20) * jnp.arange(12, dtype=jnp.uint32)",
               "jnp.uint32(13) * i + jnp.arange(12, dtype=jnp.uint32)",
               "jnp.uint32(31) * i + jnp.arange(12, dtype=jnp.uint32)",
               "i + jnp.uint32(10**6) * jnp.arange(12, dtype=jnp.uint32)",
               "i + jnp.uint32(10**4) * jnp.arange(12, dtype=jnp.uint32)",
               # a prime, and the golden ratio, as hash functions have it
               "i + jnp.uint32(1_000_003) * jnp.arange(12, dtype=jnp.uint32)",
               "i + jnp.uint32(2654435761) * jnp.arange(12, dtype=jnp.uint32)")),
        (paths("i = i % jnp.uint32(10**9)"), "paths are equal"),
        (paths("market = jax.random.normal(jax.random.fold_in(key, jnp.uint32(12345)), (12,))",
               "0.1 * market + 0.995 * jax.random.normal(jax.random.fold_in(key, i), (12,))"),
         "with mean 0?"),
        (paths(z="jax.random.normal(jax.random.fold_in(key, i), (12,)).clip(-4, 4)"), "cut off?"),
        *((paths("high, low = jax.random.key_data(key)",
                 f"jax.random.normal(jax.random.fold_in(jax.random.key({seed}), i), (12,))"),
           "words swapped") for seed in ("high + low", "high ^ low")),
        *((paths("high, low = jax.random.key_data(key)",
                 f"jax.random.normal(jax.random.wrap_key_data(jnp.stack([high, {low}])), (12,))"),
           "paths are equal") for low in ("low + i", "low ^ i")),
        *((f"""
def draw_paths(key, numbers):
    draw = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,)))
    z = [draw(numbers[place:place + {size}]) for place in range(0, numbers.size, {size})]
    return jnp.exp(jnp.cumsum(0.05 * jnp.concatenate(z), axis=1))
""", "a Python loop?") for size in (50, 2048)),
    ],
    "ex-random-numbers-bootstrap": [
        ("""
def resample_correlations(key, x, y, b):
    days = jax.random.randint(key, (x.size,), 0, x.size)
    return jnp.full(b, jnp.corrcoef(x[days], y[days])[0, 1])
""", "drawn anew?"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        key_x, key_y = jax.random.split(key)
        drawn = jax.random.choice(key_x, x, x.shape), jax.random.choice(key_y, y, y.shape)
        return jnp.corrcoef(*drawn)[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "does a day keep both of its returns?"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.permutation(key, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "drawn with repetition"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 0, x.size - 1)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "the first and the last"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, (1000,), 0, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "as many days as"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 0, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(jax.random.key(0), b))
""", "is the whole key used?"),
        ("""
def resample_correlations(key, x, y, b):
    draw = lambda key: jax.random.randint(key, x.shape, 0, x.size)
    drawn, half = jax.vmap(draw)(jax.random.split(key, b + 7)), x.size // 2
    days = jnp.concatenate([drawn[7:, :half], drawn[:b, :x.size - half]], axis=1)
    return jax.vmap(lambda days: jnp.corrcoef(x[days], y[days])[0, 1])(days)
""", "lag 7 along axis 0"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 1, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "as likely"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, (250,), 0, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", " days"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 0, 250)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", " days"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, (x.size * 9 // 10,), 0, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", " days"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, (x.size * 2,), 0, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "as many days as"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 0, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    few = jax.vmap(resample)(jax.random.split(key, 100))
    return jnp.resize(few, (b,))
""", "does each resample have draws of its own?"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 0, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, 4001))
""", " resamples of "),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 0, x.size)
        dx, dy = x[days] - x.mean(), y[days] - y.mean()
        return jnp.mean(dx * dy) / (x.std() * y.std())
    return jax.vmap(resample)(jax.random.split(key, b))
""", "times NumPy's"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 0, x.size)
        return jnp.cov(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "times NumPy's"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 0, x.size)
        return jnp.corrcoef(x[days], y[days])
    return jax.vmap(resample)(jax.random.split(key, b))
""", " resamples of "),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jnp.round(jax.random.uniform(key, x.shape) * x.size).astype(int)
        days = jnp.clip(days, 0, x.size - 1)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "with the same probability?"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = (jax.random.randint(key, (), 0, x.size) + jnp.arange(x.size)) % x.size
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "drawn with repetition"),
        ("""
def resample_correlations(key, x, y, b):
    days = np.random.randint(0, x.size, (b, x.size))
    return jax.vmap(lambda d: jnp.corrcoef(x[d], y[d])[0, 1])(days)
""", "another source of randomness?"),
        ("""
def resample_correlations(key, x, y, b):
    key_days, _ = jax.random.split(key)
    days = jax.random.randint(key, (b, x.size), 0, x.size)
    return jax.vmap(lambda d: jnp.corrcoef(x[d], y[d])[0, 1])(days)
""", "KeyReuseError"),
        ("""
def resample_correlations(key, x, y, b):
    days = jax.random.randint(key, (b, x.size), 0, x.size)
    jax.vmap(lambda d: jnp.corrcoef(x[d], y[d])[0, 1])(days)
""", "is a `return` missing?"),
        # balanced: each day equally often in all resamples together
        (bootstrap("jax.random.permutation(key, jnp.tile(jnp.arange(n), b)).reshape(b, n)"),
         "is the sample itself"),
        # antithetic resamples
        (bootstrap("jnp.stack([half, n - 1 - half], 1).reshape(-1, n)[:b]",
                   "half = jax.random.randint(key, ((b + 1) // 2, n), 0, n)"), "all independent?"),
        (bootstrap("jnp.concatenate([half, n - 1 - half])[:b]",
                   "half = jax.random.randint(key, ((b + 1) // 2, n), 0, n)"), "all independent?"),
        (bootstrap("jnp.stack([half, (half + 1) % n], 1).reshape(-1, n)[:b]",
                   "half = jax.random.randint(key, ((b + 1) // 2, n), 0, n)"), "all independent?"),
        # antithetic days within a resample
        (bootstrap("jnp.concatenate([half, n - 1 - half], 1)[:, :n]",
                   "half = jax.random.randint(key, (b, (n + 1) // 2), 0, n)"), "as many days as"),
        # the size of the sample
        (bootstrap("jax.random.randint(key, (b, min(n, 250)), 0, n)"), "as many days as"),
        (bootstrap("jax.random.randint(key, (b, n), 0, min(n, 250))"), "as many days as"),
        (bootstrap("jax.random.randint(key, (b, n // 2 * 2), 0, n)"), "as many days as"),
        (bootstrap("jax.random.randint(key, (b, n if n <= 5 else 250), 0, n)"),
         "as many days as"),
        (bootstrap("jax.random.randint(key, (b, max(n, 30)), 0, n)"), "as many days as"),
        (bootstrap("jax.random.randint(key, (b, n), 0, n, dtype=jnp.uint8).astype(int)"),
         "as many days as"),
        # days in blocks
        (bootstrap("(first[:, :, None] + jnp.arange(block)).reshape(b, -1)[:, :n] % n",
                   "block = int(n ** (1 / 3))\n"
                   "    first = jax.random.randint(key, (b, -(-n // block)), 0, n)"),
         "as many days as"),
        (bootstrap("jax.random.randint(key, (b, n), 0, n).at[0].set(jnp.arange(n))"),
         "is the sample itself"),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-random-numbers-streams": [
        """
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_shock, (n,))
    return shock, jax.random.uniform(key_lost, (n,)) < 0.05
""",
        """
def draw_year(key, n):
    z = jax.random.normal(key, (2, n))
    return z[0], z[1] > 1.6448536
""",
        """
def draw_year(key, n):
    shock = jax.random.normal(jax.random.fold_in(key, 0), n)
    lost = jax.random.bernoulli(jax.random.fold_in(key, 1), 0.05, (n,))
    return [shock, lost]
""",
        """
@functools.partial(jax.jit, static_argnums=1)
def draw_year(key, n):
    key_shock, key_lost = jax.random.split(key)
    shock = jax.random.normal(key_shock, (n,))
    return shock, jax.random.bernoulli(key_lost, 0.05, (n,))
""",
        """
def draw_year(key, n):
    def one(key):
        a, b = jax.random.split(key)
        return jax.random.normal(a), jax.random.bernoulli(b, 0.05)
    return jax.vmap(one)(jax.random.split(key, n))
""",
    ],
    "ex-random-numbers-paths": [
        """
def draw_paths(key, numbers):
    def one(i):
        keys = jax.random.split(jax.random.fold_in(key, i), 12)
        def step(log, t):
            log = log + 0.05 * jax.random.normal(keys[t])
            return log, jnp.exp(log)
        return jax.lax.scan(step, jnp.float32(0), jnp.arange(12))[1]
    return jax.vmap(one)(numbers)
""",
        """
def draw_paths(key, numbers):
    draw = lambda i, t: jax.random.normal(jax.random.fold_in(jax.random.fold_in(key, i), t))
    both = jax.vmap(jax.vmap(draw, (None, 0)), (0, None))
    z = both(numbers, jnp.arange(12))
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""",
        """
def draw_paths(key, numbers):
    draw = lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,))
    return jnp.cumprod(jnp.exp(0.05 * jax.lax.map(draw, numbers)), axis=1)
""",
        """
def draw_paths(key, numbers):
    keys = jax.vmap(jax.random.fold_in, (None, 0))(key, numbers)
    z = jax.vmap(lambda key: jax.random.normal(key, (12,)))(keys)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""",
        """
def draw_paths(key, numbers):
    draw = lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,))
    z = jax.lax.map(draw, numbers, batch_size=32)
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""",
        """
def draw_paths(key, numbers):
    key = jax.random.fold_in(jax.random.split(key)[0], 7)
    draw = lambda i: jax.random.normal(jax.random.fold_in(key, i), (12,))
    z = jax.vmap(draw)(numbers.astype(jnp.int32))
    return jnp.exp(jnp.cumsum(0.05 * z, axis=1))
""",
    ],
    "ex-random-numbers-bootstrap": [
        """
def resample_correlations(key, x, y, b):
    days = jax.random.randint(key, (b, x.size), 0, x.size)
    return jax.vmap(lambda d: jnp.corrcoef(x[d], y[d])[0, 1])(days)
""",
        """
def resample_correlations(key, x, y, b):
    keys = jax.random.split(key, b)
    def one(i):
        days = jax.random.choice(keys[i], x.size, x.shape)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.lax.map(one, jnp.arange(b))
""",
        """
def resample_correlations(key, x, y, b):
    keys = jax.random.split(key, b)
    def step(i, found):
        days = jax.random.randint(keys[i], x.shape, 0, x.size)
        return found.at[i].set(jnp.corrcoef(x[days], y[days])[0, 1])
    return jax.lax.fori_loop(0, b, step, jnp.zeros(b))
""",
        """
def resample_correlations(key, x, y, b):
    pairs = jnp.stack([x, y], axis=1)
    def one(key):
        drawn = jax.random.choice(key, pairs, (len(pairs),))
        return jnp.corrcoef(drawn, rowvar=False)[0, 1]
    return jax.vmap(one)(jax.random.split(key, b))
""",
        """
def resample_correlations(key, x, y, b):
    days = jax.random.randint(key, (b, x.size), 0, x.size)
    dx, dy = (v[days] - v[days].mean(1, keepdims=True) for v in (x, y))
    return jnp.sum(dx * dy, 1) / jnp.sqrt(jnp.sum(dx**2, 1) * jnp.sum(dy**2, 1))
""",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
