"""Tempting wrong answers of exercises/pytrees.md, each with words of the hint it must get."""

WRONG_ANSWERS = {
    "ex-pytrees-clip": [
        (  # each leaf by itself
            "def clip(tree, limit):\n"
            "    def one(leaf):\n"
            "        length = jnp.sqrt(jnp.sum(leaf**2))\n"
            "        return leaf * jnp.minimum(1, limit / jnp.maximum(length, 1e-300))\n"
            "    return jax.tree.map(one, tree)\n",
            "did each leaf get its own factor?",
        ),
        (  # always scaled
            "def clip(tree, limit):\n"
            "    length = jnp.sqrt(sum(jnp.sum(x**2) for x in jax.tree.leaves(tree)))\n"
            "    return jax.tree.map(lambda x: x * limit / (length + 1e-300), tree)\n",
            "was it scaled up?",
        ),
        (  # zero over zero
            "def clip(tree, limit):\n"
            "    length = jnp.sqrt(sum(jnp.sum(x**2) for x in jax.tree.leaves(tree)))\n"
            "    factor = jnp.where(length > limit, limit / length, length / length)\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "is there a 0 / 0?",
        ),
        (  # the square of the length
            "def clip(tree, limit):\n"
            "    square = sum(jnp.sum(x**2) for x in jax.tree.leaves(tree))\n"
            "    factor = limit / jnp.maximum(square, limit)\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "is the root missing?",
        ),
        (  # leaves instead of the tree
            "def clip(tree, limit):\n"
            "    leaves = jax.tree.leaves(tree)\n"
            "    length = jnp.sqrt(sum(jnp.sum(x**2) for x in leaves))\n"
            "    return [x * jnp.minimum(1, limit / length) for x in leaves]\n",
            "the structure changed",
        ),
    ],
    "ex-pytrees-static": [
        (  # nothing static
            "def make_class():\n"
            "    @jax.tree_util.register_dataclass\n"
            "    @dataclass\n"
            "    class Lattice:\n"
            "        spot: float\n"
            "        strike: float\n"
            "        rate: float\n"
            "        volatility: float\n"
            "        years: float\n"
            "        steps: int\n"
            "    return Lattice\n",
            "steps rules shapes",
        ),
        (  # not registered
            "def make_class():\n"
            "    @dataclass\n"
            "    class Lattice:\n"
            "        spot: float\n"
            "        strike: float\n"
            "        rate: float\n"
            "        volatility: float\n"
            "        years: float\n"
            "        steps: int\n"
            "    return Lattice\n",
            "is the class registered?",
        ),
        (  # the volatility is static too
            "def make_class():\n"
            "    fixed = lambda: dataclasses.field(metadata={'static': True})\n"
            "    @jax.tree_util.register_dataclass\n"
            "    @dataclass(frozen=True)\n"
            "    class Lattice:\n"
            "        spot: float\n"
            "        strike: float\n"
            "        rate: float\n"
            "        volatility: float = fixed()\n"
            "        years: float = 1.0\n"
            "        steps: int = dataclasses.field(default=3, metadata={'static': True})\n"
            "    return Lattice\n",
            "is volatility static?",
        ),
        (  # strike and spot exchanged
            "def make_class():\n"
            "    @jax.tree_util.register_dataclass\n"
            "    @dataclass(frozen=True)\n"
            "    class Lattice:\n"
            "        strike: float\n"
            "        spot: float\n"
            "        rate: float\n"
            "        volatility: float\n"
            "        years: float\n"
            "        steps: int = dataclasses.field(metadata={'static': True})\n"
            "    return Lattice\n",
            "is the order of the fields right?",
        ),
    ],
    "ex-pytrees-many": [
        (  # a loop
            "def run_many(f, trees):\n"
            "    return [f(tree) for tree in trees]\n",
            "is there a loop over them?",
        ),
        (  # the list as it is
            "def run_many(f, trees):\n"
            "    results = jax.vmap(f)(trees)\n"
            "    return [jax.tree.map(lambda x: x[i], results) for i in range(len(trees))]\n",
            "vmap was refused",
        ),
        (  # stacked, run, left together
            "def run_many(f, trees):\n"
            "    return jax.vmap(f)(jax.tree.map(lambda *x: jnp.stack(x), *trees))\n",
            "was the batch taken apart?",
        ),
        (  # the new axis last: mapped over months
            "def run_many(f, trees):\n"
            "    stack = lambda *leaves: jnp.stack(leaves, axis=-1)\n"
            "    results = jax.vmap(f)(jax.tree.map(stack, *trees))\n"
            "    return [jax.tree.map(lambda x: x[i], results) for i in range(len(trees))]\n",
            "along which axis is the stack?",
        ),
        (  # f gets the whole batch
            "def run_many(f, trees):\n"
            "    results = f(jax.tree.map(lambda *x: jnp.stack(x), *trees))\n"
            "    return [jax.tree.map(lambda x: x[i], results) for i in range(len(trees))]\n",
            "is it given one household?",
        ),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-pytrees-clip": [
        "length > limit as length >= limit",
    ],
}
