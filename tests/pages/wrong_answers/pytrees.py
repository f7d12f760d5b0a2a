"""Tempting wrong answers of exercises/pytrees.md, each with words of the hint it must get."""

LENGTH = (
    "def clip(tree, limit):\n"
    "    length = jnp.sqrt(sum(jnp.sum(x**2) for x in jax.tree.leaves(tree)))\n"
)
CLASS = (
    "def make_class():\n"
    "    fixed = dataclasses.field(metadata={{'static': True}})\n"
    "    @jax.tree_util.register_dataclass\n"
    "    @dataclass(frozen=True)\n"
    "    class Lattice:\n"
    "        {}\n"
    "    return Lattice\n"
)
NUMBERS = "spot: float; strike: float; rate: float; volatility: float; years: float"
PLAIN = (  # a dataclass that is not registered yet
    "def make_class():\n"
    "    @dataclass\n"
    "    class Lattice:\n"
    f"        {NUMBERS}; steps: int\n"
)
NAMES = "['spot', 'strike', 'rate', 'volatility', 'years']"
STACK = (
    "def run_many(f, trees):\n"
    "    together = jax.tree.map(lambda *x: jnp.stack(x), *trees)\n"
)
APART = "    return [jax.tree.map(lambda x: x[i], results) for i in range(len(trees))]\n"

WRONG_ANSWERS = {
    "ex-pytrees-clip": [
        (  # protected from 0 / 0 by numbers that look small
            LENGTH + "    factor = jnp.minimum(1, limit / jnp.maximum(length, 1e-16))\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "the length is",
        ),
        (
            LENGTH + "    factor = jnp.minimum(1, limit / (length + 1e-60))\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "the length is",
        ),
        (  # the spectral norm of matrices
            "def clip(tree, limit):\n"
            "    norm = lambda x: jnp.linalg.norm(x, 2 if x.ndim == 2 else None)\n"
            "    length = jnp.sqrt(sum(norm(x) ** 2 for x in jax.tree.leaves(tree)))\n"
            "    factor = limit / jnp.maximum(length, limit)\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "the length is",
        ),
        (  # each leaf by itself
            "def clip(tree, limit):\n"
            "    def one(leaf):\n"
            "        length = jnp.sqrt(jnp.sum(leaf**2))\n"
            "        return leaf * jnp.minimum(1, limit / jnp.maximum(length, 1e-300))\n"
            "    return jax.tree.map(one, tree)\n",
            "did each leaf get its own factor?",
        ),
        (  # always scaled
            LENGTH + "    return jax.tree.map(lambda x: x * limit / (length + 1e-300), tree)\n",
            "was it scaled up?",
        ),
        (  # zero over zero
            LENGTH + "    factor = jnp.where(length > limit, limit / length, length / length)\n"
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
            LENGTH + "    leaves = jax.tree.leaves(tree)\n"
            "    return [x * jnp.minimum(1, limit / length) for x in leaves]\n",
            "the structure changed",
        ),
        (  # a Python branch
            LENGTH + "    if length <= limit:\n"
            "        return tree\n"
            "    return jax.tree.map(lambda x: x * limit / length, tree)\n",
            "TracerBoolConversionError",
        ),
        (  # the lengths of the leaves, added
            "def clip(tree, limit):\n"
            "    length = sum(jnp.linalg.norm(x) for x in jax.tree.leaves(tree))\n"
            "    factor = limit / jnp.maximum(length, limit)\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "the length is",
        ),
        (  # the largest number instead of the length
            "def clip(tree, limit):\n"
            "    largest = max(jnp.max(jnp.abs(x)) for x in jax.tree.leaves(tree))\n"
            "    return jax.tree.map(lambda x: x * jnp.minimum(1, limit / largest), tree)\n",
            "the length is",
        ),
        (  # each number is clipped
            "def clip(tree, limit):\n"
            "    return jax.tree.map(lambda x: jnp.clip(x, -limit, limit), tree)\n",
            "the direction changed",
        ),
        (  # protected from 0 / 0 by a number that is not small here
            LENGTH + "    factor = jnp.minimum(1, limit / (length + 1e-8))\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "the length is",
        ),
        (
            LENGTH + "    factor = jnp.where(length > limit, limit / length, 1)\n"
            "    return jax.tree.map(lambda x: (x * factor).astype(jnp.float32), tree)\n",
            "the arrays are",
        ),
        (  # a dictionary is changed on the way
            LENGTH + "    if isinstance(tree, dict):\n"
            "        tree.setdefault('length')\n"
            "    factor = limit / jnp.maximum(length, limit)\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "changed the tree that it was given",
        ),
        (  # protected from 0 / 0 by a limit of its own
            LENGTH + "    factor = jnp.minimum(1, limit / jnp.maximum(length, 1))\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "the length is",
        ),
        (  # scaled to 1
            LENGTH + "    factor = jnp.where(length > limit, 1 / length, 1)\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "the length is",
        ),
        (LENGTH + "    factor = limit / jnp.maximum(length, limit)\n"
         "    return jax.tree.map(lambda x: jnp.abs(x) * factor, tree)\n", "the direction changed"),
        (LENGTH + "    factor = limit / jnp.maximum(length, limit)\n"
         "    return jax.tree.map(lambda x: jnp.atleast_1d(x * factor), tree)\n",
         "the arrays are"),
        (  # the nodes that one knows
            "def clip(tree, limit):\n"
            "    if isinstance(tree, dict):\n"
            "        leaves = [x for part in tree.values() for x in jax.tree.leaves(part)]\n"
            "    else:\n"
            "        leaves = jax.tree.leaves(tree)\n"
            "    length = jnp.sqrt(sum(jnp.sum(x**2) for x in leaves))\n"
            "    def go(part):\n"
            "        if part is None:\n"
            "            return None\n"
            "        if isinstance(part, dict):\n"
            "            return {name: go(x) for name, x in part.items()}\n"
            "        if isinstance(part, (tuple, list)):\n"
            "            return type(part)(map(go, part))\n"
            "        return part * jnp.minimum(1, limit / jnp.where(length == 0, limit, length))\n"
            "    return go(tree)\n",
            "stopped with TypeError",
        ),
        (
            LENGTH + "    if isinstance(tree, list):\n"
            "        tree.append(None)\n"
            "    factor = limit / jnp.maximum(length, limit)\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "changed the tree that it was given",
        ),
        (  # only the first branch of the tree
            LENGTH + "    factor = limit / jnp.maximum(length, limit)\n"
            "    return type(tree)([x * factor for x in tree])\n",
            "stopped with TypeError",
        ),
        (
            LENGTH + "    jax.tree.map(lambda x: x * limit / jnp.maximum(length, limit), tree)\n",
            "is a `return` missing?",
        ),
        (  # squares of quotients overflow
            "def clip(tree, limit):\n"
            "    squares = [jnp.sum((x / limit) ** 2) for x in jax.tree.leaves(tree)]\n"
            "    return jax.tree.map(lambda x: x / jnp.maximum(jnp.sqrt(sum(squares)), 1), tree)\n",
            "the length is 0 and not 1e-100",
        ),
        (  # a length that is nearly the limit
            LENGTH + "    short = (length <= limit) | jnp.isclose(length, limit, atol=0)\n"
            "    factor = jnp.where(short, 1, limit / length)\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "the length is",
        ),
        (  # an array that occurs twice counts once
            LENGTH.replace("jax.tree.leaves(tree)",
                           "{id(x): x for x in jax.tree.leaves(tree)}.values()")
            + "    factor = limit / jnp.maximum(length, limit)\n"
            "    return jax.tree.map(lambda x: x * factor, tree)\n",
            "the length is",
        ),
        (LENGTH + "    limit = jnp.maximum(limit, 1e-99)\n"
         "    return jax.tree.map(lambda x: x * limit / jnp.maximum(length, limit), tree)\n",
         "not 1e-100"),
        (LENGTH + "    limit = jnp.minimum(limit, 1e98)\n"
         "    return jax.tree.map(lambda x: x * (limit / jnp.maximum(length, limit)), tree)\n",
         "the length is"),
    ],
    "ex-pytrees-static": [
        (CLASS.format(f"{NUMBERS}; steps: int"), "steps is a tracer"),  # nothing static
        (PLAIN + "    return Lattice\n", "is the class registered?"),
        (  # the volatility is static too
            CLASS.format(NUMBERS.replace("volatility: float", "volatility: float = fixed")
                         .replace("years: float", "years: float = 1.0")
                         + "; steps: int = dataclasses.field(default=3, metadata=fixed.metadata)"),
            "is volatility static?",
        ),
        (  # strike and spot exchanged
            CLASS.format("strike: float; spot: float; rate: float; volatility: float; years: float;"
                         " steps: int = fixed"),
            "is the order of the fields right?",
        ),
        (  # all static
            "def make_class():\n"
            "    @jax.tree_util.register_static\n"
            "    @dataclass(frozen=True)\n"
            "    class Lattice:\n"
            f"        {NUMBERS}; steps: int\n"
            "    return Lattice\n",
            "must all fields be static?",
        ),
        (  # a lattice instead of the class
            CLASS.format(f"{NUMBERS}; steps: int = fixed")
            .replace("return Lattice", "return Lattice(100., 95., .05, .2, 1., 3)"),
            "the class, not one lattice",
        ),
        (  # a named tuple
            "def make_class():\n"
            "    class Lattice(NamedTuple):\n"
            f"        {NUMBERS}; steps: int\n"
            "    return Lattice\n",
            "must return a dataclass",
        ),
        (  # by hand, rebuilt in another order
            PLAIN + "    take = lambda x: (dataclasses.astuple(x)[:5], x.steps)\n"
            "    make = lambda n, x: Lattice(x[1], x[0], *x[2:], n)\n"
            "    jax.tree_util.register_pytree_node(Lattice, take, make)\n"
            "    return Lattice\n",
            "a field lost or exchanged",
        ),
        (  # by hand, with a number of steps that is not kept
            PLAIN + "    take = lambda x: (dataclasses.astuple(x)[:5], None)\n"
            "    make = lambda _, x: Lattice(*x, 3)\n"
            "    jax.tree_util.register_pytree_node(Lattice, take, make)\n"
            "    return Lattice\n",
            "traces, not 2",
        ),
        (  # numbers are converted when the class is made
            CLASS.format(f"{NUMBERS}; steps: int = fixed\n"
                         "        def __post_init__(self):\n"
                         "            object.__setattr__(self, 'spot', float(self.spot))"),
            "steps is a tracer",
        ),
        (  # a leaf that is no field
            PLAIN + "    take = lambda x: ((*dataclasses.astuple(x)[:5], 1.0), x.steps)\n"
            "    make = lambda n, x: Lattice(*x[:5], n)\n"
            "    jax.tree_util.register_pytree_node(Lattice, take, make)\n"
            "    return Lattice\n",
            "not its five numbers",
        ),
        (  # another class comes back
            PLAIN + "    fields = ['spot', 'strike', 'rate', 'volatility', 'years', 'steps']\n"
            "    take = lambda x: ([getattr(x, name) for name in fields[:5]], x.steps)\n"
            "    make = lambda n, x: SimpleNamespace(**dict(zip(fields, [*x, n])))\n"
            "    jax.tree_util.register_pytree_node(Lattice, take, make)\n"
            "    return Lattice\n",
            "not a Lattice",
        ),
        (  # the years are static
            PLAIN + "    jax.tree_util.register_dataclass(Lattice, ['spot', 'strike', 'rate',\n"
            "        'volatility'], ['years', 'steps'])\n"
            "    return Lattice\n",
            "is years static?",
        ),
        *[(PLAIN + "    take = lambda x: (dataclasses.astuple(x)[:5], x.steps)\n"
           f"    make = lambda n, x: Lattice(*x, {steps})\n"
           "    jax.tree_util.register_pytree_node(Lattice, take, make)\n"
           "    return Lattice\n", "JAX rebuilds a lattice of ")
          for steps in ("min(n, 6)", "min(n, 20)", "max(n, 2)")],
    ],
    "ex-pytrees-many": [
        (  # all numbers pass through float64
            "from jax.flatten_util import ravel_pytree\n"
            "def run_many(f, trees):\n"
            "    _, rebuild = ravel_pytree(trees[0])\n"
            "    vectors = jnp.stack([ravel_pytree(tree)[0] for tree in trees])\n"
            "    results = jax.vmap(lambda vector: f(rebuild(vector)))(vectors)\n" + APART,
            "In which dtype?",
        ),
        (  # an axis of length 1 is lost
            STACK + "    results = jax.tree.map(jnp.squeeze, jax.vmap(f)(together))\n"
            + APART.replace("x[i]", "x[i] if len(trees) > 1 else x"),
            "a result has arrays",
        ),
        (  # the program of another f
            "_kept = {}\n" + STACK + "    kind = len(trees), jax.tree.structure(together)\n"
            "    results = _kept.setdefault(kind, jax.jit(jax.vmap(f)))(together)\n" + APART,
            "called 0 times",
        ),
        (  # a loop
            "def run_many(f, trees):\n"
            "    return [f(tree) for tree in trees]\n",
            "not once: a loop?",
        ),
        (  # the list as it is
            "def run_many(f, trees):\n"
            "    results = jax.vmap(f)(trees)\n" + APART,
            "vmap was refused",
        ),
        (  # stacked, run, left together
            STACK + "    return jax.vmap(f)(together)\n",
            "was the batch taken apart?",
        ),
        (  # the new axis last: mapped over months
            "def run_many(f, trees):\n"
            "    stack = lambda *leaves: jnp.stack(leaves, axis=-1)\n"
            "    results = jax.vmap(f)(jax.tree.map(stack, *trees))\n" + APART,
            "along which axis is the stack?",
        ),
        (  # f gets the whole batch
            STACK + "    results = f(together)\n" + APART,
            "is it given one tree?",
        ),
        (  # only a flat named tuple of arrays
            "def run_many(f, trees):\n"
            "    together = type(trees[0])(*[jnp.stack(x) for x in zip(*trees)])\n"
            "    results = jax.vmap(f)(together)\n" + APART,
            "run_many(",
        ),
        (STACK + "    results = jax.vmap(f)(together)\n"
         + APART.replace("[jax", "tuple(jax").replace("trees))]", "trees)))"), "a tuple came back"),
        (STACK + "    results = jax.vmap(f)(together)\n" + APART.replace("x[i]", "x[i:i + 1]"),
         "a result has arrays"),
        (STACK + "    results = jax.vmap(f)(together)\n" + APART.replace("x[i]", "x[-1]"),
         "wrong numbers"),
        (STACK + "    results = jax.vmap(f)(together)\n" + APART.replace("x[i]", "x[-1 - i]"),
         "wrong numbers"),
        (STACK + "    results = jax.vmap(f)(together)\n"
         + APART.replace("len(trees)", "len(trees) - 1"), "results came back for"),
        (  # everything becomes a float
            STACK.replace("jnp.stack(x)", "jnp.stack(x).astype(float)")
            + "    results = jax.vmap(f)(together)\n" + APART,
            "is it given one tree?",
        ),
        (  # the result is given the structure of the argument
            STACK + "    leaves = jax.tree.leaves(jax.vmap(f)(together))\n"
            "    return [[x[i] for x in leaves] for i in range(len(trees))]\n",
            "another structure than f gives it",
        ),
        (  # glued along an axis that is there
            STACK.replace("stack", "concatenate") + "    results = jax.vmap(f)(together)\n" + APART,
            "vmap was refused",
        ),
        (STACK + "    results = jax.vmap(f)(together)\n"
         + "    return [jax.tree.map(lambda x: x[0], results) for _ in trees]\n", "wrong numbers"),
        (  # the program of the first f is kept
            "_made = []\n"
            "def run_many(f, trees):\n"
            "    _made.append(jax.jit(f))\n"
            "    return [_made[0](tree) for tree in trees]\n",
            "called 0 times",
        ),
        (STACK + "    results = jax.vmap(f)(together)\n    trees.clear()\n"
         "    n = len(jax.tree.leaves(results)[0])\n"
         + APART.replace("len(trees)", "n"), "changed the list"),
        (STACK + "    results = jax.vmap(f)(together)\n"
         "    for tree in trees:\n"
         "        if isinstance(tree, dict):\n"
         "            tree['ages'].append(None)\n" + APART, "or its trees"),
        (  # the nodes that one knows
            "def run_many(f, trees):\n"
            "    def stack(parts):\n"
            "        one = parts[0]\n"
            "        if one is None:\n"
            "            return None\n"
            "        if isinstance(one, dict):\n"
            "            return {name: stack([part[name] for part in parts]) for name in one}\n"
            "        if isinstance(one, (list, tuple)):\n"
            "            inside = map(stack, zip(*parts))\n"
            "            named = hasattr(one, '_fields')\n"
            "            return type(one)(*inside) if named else type(one)(inside)\n"
            "        return jnp.stack(parts)\n"
            "    results = jax.vmap(f)(stack(trees))\n" + APART,
            "stopped with TypeError",
        ),
        (  # a hundred trees
            STACK.replace("*trees)", "*trees[:100])") + "    results = jax.vmap(f)(together)\n"
            + APART,
            "wrong numbers",
        ),
        (  # rows read as columns
            STACK.replace("jnp.stack(x)", "jnp.stack([y.ravel() for y in x])"
                          ".reshape(len(x), *x[0].shape[::-1])"
                          ".transpose(0, *range(x[0].ndim, 0, -1))")
            + "    results = jax.vmap(f)(together)\n" + APART,
            "wrong numbers",
        ),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-pytrees-clip": [
        LENGTH + "    factor = jnp.where(length > limit, limit / length, 1.0)\n"
        "    return jax.tree.map(lambda x: x * factor, tree)\n",
        "from jax.flatten_util import ravel_pytree\n"
        "def clip(tree, limit):\n"
        "    vector, rebuild = ravel_pytree(tree)\n"
        "    return rebuild(vector * jnp.minimum(1, limit / jnp.linalg.norm(vector)))\n",
        "@jax.jit\n" + LENGTH + "    return jax.lax.cond(length > limit,\n"
        "        lambda t: jax.tree.map(lambda x: x / length * limit, t), lambda t: t, tree)\n",
        "def clip(tree, limit):\n"
        "    leaves, structure = jax.tree.flatten(tree)\n"
        "    length = jnp.hypot(0, jnp.linalg.norm(jnp.stack([jnp.linalg.norm(x.ravel())\n"
        "                                                     for x in leaves])))\n"
        "    factor = jnp.minimum(limit / jnp.where(length == 0, 1, length), 1)\n"
        "    factor = jnp.where(length == 0, 1, factor)\n"
        "    return structure.unflatten([factor * x for x in leaves])\n",
    ],
    "ex-pytrees-static": [
        PLAIN + "    return jax.tree_util.register_dataclass(\n"
        f"        Lattice, {NAMES}, ['steps'])\n",
        "def make_class():\n"
        "    @jax.tree_util.register_pytree_node_class\n"
        "    @dataclass\n"
        "    class Lattice:\n"
        f"        {NUMBERS}; steps: int\n"
        "        def tree_flatten(self):\n"
        "            return (self.spot, self.strike, self.rate, self.volatility,\n"
        "                    self.years), self.steps\n"
        "        @classmethod\n"
        "        def tree_unflatten(cls, steps, numbers):\n"
        "            return cls(*numbers, steps)\n"
        "    return Lattice\n",
        "def make_class():\n"
        "    names = 'spot strike rate volatility years'.split()\n"
        "    fields = [*names, ('steps', int, dataclasses.field(metadata=dict(static=True)))]\n"
        "    made = dataclasses.make_dataclass('Lattice', fields, frozen=True)\n"
        "    return jax.tree_util.register_dataclass(made)\n",
        CLASS.format(f"{NUMBERS}; steps: int = jax.tree.static()"),
    ],
    "ex-pytrees-many": [
        STACK + "    results = jax.jit(jax.vmap(f))(together)\n"
        "    leaves, structure = jax.tree.flatten(results)\n"
        "    return [structure.unflatten(parts) for parts in zip(*leaves)]\n",
        STACK + "    results = jax.lax.map(f, together)\n" + APART,
        "def run_many(f, trees):\n"
        "    compiled = jax.jit(f)\n"
        "    return [compiled(tree) for tree in trees]\n",
        "def run_many(f, trees):\n"
        "    n, structure = len(trees), jax.tree.structure(trees[0])\n"
        "    columns = zip(*map(jax.tree.leaves, trees))\n"
        "    together = structure.unflatten([jnp.array(x) for x in columns])\n"
        "    results = jax.vmap(f)(together)\n"
        "    return list(map(lambda i: jax.tree.map(lambda x: x[i], results), range(n)))\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
