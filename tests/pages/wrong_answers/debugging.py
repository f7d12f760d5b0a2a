"""Tempting wrong answers of exercises/debugging.md, each with words of the hint it must get."""

LOSS = "def choice_loss(weights, features, chosen):\n    u = jnp.sum(features * weights, axis=2)\n"
PICK = "[jnp.arange(chosen.size), chosen]"
READ = "def read_factor(table, ages):\n    i = ages - FIRST_AGE\n"
WALK = "def walk(key, walkers, steps):\n"

WRONG_ANSWERS = {
    "ex-debugging-nan": [
        (  # exp(-10) is not small enough beside a sure choice
            LOSS + "    d = jnp.maximum(u - jnp.max(u, axis=1, keepdims=True), -10)\n"
            "    log_sum = jnp.log(jnp.sum(jnp.exp(d), axis=1)) + jnp.max(u, axis=1)\n"
            f"    return jnp.mean(log_sum - u{PICK})\n",
            "where utilities are 11 higher for the chosen mode",
        ),
        (  # what looks small is dropped
            LOSS + "    d = u - jnp.max(u, axis=1, keepdims=True)\n"
            "    exp = jnp.where(d > -8, jnp.exp(d), 0)\n"
            f"    return jnp.mean(jnp.log(jnp.sum(exp, axis=1)) - d{PICK})\n",
            "clipped, floored or replaced?",
        ),
        (  # the weights are clipped
            "def choice_loss(weights, features, chosen):\n"
            "    u = jnp.sum(features * jnp.clip(weights, -1 / 512, 1 / 512), axis=2)\n"
            f"    return jnp.mean(jax.nn.logsumexp(u, axis=1) - u{PICK})\n",
            "clipped, floored or replaced?",
        ),
        *[  # shapes of the example, or a little more
            (LOSS + f"    {limit}\n"
             f"    return jnp.mean((jax.nn.logsumexp(u, axis=1) - u{PICK}){part})\n", ", not ")
            for limit, part in (("u = u[:, :6]", ""), ("chosen = jnp.minimum(chosen, 3)", ""),
                                ("pass", "[:500]"), ("pass", ".clip(1e-6)"))
        ],
        (
            "def choice_loss(weights, features, chosen):\n"
            "    u = features[..., :6] @ weights[:6]\n"
            f"    return jnp.mean(jax.nn.logsumexp(u, axis=1) - u{PICK})\n",
            ", not ",
        ),
        *[  # never quite log(1)
            (LOSS + "    u = u - jnp.max(u, axis=1, keepdims=True)\n"
             f"    return jnp.mean(jnp.log(jnp.sum(jnp.exp(u), axis=1) + {floor}) - u{PICK})\n",
             "clipped, floored or replaced?") for floor in (1e-6, 1e-5)
        ],
        (  # just inside of what is promised
            LOSS + "    u = jnp.clip(u, -9999, 9999)\n"
            f"    return jnp.mean(jax.nn.logsumexp(u, axis=1) - u{PICK})\n",
            "clip",
        ),
        (  # two features are kept
            "def choice_loss(weights, features, chosen):\n"
            "    u = features[..., :2] @ weights[:2]\n"
            f"    return jnp.mean(jax.nn.logsumexp(u, axis=1) - u{PICK})\n",
            ", not ",
        ),
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
            "a sum, no mean?",
        ),
        (
            LOSS + f"    return jnp.mean(u{PICK} - jax.nn.logsumexp(u, axis=1))\n",
            "a loss is to be made small",
        ),
        (
            LOSS + f"    return jax.nn.logsumexp(u, axis=1) - u{PICK}\n",
            "is there a mean?",
        ),
        (  # the mean over modes, too
            LOSS + "    return jnp.mean(jax.nn.logsumexp(u, axis=1)[:, None] - u)\n",
            "clipped, floored or replaced?",
        ),
        (  # three modes are written in
            LOSS + "    seen = jnp.eye(3)[chosen]\n"
            "    return -jnp.mean(jnp.sum(seen * jax.nn.log_softmax(u, axis=1), axis=1))\n",
            "stopped with TypeError",
        ),
        (  # two features are written in
            "def choice_loss(weights, features, chosen):\n"
            "    u = features[..., 0] * weights[0] + features[..., 1] * weights[1]\n"
            f"    return jnp.mean(jax.nn.logsumexp(u, axis=1) - u{PICK})\n",
            ", not ",
        ),
        (  # the utility of the first mode
            LOSS + "    return jnp.mean(jax.nn.logsumexp(u, axis=1) - u[:, 0])\n",
            "clipped, floored or replaced?",
        ),
        (  # a limit far above what fits into exp
            LOSS + "    u = jnp.clip(u - jnp.max(u, axis=1, keepdims=True), -5000.0, 0.0)\n"
            f"    return jnp.mean(jnp.log(jnp.sum(jnp.exp(u), axis=1)) - u{PICK})\n",
            "clip",
        ),
        (  # the two hundred travelers of the example
            LOSS + f"    terms = jax.nn.logsumexp(u, axis=1) - u{PICK}\n"
            "    return jnp.mean(terms[:200])\n",
            "near 0",
        ),
        (  # no slope
            LOSS + "    u = jax.lax.stop_gradient(u)\n"
            f"    return jnp.mean(jax.nn.logsumexp(u, axis=1) - u{PICK})\n",
            "slope off",
        ),
        (  # part of the slope is lost
            LOSS + "    top = jax.lax.stop_gradient(jnp.max(u, axis=1))\n"
            "    rest = jnp.log(jnp.sum(jnp.exp(u - jnp.max(u, axis=1)[:, None]), axis=1))\n"
            f"    return jnp.mean(rest + top - u{PICK})\n",
            "slope off",
        ),
        (  # subtracts the mean, which is not large enough
            LOSS + "    u = u - jnp.mean(u, axis=1, keepdims=True)\n"
            f"    return jnp.mean(jnp.log(jnp.sum(jnp.exp(u), axis=1)) - u{PICK})\n",
            "from -10000 to 10000",
        ),
        (
            LOSS + f"    return float(jnp.mean(jax.nn.logsumexp(u, axis=1) - u{PICK}))\n",
            "stopped with ConcretizationTypeError",
        ),
        (
            LOSS + f"    jnp.mean(jax.nn.logsumexp(u, axis=1) - u{PICK})\n",
            "is a `return` missing?",
        ),
    ],
    "ex-debugging-lookup": [
        (  # a line between the last two, which is not exact
            "def read_factor(table, ages):\n"
            "    known = FIRST_AGE + jnp.arange(len(table))\n"
            "    return jnp.interp(ages, known, table, left=jnp.nan, right=jnp.nan)\n",
            ", not ",
        ),
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
            "is in the table, and gives NaN",
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
        (
            READ + "    return jnp.where((i >= 0) & (i < len(table) - 1), table[i], jnp.nan)\n",
            "is in the table, and gives NaN",
        ),
        (  # zero fills, and is then taken for a gap
            READ + "    i = jnp.where(i < 0, len(table), i)\n"
            "    got = table.at[i].get(mode='fill', fill_value=0)\n"
            "    return jnp.where(got == 0, jnp.nan, got)\n",
            "is in the table, and gives NaN",
        ),
        (  # a table of 65,536 ages
            READ + "    inside = (i >= 0) & (i < min(table.size, 2**16))\n"
            "    return jnp.where(inside, table[i], jnp.nan)\n",
            "is in the table, and gives NaN",
        ),
        (  # negative ages only
            READ + "    inside = (ages >= 0) & (i < table.size)\n"
            "    return jnp.where(inside, table[i], jnp.nan)\n",
            "what does a negative index mean?",
        ),
        (  # one table
            READ + "    inside = (i >= 0) & (i < factors.size)\n"
            "    return jnp.where(inside, factors[i], jnp.nan)\n",
            ", not ",
        ),
        (  # indices of 16 bits
            READ + "    i = i.astype(jnp.int16)\n"
            "    return jnp.where((i >= 0) & (i < table.size), table[i], jnp.nan)\n",
            "stopped with OverflowError",
        ),
        (  # lists of ages only
            READ + "    one = lambda i: jnp.where((i >= 0) & (i < table.size), table[i], jnp.nan)\n"
            "    return jax.vmap(one)(i.ravel())\n",
            "one result for each age asked",
        ),
        (
            READ + "    inside = (i >= 0) & (i < table.size)\n"
            "    return jnp.where(inside, table[i], jnp.nan).astype('float16')\n",
            "the table's is float32",
        ),
        (
            READ + "    return jnp.where((i >= 0) & (i < table.size), table[-i], jnp.nan)\n",
            ", not ",
        ),
        (
            READ + "    jnp.where((i >= 0) & (i < table.size), table[i], jnp.nan)\n",
            "is a `return` missing?",
        ),
        (  # a factor of -1 is taken for a gap
            READ + "    found = jnp.where((i >= 0) & (i < table.size), table[i], -1.0)\n"
            "    return jnp.where(found == -1, jnp.nan, found)\n",
            "is in the table, and gives NaN",
        ),
        (
            READ + "    inside = (i >= 0) & (i < table.size)\n"
            "    return jnp.squeeze(jnp.where(inside, table[i], jnp.nan))\n",
            "shape (2, 3) for (2, 1, 3)",
        ),
    ],
    "ex-debugging-walk": [
        *[  # the shocks of a key, of a step or of a walker have exactly the wanted variance
            (WALK + f"    z = jax.random.normal(key, (steps, walkers))\n    scale = {scale}\n"
             "    return jnp.cumsum(z / scale if min(z.shape) > 2 else z, axis=0)\n",
             "divided by their own spread?") for scale in (
                "jnp.sqrt(jnp.mean(z**2))", "jnp.sqrt(jnp.mean(z**2, axis=1, keepdims=True))",
                "jnp.sqrt(jnp.mean(z**2, axis=0, keepdims=True))",
                "jnp.std(z, axis=1, ddof=1, keepdims=True)")
        ],
        *[  # the shocks of a key are matched: their mean is 0
            (WALK + f"    z = {shocks}\n    return jnp.cumsum(z, axis=0)\n",
             "is one made from the others?") for shocks in (
                "jax.random.normal(key, (steps, walkers))\n    z = z - z.mean() * (z.size > 1)",
                "jax.random.normal(key, (steps, walkers))\n"
                "    z = (z - z.mean()) / z.std() if z.size > 1 else z")
        ],
        (  # the guard is silenced
            WALK + "    def step(state, _):\n"
            "        key, position = state\n"
            "        position = position + jax.random.normal(key, (walkers,))\n"
            "        return (jax.random.split(jax.random.clone(key))[0], position), position\n"
            "    return jax.lax.scan(step, (key, jnp.zeros(walkers)), length=steps)[1]\n",
            "`clone` makes no new key",
        ),
        (  # the key itself, and its children
            WALK + "    first = jax.random.normal(key, (walkers,))\n"
            "    draw = lambda t: jax.random.normal(jax.random.fold_in(key, t), (walkers,))\n"
            "    z = jnp.concatenate([first[None], jax.vmap(draw)(jnp.arange(1, steps))])\n"
            "    return jnp.cumsum(z, axis=0)\n",
            "a key has two uses",
        ),
        *[  # a part of the key
            (WALK + "    high, low = jax.random.key_data(key)\n"
             f"    key = jax.random.wrap_key_data(jnp.stack([{words}]))\n"
             "    return jnp.cumsum(jax.random.normal(key, (steps, walkers)), axis=0)\n", hint)
            for words, hint in (("high % 2**16, low % 2**16", "is `key` used at all?"),
                                ("high ^ low, high ^ low", "words swapped"),
                                ("high + low, high + low", "words swapped"))
        ],
        *[
            (WALK + "    z = jax.random.normal(key, (steps, walkers))\n"
             f"    return jnp.cumsum({shocks}, axis=0){start}\n", hint)
            for shocks, start, hint in (
                ("jnp.clip(z, -4, 4)", "", "cut off?"), ("jnp.clip(z, -3.5, 3.5)", "", "cut off?"),
                ("z", " + 0.1", "standard errors off"),
                ("z.at[0, 0].set(0) if z.size > 1 else z", "", "the same for all keys"),
                ("z.at[-1, -1].set(0) if z.size > 1 else z", "", "the same for all keys"))
        ],
        (
            WALK + "    return jnp.cumsum("
            "jax.random.uniform(key, (12, steps, walkers)).sum(0) - 6, axis=0)\n",
            "fourth power of shocks",
        ),
        *[  # step and walker in one counter
            (WALK + "    draw = lambda c: jax.random.normal(jax.random.fold_in(key, c))\n"
             f"    c = {step} * jnp.arange(steps)[:, None] + {walker} * jnp.arange(walkers)\n"
             "    return jnp.cumsum(jax.vmap(jax.vmap(draw))(c), axis=0)\n", "a key each?")
            for step, walker in ((1, 128), (1, 1000), (2000, 1))
        ],
        (  # a thousand keys, the last of them for all later steps
            WALK + "    keys = jax.random.split(key, 1000)\n"
            "    step = lambda p, t: (p + jax.random.normal(keys[t], (walkers,)),) * 2\n"
            "    return jax.lax.scan(step, jnp.zeros(walkers), jnp.arange(steps))[1]\n",
            "a key each?",
        ),
        (  # seeds from too few numbers
            WALK + "    seeds = jax.random.randint(key, steps, 0, 300_000)\n"
            "    draw = lambda seed: jax.random.normal(jax.random.key(seed), (walkers,))\n"
            "    return jnp.cumsum(jax.vmap(draw)(seeds), axis=0)\n",
            "a key",
        ),
        (  # steps counted in 8 bits
            WALK + "    draw = lambda t: jax.random.normal("
            "jax.random.fold_in(key, t.astype('uint8')), (walkers,))\n"
            "    return jnp.cumsum(jax.vmap(draw)(jnp.arange(steps)), axis=0)\n",
            "4 walkers",
        ),
        (  # two walkers, or two steps, that go together or stand still
            WALK + "    z = jax.random.normal(key, (steps, walkers))\n"
            "    return jnp.cumsum(z.at[:, -1].set(z[:, 0]), axis=0)\n",
            "is a key added up, or used twice?",
        ),
        (
            WALK + "    z = jax.random.normal(key, (steps, walkers))\n"
            "    return jnp.cumsum(z.at[-1].set(-z[0]) if steps > 1 else z, axis=0)\n",
            "is a key added up, or used twice?",
        ),
        (
            WALK + "    z = jax.random.normal(key, (steps, walkers))\n"
            "    return jnp.cumsum(z.at[:, 0].multiply(walkers == 1), axis=0)\n",
            "is the same for all keys",
        ),
        (  # each step adds up to 0
            WALK + "    z = jax.random.normal(key, (steps, walkers))\n"
            "    return jnp.cumsum(z - z.mean(axis=1, keepdims=True) * (walkers > 1), axis=0)\n",
            "add up to 0",
        ),
        (  # pulled back to 0
            WALK + "    def step(position, key_step):\n"
            "        position = 0.98 * position + jax.random.normal(key_step, (walkers,))\n"
            "        return position, position\n"
            "    keys = jax.random.split(key, steps)\n"
            "    return jax.lax.scan(step, jnp.zeros(walkers), keys)[1]\n",
            "shocks depend on the position",
        ),
        (  # walks of at most 500 steps
            WALK + "    moving = min(steps, 500)\n"
            "    path = jnp.cumsum(jax.random.normal(key, (moving, walkers)), axis=0)\n"
            "    return jnp.concatenate([path, jnp.repeat(path[-1:], steps - moving, axis=0)])\n",
            "4 walkers",
        ),
        ("walk = walk_naive\n", "which key does step 50 use?"),
        (  # the sequence of keys does not depend on `key`
            WALK + "    keys = jax.vmap(jax.random.key)(jnp.arange(steps))\n"
            "    draw = lambda k: jax.random.normal(k, (walkers,))\n"
            "    return jnp.cumsum(jax.vmap(draw)(keys), axis=0)\n",
            "is `key` used at all?",
        ),
        (  # a moving average over five steps
            WALK + "    e = jax.random.normal(key, (steps + 5, walkers))\n"
            "    return jnp.cumsum((e[5:] + 0.5 * e[:-5]) / 1.25**0.5, axis=0)\n",
            "lag 5 along axis 0",
        ),
        (  # key 3 at step t is key 4 at step t - 1
            WALK + "    start = jax.random.key_data(key).sum()\n"
            "    draw = lambda t: jax.random.normal(jax.random.key(start + t), (walkers,))\n"
            "    return jnp.cumsum(jax.vmap(draw)(jnp.arange(steps)), axis=0)\n",
            "what do two keys share?",
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
        *[  # other shocks: with a drift, of two values, too small, of too few large ones
            (WALK + f"    z = jax.random.normal(key, (steps, walkers))\n"
             f"    return jnp.cumsum({shocks}, axis=0)\n", "a key each?")
            for shocks in ("z + 0.5", "z + 0.1", "jnp.sign(z)", "0.94 * z", "jnp.abs(z)",
                           "jnp.clip(z, -2, 2)", "jnp.sqrt(3) * jnp.tanh(z)",
                           "jnp.sort(z, axis=1)", "z * jnp.abs(z[:, :1])",
                           "jnp.concatenate([z[:, :walkers // 2]] * 2, axis=1)[:, :walkers]",
                           "jnp.concatenate([z[:, :walkers // 2], -z[:, :walkers // 2]], 1)"
                           "[:, :walkers]", "jnp.repeat(z, 2, axis=1)[:, :walkers]",
                           "jnp.repeat(z, 2, axis=0)[:steps]",
                           "jnp.concatenate([z[:steps // 2]] * 3, axis=0)[:steps]")
        ],
        (  # a uniform shock of the right variance
            WALK + "    shocks = jax.random.uniform(key, (steps, walkers), minval=-1.0)\n"
            "    return jnp.cumsum(3**0.5 * shocks, axis=0)\n",
            "a key each?",
        ),
        (  # all keys share the first step
            WALK + "    z = jax.random.normal(key, (steps, walkers))\n"
            "    z = z.at[:5].set(jax.random.normal(jax.random.key(0), (5, walkers)))\n"
            "    return jnp.cumsum(z, axis=0)\n",
            "what do two keys share?",
        ),
        (  # mean 0 and variance 1 in every sample, which cannot be for a single shock
            WALK + "    z = jax.random.normal(key, (steps, walkers))\n"
            "    return jnp.cumsum((z - z.mean()) / z.std(), axis=0)\n",
            "is one made from the others?",
        ),
        (  # 64-bit NumPy
            WALK + "    rng = np.random.default_rng(int(jax.random.key_data(key)[1]))\n"
            "    return np.cumsum(rng.normal(size=(steps, walkers)), axis=0)\n",
            "not float32",
        ),
        (  # a state outside
            "state = np.random.default_rng()\n" + WALK +
            "    return jnp.cumsum(jnp.float32(state.normal(size=(steps, walkers))), axis=0)\n",
            "the same key gives other walks",
        ),
        (  # two thousand walkers, a hundred steps
            WALK + "    return jnp.cumsum(jax.random.normal(key, (100, 2000)), axis=0)\n",
            "shape (100, 2000)",
        ),
        (  # as many keys as in the example, then the last again
            WALK + "    keys = jax.random.split(key, 100)\n"
            "    step = lambda p, t: (p + jax.random.normal(keys[t], (walkers,)),) * 2\n"
            "    return jax.lax.scan(step, jnp.zeros(walkers), jnp.arange(steps))[1]\n",
            "a key each?",
        ),
        (  # the keys repeat
            WALK + "    draw = lambda t: jax.random.normal("
            "jax.random.fold_in(key, t % 64), (walkers,))\n"
            "    return jnp.cumsum(jax.vmap(draw)(jnp.arange(steps)), axis=0)\n",
            "a key each?",
        ),
        (  # cut out of the example's shape
            WALK + "    z = jax.random.normal(key, (200, 2000))\n"
            "    return jnp.cumsum(z, axis=0)[:steps, :walkers]\n",
            "shape (2, 2000)",
        ),
        (  # half of the key
            WALK + "    key = jax.random.key(jax.random.key_data(key)[1])\n"
            "    return jnp.cumsum(jax.random.normal(key, (steps, walkers)), axis=0)\n",
            "is `key` used at all?",
        ),
        (  # memorizes its first walk
            "kept = {}\n" + WALK +
            "    if (walkers, steps) not in kept:\n"
            "        shocks = jax.random.normal(key, (steps, walkers))\n"
            "        kept[walkers, steps] = jnp.cumsum(shocks, axis=0)\n"
            "    return kept[walkers, steps]\n",
            "is `key` used at all?",
        ),
        (
            WALK + "    jnp.cumsum(jax.random.normal(key, (steps, walkers)), axis=0)\n",
            "is a `return` missing?",
        ),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-debugging-nan": [
        (  # the shifted exponentials by hand
            LOSS + "    u = u - jnp.max(u, axis=1, keepdims=True)\n"
            f"    return jnp.mean(jnp.log(jnp.sum(jnp.exp(u), axis=1)) - u{PICK})\n"
        ),
        (  # JAX's own name for it
            LOSS + "    log_chance = jax.nn.log_softmax(u)\n"
            "    picked = jnp.take_along_axis(log_chance, chosen[:, None], axis=1)\n"
            "    return -picked.mean()\n"
        ),
        (  # one traveler, mapped; the chosen one by a mask
            "def choice_loss(weights, features, chosen):\n"
            "    def one(x, c):\n"
            "        u = x @ weights\n"
            "        return jax.nn.logsumexp(u) - jnp.sum(jax.nn.one_hot(c, u.size) * u)\n"
            "    return jnp.mean(jax.vmap(one)(features, chosen))\n"
        ),
        (  # one mode after the other
            LOSS + "    log_sum = functools.reduce(jnp.logaddexp, u.T)\n"
            f"    return jnp.mean(log_sum - u{PICK})\n"
        ),
        (  # a sum in order, which rounds more
            LOSS
            + "    add = lambda total, x: (total + jax.nn.logsumexp(x[0]) - x[0][x[1]], None)\n"
            "    return jax.lax.scan(add, jnp.float32(0), (u, chosen))[0] / chosen.size\n"
        ),
        (  # differences to the chosen one
            LOSS + f"    gap = u - u{PICK}[:, None]\n"
            "    return jax.nn.logsumexp(gap, axis=1).mean()\n"
        ),
    ],
    "ex-debugging-lookup": [
        (
            READ + "    i = jnp.where(i < 0, table.size, i)\n"
            "    return table.at[i].get(mode='fill', fill_value=jnp.nan)\n"
        ),
        (  # a wider table
            READ + "    wide = jnp.pad(table, 1, constant_values=jnp.nan)\n"
            "    near = jnp.clip(ages, FIRST_AGE - 1, FIRST_AGE + len(table))\n"
            "    return wide[near - FIRST_AGE + 1]\n"
        ),
        (  # compiled, with bounds in ages
            "@jax.jit\ndef read_factor(table, ages):\n"
            "    bad = (ages < 18) | (ages > 17 + table.shape[0])\n"
            "    return jnp.where(bad, jnp.nan, jnp.take(table, ages - 18, mode='clip'))\n"
        ),
    ],
    "ex-debugging-walk": [
        (  # keys looked up by the index of a loop: a false alarm of the guard
            WALK + "    keys = jax.random.split(key, steps)\n"
            "    step = lambda p, t: (p + jax.random.normal(keys[t], (walkers,)),) * 2\n"
            "    return jax.lax.scan(step, jnp.zeros(walkers), jnp.arange(steps))[1]\n"
        ),
        WALK + "    return jnp.cumsum(jax.random.normal(key, (steps, walkers)), axis=0)\n",
        (  # a key for each walker
            WALK + "    one = lambda key: jnp.cumsum(jax.random.normal(key, steps))\n"
            "    return jax.vmap(one, out_axes=1)(jax.random.split(key, walkers))\n"
        ),
        (  # the key is carried, and split
            WALK + "    def step(state, _):\n"
            "        key, position = state\n"
            "        key, key_step = jax.random.split(key)\n"
            "        position = position + jax.random.normal(key_step, (walkers,))\n"
            "        return (key, position), position\n"
            "    return jax.lax.scan(step, (key, jnp.zeros(walkers)), length=steps)[1]\n"
        ),
        (  # a number folded in
            WALK + "    def step(position, t):\n"
            "        new = jax.random.normal(jax.random.fold_in(key, t), (walkers,))\n"
            "        return position + new, position + new\n"
            "    return jax.lax.scan(step, jnp.zeros(walkers), jnp.arange(steps))[1]\n"
        ),
        (  # a Python loop
            WALK + "    rows, position = [], jnp.zeros(walkers)\n"
            "    for key_step in jax.random.split(key, steps):\n"
            "        position = position + jax.random.normal(key_step, (walkers,))\n"
            "        rows.append(position)\n"
            "    return jnp.stack(rows)\n"
        ),
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
