"""Tempting wrong answers of exercises/jit.md, each with words of the hint it must get."""

PRICE = """
def price(M, S0):
    payoff = jnp.maximum(S0 * jnp.exp(list_growth(M)) - STRIKE, 0)
    return jnp.where(S0 >= 130, 0.0, jnp.exp(-RATE) * jnp.mean(payoff))
"""
SCAN = """
def by_scan(rates):
    def day(state, rate):
        s, i = state
        new = rate * s * i
        after = s - new, i + new - RECOVERY * i
        return after, after[1]
    (s, _), infected = jax.lax.scan(day, (0.999, 0.001), rates)
    return infected, s
"""
BISECT = """
def bisect(f, low, high, *args):
    sign = jnp.sign(f(low, *args))
    def halve(_, ends):
        a, b = ends
        m = (a + b) / 2
        left = jnp.sign(f(m, *args)) != sign
        return jnp.where(left, a, m), jnp.where(left, m, b)
    return jax.lax.fori_loop(0, 60, halve, (low, high))[0]
"""

WRONG_ANSWERS = {
    "ex-jit-price": [
        ("price = price_all_static\n", "is S0 static?"),
        (f"@jax.jit{PRICE}", "can a size be a tracer?"),
        (PRICE, "is jit called once, outside?"),  # never compiled
        (  # compiled anew in each call
            f"{PRICE}plain = price\n"
            "def price(M, S0):\n"
            "    return jax.jit(lambda S0: plain(M, S0))(S0)\n",
            "is jit called once, outside?",
        ),
        (  # M static, the rest as it was
            "@jax.jit(static_argnames='M')\n"
            "def price(M, S0):\n"
            "    growth = list_growth(M)\n"
            "    if S0 >= 130:\n"
            "        return 0.0\n"
            "    return jnp.exp(-RATE) * jnp.mean(jnp.maximum(S0 * jnp.exp(growth) - STRIKE, 0))\n",
            "asks a traced S0 for its value",
        ),
        (  # the branch is dropped to please jit
            "@jax.jit(static_argnames='M')\n"
            "def price(M, S0):\n"
            "    payoff = jnp.maximum(S0 * jnp.exp(list_growth(M)) - STRIKE, 0)\n"
            "    return jnp.exp(-RATE) * jnp.mean(payoff)\n",
            "where did the 0 go?",
        ),
        (f"@jax.jit(static_argnames='M'){PRICE.replace('>=', '>')}", "is it >= ?"),
        (  # one program for each M, with the first S0 in it
            f"{PRICE}plain, programs = price, {{}}\n"
            "def price(M, S0):\n"
            "    if M not in programs:\n"
            "        programs[M] = jax.jit(lambda: plain(M, S0))\n"
            "    return programs[M]()\n",
            "is S0 frozen?",
        ),
        (  # one size for all
            f"{PRICE}by_1000 = jax.jit(lambda S0, plain=price: plain(1000, S0))\n"
            "def price(M, S0):\n"
            "    return by_1000(S0)\n",
            "does the size still follow M?",
        ),
    ],
    "ex-jit-scan": [
        ("by_scan = by_loop\n", "is there a Python loop?"),
        ("by_scan = jax.jit(by_loop)\n", "is there a Python loop?"),
        (SCAN.replace("after, after[1]", "after, i"), "collected before the day?"),
        (
            SCAN.replace("i + new -", "i + rate * (s - new) * i -"),
            "do both use the old state?",
        ),
        (SCAN.replace("rate * s", "rates[0] * s"), "what does scan hand to a day?"),
        (SCAN.replace("return infected, s", "return s, infected"), "is it (infected, s)?"),
        (  # the state as an array of two
            "def by_scan(rates):\n"
            "    def day(state, rate):\n"
            "        new = rate * state[0] * state[1]\n"
            "        state = jnp.array([state[0] - new, state[1] + new - RECOVERY * state[1]])\n"
            "        return state, state[1]\n"
            "    state, infected = jax.lax.scan(day, jnp.array([0.999, 0.001]), rates)\n"
            "    return infected, state[0]\n",
            "take arrays apart by index?",
        ),
        (  # no history
            "def by_scan(rates):\n"
            "    def day(t, state):\n"
            "        s, i = state\n"
            "        new = rates[t] * s * i\n"
            "        return s - new, i + new - RECOVERY * i\n"
            "    s, i = jax.lax.fori_loop(0, rates.shape[0], day, (0.999, 0.001))\n"
            "    return i, s\n",
            "is each day collected?",
        ),
    ],
    "ex-jit-solver": [
        (f"{BISECT}find_root = bisect\n", "what is new in each call?"),  # never compiled
        (  # jit of a fresh lambda
            f"{BISECT}"
            "def find_root(f, low, high, *args):\n"
            "    return jax.jit(lambda low, high: bisect(f, low, high, *args))(low, high)\n",
            "what is new in each call?",
        ),
        (  # a fresh lambda as a static argument
            f"{BISECT}compiled = jax.jit(bisect, static_argnums=0)\n"
            "def find_root(f, low, high, *args):\n"
            "    return compiled(lambda x: f(x, *args), low, high)\n",
            "what is new in each call?",
        ),
        (
            f"{BISECT}find_root = jax.jit(bisect, static_argnums=(0, 3, 4, 5))\n",
            "are numbers static?",
        ),
        (
            f"{BISECT}find_root = jax.jit(bisect, static_argnums=(0, 1, 2))\n",
            "are its ends static?",
        ),
        (  # kept by f alone, with the first bond in it
            f"{BISECT}programs = {{}}\n"
            "def find_root(f, low, high, *args):\n"
            "    if f not in programs:\n"
            "        programs[f] = jax.jit(lambda a, b: bisect(f, a, b, *args))\n"
            "    return programs[f](low, high)\n",
            "is a bond frozen?",
        ),
        (
            f"{BISECT.replace('!= sign', '> 0')}"
            "find_root = jax.jit(bisect, static_argnums=0)\n",
            "which half is right where f falls?",
        ),
        (
            f"{BISECT.replace('!= sign', '< 0')}"
            "find_root = jax.jit(bisect, static_argnums=0)\n",
            "which half is right where f rises?",
        ),
        (
            f"{BISECT.replace('60', '20')}find_root = jax.jit(bisect, static_argnums=0)\n",
            "enough halvings?",
        ),
        (  # unrolled
            "def find_root(f, low, high, *args):\n"
            "    sign = jnp.sign(f(low, *args))\n"
            "    for _ in range(60):\n"
            "        m = (low + high) / 2\n"
            "        left = jnp.sign(f(m, *args)) != sign\n"
            "        low, high = jnp.where(left, low, m), jnp.where(left, m, high)\n"
            "    return low\n"
            "find_root = jax.jit(find_root, static_argnums=0)\n",
            "is the loop Python's?",
        ),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-jit-solver": [
        "find_root(low) is a constant",
    ],
}
