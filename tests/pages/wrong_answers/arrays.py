"""Tempting wrong answers to the exercises on arrays, each with words of its hint."""

SWEEP = """
{}
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(1, u.size - 1, entry, u)
    return jax.lax.fori_loop(0, sweeps, once, u)
"""

SETTLE_BY_PAYER = """
def settle_transfers(balances, payers, payees, cents):
    order = jnp.argsort(payers)
    payers, payees, cents = payers[order], payees[order], cents[order]
    balances = balances.at[payers].add(-cents, indices_are_sorted=True, unique_indices=not "{0}")
    return balances.at[payees].add(cents{0})
"""

SETTLE = """
def settle_transfers(balances, payers, payees, cents):
    {}
    return balances.at[payers].add(-cents).at[payees].add(cents)
"""

LAG = """
def lag(series, k):
    {}
    source = jnp.arange(series.size) - k
    inside = (source >= 0) & (source < series.size)
    return jnp.where(inside, series[source], jnp.nan)
"""

WRONG_ANSWERS = {
    "ex-arrays-transfers": [
        *((
            f"""
@partial(jax.jit, donate_argnames={names})
def settle_transfers(balances, payers, payees, cents):
    return balances.at[payers].add(-cents).at[payees].add(cents)
""",
            "was donated",
        ) for names in ("'balances'", "('balances', 'cents')")),
        *[  # sorted by payer only
            (SETTLE_BY_PAYER.format(more), "is that so on every day?")
            for more in (", indices_are_sorted=True", "")
        ],
        *((  # a promise that repeated accounts break, on a GPU
            f"""
def settle_transfers(balances, payers, payees, cents):
    return balances.at[payers].add(-cents).at[payees].add(cents, {promise}=True)
""",
            f"{promise}=True: is that so on every day?",
        ) for promise in ("unique_indices", "indices_are_sorted")),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    add = partial(jax.ops.segment_sum, num_segments=len(balances), unique_indices=True)
    return balances - add(cents, payers) + add(cents, payees)
""",
            "unique_indices=True",
        ),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    charged = balances.at[payers].set(balances[payers] - cents)
    return charged.at[payees].set(charged[payees] + cents)
""",
            "account 0 paid 10 + 20 + 30 and was charged once",
        ),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    charged = balances.at[payers].add(-cents)
    return charged.at[payees].set(charged[payees] + cents)
""",
            "account 1 was paid 10 + 30 and credited once",
        ),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    balances.at[payers].add(-cents)
    balances.at[payees].add(cents)
    return balances
""",
            "was the new array kept?",
        ),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    charged = balances.at[payers].add(-cents)
    return balances.at[payees].add(cents)
""",
            "payers kept their money",
        ),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    return balances.at[payers].add(cents).at[payees].add(-cents)
""",
            "are payer and payee swapped?",
        ),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    change = jnp.zeros(balances.size)
    return balances + change.at[payers].add(-cents).at[payees].add(cents)
""",
            "a float32 skips whole cents",
        ),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    change = jnp.zeros(balances.size)
    change = change.at[payers].add(-cents).at[payees].add(cents)
    return (balances + change).astype(int)
""",
            "was a sum made in float32?",
        ),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    for payer, payee, amount in zip(payers, payees, cents):
        balances = balances.at[payer].add(-amount).at[payee].add(amount)
    return balances
""",
            "a Python loop?",
        ),
        (  # a loop over accounts
            """
def settle_transfers(balances, payers, payees, cents):
    net = [jnp.sum(cents * (payees == i)) - jnp.sum(cents * (payers == i))
           for i in range(balances.size)]
    return balances + jnp.stack(net)
""",
            "a Python loop?",
        ),
        (  # lifts accounts below zero, which makes money
            """
def settle_transfers(balances, payers, payees, cents):
    return jnp.maximum(balances.at[payers].add(-cents).at[payees].add(cents), 0)
""",
            "is every transfer carried out?",
        ),
        *((SETTLE.format(line), hint) for line, hint in (
            # refuses transfers
            ("cents = jnp.where(balances[payers] >= cents, cents, 0)",
             "is every transfer carried out?"),
            # refuses what takes an account below -100 cents
            ("cents = jnp.where(balances[payers] - cents >= -100, cents, 0)", "wrong in accounts"),
            # single cents are not worth it
            ("cents = jnp.where(cents < 2, 0, cents)", "not [-16 1 20]"),
            # no amount above 100,000
            ("cents = jnp.minimum(cents, 10_000_000)", "wrong in accounts"),
            # no amount above a million
            ("cents = jnp.minimum(cents, 100_000_000)", "wrong in accounts"),
            # 256 accounts
            ("payers, payees = payers.astype(jnp.uint8), payees.astype(jnp.uint8)",
             "wrong in accounts"),
            # nobody spends all that he has
            ("cents = jnp.where(balances[payers] == cents, 0, cents)", "wrong in accounts"),
            # a thousand transfers
            ("payers, payees, cents = payers[:1000], payees[:1000], cents[:1000]",
             "wrong in accounts"),
            # five thousand transfers
            ("payers, payees, cents = payers[:5000], payees[:5000], cents[:5000]",
             "wrong in accounts"),
            # no amount above two million
            ("cents = jnp.minimum(cents, 200_000_000)", "wrong in accounts"),
        )),
        (  # exact changes up to 2**24 only
            """
def settle_transfers(balances, payers, payees, cents):
    change = jnp.zeros(balances.size).at[payers].add(-cents).at[payees].add(cents)
    return balances + change.astype(int)
""",
            "was a sum made in float32?",
        ),
        (  # nobody pays himself, but the account is charged
            """
def settle_transfers(balances, payers, payees, cents):
    received = jnp.where(payers == payees, 0, cents)
    return balances.at[payers].add(-cents).at[payees].add(received)
""",
            "wrong in accounts",
        ),
        (  # three accounts, written in
            """
def settle_transfers(balances, payers, payees, cents):
    i = jnp.arange(3)[:, None]
    return balances + jnp.sum(((payees == i).astype(int) - (payers == i)) * cents, 1)
""",
            "incompatible shapes",
        ),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    after = np.array(balances)
    np.add.at(after, payers, -cents)
    np.add.at(after, payees, cents)
    return jnp.asarray(after)
""",
            "it does not run in jit",
        ),
        (
            """
def settle_transfers(balances, payers, payees, cents):
    return balances.at[payers].add(-cents), balances.at[payees].add(cents)
""",
            "not int32[3]",
        ),
        (  # another result in jit
            """
def settle_transfers(balances, payers, payees, cents):
    if isinstance(balances, jax.core.Tracer):
        return balances
    return balances.at[payers].add(-cents).at[payees].add(cents)
""",
            "in jit, the balances are different",
        ),
        (  # the answer to the first day of a shape
            """
KEPT = {}
def settle_transfers(balances, payers, payees, cents):
    after = balances.at[payers].add(-cents).at[payees].add(cents)
    if isinstance(after, jax.core.Tracer):
        return after
    return KEPT.setdefault((balances.shape, cents.shape), after)
""",
            "in jit, the balances are different",
        ),
        (  # a Python loop over hundreds
            """
def settle_transfers(balances, payers, payees, cents):
    for i in range(0, cents.size, 100):
        part = cents[i:i + 100]
        balances = balances.at[payers[i:i + 100]].add(-part).at[payees[i:i + 100]].add(part)
    return balances
""",
            "a Python loop?",
        ),
        (  # a Python loop over thousands
            """
def settle_transfers(balances, payers, payees, cents):
    for i in range(0, cents.size, 5000):
        part = cents[i:i + 5000]
        balances = balances.at[payers[i:i + 5000]].add(-part).at[payees[i:i + 5000]].add(part)
    return balances
""",
            "a Python loop?",
        ),
    ],
    "ex-arrays-lag": [
        *((  # the negative start of a slice counts from the end
            f"""
def lag(series, k):
    n = series.size
    wide = jnp.pad(series, n, constant_values=jnp.nan)
    return {cut}
""",
            "not nan",
        ) for cut in ("jax.lax.dynamic_slice(wide, (n - k,), (n,))",
                      "wide[jnp.arange(n) + n - k]")),
        (
            """
def lag(series, k):
    return series[jnp.arange(series.size) - k]
""",
            "the last entry was repeated: did a read clamp?",
        ),
        (
            """
def lag(series, k):
    source = jnp.arange(series.size) - k
    return series.at[source].get(mode="fill", fill_value=jnp.nan)
""",
            "what does index -1 mean?",
        ),
        (
            """
def lag(series, k):
    return jnp.roll(series, k)
""",
            "a roll?",
        ),
        (
            """
def lag(series, k):
    source = jnp.arange(series.size) - k
    return jnp.where((source >= 0) & (source < series.size), series[source], 0)
""",
            "is 0, which looks like data",
        ),
        (
            """
def lag(series, k):
    source = jnp.arange(series.size) + k
    return jnp.where((source >= 0) & (source < series.size), series[source], jnp.nan)
""",
            "is the sign of k turned round?",
        ),
        (
            """
def lag(series, k):
    source = jnp.arange(series.size) - k
    late = series.at[source].get(mode="fill", fill_value=jnp.nan)
    return late.at[:k].set(jnp.nan) if k > 0 else late
""",
            "in jit k has no value yet",
        ),
        (
            """
def lag(series, k):
    gone = jnp.full(min(abs(k), series.size), jnp.nan)
    if k >= 0:
        return jnp.concatenate([gone, series[:series.size - gone.size]])
    return jnp.concatenate([series[gone.size:], gone])
""",
            "in jit k has no value yet",
        ),
        (
            """
def lag(series, k):
    source = jnp.clip(jnp.arange(series.size) - k, 0, series.size - 1)
    return series[source]
""",
            "did a read clamp?",
        ),
        (  # the lags only
            """
def lag(series, k):
    return jnp.where(jnp.arange(series.size) < k, jnp.nan, jnp.roll(series, k))
""",
            "a roll?",
        ),
        (  # one position too many
            """
def lag(series, k):
    source = jnp.arange(series.size) - k
    return jnp.where((source > 0) & (source < series.size), series[source], jnp.nan)
""",
            "entry 0 is nan",
        ),
        (  # k = 0 has a branch of its own
            """
def lag(series, k):
    source = jnp.arange(series.size) - k
    inside = (source >= 0) & (source < series.size) & (k != 0)
    return jnp.where(inside, series[source], jnp.nan)
""",
            "k = 0",
        ),
        (  # a nan of the series spreads
            """
def lag(series, k):
    n = series.size
    source = jnp.arange(n) - k
    moved = (source[:, None] == jnp.arange(n)) @ series
    return jnp.where((source >= 0) & (source < n), moved, jnp.nan)
""",
            "entry",
        ),
        (  # a missing value in the series becomes 0
            """
def lag(series, k):
    source = jnp.arange(series.size) - k
    inside = (source >= 0) & (source < series.size)
    return jnp.where(inside, jnp.nan_to_num(series[source]), jnp.nan)
""",
            "entry",
        ),
        (  # four entries, written in
            """
def lag(series, k):
    source = jnp.arange(4) - k
    return jnp.where((source >= 0) & (source < 4), series[source], jnp.nan)
""",
            "gave float32[4], not float32[1]",
        ),
        (  # the length is taken for the lag that comes round
            """
def lag(series, k):
    source = jnp.arange(series.size) - k
    late = series.at[source].get(mode="fill", fill_value=jnp.nan)
    return jnp.where((source < 0) & (source > -series.size), jnp.nan, late)
""",
            "entry 0 is",
        ),
        (  # at most ten periods
            """
def lag(series, k):
    k = jnp.clip(k, -10, 10)
    source = jnp.arange(series.size) - k
    return jnp.where((source >= 0) & (source < series.size), series[source], jnp.nan)
""",
            "entry",
        ),
        (
            """
def lag(series, k):
    source = np.arange(series.size) - k
    inside = (source >= 0) & (source < series.size)
    return jnp.asarray(np.where(inside, np.asarray(series)[source % series.size], np.nan))
""",
            "in jit k has no value yet",
        ),
        (
            """
@partial(jax.jit, static_argnums=1)
def lag(series, k):
    source = jnp.arange(series.size) - k
    return jnp.where((source >= 0) & (source < series.size), series[source], jnp.nan)
""",
            "a static k?",
        ),
        (  # an int32 is taken for 0
            """
def lag(series, k):
    k = k if isinstance(k, int | jax.core.Tracer) else 0
    source = jnp.arange(series.size) - k
    return jnp.where((source >= 0) & (source < series.size), series[source], jnp.nan)
""",
            "k in int32, not in jit",
        ),
        (  # the answer to the first series of a length
            """
KEPT = {}
def lag(series, k):
    source = jnp.arange(series.size) - k
    late = jnp.where((source >= 0) & (source < series.size), series[source], jnp.nan)
    return KEPT.setdefault((series.size, k), late) if isinstance(k, int) else late
""",
            "k = 0",
        ),
        (  # at most a hundred periods
            """
def lag(series, k):
    k = jnp.clip(k, -100, 100)
    source = jnp.arange(series.size) - k
    inside = (source >= 0) & (source < series.size)
    return jnp.where(inside, series[source], jnp.nan)
""",
            "entry",
        ),
        (  # at most a thousand periods
            """
def lag(series, k):
    k = jnp.clip(k, -1000, 1000)
    source = jnp.arange(series.size) - k
    inside = (source >= 0) & (source < series.size)
    return jnp.where(inside, series[source], jnp.nan)
""",
            "entry",
        ),
        (  # what is near 0 becomes 0
            """
def lag(series, k):
    series = jnp.where(jnp.abs(series) < 1e-6, 0, series)
    source = jnp.arange(series.size) - k
    inside = (source >= 0) & (source < series.size)
    return jnp.where(inside, series[source], jnp.nan)
""",
            "entry",
        ),
        (  # what is large becomes infinite
            """
def lag(series, k):
    large = jnp.sign(series) * jnp.inf
    series = jnp.where(jnp.abs(series) > 1e6, large, series)
    source = jnp.arange(series.size) - k
    inside = (source >= 0) & (source < series.size)
    return jnp.where(inside, series[source], jnp.nan)
""",
            "entry",
        ),
        *((LAG.format(line), "entry") for line in (
            # k in 16 bits
            "k = jnp.int32(k).astype(jnp.int16)",
            # a zero loses its sign
            "series = series + 0.0",
            "series = jnp.where(series == 0, 0.0, series)",
            # what is nearer to 0 or larger than most
            "series = jnp.where(jnp.abs(series) < 1e-35, 0, series)",
            "series = jnp.where(jnp.isfinite(series), jnp.clip(series, -1e31, 1e31), series)",
        )),
    ],
    "ex-arrays-sweep": [
        (  # a sweep as a matrix
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def row(i, matrix):
        return matrix.at[i].set((matrix[i - 1] + matrix[i + 1]) / 2)
    matrix = jax.lax.fori_loop(1, u.size - 1, row, jnp.eye(u.size))
    return jax.lax.fori_loop(0, sweeps, lambda _, u: matrix @ u, u)
""",
            "is it a matrix?",
        ),
        (  # a sweep as a system of equations
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    n = u.size - 2
    matrix = jnp.eye(n) - jnp.eye(n, k=-1) / 2
    def once(_, u):
        right = (u[2:] / 2).at[0].add(u[0] / 2)
        inner = jax.scipy.linalg.solve_triangular(matrix, right, lower=True)
        return u.at[1:-1].set(inner)
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
            "is it a matrix?",
        ),
        (
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def step(_, u):
        return u.at[1:-1].set((u[:-2] + u[2:]) / 2)
    return jax.lax.fori_loop(0, sweeps, step, u)
""",
            "all entries moved at once",
        ),
        (
            """
@jax.jit
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(1, u.size - 1, entry, u)
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
            "was `u` donated?",
        ),
        (
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(0, u.size, entry, u)
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
            "which entries have two neighbors?",
        ),
        (
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(1, u.size - 2, entry, u)
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
            "the last inner entry never moved",
        ),
        (
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    return jax.lax.fori_loop(1, u.size - 1, entry, u)
""",
            "one sweep was made",
        ),
        (
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def once(_, u):
        for i in range(1, u.size - 1):
            u = u.at[i].set((u[i - 1] + u[i + 1]) / 2)
        return u
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
            "a Python loop?",
        ),
        (
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        u.at[i].set((u[i - 1] + u[i + 1]) / 2)
        return u
    def once(_, u):
        return jax.lax.fori_loop(1, u.size - 1, entry, u)
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
            "nothing changed",
        ),
        (
            """
def sweep(u, sweeps):
    for _ in range(sweeps):
        for i in range(1, u.size - 1):
            u = u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    return u
""",
            "does Python count with it?",
        ),
        (SWEEP.format("@partial(jax.jit, static_argnums=1, donate_argnums=0)"), "is it static"),
        (
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    for _ in range(sweeps):
        u = jax.lax.fori_loop(1, u.size - 1, entry, u)
    return u
""",
            "stopped with TracerIntegerConversionError",
        ),
        (SWEEP.format(""), "`sweep` is not compiled"),
        (  # compiled anew at each call
            """
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(1, u.size - 1, entry, u)
    def all_of_them(u, sweeps):
        return jax.lax.fori_loop(0, sweeps, once, u)
    return jax.jit(all_of_them, donate_argnums=0)(u, sweeps)
""",
            "is `jax.jit` called inside the function?",
        ),
        (
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(2, u.size - 1, entry, u)
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
            "where does the loop start?",
        ),
        (  # the ends of the gambler, written in
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(1, u.size - 1, entry, u)
    return jax.lax.fori_loop(0, sweeps, once, u.at[0].set(0).at[-1].set(1))
""",
            "which entries have two neighbors?",
        ),
        (  # one sweep at least
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(1, u.size - 1, entry, u)
    return jax.lax.fori_loop(1, sweeps, once, once(0, u))
""",
            "one sweep was made",
        ),
        (  # ten entries, written in
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(1, 9, entry, u)
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
            "which entries have two neighbors?",
        ),
        (  # the index of the outer loop
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(1, u.size - 1, entry, u)
    return jax.lax.fori_loop(0, sweeps + 1, once, u)
""",
            "off by",
        ),
        (  # at most 50 sweeps
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(1, u.size - 1, entry, u)
    return jax.lax.fori_loop(0, jnp.minimum(sweeps, 50), once, u)
""",
            "off by",
        ),
        (
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    sweep_np(u, sweeps)
    return u
""",
            "stopped with TracerIntegerConversionError",
        ),
        (
            """
def sweep(u, sweeps):
    u = np.array(u)
    sweep_np(u, sweeps)
    return u
""",
            "`sweeps` has no value while JAX traces",
        ),
        (  # guesses between -1 and 1 only
            SWEEP.format("@partial(jax.jit, donate_argnums=0)").replace(
                "def entry", "u = jnp.clip(u, -1, 1)\n    def entry"),
            "the ends were",
        ),
        (  # at most 60 sweeps
            SWEEP.format("@partial(jax.jit, donate_argnums=0)").replace(
                "(0, sweeps,", "(0, jnp.minimum(sweeps, 60),"),
            "off by",
        ),
        (  # a Python loop over blocks of 50 entries
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        for start in range(1, u.size - 1, 50):
            u = jax.lax.fori_loop(start, min(start + 50, u.size - 1), entry, u)
        return u
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
            "a Python loop?",
        ),
        (  # at most 1,000 sweeps
            SWEEP.format("@partial(jax.jit, donate_argnums=0)").replace(
                "(0, sweeps,", "(0, jnp.minimum(sweeps, 1000),"),
            "off by",
        ),
        (  # what is near 0 becomes 0
            SWEEP.format("@partial(jax.jit, donate_argnums=0)").replace(
                "def entry", "u = jnp.where(abs(u) < 1e-8, 0, u)\n    def entry"),
            "the ends were",
        ),
        (  # guesses up to a million only
            SWEEP.format("@partial(jax.jit, donate_argnums=0)").replace(
                "def entry", "u = jnp.clip(u, -1e6, 1e6)\n    def entry"),
            "the ends were",
        ),
        (  # a Python loop over blocks of 2,000 entries
            """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        for start in range(1, u.size - 1, 2000):
            u = jax.lax.fori_loop(start, min(start + 2000, u.size - 1), entry, u)
        return u
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
            "a Python loop?",
        ),
        *((  # a thousand entries
            SWEEP.format("@partial(jax.jit, donate_argnums=0)").replace(
                "u.size - 1", f"min(u.size - 1, {most})"),
            "off by") for most in (1000, 1024)),
        *((  # stops once a sweep changes little
            f"""
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(state):
        count, u, _ = state
        new = jax.lax.fori_loop(1, u.size - 1, entry, u)
        return count + 1, new, jnp.max(abs(new - u)) < {little}
    def more(state):
        return (state[0] < sweeps) & ~state[2]
    return jax.lax.while_loop(more, once, (0, u, False))[1]
""",
            "one sweep was made",
        ) for little in (1e-6, 1e-12)),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-arrays-transfers": [
        """
def settle_transfers(balances, payers, payees, cents):
    order = jnp.argsort(payers)  # so the promise is true
    paid = balances.at[payers[order]].add(-cents[order], indices_are_sorted=True)
    return paid.at[payees].add(cents)
""",
        """
def settle_transfers(balances, payers, payees, cents):
    accounts = jnp.concatenate([payers, payees])
    return balances.at[accounts].add(jnp.concatenate([-cents, cents]))
""",
        """
@jax.jit
def settle_transfers(balances, payers, payees, cents):
    def carry_out(i, balances):
        balances = balances.at[payers[i]].add(-cents[i])
        return balances.at[payees[i]].add(cents[i])
    return jax.lax.fori_loop(0, cents.size, carry_out, balances) if cents.size else balances
""",
        """
def settle_transfers(balances, payers, payees, cents):
    i = jnp.arange(balances.size)[:, None]
    signs = (payees == i).astype(int) - (payers == i)
    return balances + signs @ cents
""",
        """
def settle_transfers(balances, payers, payees, cents):
    add = partial(jax.ops.segment_sum, num_segments=len(balances))
    return balances - add(cents, payers) + add(cents, payees)
""",
        """
def settle_transfers(balances, payers, payees, cents):
    paid = jnp.bincount(payees, weights=cents, length=balances.size)
    return balances - jnp.bincount(payers, weights=cents, length=balances.size) + paid
""",
    ],
    "ex-arrays-lag": [
        """
def lag(series, k):
    return series.at[jnp.arange(len(series)) - k].get(
        mode="fill", fill_value=jnp.nan, wrap_negative_indices=False)
""",
        """
def lag(series, k):
    n = series.size
    t = jnp.arange(n)
    return jnp.where((t >= k) & (t < n + k), jnp.roll(series, k), jnp.nan)
""",
        """
@jax.jit
def lag(series, k):
    n = series.size
    gone = jnp.full(n, jnp.nan)
    start = n - jnp.clip(k, -n, n)
    return jax.lax.dynamic_slice(jnp.concatenate([gone, series, gone]), (start,), (n,))
""",
        """
def lag(series, k):
    source = jnp.arange(series.size) - k
    source = jnp.where(source < 0, series.size, source)
    return jnp.take(series, source)
""",
        """
def lag(series, k):
    n = series.size
    t = range(n)
    return jnp.stack([jnp.where((i >= k) & (i - k < n), series[i - k], jnp.nan) for i in t])
""",
        """
def lag(series, k):
    n = series.size
    to = jnp.arange(n) + k
    to = jnp.where(to < 0, n, to)
    return jnp.full(n, jnp.nan).at[to].set(series, mode="drop")
""",
    ],
    "ex-arrays-sweep": [
        """
def _swept(u, sweeps):
    def entry(i, u):
        return u.at[i].set((u[i - 1] + u[i + 1]) / 2)
    def once(_, u):
        return jax.lax.fori_loop(1, u.size - 1, entry, u)
    return jax.lax.fori_loop(0, sweeps, once, u)

_compiled = jax.jit(_swept, donate_argnums=0)

def sweep(u, sweeps):
    return _compiled(u, sweeps)
""",
        """
@jax.jit(donate_argnames="u")
def sweep(u, sweeps):
    def entry(left, pair):
        here = (left + pair) / 2
        return here, here
    def once(_, u):
        return u.at[1:-1].set(jax.lax.scan(entry, u[0], u[2:])[1])
    return jax.lax.fori_loop(0, sweeps, once, u)
""",
        """
@partial(jax.jit, donate_argnums=0)
def sweep(u, sweeps):
    n = u.size - 2
    def entry(i, u):
        i = i % n + 1
        return u.at[i].set(0.5 * (u[i - 1] + u[i + 1]))
    return jax.lax.fori_loop(0, sweeps * n, entry, u)
""",
        """
@partial(jax.jit, donate_argnums=(0,))
def sweep(u, sweeps):
    def more(state):
        return state[0] < sweeps
    def once(state):
        count, u = state
        for_each = lambda i, u: u.at[i].set((u[i - 1] + u[i + 1]) / 2)
        return count + 1, jax.lax.fori_loop(1, len(u) - 1, for_each, u)
    return jax.lax.while_loop(more, once, (0, u))[1]
""",
        """
@partial(jax.jit, donate_argnames=("u",))
def sweep(u, sweeps):
    def entry(i, u):
        return u.at[i].add(((u[i - 1] - u[i]) + (u[i + 1] - u[i])) / 2)
    def once(u, _):
        return jax.lax.fori_loop(1, u.size - 1, entry, u), None
    return jax.lax.fori_loop(0, sweeps, lambda _, u: once(u, None)[0], u)
""",
    ],
}

# Changes of official answers that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
