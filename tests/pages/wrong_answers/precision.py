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
""", "who counts the first of a run?"),
        ("""
def count_distinct(points):
    earlier = jnp.tril(points[:, None] == points[None, :], k=-1)
    return jnp.sum(~earlier.any(axis=1))
""", "all pairs?"),
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
    ],
}
