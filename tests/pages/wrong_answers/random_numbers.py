"""Tempting wrong answers to the exercises on random numbers, with the hint for each."""

WRONG_ANSWERS = {
    "ex-random-numbers-streams": [
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
""", "is the key used?"),
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
""", "does a product overflow?"),
        ("""
def draw_paths(key, numbers):
    z = jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i)))(numbers)
    return jnp.exp(0.05 * z[:, None] * jnp.arange(1, 13))
""", "one shock for a year?"),
    ],
    "ex-random-numbers-bootstrap": [
        ("""
def resample_correlations(key, x, y, b):
    days = jax.random.randint(key, (x.size,), 0, x.size)
    return jnp.full(b, jnp.corrcoef(x[days], y[days])[0, 1])
""", "does each resample have draws of its own?"),
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
""", "with repetition?"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 0, x.size - 1)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "is day 250 ever drawn?"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, (1000,), 0, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(key, b))
""", "has a resample as many days as the sample?"),
        ("""
def resample_correlations(key, x, y, b):
    def resample(key):
        days = jax.random.randint(key, x.shape, 0, x.size)
        return jnp.corrcoef(x[days], y[days])[0, 1]
    return jax.vmap(resample)(jax.random.split(jax.random.key(0), b))
""", "is the key used?"),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-random-numbers-streams": [
        "draw_year(n) is a constant",
    ],
    "ex-random-numbers-bootstrap": [
        "resample_correlations(x) is a constant",
        "resample_correlations(y) is a constant",
        "resample_correlations(b) is a constant",
    ],
}
