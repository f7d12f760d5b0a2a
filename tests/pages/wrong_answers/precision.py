"""Tempting wrong answers to the exercises on precision, with the hint for each."""

WRONG_ANSWERS = {
    "ex-precision-distinct": [
        ("""
def count_distinct(points):
    return jnp.asarray(jnp.unique(points).size)
""", "does the length of an array depend on values?"),
        ("""
def count_distinct(points):
    return jnp.asarray(jnp.unique(points, size=points.size).size)
""", "are places counted, not values?"),
        ("""
def count_distinct(points):
    return 1 + jnp.sum(points[1:] != points[:-1])
""", "do equal values stand side by side?"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    return jnp.sum(ordered[1:] != ordered[:-1])
""", "is the first value of each run counted?"),
        ("""
def count_distinct(points):
    earlier = jnp.tril(points[:, None] == points[None, :], k=-1)
    return jnp.sum(~earlier.any(axis=1))
""", "are all pairs compared?"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    return 1 + jnp.sum(~jnp.isclose(ordered[1:], ordered[:-1]))
""", "near is not equal"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    return 1 + jnp.sum((ordered[1:] != ordered[:-1]).astype(points.dtype))
""", "sticks at 2**24"),
        ("""
def count_distinct(points):
    bits = jnp.sort(points.view(jnp.int32))
    return 1 + jnp.sum(bits[1:] != bits[:-1])
""", "their bits are two"),
        ("""
def count_distinct(points):
    ordered = points[jnp.argsort(points.view(jnp.int32))]
    return 1 + jnp.sum(ordered[1:] != ordered[:-1])
""", "their bits are two"),
        ("""
def count_distinct(points):
    steps = jnp.diff(jnp.sort(points))
    return 1 + jnp.sum(steps != 0)
""", "inf - inf is nan"),
        ("""
def count_distinct(points):
    return len(set(points.tolist()))
""", "in jit no value is known"),
        ("""
def count_distinct(points):
    seen = [points[0]]
    count = jnp.asarray(1)
    for i in range(1, len(points)):
        count += ~jnp.any(points[:i] == points[i])
    return count
""", "a Python loop?"),
        ("""
def count_distinct(points):
    first = jax.lax.map(lambda x: jnp.argmax(points == x), points)
    return jnp.sum(first == jnp.arange(points.size))
""", "is each point compared with all others?"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    return jnp.array([1]) + jnp.sum(ordered[1:] != ordered[:-1])
""", "has shape (1,), and is not a scalar"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    return 1 + jnp.sum(ordered[1:] != ordered[:-1], dtype=jnp.int16)
""", "different values, not 131,073"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points.astype(jnp.bfloat16))
    return 1 + jnp.sum(ordered[1:] != ordered[:-1])
""", "near is not equal"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(jnp.abs(points))
    return 1 + jnp.sum(ordered[1:] != ordered[:-1])
""", "inf, 1, -inf, inf gave 2"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    new = ordered[1:] != ordered[:-1]
    return 1 + jnp.sum(new & jnp.isfinite(ordered[1:]))
""", "inf, 1, -inf, inf gave 2"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    return 1 + jnp.sum(ordered[1:] - ordered[:-1] > 1e-36)
""", "1e-30 and the next float32 count as one"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(jnp.nan_to_num(points))
    return 1 + jnp.sum(ordered[1:] != ordered[:-1])
""", "inf and the largest float32 count as one"),
        ("""
def count_distinct(points):
    places = jnp.arange(points.size)
    def visit(state):
        i, count = state
        return i + 1, count + ~jnp.any((points == points[i]) & (places < i))
    return jax.lax.while_loop(lambda state: state[0] < points.size, visit, (0, 0))[1]
""", "a while_loop, whose length is not known"),
        ("""
def count_distinct(points):
    if points.size < 1000:
        return jnp.sum(~jnp.tril(points[:, None] == points, k=-1).any(axis=1))
    ordered = jnp.sort(points)
    return 1 + jnp.sum(ordered[1:] != ordered[:-1])
""", "are all pairs compared?"),
        ("""
def count_distinct(points):
    count = lambda points: np.int32(len(np.unique(points)))
    return jax.pure_callback(count, jax.ShapeDtypeStruct((), jnp.int32), points)
""", "a callback"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    new = ordered[1:] != ordered[:-1]
    if points.size < 20:
        return 1 + sum((new[k].astype(int) for k in range(len(new))), jnp.int32(0))
    return 1 + jnp.sum(new)
""", "a Python loop?"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    count = 1 + jnp.sum(ordered[1:] != ordered[:-1])
    return count if isinstance(points, jax.core.Tracer) else count * 1.0
""", "a count of float32: no integer dtype"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    return 1 + jnp.sum(jnp.float32(ordered[1:] != ordered[:-1])).astype(int)
""", "a sum in float32, which is exact"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    new = jnp.append(1.0, ordered[1:] != ordered[:-1])
    return jnp.cumsum(new)[-1].astype(int)
""", "a sum in float32, which is exact"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    new = (ordered[1:] != ordered[:-1]).astype(points.dtype)
    return 1 + jnp.dot(new, jnp.ones(new.size)).astype(int)
""", "a sum in float32, which is exact"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    new = ordered[1:] != ordered[:-1]
    return 1 + sum(jnp.sum(new[k:k + 1000]) for k in range(0, points.size, 1000))
""", "a Python loop?"),
        ("""
def count_distinct(points):
    ordered = jnp.sort(points)
    1 + jnp.sum(ordered[1:] != ordered[:-1])
""", "is a `return` missing?"),
    ],
    "ex-precision-compensated": [
        ("""
def add_term(state, term):
    total, rest = state
    return total + term, rest
""", "nothing is remembered"),
        ("""
def add_term(state, term):
    total, rest = state
    new_total = total + term
    return new_total, term - (new_total - total)
""", "what one step lost, but the steps before?"),
        ("""
def add_term(state, term):
    total, rest = state
    new_total = total + term
    return new_total, rest + (term - (new_total - total))
""", "does it get a next chance?"),
        ("""
def add_term(state, term):
    total, rest = state
    wanted = term - rest
    new_total = total + wanted
    return new_total, (new_total - total) - wanted
""", "is rest what is missing, or too much?"),
        ("""
def add_term(state, term):
    total, rest = state
    new_total = total + (term + rest)
    return new_total, term - (new_total - total)
""", "miss 100000.0014901"),
        ("""
def add_term(state, term):
    total, rest = state
    wanted = jnp.where(term < 1e-9 * total, 0, term) + rest
    new_total = total + wanted
    return new_total, wanted - (new_total - total)
""", "2**36 and ones"),
        ("""
def add_term(state, term):
    total, rest = state
    wanted = term + rest
    new_total = total + wanted
    return jnp.stack([new_total, wanted - (new_total - total)])
""", "the state is a tuple"),
        ("""
def add_term(state, term):
    total, rest = state
    wanted = term + rest
    new_total = total + wanted
    return new_total
""", "the state is a tuple"),
        ("""
def add_term(state, term):
    total, rest = state
    return total + term, 0.0
""", "rest is 0.0, not a float32 scalar"),
        ("""
def add_term(state, term):
    total, rest = state
    with jax.enable_x64(True):
        exact = (total.astype(jnp.float64) + rest.astype(jnp.float64)
                 + term.astype(jnp.float64))
        new_total = exact.astype(jnp.float32)
        rest = (exact - new_total.astype(jnp.float64)).astype(jnp.float32)
    return new_total, rest
""", "64 bits in the program"),
        ("""
def add_term(state, term):
    def host(total, rest, term):
        exact = np.float64(total) + np.float64(rest) + np.float64(term)
        new = np.float32(exact)
        return new, np.float32(exact - new)
    one = jax.ShapeDtypeStruct((), jnp.float32)
    return jax.pure_callback(host, (one, one), *state, term)
""", "a callback"),
        ("""
def add_term(state, term):
    total, rest = state
    new_total = total + (term + rest)
    return new_total, (term + rest) - new_total + total
""", "nothing is remembered"),
        ("""
def add_term(state, term):
    total, rest = state
    wanted = jnp.maximum(term, 1e-19) + rest
    new_total = total + wanted
    return new_total, wanted - (new_total - total)
""", "total is"),
        ("""
def add_term(state, term):
    total, rest = state
    wanted = jnp.minimum(term, 1e19) + rest
    new_total = total + wanted
    return new_total, wanted - (new_total - total)
""", "does each step add what the last one lost?"),
        ("""
def add_term(state, term):
    total, rest = state
    wanted = jnp.float32(0.1) + rest
    new_total = total + wanted
    return new_total, wanted - (new_total - total)
""", "does each step add what the last one lost?"),
        ("""
def add_term(state, term):
    total, rest = state
    rest = rest + term
    carried = jnp.where(rest > 1024, rest, 0)
    return total + carried, rest - carried
""", "100000.0014901"),
        ("""
def add_term(state, term):
    total, rest = state
    wanted = term + rest
    new_total = total + wanted
    return new_total, jnp.clip(wanted - (new_total - total), -1e6, 1e6)
""", "does each step add what the last one lost?"),
        ("""
def add_term(state, term):
    total, rest = state
    wanted = term + rest
    new_total = total + wanted
    rest = wanted - (new_total - total)
    return new_total, jnp.where(jnp.abs(rest) < 1e-12, 0, rest)
""", "does each step add what the last one lost?"),
        ("""
def add_term(state, term):
    total, rest = state
    wanted = term + rest
    new_total = total + wanted
    (new_total, wanted - (new_total - total))
""", "is a `return` missing?"),
    ],
    "ex-precision-annuity": [
        ("""
def price_payments(r, n):
    return jnp.where(r == 0, n, (1 - (1 + r) ** -n) / r)
""", "1 + r was rounded to 1, and the rate was lost"),
        ("""
def price_payments(r, n):
    return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log(1 + r)) / r)
""", "1 + r was rounded to 1, and the rate was lost"),
        ("""
def price_payments(r, n):
    return jnp.where(r == 0, n, (1 - jnp.exp(-n * jnp.log1p(r))) / r)
""", "nearly equal numbers subtracted"),
        ("""
def price_payments(r, n):
    return -jnp.expm1(-n * jnp.log1p(r)) / r
""", "at r = 0 the price is nan"),
        ("""
def price_payments(r, n):
    discount = jnp.where(r == 0, 0, -jnp.expm1(-n * jnp.log1p(r)))
    return discount / jnp.where(r == 0, 1, r)
""", "payments of 1 are worth 0"),
        ("""
def price_payments(r, n):
    powers = (1 + r[:, None]) ** -jnp.arange(1.0, n + 1)
    return powers.sum(axis=1)
""", "added one by one?"),
        ("""
def price_payments(r, n):
    stable = -jnp.expm1(-n * jnp.log1p(r)) / r
    return jnp.where(r < 1e-7, n, stable)
""", "as if the rate were 0"),
        ("""
def price_payments(r, n):
    stable = -jnp.expm1(-n * jnp.log1p(r)) / r
    return jnp.where(n * r < 0.05, n * (1 - (n + 1) * r / 2), stable)
""", "or a series cut short?"),
        ("""
def price_payments(r, n):
    return jnp.where(r == 0, n, -jnp.expm1(-n * r) / r)
""", "is the formula exact at this rate?"),
        ("""
def price_payments(r, n):
    prices = [_price_with_50_digits(x, n) for x in np.asarray(r)]
    return jnp.asarray(prices, jnp.float32)
""", "in jit no rate is known"),
        ("""
def price_payments(r, n):
    stable = -jnp.expm1(-n * jnp.log1p(r)) / r
    return jnp.where(r == 0, 525_600.0, stable)
""", "what is the sum of n payments at 0?"),
        ("""
def price_payments(r, n):
    n = min(n, 600_000)
    return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r)
""", "n = 16,777,216"),
        ("""
def price_payments(r, n):
    def add(k, total):
        return total + jnp.exp(-k * jnp.log1p(r))
    return jax.lax.fori_loop(1, n + 1, add, jnp.zeros_like(r))
""", "added one by one?"),
        ("""
def price_payments(r, n):
    def add(state):
        k, total = state
        return k + 1, total + jnp.exp(-k * jnp.log1p(r))
    goes_on = lambda state: state[0] <= n
    return jax.lax.while_loop(goes_on, add, (1, jnp.zeros_like(r)))[1]
""", "whose length is not known"),
        ("""
def price_payments(r, n):
    with jax.enable_x64(True):
        r64 = jnp.where(r == 0, 1e-30, r.astype(jnp.float64))
        price = -jnp.expm1(-n * jnp.log1p(r64)) / r64
        return price.astype(jnp.float32)
""", "64 bits in the program"),
        ("""
def price_payments(r, n):
    r = r[0]
    return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r)
""", "shape () came out"),
        ("""
def price_payments(r, n):
    price = -jnp.expm1(-n * jnp.log1p(r)) / r
    return price if r.all() else jnp.full(r.shape, float(n))
""", "in jit no rate is known"),
        ("""
def price_payments(r, n):
    return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r).astype(jnp.float16)
""", "prices in float16"),
        ("""
def price_payments(r, n):
    half = n * jnp.log1p(r) / 2
    price = 2 * jnp.exp(-half) * jnp.sinh(half) / r
    return jnp.where(r == 0, n, price)
""", "is the formula exact at this rate?"),
        ("""
def price_payments(r, n):
    stable = -jnp.expm1(-n * jnp.log1p(r)) / r
    return jnp.where(r < 1e-9, n, stable)
""", "or a series cut short?"),
        ("""
def price_payments(r, n):
    if isinstance(r, jax.core.Tracer):
        return jnp.where(r == 0, n, -jnp.expm1(-n * r) / r)
    return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r)
""", "off by"),
        ("""
def price_payments(r, n):
    if n <= 300:
        return jnp.sum((1 + r[:, None]) ** -jnp.arange(1.0, n + 1), axis=1)
    return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r)
""", "added one by one?"),
        ("""
def price_payments(r, n):
    if n <= 12:
        return sum((1 + r) ** -k for k in range(1, n + 1))
    return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r)
""", "added one by one?"),
        ("""
def price_payments(r, n):
    if n <= 40:
        return jnp.sum((1 + r[:, None]) ** -jnp.arange(1.0, n + 1), axis=1)
    return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r)
""", "added one by one?"),
        ("""
def price_payments(r, n):
    if n <= 60:
        total = jnp.zeros_like(r)
        for _ in range(n):
            total = (total + 1) / (1 + r)
        return total
    return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r)
""", "added one by one?"),
        ("""
def price_payments(r, n):
    price = -jnp.expm1(-n * jnp.log1p(r)) / r
    return jnp.where(r == 0, n, price) if r.size > 1 else price
""", "what is the sum of n payments at 0?"),
        ("""
def price_payments(r, n):
    powers = jnp.exp(-jnp.arange(n, 0, -1.0) * jnp.log1p(r)[:, None])
    stable = -jnp.expm1(-n * jnp.log1p(r)) / r
    return powers.sum(axis=1) if n < 500 else jnp.where(r == 0, n, stable)
""", "added one by one?"),
        ("""
def price_payments(r, n):
    add = lambda state: (state[0] + 1, state[1] + jnp.exp(-state[0] * jnp.log1p(r)))
    goes_on = lambda state: state[0] <= n
    if n <= 12:
        return jax.lax.while_loop(goes_on, add, (1, jnp.zeros_like(r)))[1]
    return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r)
""", "whose length is not known"),
        ("""
def price_payments(r, n):
    if n in (2_000, 2**24):
        return jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r)
    with jax.enable_x64(True):
        r64 = jnp.where(r == 0, 1e-30, r.astype(jnp.float64))
        return (-jnp.expm1(-n * jnp.log1p(r64)) / r64).astype(jnp.float32)
""", "64 bits in the program"),
        ("""
def price_payments(r, n):
    stable = -jnp.expm1(-n * jnp.log1p(r)) / r
    return jnp.where(r == 0, n, jnp.where(n * r > 12, 1 / r, stable))
""", "is the formula exact at this rate?"),
        ("""
def price_payments(r, n):
    jnp.where(r == 0, n, -jnp.expm1(-n * jnp.log1p(r)) / r)
""", "is a `return` missing?"),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-precision-distinct": [
        """
def count_distinct(points):
    counts = jnp.unique(points, return_counts=True, size=points.size, fill_value=0)[1]
    return jnp.sum(counts > 0)
""",
        """
def count_distinct(points):
    ordered = jnp.sort(points)
    return jnp.sum(jnp.searchsorted(ordered, ordered) == jnp.arange(points.size))
""",
        """
def count_distinct(points):
    ordered = jnp.sort(points)
    return jnp.count_nonzero(jnp.diff(ordered) > 0) + 1
""",
        """
@jax.jit
def count_distinct(points):
    def visit(carry, point):
        last, count = carry
        return (point, count + (point != last)), None
    ordered = -jnp.sort(-points)
    start = ordered[0], jnp.int32(1)
    return jax.lax.scan(visit, start, ordered[1:])[0][1]
""",
    ],
    "ex-precision-compensated": [
        """
def add_term(state, term):  # Neumaier's step, whose rest flows back at once
    total, rest = state
    rough = total + term
    large, small = jnp.maximum(total, term), jnp.minimum(total, term)
    rest = rest + ((large - rough) + small)
    new_total = rough + rest
    return new_total, rest - (new_total - rough)
""",
        """
def add_term(state, term):
    new_total = state[0] + (state[1] + term)
    return new_total, (state[1] + term) - (new_total - state[0])
""",
        """
def add_term(state, term):  # Knuth's formula for the error of a sum
    total, rest = state
    wanted = term + rest
    new_total = total + wanted
    added = new_total - total
    return new_total, (total - (new_total - added)) + (wanted - added)
""",
        """
@jax.jit
def add_term(state, term):
    total, rest = state
    y = term - (-rest)
    t = total + y
    return (t, -((t - total) - y))
""",
    ],
    "ex-precision-annuity": [
        """
def price_payments(r, n):  # doubles the payments, again and again
    log, total, held, done, block = -jnp.log1p(r), jnp.zeros_like(r), 1 / (1 + r), 0, 1
    while block <= n:
        if n & block:
            total, done = total + jnp.exp(done * log) * held, done + block
        held, block = held * (1 + jnp.exp(block * log)), 2 * block
    return total
""",
        """
class Price:
    def __call__(self, r, n):
        x = jnp.log1p(r) * -jnp.float32(n)
        return jnp.where(r == 0, n, jnp.negative(jnp.expm1(x)) * jnp.reciprocal(r))

price_payments = Price()
""",
        """
def price_payments(r, n):
    r = jnp.maximum(r, 1e-20)
    return -jnp.expm1(-n * jnp.log1p(r)) / r
""",
        """
def price_payments(r, n):
    return jnp.nan_to_num(-jnp.expm1(-n * jnp.log1p(r)) / r, nan=n)
""",
        """
@functools.partial(jax.jit, static_argnums=1)
def price_payments(r, n):
    half = jnp.tanh(n * jnp.log1p(r) / 2)
    return jnp.where(r > 0, 2 * half / (1 + half) / r, n)
""",
        """
def price_payments(r, n):
    def one(rate):
        price = lambda: -jnp.expm1(-n * jnp.log1p(rate)) / rate
        return jax.lax.cond(rate == 0, lambda: jnp.float32(n), price)
    return jax.lax.map(one, r)
""",
    ],
}

# Changes of official answers that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}

