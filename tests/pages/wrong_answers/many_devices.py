"""Tempting wrong answers of exercises/many_devices.md, each with words of the hint it must get."""

LAYOUT = "def choose_layouts():\n    return {{'worst': {}, 'centre': {}}}\n"
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
            "a tuple of specs",
        ),
    ],
    "ex-many-devices-spread": [
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
            "not one a device",
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
            "draw all and keep an eighth?",
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
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-many-devices-draws": [
        "draw_shocks(n) is a constant",
    ],
}
