"""Tempting wrong answers to the exercises on arrays, each with words of its hint."""

WRONG_ANSWERS = {
    "ex-arrays-transfers": [
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
    ],
    "ex-arrays-lag": [
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
    ],
    "ex-arrays-sweep": [
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
            "0 alias bytes of 4000000: was u donated?",
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
            "which entries have two neighbours?",
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
            "grow with entries or sweeps: a Python loop?",
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
            "`sweep` is not compiled",
        ),
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-arrays-lag": [
        "lag(series) is a constant",
    ],
}
