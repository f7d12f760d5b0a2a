"""Tempting wrong answers of exercises/many_devices.md, each with words of the hint it must get."""

LAYOUT = "def choose_layouts():\n    return {{'worst': {}, 'center': {}}}\n"
SPREAD = (
    "def spread_on_devices(x):\n"
    "    def of_piece(piece):\n"
    "        n = piece.size\n"
    "{}"
    "    return jax.shard_map(of_piece, mesh=mesh, in_specs=P('devices'), out_specs=P(),\n"
    "                         check_vma=False)(x)\n"
)
DRAW = (
    "def draw_shocks(mesh, key, n):\n"
    "    m = n // mesh.size\n"
    "    def mine(key):\n"
    "        me = jax.lax.axis_index('devices')\n"
    "{}"
    "    return jax.shard_map(mine, mesh=mesh, in_specs=P(), out_specs=P('devices'),\n"
    "                         check_vma=False)(key)\n"
)

WRONG_ANSWERS = {
    "ex-many-devices-layout": [
        (  # banks in both
            LAYOUT.format("(P('devices'), P())", "(P('devices'),)"),
            "a mean over banks is in eight parts",
        ),
        (  # assets in both
            LAYOUT.format("(P(None, 'devices'), P())", "(P(None, 'devices'),)"),
            "a sum over assets is in eight parts",
        ),
        (  # the summed axis cut in both factors
            LAYOUT.format("(P(None, 'devices'), P('devices'))", "(P(None, 'devices'),)"),
            "a sum over assets is in eight parts",
        ),
        (  # the shocks cut as well
            LAYOUT.format("(P('devices'), P('devices'))", "(P(None, 'devices'),)"),
            "devices lack some of the shocks",
        ),
        (  # everything everywhere sends nothing
            LAYOUT.format("(P(), P())", "(P(),)"),
            "each device holds 100% of the exposures",
        ),
        (
            LAYOUT.format("(P('devices'), P())", "P(None, 'devices')"),
            "not a tuple of specs",
        ),
        (  # one spec for both
            LAYOUT.format("(P('devices'),)", "(P(None, 'devices'),)"),
            "1 specs for 2",
        ),
        (
            LAYOUT.format("(P('devices'), P())", "(P('device'),)"),
            "does not fit",
        ),
        (  # a matrix has two axes
            LAYOUT.format("(P('devices'), P())", "(P(None, None, 'devices'),)"),
            "does not fit",
        ),
        (
            LAYOUT.format("('devices', None)", "(P(None, 'devices'),)"),
            "is no partition spec",
        ),
        (  # spec and array in the other order
            LAYOUT.format("(P(), P('devices'))", "(P(None, 'devices'),)"),
            "each device holds 100% of the exposures",
        ),
        (
            "def choose_layouts():\n    return (P('devices'), P()), (P(None, 'devices'),)\n",
            "is no dictionary",
        ),
        (
            "def choose_layouts():\n    return {'worst': (P('devices'), P())}\n",
            "is no dictionary with the keys",
        ),
        (  # one axis of the mesh for both axes of the array
            LAYOUT.format("(P('devices', 'devices'), P())", "(P(None, 'devices'),)"),
            "does not fit: A single",
        ),
        (
            LAYOUT.format("(P('devices', P.UNCONSTRAINED), P())", "(P(None, 'devices'),)"),
            "does not fit",
        ),
        (  # all devices, but a quarter on each
            "def choose_layouts():\n"
            "    grid = jax.make_mesh((4, 2), ('a', 'b'), devices=cpus)\n"
            "    cut = NamedSharding(grid, P('a'))\n"
            "    return {'worst': (cut, P()), 'center': (P(None, 'devices'),)}\n",
            "does not fit",
        ),
    ],
    "ex-many-devices-spread": [
        *[  # never quite 0, or never large
            (SPREAD.format(
                "        mean = jax.lax.pmean(jnp.mean(piece), 'devices')\n"
                "        square = jax.lax.pmean(jnp.mean((piece - mean) ** 2), 'devices')\n"
                f"        return {root}\n"), "readings near")
            for root in ("jnp.sqrt(square + 1e-12)", "jnp.maximum(jnp.sqrt(square), 1e-6)",
                         "jnp.minimum(jnp.sqrt(square), 2000)",
                         "jnp.where(square < 1e-6, 0, jnp.sqrt(square))")
        ],
        (
            SPREAD.format("        return jax.lax.pmean(jnp.std(piece), 'devices')\n"),
            "the mean of eight standard deviations",
        ),
        (
            SPREAD.format("        return jnp.sqrt(jax.lax.pmean(jnp.var(piece), 'devices'))\n"),
            "deviations from eight means",
        ),
        (  # psum of means
            SPREAD.format(
                "        mean = jax.lax.psum(jnp.mean(piece), 'devices')\n"
                "        return jnp.sqrt(jax.lax.pmean(jnp.mean((piece - mean)**2), 'devices'))\n"
            ),
            "eight means added",
        ),
        (  # psum divided by the size of a piece
            SPREAD.format(
                "        mean = jax.lax.pmean(jnp.mean(piece), 'devices')\n"
                "        return jnp.sqrt(jax.lax.psum(jnp.sum((piece - mean)**2), 'devices') / n)\n"
            ),
            "divided by the size of a piece",
        ),
        (
            SPREAD.format(
                "        mean = jax.lax.pmean(jnp.mean(piece), 'devices')\n"
                "        return jax.lax.pmean(jnp.mean((piece - mean)**2), 'devices')\n"
            ),
            "where is the root?",
        ),
        (  # one pass: cancels
            SPREAD.format(
                "        mean = jax.lax.pmean(jnp.mean(piece), 'devices')\n"
                "        square = jax.lax.pmean(jnp.mean(piece**2), 'devices')\n"
                "        return jnp.sqrt(square - mean**2)\n"
            ),
            "do squares cancel?",
        ),
        (  # right, but everything travels
            SPREAD.format("        return jnp.std(jax.lax.all_gather(piece, 'devices'))\n"),
            "were the readings gathered?",
        ),
        (
            "def spread_on_devices(x):\n    return jnp.std(x)\n",
            "where is jax.shard_map?",
        ),
        (
            "def spread_on_devices(x):\n"
            "    f = lambda piece: jnp.std(piece)[None]\n"
            "    cut = P('devices')\n"
            "    return jax.shard_map(f, mesh=mesh, in_specs=cut, out_specs=cut)(x)\n",
            "not one per device",
        ),
        (  # the compiler does the sums, and shard_map nothing
            "def spread_on_devices(x):\n"
            "    cut = P('devices')\n"
            "    same = jax.shard_map(lambda a: a, mesh=mesh, in_specs=cut, out_specs=cut)\n"
            "    return jnp.std(same(x))\n",
            "does the compiler do the sum?",
        ),
        (  # the compiler finds the mean
            "def spread_on_devices(x):\n"
            "    f = lambda a: jnp.sqrt(jax.lax.pmean(jnp.mean(a**2), 'devices'))\n"
            "    f = jax.shard_map(f, mesh=mesh, in_specs=P('devices'), out_specs=P())\n"
            "    return f(x - jnp.mean(x))\n",
            "outside jax.shard_map",
        ),
        (  # a piece at a time, and the rest outside
            "def spread_on_devices(x):\n"
            "    def of_piece(a):\n"
            "        mean = jax.lax.pmean(jnp.mean(a), 'devices')\n"
            "        return jnp.mean((a - mean) ** 2)[None]\n"
            "    cut = P('devices')\n"
            "    f = jax.shard_map(of_piece, mesh=mesh, in_specs=cut, out_specs=cut)\n"
            "    return jnp.sqrt(jnp.mean(f(x)))\n",
            "outside jax.shard_map",
        ),
        (  # three numbers in one message
            SPREAD.format(
                "        mean = jnp.mean(piece)\n"
                "        parts = jnp.array([mean, jnp.var(piece)])\n"
                "        means, within = jax.lax.all_gather(parts, 'devices').T\n"
                "        return jnp.sqrt(jax.lax.pmean(jnp.var(means) + jnp.mean(within),\n"
                "                                      'devices'))\n"
            ),
            "each result must be a single number",
        ),
        (  # one message more than needed
            SPREAD.format(
                "        size = jax.lax.psum(jnp.sum(jnp.cos(0 * piece)), 'devices')\n"
                "        mean = jax.lax.psum(jnp.sum(piece) / size, 'devices')\n"
                "        return jnp.sqrt(jax.lax.psum(jnp.sum((piece - mean)**2) / size,\n"
                "                                     'devices'))\n"
            ),
            "two sums are enough",
        ),
        (  # the mean goes round in a ring
            SPREAD.format(
                "        mean = jnp.mean(piece) / 8\n"
                "        ring = [(d, (d + 1) % 8) for d in range(8)]\n"
                "        step = lambda i, held: (held[0] + held[1],\n"
                "                                jax.lax.ppermute(held[1], 'devices', ring))\n"
                "        mean, _ = jax.lax.fori_loop(0, 8, step, (0 * mean, mean))\n"
                "        return jnp.sqrt(jax.lax.pmean(jnp.mean((piece - mean)**2), 'devices'))\n"
            ),
            "sum over devices with psum or pmean only",
        ),
        (
            SPREAD.format(
                "        mean = jax.lax.psum_scatter(jnp.full(8, jnp.mean(piece) / 8), 'devices')\n"
                "        return jnp.sqrt(jax.lax.pmean(jnp.mean((piece - mean)**2), 'devices'))\n"
            ),
            "sum over devices with psum or pmean only",
        ),
        (  # a message at each turn
            SPREAD.format(
                "        of = lambda mean: jax.lax.pmean(jnp.mean(piece - mean), 'devices')\n"
                "        mean = jax.lax.fori_loop(0, 3, lambda i, mean: mean + of(mean), 0.0)\n"
                "        return jnp.sqrt(jax.lax.pmean(jnp.mean((piece - mean)**2), 'devices'))\n"
            ),
            "a message at each turn",
        ),
        (
            SPREAD.format(
                "        of = lambda mean: jax.lax.pmean(jnp.mean(piece - mean), 'devices')\n"
                "        more = lambda held: (held[0] + 1, held[1] + of(held[1]))\n"
                "        mean = jax.lax.while_loop(lambda held: held[0] < 3, more, (0, 0.0))[1]\n"
                "        return jnp.sqrt(jax.lax.pmean(jnp.mean((piece - mean)**2), 'devices'))\n"
            ),
            "a message at each turn",
        ),
        (  # the compiler finds the mean, by a product
            "def spread_on_devices(x):\n"
            "    f = lambda a: jnp.sqrt(jax.lax.pmean(jnp.mean(a**2), 'devices'))\n"
            "    f = jax.shard_map(f, mesh=mesh, in_specs=P('devices'), out_specs=P())\n"
            "    return f(x - jnp.vdot(x, jnp.ones_like(x)) / x.size)\n",
            "outside jax.shard_map",
        ),
        (  # n - 1
            SPREAD.format(
                "        mean = jax.lax.pmean(jnp.mean(piece), 'devices')\n"
                "        squares = jax.lax.psum(jnp.sum((piece - mean) ** 2), 'devices')\n"
                "        return jnp.sqrt(squares / (8 * n - 1))\n"
            ),
            "n - 1 where jnp.std has n",
        ),
        (  # written for positive readings
            SPREAD.format(
                "        mean = jax.lax.pmean(jnp.mean(jnp.abs(piece)), 'devices')\n"
                "        return jnp.sqrt(jax.lax.pmean(jnp.mean((piece - mean)**2), 'devices'))\n"
            ),
            "readings near",
        ),
        (  # the size of the first readings
            SPREAD.format(
                "        mean = jax.lax.psum(jnp.sum(piece), 'devices') / 64\n"
                "        squares = jax.lax.psum(jnp.sum((piece - mean)**2), 'devices')\n"
                "        return jnp.sqrt(squares / 64)\n"
            ),
            "readings near",
        ),
    ],
    "ex-many-devices-draws": [
        (
            DRAW.format("        return jax.random.normal(key, (m,))\n"),
            "same keys on each device?",
        ),
        (  # numbers of its own piece, not of all
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        return jax.vmap(one)(jnp.arange(m))\n"
            ),
            "same keys on each device?",
        ),
        (
            DRAW.format("        return jax.random.normal(jax.random.fold_in(key, me), (m,))\n"),
            "do keys know devices instead of shocks?",
        ),
        (  # interleaved: shock i sits elsewhere on another number of devices
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        return jax.vmap(one)(me + mesh.size * jnp.arange(m))\n"
            ),
            "do keys know devices instead of shocks?",
        ),
        (  # right, at the work of all
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        every = jax.vmap(one)(jnp.arange(n))\n"
                "        return jax.lax.dynamic_slice(every, (me * m,), (m,))\n"
            ),
            "all, and keep a part?",
        ),
        (  # right, and far too long for many shocks
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        return jnp.stack([one(me * m + j) for j in range(m)])\n"
            ),
            "does Python loop over the shocks?",
        ),
        (  # right, by the compiler
            "def draw_shocks(mesh, key, n):\n"
            "    one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
            "    cut = NamedSharding(mesh, P('devices'))\n"
            "    return jax.jit(jax.vmap(one), out_shardings=cut)(jnp.arange(n))\n",
            "where is jax.shard_map?",
        ),
        (  # the mesh of the page, not the one given
            "def draw_shocks(given, key, n):\n"
            "    def mine(key):\n"
            "        i = jax.lax.axis_index('devices') * (n // 8) + jnp.arange(n // 8)\n"
            "        return jax.vmap(lambda i: jax.random.normal(jax.random.fold_in(key, i)))(i)\n"
            "    out = P('devices')\n"
            "    return jax.shard_map(mine, mesh=mesh, in_specs=P(), out_specs=out)(key)\n",
            "is the mesh argument used?",
        ),
        (  # all drawn outside, and only cut inside
            "def draw_shocks(mesh, key, n):\n"
            "    one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
            "    cut = P('devices')\n"
            "    same = jax.shard_map(lambda z: z * 1, mesh=mesh, in_specs=cut, out_specs=cut)\n"
            "    return same(jax.vmap(one)(jnp.arange(n)))\n",
            "draw the shocks inside jax.shard_map, and only there",
        ),
        (  # each device draws a half, and keeps an eighth
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        h = n if mesh.size < 4 else n // 2\n"
                "        half = jax.vmap(one)(jnp.arange(h) + me * m // h * h)\n"
                "        return jax.lax.dynamic_slice(half, (me * m % h,), (m,))\n"
            ),
            "all, and keep a part?",
        ),
        (  # all, in a loop whose length is not known
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        keep = lambda i, z: jnp.where(jnp.arange(m) == i - me * m, one(i), z)\n"
                "        return jax.lax.fori_loop(0, (me + 1) * m, keep, jnp.zeros(m))\n"
            ),
            "a loop whose bounds are unknown",
        ),
        (  # all, on less than eight devices
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        if mesh.size == 8:\n"
                "            return jax.vmap(one)(me * m + jnp.arange(m))\n"
                "        every = jax.vmap(one)(jnp.arange(n))\n"
                "        return jax.lax.dynamic_slice(every, (me * m,), (m,))\n"
            ),
            "on 2 devices each must draw",
        ),
        (  # a message on less than eight devices
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        z = jax.vmap(one)(me * m + jnp.arange(m))\n"
                "        total = jax.lax.psum(jnp.sum(z), 'devices')\n"
                "        return z if mesh.size == 8 else z + 0 * total\n"
            ),
            "nothing needs to cross",
        ),
        (  # a device that has one shock only
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        return jax.vmap(one)(jnp.where(m == 1, 0, me * m) + jnp.arange(m))\n"
            ),
            "of 2 shocks on 2 devices repeat others",
        ),
        (  # numbers of 16 bits
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        return jax.vmap(one)((me * m + jnp.arange(m)) % 2**16)\n"
            ),
            "shock i is not that of fold_in(key, i)",
        ),
        (  # the same, one after the other
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        every = jax.lax.map(one, jnp.arange(n))\n"
                "        return jax.lax.dynamic_slice(every, (me * m,), (m,))\n"
            ),
            "all, and keep a part?",
        ),
        (  # the keys of all
            DRAW.format(
                "        keys = jax.vmap(lambda i: jax.random.fold_in(key, i))(jnp.arange(n))\n"
                "        mine = jax.lax.dynamic_slice(keys, (me * m,), (m,))\n"
                "        return jax.vmap(jax.random.normal)(mine)\n"
            ),
            "on 8 devices each must fold in",
        ),
        (  # split, not fold_in: the same on any number of devices
            DRAW.format(
                "        keys = jax.random.split(key, n)\n"
                "        mine = jax.lax.dynamic_slice(keys, (me * m,), (m,))\n"
                "        return jax.vmap(jax.random.normal)(mine)\n"
            ),
            "fold in the shocks inside jax.shard_map",
        ),
        (  # counts from 1
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i + 1))\n"
                "        return jax.vmap(one)(me * m + jnp.arange(m))\n"
            ),
            "shock i is not that of fold_in(key, i)",
        ),
        *[  # half of the key
            (DRAW.format(
                f"        key = {half}\n"
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        return jax.vmap(one)(me * m + jnp.arange(m))\n"
            ), "shock i is not that of fold_in(key, i)")
            for half in ("jax.random.key(jax.random.key_data(key)[1])",
                         "jax.random.wrap_key_data(jax.random.key_data(key) % 2**16)")
        ],
        (  # a key of its own
            DRAW.format(
                "        key = jax.random.key(1)\n"
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        return jax.vmap(one)(me * m + jnp.arange(m))\n"
            ),
            "shock i is not that of fold_in(key, i)",
        ),
        (  # uniform
            DRAW.format(
                "        one = lambda i: jax.random.uniform(jax.random.fold_in(key, i))\n"
                "        return jax.vmap(one)(me * m + jnp.arange(m))\n"
            ),
            "shock i is not that of fold_in(key, i)",
        ),
        (  # a column
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        return jax.vmap(one)(me * m + jnp.arange(m))\n"
            ).replace("(mine, mesh", "(lambda key: mine(key)[:, None], mesh"),
            ", 1]",
        ),
        (  # everybody gets everything
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        piece = jax.vmap(one)(me * m + jnp.arange(m))\n"
                "        return jax.lax.all_gather(piece, 'devices', tiled=True)\n"
            ).replace("out_specs=P('devices')", "out_specs=P()"),
            "are not cut",
        ),
        (  # sums of zeros
            DRAW.format(
                "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
                "        piece = jax.vmap(one)(me * m + jnp.arange(m))\n"
                "        return piece + 0 * jax.lax.psum(jnp.sum(piece), 'devices')\n"
            ),
            "nothing needs to cross",
        ),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-many-devices-layout": [
        LAYOUT.format("(P('devices', None), P(None, None))", "(P(None, 'devices'),)"),
        LAYOUT.format("(('devices',), ())", "((None, 'devices'),)"),
        LAYOUT.format("(P('devices'), P())", "[P(None, ('devices',))]"),
        "def choose_layouts():\n"
        "    place = lambda *cut: NamedSharding(mesh, P(*cut))\n"
        "    return dict(center=(place(None, 'devices'),), worst=(place('devices'), place()))\n",
    ],
    "ex-many-devices-spread": [
        SPREAD.format(
            "        mean = jax.lax.pmean(jnp.mean(piece), 'devices')\n"
            "        return jax.lax.pmean(jnp.mean((piece - mean) ** 2), 'devices') ** 0.5\n"
        ),
        "@jax.jit\n"
        "def spread_on_devices(x):\n"
        "    total = lambda piece: jax.lax.psum(piece.sum(), mesh.axis_names)\n"
        "    over = lambda f, *a: jax.shard_map(\n"
        "        f, mesh=mesh, in_specs=P('devices'), out_specs=P())(*a)\n"
        "    mean = over(total, x) / len(x)\n"
        "    return jnp.sqrt(over(total, jnp.square(x - mean)) / len(x))\n",
        SPREAD.format(
            "        mean = jax.lax.pmean(jnp.mean(piece), 'devices')\n"
            "        around = jnp.var(piece) + (jnp.mean(piece) - mean) ** 2\n"
            "        return jnp.sqrt(jax.lax.pmean(around, 'devices'))\n"
        ),
        "from functools import partial\n"
        "@partial(jax.shard_map, mesh=mesh, in_specs=P('devices'), out_specs=P())\n"
        "def spread_on_devices(piece):\n"
        "    centered = piece - jax.lax.pmean(jnp.mean(piece), 'devices')\n"
        "    squares = jnp.vdot(centered, centered)\n"
        "    return jnp.sqrt(jax.lax.pmean(squares / piece.size, 'devices'))\n",
    ],
    "ex-many-devices-draws": [
        DRAW.format(
            "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
            "        return jax.lax.map(one, me * m + jnp.arange(m))\n"
        ),
        "def draw_shocks(mesh, key, n):\n"
        "    one = lambda i, key: jax.random.normal(jax.random.fold_in(key, i))\n"
        "    every = jax.shard_map(jax.vmap(one, (0, None)), mesh=mesh,\n"
        "                          in_specs=(P('devices'), P()), out_specs=P('devices'))\n"
        "    return every(jnp.arange(n), key)\n",
        DRAW.format(
            "        one = lambda i: jax.random.normal(jax.random.fold_in(key, i))\n"
            "        put = lambda j, z: z.at[j].set(one(me * m + j))\n"
            "        return jax.lax.fori_loop(0, m, put, jnp.zeros(m))\n"
        ),
        DRAW.format(
            "        numbers = jax.lax.dynamic_slice(jnp.arange(n), (me * m,), (m,))\n"
            "        keys = jax.vmap(jax.random.fold_in, (None, 0))(key, numbers)\n"
            "        return jax.vmap(jax.random.normal)(keys)\n"
        ),
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}

