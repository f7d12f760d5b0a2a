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
PYTHON_LOOP = """
@functools.cache
def compile_function(f):
    return jax.jit(f)
def find_root(f, low, high, *args):
    compiled = compile_function(f)
    sign = np.sign(float(compiled(low, *args)))
    for _ in range(60):
        m = (low + high) / 2
        if np.sign(float(compiled(m, *args))) != sign:
            high = m
        else:
            low = m
    return low
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
        (  # the page says float or array
            f"{PRICE}compiled = jax.jit(price, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    if not isinstance(S0, float):\n"
            "        raise TypeError('S0: expected a float')\n"
            "    return compiled(M, S0)\n",
            "S0: expected a float",
        ),
        (
            f"{PRICE}compiled = jax.jit(price, static_argnums=0)\n"
            "price = functools.lru_cache(compiled)\n",
            "is S0 a key?",
        ),
        (  # no array
            f"{PRICE}compiled = jax.jit(price, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    return float(compiled(M, S0))\n",
            "not an array float64[]",
        ),
        (  # float32
            f"{PRICE}compiled = jax.jit(price, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    return compiled(M, S0).astype('float32')\n",
            "not an array float64[]",
        ),
        (  # no quote at 140 only
            f"@jax.jit(static_argnames='M'){PRICE.replace('S0 >= 130', 'S0 == 140')}",
            "is it >= ?",
        ),
        (  # only the last size is kept
            f"{PRICE}plain, kept = price, {{'M': 0}}\n"
            "def price(M, S0):\n"
            "    if kept['M'] != M:\n"
            "        kept.update(M=M, program=jax.jit(lambda S0: plain(M, S0)))\n"
            "    return kept['program'](S0)\n",
            "are programs lost?",
        ),
        (  # list_growth is not used
            "@jax.jit(static_argnames='M')\n"
            "def price(M, S0):\n"
            "    z = jax.scipy.special.ndtri((jnp.arange(M) + 0.5) / M)\n"
            "    growth = RATE - SIGMA**2 / 2 + SIGMA * z\n"
            "    payoff = jnp.maximum(S0 * jnp.exp(growth) - STRIKE, 0)\n"
            "    return jnp.where(S0 >= 130, 0.0, jnp.exp(-RATE) * jnp.mean(payoff))\n",
            "do you call list_growth",
        ),
        (  # the strike is subtracted after the mean
            f"@jax.jit(static_argnames='M'){PRICE.replace('jnp.exp(list_growth(M))',
                                                          'jnp.mean(jnp.exp(list_growth(M)))')}",
            "quotes off by",
        ),
        (  # only the growth is kept, nothing is compiled
            "@functools.lru_cache\n"
            "def growth(M):\n"
            "    return list_growth(M)\n"
            f"{PRICE.replace('list_growth', 'growth')}",
            "run outside of a compiled program",
        ),
        (  # NumPy does the work
            "@functools.lru_cache\n"
            "def growth(M):\n"
            "    return np.asarray(list_growth(M))\n"
            "def price(M, S0):\n"
            "    payoff = np.maximum(float(S0) * np.exp(growth(M)) - STRIKE, 0)\n"
            "    return jnp.asarray(0.0 if S0 >= 130 else np.exp(-RATE) * np.mean(payoff))\n",
            "asks a traced S0 for its value",
        ),
        (  # arrays keep the first M
            f"{PRICE}compiled, seen = jax.jit(price, static_argnums=0), []\n"
            "def price(M, S0):\n"
            "    if isinstance(S0, float):\n"
            "        return compiled(M, S0)\n"
            "    seen.append(M)\n"
            "    return compiled(seen[0], S0)\n",
            "does it follow M?",
        ),
        (  # arrays are compared by >
            f"{PRICE.replace('>=', '>')}late = jax.jit(price, static_argnums=0)\n"
            f"{PRICE}compiled = jax.jit(price, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    return compiled(M, S0) if isinstance(S0, float) else late(M, S0)\n",
            "is it >= ?",
        ),
        (
            f"@jax.jit(static_argnames='M'){PRICE.replace('>= 130', '>= 129.9999')}",
            "does it follow M?",
        ),
        (  # 10,000 years at most
            f"@jax.jit(static_argnames='M'){PRICE.replace('(M)', '(min(M, 10_000))')}",
            "does it follow M?",
        ),
        (
            f"@jax.jit(static_argnames='M'){PRICE.replace('>= 130', '>= 129.9999999')}",
            "does it follow M?",
        ),
        (  # other compiled functions get 0
            f"{PRICE}compiled = jax.jit(price, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    if isinstance(S0, jax.core.Tracer):\n"
            "        return jax.jit(lambda S0: 0 * S0)(S0)\n"
            "    return compiled(M, S0)\n",
            "called by a compiled function",
        ),
        (  # Python compares
            f"{PRICE}compiled = jax.jit(price, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    if not isinstance(S0, jax.core.Tracer) and S0 >= 130:\n"
            "        return jnp.zeros(())\n"
            "    return compiled(M, S0)\n",
            "does Python compare S0 with 130?",
        ),
        (
            f"{PRICE}compiled = jax.jit(price, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    if isinstance(S0, float) and S0 >= 130:\n"
            "        return jnp.zeros(())\n"
            "    return compiled(M, S0)\n",
            "does Python compare S0 with 130?",
        ),
        (  # other compiled functions compare by >
            f"{PRICE.replace('>=', '>')}late = jax.jit(price, static_argnums=0)\n"
            f"{PRICE}compiled = jax.jit(price, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    return (late if isinstance(S0, jax.core.Tracer) else compiled)(M, S0)\n",
            "for a share at 130, called by a compiled function",
        ),
        (  # four sizes are kept
            f"{PRICE}plain = price\n"
            "@functools.lru_cache(4)\n"
            "def compile_price(M):\n"
            "    return jax.jit(lambda S0: plain(M, S0))\n"
            "def price(M, S0):\n"
            "    return compile_price(M)(S0)\n",
            "are programs lost?",
        ),
        (  # the growth is kept, and the rest is compiled anew in each call
            "@functools.cache\n"
            "def growth(M):\n"
            "    return np.asarray(list_growth(M))\n"
            "def price(M, S0):\n"
            "    years = growth(M)\n"
            "    @jax.jit\n"
            "    def quote(S0):\n"
            "        payoff = jnp.maximum(S0 * jnp.exp(years) - STRIKE, 0)\n"
            "        return jnp.where(S0 >= 130, 0.0, jnp.exp(-RATE) * jnp.mean(payoff))\n"
            "    return quote(S0)\n",
            "are programs lost?",
        ),
        (  # the growth is kept, and each float has its program
            "@functools.cache\n"
            "def growth(M):\n"
            "    return np.asarray(list_growth(M))\n"
            "def quote(years, S0):\n"
            "    payoff = jnp.maximum(S0 * jnp.exp(years) - STRIKE, 0)\n"
            "    return jnp.where(S0 >= 130, 0.0, jnp.exp(-RATE) * jnp.mean(payoff))\n"
            "of_float, of_array = jax.jit(quote, static_argnums=1), jax.jit(quote)\n"
            "def price(M, S0):\n"
            "    return (of_float if isinstance(S0, float) else of_array)(growth(M), S0)\n",
            "are programs lost?",
        ),
        (f"@functools.partial(jax.jit, static_argnums=0, donate_argnums=1){PRICE}",
         "S0 was donated"),
        (  # compiled anew for each function that calls it
            f"{PRICE}plain, compiled = price, jax.jit(price, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    if isinstance(S0, jax.core.Tracer):\n"
            "        return jax.jit(lambda S0: plain(M, S0))(S0)\n"
            "    return compiled(M, S0)\n",
            "2 new traces for two compiled functions",
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
        (SCAN.replace("return infected, s", "return infected"), "is no pair"),
        (SCAN.replace("return infected, s", "return infected, infected"), "shapes ["),
        (SCAN.replace("after, after[1]", "after, after[0]"), "s is collected"),
        (SCAN.replace("new - RECOVERY * i", "new - RECOVERY"), "not that of the loop"),
        (SCAN.replace("new - RECOVERY * i", "new"), "not that of the loop"),
        (SCAN.replace("01), rates)", "01), rates[::-1])"), "not that of the loop"),
        (SCAN.replace("infected, s\n", "infected, 0.999 - infected.sum()\n"), "the last s"),
        (  # 160 days are written in
            SCAN.replace("rates)\n    return", "rates, length=160)\n    return"),
            "stopped with ValueError",
        ),
        (SCAN.replace("infected, s\n", "infected.astype('float32'), s\n"), "float64"),
        (  # every day is put into an array that is carried
            "def by_scan(rates):\n"
            "    def day(t, state):\n"
            "        s, i, infected = state\n"
            "        new = rates[t] * s * i\n"
            "        s, i = s - new, i + new - RECOVERY * i\n"
            "        return s, i, infected.at[t].set(i)\n"
            "    start = 0.999, 0.001, jnp.zeros(rates.shape)\n"
            "    s, _, infected = jax.lax.fori_loop(0, rates.shape[0], day, start)\n"
            "    return infected, s\n",
            "take arrays apart by index?",
        ),
        (SCAN.replace("new = rate", "new = jnp.minimum(rate, 1)"), "not that of the loop"),
        (SCAN.replace("s - new,", "jnp.maximum(s - new, 0),"), "not that of the loop"),
        (  # the answer to the first rates of a length
            f"{SCAN}plain, kept = by_scan, {{}}\n"
            "def by_scan(rates):\n"
            "    if isinstance(rates, jax.core.Tracer):\n"
            "        return plain(rates)\n"
            "    if rates.shape not in kept:\n"
            "        kept[rates.shape] = plain(rates)\n"
            "    return kept[rates.shape]\n",
            "not that of the loop",
        ),
        (  # a second scan that only copies
            SCAN.replace("return infected, s",
                         "return jax.lax.scan(lambda c, i: (c, i), 0, infected)[1], s"),
            "not one scan",
        ),
        (  # the days are carried
            "def by_scan(rates):\n"
            "    def day(state, rate):\n"
            "        s, i, infected = state\n"
            "        new = rate * s * i\n"
            "        s, i = s - new, i + new - RECOVERY * i\n"
            "        return (s, i, jnp.append(infected[1:], i)), i\n"
            "    start = 0.999, 0.001, jnp.zeros(rates.shape)\n"
            "    (s, _, infected), _ = jax.lax.scan(day, start, rates)\n"
            "    return infected, s\n",
            "who collects?",
        ),
        (SCAN.replace("new = rate", "new = jnp.minimum(rate, 2.9)"), "not that of the loop"),
        (  # rates below 0.15
            SCAN.replace("new = rate", "new = jnp.where(rate < 0.15, 0, rate)"),
            "not that of the loop",
        ),
        (  # never more ill than there are people
            SCAN.replace("i + new - RECOVERY * i", "jnp.minimum(i + new - RECOVERY * i, 1)"),
            "not that of the loop",
        ),
        (  # an epidemic that is over
            SCAN.replace("i + new - RECOVERY * i",
                         "jnp.where(i < 1e-9, 0, i + new - RECOVERY * i)"),
            "not that of the loop",
        ),
        (  # few days by the loop
            SCAN.replace("(rates):\n", "(rates):\n    if rates.shape[0] < 50:\n"
                         "        return by_loop(rates)\n", 1),
            "not one scan",
        ),
        (  # a year at most
            SCAN.replace("rates)\n    return", "jnp.pad(rates[:365], (0, max(0, 365 - rates.size"
                         "))))\n    infected = infected[:rates.size]\n    return"),
            "shapes [(365,), ()] for ",
        ),
        (SCAN.replace("return infected, s", "return list(infected), s"), "return two arrays"),
        (  # nobody is ill, but no fewer
            SCAN.replace("i + new - RECOVERY * i", "jnp.maximum(i + new - RECOVERY * i, 0)"),
            "not that of the loop",
        ),
        (f"@jax.jit(donate_argnums=0){SCAN}", "the rates that came in were donated"),
    ],
    "ex-jit-solver": [
        (  # f sees many x at once
            "@jax.jit(static_argnames='f')\n"
            "def find_root(f, low, high, *args):\n"
            "    for _ in range(5):\n"
            "        x = jnp.linspace(low, high, 4097)\n"
            "        signs = jnp.sign(f(x, *args))\n"
            "        i = jnp.argmax(signs[1:] != signs[0])\n"
            "        low, high = x[i], x[i + 1]\n"
            "    return (low + high) / 2\n",
            "see `signs = jnp.sign(f(x, *args))`",
        ),
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
        (  # the left end moves, so its sign may become 0
            "def find_root(f, low, high, *args):\n"
            "    def halve(_, ends):\n"
            "        a, b = ends\n"
            "        m = (a + b) / 2\n"
            "        left = f(a, *args) * f(m, *args) < 0\n"
            "        return jnp.where(left, a, m), jnp.where(left, m, b)\n"
            "    return jax.lax.fori_loop(0, 60, halve, (low, high))[0]\n"
            "find_root = jax.jit(find_root, static_argnums=0)\n",
            "a midpoint: what if it is the root?",
        ),
        (  # 34 halvings are enough for the bonds, not for wide intervals
            f"{BISECT.replace('60', '34')}find_root = jax.jit(bisect, static_argnums=0)\n",
            ", not ",
        ),
        (  # a program for the last function only
            f"{BISECT}kept = {{'f': None}}\n"
            "def find_root(f, low, high, *args):\n"
            "    if kept['f'] is not f:\n"
            "        kept.update(f=f, program=jax.jit(lambda *given: bisect(f, *given)))\n"
            "    return kept['program'](low, high, *args)\n",
            "after other functions",
        ),
        (  # exactly three arguments
            f"{BISECT}compiled = jax.jit(bisect, static_argnums=0)\n"
            "def find_root(f, low, high, a=0.0, b=0.0, c=0.0):\n"
            "    return compiled(f, low, high, a, b, c)\n",
            "stopped with TypeError",
        ),
        (  # the last end on both sides
            f"{BISECT.replace('[0]', '')}find_root = jax.jit(bisect, static_argnums=0)\n",
            "a root is one number",
        ),
        (  # Newton's method leaves the interval
            "def find_root(f, low, high, *args):\n"
            "    step = lambda _, x: x - f(x, *args) / jax.grad(f)(x, *args)\n"
            "    return jax.lax.fori_loop(0, 60, step, (low + high) / 2)\n"
            "find_root = jax.jit(find_root, static_argnums=0)\n",
            "off by nan",
        ),
        (  # only positive roots
            f"{BISECT}compiled = jax.jit(bisect, static_argnums=0)\n"
            "def find_root(f, low, high, *args):\n"
            "    return abs(compiled(f, low, high, *args))\n",
            "an end",
        ),
        (
            f"{BISECT.replace('    return jax', '    jax')}"
            "find_root = jax.jit(bisect, static_argnums=0)\n",
            "is a `return` missing?",
        ),
        (  # one halving short of 1e-9 on the widest interval
            f"{BISECT.replace('60', '40')}find_root = jax.jit(bisect, static_argnums=0)\n",
            ", not ",
        ),
        (  # the product of two small values is 0
            BISECT.replace("jnp.sign(f(low, *args))", "f(low, *args)").replace(
                "jnp.sign(f(m, *args)) != sign", "f(m, *args) * sign <= 0")
            + "find_root = jax.jit(bisect, static_argnums=0)\n",
            "is a product of two of them 0?",
        ),
        (  # the fourth argument is dropped
            f"{BISECT}compiled = jax.jit(bisect, static_argnums=0)\n"
            "def find_root(f, low, high, *args):\n"
            "    return compiled(f, low, high, *args[:3])\n",
            ", not ",
        ),
        (  # looks beyond the ends
            f"{BISECT.replace('(low, high))', '(low - 0.5, high + 0.5))')}"
            "find_root = jax.jit(bisect, static_argnums=0)\n",
            "an end",
        ),
        (  # Newton's method, between the ends
            "def find_root(f, low, high, *args):\n"
            "    sign = jnp.sign(f(low, *args))\n"
            "    def step(_, state):\n"
            "        a, b, x = state\n"
            "        y, slope = jax.value_and_grad(f)(x, *args)\n"
            "        left = jnp.sign(y) != sign\n"
            "        a, b = jnp.where(left, a, x), jnp.where(left, x, b)\n"
            "        new = x - y / slope\n"
            "        return a, b, jnp.where((new > a) & (new < b), new, (a + b) / 2)\n"
            "    return jax.lax.fori_loop(0, 200, step, (low, high, (low + high) / 2))[2]\n"
            "find_root = jax.jit(find_root, static_argnums=0)\n",
            ", not ",
        ),
        (  # the half of a differentiable f
            f"{BISECT.replace('f(m, *args))', 'jax.value_and_grad(f)(m, *args)[0])')}"
            "find_root = jax.jit(bisect, static_argnums=0)\n",
            "Reverse-mode differentiation does not work",
        ),
        (  # no end below -900
            f"{BISECT.replace('(low, high))', '(jnp.maximum(low, -900), high))')}"
            "find_root = jax.jit(bisect, static_argnums=0)\n",
            ", not ",
        ),
        (  # the method of Illinois, with 200 steps
            "def find_root(f, low, high, *args):\n"
            "    def step(_, state):\n"
            "        a, b, fa, fb = state\n"
            "        same = fa == fb\n"
            "        m = jnp.where(same, a, b - fb * (b - a) / jnp.where(same, 1, fb - fa))\n"
            "        fm = f(m, *args)\n"
            "        other = fm * fb < 0\n"
            "        return jnp.where(other, b, a), m, jnp.where(other, fb, fa / 2), fm\n"
            "    start = low, high, f(low, *args), f(high, *args)\n"
            "    return jax.lax.fori_loop(0, 200, step, start)[1]\n"
            "find_root = jax.jit(find_root, static_argnums=0)\n",
            ", not ",
        ),
        (  # the programs of 32 functions
            f"{BISECT}@functools.lru_cache(32)\n"
            "def compile_solver(f):\n"
            "    return jax.jit(functools.partial(bisect, f))\n"
            "def find_root(f, low, high, *args):\n"
            "    return compile_solver(f)(low, high, *args)\n",
            "after other functions",
        ),
        (PYTHON_LOOP, "a root is one number, an array"),
        (PYTHON_LOOP.replace("return low", "return jnp.asarray(low)"), "is the loop Python's?"),
        (  # Python's loop, of a compiled step
            "@functools.partial(jax.jit, static_argnums=0)\n"
            "def halve(f, low, high, *args):\n"
            "    m = (low + high) / 2\n"
            "    left = jnp.sign(f(m, *args)) != jnp.sign(f(low, *args))\n"
            "    return jnp.where(left, low, m), jnp.where(left, m, high)\n"
            "def find_root(f, low, high, *args):\n"
            "    for _ in range(60):\n"
            "        low, high = halve(f, low, high, *args)\n"
            "    return low\n",
            "60 programs for one root",
        ),
        *[  # rises or falls in the middle, so everywhere
            (BISECT.replace("jnp.sign(f(low, *args))", rises).replace(
                "jnp.sign(f(m, *args)) !=", "(f(m, *args) > 0) ==")
             + "find_root = jax.jit(bisect, static_argnums=0)\n", "an end")
            for rises in (
                "jax.jvp(lambda x: f(x, *args), ((low + high) / 2,), (1.0,))[1] > 0",
                "f(0.499 * low + 0.501 * high, *args) > f((low + high) / 2, *args)")
        ],
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-jit-scan": [
        (  # the state as a dictionary
            "def by_scan(rates):\n"
            "    def day(now, rate):\n"
            "        new = rate * now['s'] * now['i']\n"
            "        i = now['i'] + new - RECOVERY * now['i']\n"
            "        return {'s': now['s'] - new, 'i': i}, i\n"
            "    last, infected = jax.lax.scan(day, {'s': 0.999, 'i': 0.001}, rates)\n"
            "    return infected, last['s']\n"
        ),
        f"@jax.jit{SCAN}",
        (  # both are collected
            "def by_scan(rates):\n"
            "    def day(state, rate):\n"
            "        s, i = state\n"
            "        state = s - rate * s * i, (1 - RECOVERY + rate * s) * i\n"
            "        return state, state\n"
            "    _, (susceptible, infected) = jax.lax.scan(day, (0.999, 0.001), rates)\n"
            "    return infected, susceptible[-1]\n"
        ),
    ],
    "ex-jit-price": [
        (  # in a session with the guard of keys switched on
            "jax.config.update('jax_debug_key_reuse', True)\n"
            "@functools.partial(jax.jit, static_argnums=0)" + PRICE
        ),
        (  # keeps the growth itself, so that a second check of the same M would see no trace
            "@functools.lru_cache\n"
            "def growth(M):\n"
            "    return np.asarray(list_growth(M))\n"
            "@jax.jit\n"
            "def of_growth(growth, S0):\n"
            "    payoff = jnp.maximum(S0 * jnp.exp(growth) - STRIKE, 0)\n"
            "    return jnp.where(S0 >= 130, 0.0, jnp.exp(-RATE) * jnp.mean(payoff))\n"
            "def price(M, S0):\n"
            "    return of_growth(growth(M), S0)\n"
        ),
        (  # one trace for both kinds
            f"{PRICE}compiled = jax.jit(price, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    return compiled(M, jnp.asarray(S0, float))\n"
        ),
        (
            "@functools.partial(jax.jit, static_argnums=0)\n"
            "def price(M, S0):\n"
            "    def sell():\n"
            "        payoff = jax.nn.relu(S0 * jnp.exp(list_growth(M)) - STRIKE)\n"
            "        return jnp.sum(payoff) / M * math.exp(-RATE)\n"
            "    return jax.lax.cond(S0 < 130, sell, lambda: 0.0)\n"
        ),
        (  # a program for each M, kept by hand
            f"{PRICE}plain, programs = price, {{}}\n"
            "def price(M, S0):\n"
            "    if M not in programs:\n"
            "        programs[M] = jax.jit(lambda S0: plain(M, S0))\n"
            "    return programs[M](S0)\n"
        ),
        (  # by a mask
            "class Price:\n"
            "    @functools.partial(jax.jit, static_argnums=(0, 1))\n"
            "    def __call__(self, M, S0):\n"
            "        payoff = jnp.clip(jnp.exp(jnp.log(S0) + list_growth(M)) - STRIKE, 0)\n"
            "        return payoff.mean() * math.exp(-RATE) * (S0 < 130)\n"
            "price = Price()\n"
        ),
        f"@functools.partial(jax.jit, static_argnums=0, inline=True){PRICE}",
        (  # compiled ahead of time
            f"{PRICE}compiled, kept = jax.jit(price, static_argnums=0), {{}}\n"
            "def price(M, S0):\n"
            "    if isinstance(S0, jax.core.Tracer):\n"
            "        return compiled(M, S0)\n"
            "    S0 = jnp.asarray(S0, float)\n"
            "    if M not in kept:\n"
            "        kept[M] = compiled.lower(M, S0).compile()\n"
            "    return kept[M](S0)\n"
        ),
    ],
    "ex-jit-solver": [
        f"{BISECT}find_root = jax.jit(bisect, static_argnums=0)\n",
        (  # the program of each function, kept by hand
            f"{BISECT}programs = {{}}\n"
            "def find_root(f, low, high, *args):\n"
            "    if f not in programs:\n"
            "        programs[f] = jax.jit(lambda *given: bisect(f, *given))\n"
            "    return programs[f](low, high, *args)\n"
        ),
        (  # until the interval is short
            "@functools.partial(jax.jit, static_argnums=0)\n"
            "def find_root(f, low, high, *args):\n"
            "    rises = f(high, *args) > 0\n"
            "    def halve(ends):\n"
            "        a, b = ends\n"
            "        m = (a + b) / 2\n"
            "        above = (f(m, *args) > 0) == rises\n"
            "        return jnp.where(above, a, m), jnp.where(above, m, b)\n"
            "    wide = lambda ends: ends[1] - ends[0] > 1e-9\n"
            "    return jax.lax.while_loop(wide, halve, (low, high))[0]\n"
        ),
        (  # a thousand parts at a time
            "@jax.jit(static_argnums=0)\n"
            "def find_root(f, low, high, *args):\n"
            "    sign = jnp.signbit(f(low, *args))\n"
            "    def part(ends, _):\n"
            "        x = jnp.linspace(*ends, 1001)\n"
            "        other = jax.vmap(lambda x: jnp.signbit(f(x, *args)) != sign)(x)\n"
            "        i = jnp.argmax(other.at[-1].set(True))\n"
            "        return (x[i - 1], x[i]), None\n"
            "    return jax.lax.scan(part, (low, high), length=5)[0][1]\n"
        ),
        (  # five rounds of a thousand parts, one after the other
            "@jax.jit(static_argnums=0)\n"
            "def find_root(f, low, high, *args):\n"
            "    sign = jnp.signbit(f(low, *args))\n"
            "    for _ in range(5):\n"
            "        x = jnp.linspace(low, high, 1001)\n"
            "        other = jax.vmap(lambda x: jnp.signbit(f(x, *args)) != sign)(x)\n"
            "        i = jnp.argmax(other.at[-1].set(True))\n"
            "        low, high = x[i - 1], x[i]\n"
            "    return high\n"
        ),
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
