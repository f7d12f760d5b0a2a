"""Tempting wrong answers of exercises/debugging.md, each with words of the hint it must get."""

LOSS = "def choice_loss(weights, features, chosen):\n    u = jnp.sum(features * weights, axis=2)\n"
PICK = "[jnp.arange(chosen.size), chosen]"
READ = "def read_factor(table, ages):\n    i = ages - FIRST_AGE\n"
WALK = "def walk(key, walkers, steps):\n"

WRONG_ANSWERS = {
    "ex-debugging-nan": [
        ("choice_loss = choice_loss_naive\n", "the derivative of a / b divide by?"),
        (  # the logarithm taken apart, but not the exponential tamed
            LOSS + f"    return jnp.mean(jnp.log(jnp.sum(jnp.exp(u), axis=1)) - u{PICK})\n",
            "what is exp(89) in float32?",
        ),
        (  # a NaN replaced after the fact
            "def choice_loss(*given):\n    return jnp.nan_to_num(choice_loss_naive(*given))\n",
            "the derivative of a / b divide by?",
        ),
        (
            LOSS + "    u = jnp.clip(u, -80.0, 80.0)\n"
            f"    return jnp.mean(jnp.log(jnp.sum(jnp.exp(u), axis=1)) - u{PICK})\n",
            "clipped, floored or replaced?",
        ),
        (  # guards against large utilities only
            LOSS + "    u = u - jnp.maximum(jnp.max(u, axis=1, keepdims=True) - 40.0, 0.0)\n"
            f"    return jnp.mean(jnp.log(jnp.sum(jnp.exp(u), axis=1)) - u{PICK})\n",
            "if every exp is 0?",
        ),
        (  # the largest of the whole table
            LOSS + "    u = u - jnp.max(u)\n"
            f"    return jnp.mean(jnp.log(jnp.sum(jnp.exp(u), axis=1)) - u{PICK})\n",
            "of its own row?",
        ),
        (
            LOSS + f"    return -jnp.mean(jnp.log(jax.nn.softmax(u, axis=1){PICK}))\n",
            "must it be formed at all?",
        ),
        (
            LOSS + f"    return -jnp.mean(jnp.log(jax.nn.softmax(u, axis=1){PICK} + 1e-8))\n",
            "clipped, floored or replaced?",
        ),
        (  # chooses afterwards
            LOSS + f"    naive = jnp.mean(jnp.log(jnp.sum(jnp.exp(u), axis=1)) - u{PICK})\n"
            f"    safe = jnp.mean(jax.nn.logsumexp(u, axis=1) - u{PICK})\n"
            "    return jnp.where(jnp.isfinite(naive), naive, safe)\n",
            "then thrown away?",
        ),
        (
            LOSS + f"    return jnp.sum(jax.nn.logsumexp(u, axis=1) - u{PICK})\n",
            "is the mean missing?",
        ),
        (
            LOSS + f"    return jnp.mean(u{PICK} - jax.nn.logsumexp(u, axis=1))\n",
            "a loss is to be made small",
        ),
        (
            LOSS + f"    return jax.nn.logsumexp(u, axis=1) - u{PICK}\n",
            "is there a mean?",
        ),
    ],
    "ex-debugging-lookup": [
        ("read_factor = read_factor_naive\n", "where does a read past the end land?"),
        (
            READ + '    return table.at[i].get(mode="fill", fill_value=jnp.nan)\n',
            "what does a negative index mean?",
        ),
        (
            READ + "    return jnp.where(i < table.size, table[i], jnp.nan)\n",
            "what does a negative index mean?",
        ),
        (
            READ + "    return jnp.where((i >= 0) & (i <= table.size), table[i], jnp.nan)\n",
            "is the upper bound one too far?",
        ),
        (
            READ + "    return jnp.where((i > 0) & (i < table.size), table[i], jnp.nan)\n",
            "age 18 is in the table",
        ),
        (  # the 83 ages of the example
            READ + "    return jnp.where((i >= 0) & (i < 83), table[i], jnp.nan)\n",
            "where does a read past the end land?",
        ),
        (
            READ + "    return jnp.where((i >= 0) & (i < table.size), table[i], 0.0)\n",
            "only NaN cannot be taken for data",
        ),
        (
            READ + "    if jnp.any(i < 0):\n        return jnp.full(ages.shape, jnp.nan)\n"
            "    return table[i]\n",
            "a Python if?",
        ),
        (
            READ + "    return table[i[(i >= 0) & (i < table.size)]]\n",
            "the shape must stay",
        ),
    ],
    "ex-debugging-walk": [
        ("walk = walk_naive\n", "which key does step 50 use?"),
        (  # the sequence of keys does not depend on `key`
            WALK + "    keys = jax.vmap(jax.random.key)(jnp.arange(steps))\n"
            "    draw = lambda k: jax.random.normal(k, (walkers,))\n"
            "    return jnp.cumsum(jax.vmap(draw)(keys), axis=0)\n",
            "is `key` used at all?",
        ),
        (  # key 3 at step t is key 4 at step t - 1
            WALK + "    start = jax.random.key_data(key)[1]\n"
            "    draw = lambda t: jax.random.normal(jax.random.key(start + t // 50), (walkers,))\n"
            "    return jnp.cumsum(jax.vmap(draw)(jnp.arange(steps)), axis=0)\n",
            "correlation of neighbouring steps",
        ),
        (
            WALK + "    draw = lambda k: jax.random.normal(k) * jnp.ones(walkers)\n"
            "    return jnp.cumsum(jax.vmap(draw)(jax.random.split(key, steps)), axis=0)\n",
            "all walkers walk together",
        ),
        (
            WALK + "    return jax.random.normal(key, (steps, walkers))\n",
            "shocks, not their sum?",
        ),
        (
            WALK + "    shocks = jax.random.normal(key, (steps, walkers))\n"
            "    return jnp.cumsum(shocks, axis=0) - shocks[0]\n",
            "record after the step",
        ),
        (
            WALK + "    return jnp.cumsum(jax.random.normal(key, (walkers, steps)), axis=1)\n",
            "transposed",
        ),
        (  # draws from the key that is carried on
            WALK + "    def step(state, _):\n"
            "        key, position = state\n"
            "        key, _ = jax.random.split(key)\n"
            "        position = position + jax.random.normal(key, (walkers,))\n"
            "        return (key, position), position\n"
            "    return jax.lax.scan(step, (key, jnp.zeros(walkers)), length=steps)[1]\n",
            "which key has two uses?",
        ),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-debugging-lookup": [
        "FIRST_AGE + jnp.searchsorted(-factors, -served) "
        "without jnp.searchsorted(-factors, -served)",
        "FIRST_AGE + jnp.searchsorted(-factors, -served) without FIRST_AGE",
    ],
    "ex-debugging-walk": [
        "walk(walkers) is a constant",
        "walk(steps) is a constant",
    ],
}
