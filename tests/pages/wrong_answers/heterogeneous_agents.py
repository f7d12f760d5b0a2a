"""Plausible wrong answers to exercises/heterogeneous_agents.md, with words of their hints."""

GINI = """\
def measure_inequality(mass, grid, top):
    weights = {weights}
    people = jnp.concatenate([jnp.zeros(1), jnp.cumsum(weights)])
    owned = jnp.concatenate([jnp.zeros(1), jnp.cumsum(weights * grid)])
    owned = owned / {total}
    gini = {gini}
    return {result}
"""
PATH = """\
def trace_capital(saved, P, grid, mass, years):
    saved = {saved}
    left = jnp.minimum({left}, len(grid) - 2)
    share = {share}
    row = {row}
    def move(mass, _):
        mass = {before}
        moved = jnp.zeros_like(mass).at[row, left].add(mass * (1 - share))
        moved = moved.at[row, left + 1].add(mass * share)
        after = {after}
        return after, {mean}
    return jax.lax.scan(move, mass, length={years})[1]{end}
"""
INSURE = """\
def insure(measure, z, shares, tau):
    pay = lambda tau: {pay}
    def halve(ends, _):
        middle = sum(ends) / 2
        low = measure(middle, pay(tau)) {low} 0
        return (jnp.where(low, middle, ends[0]), jnp.where(low, ends[1], middle)), None
    ends, _ = jax.lax.scan(halve, ({bottom}, {high}), length={halvings})
    r = sum(ends) / 2
    _, by_r = jax.jvp(lambda r: measure(r, pay(tau)), (r,), (1.0,))
    _, by_tau = jax.jvp(lambda tau: measure(r, pay(tau)), (jnp.float64(tau),), (1.0,))
    return {result}
"""
FIND = """\
def insure(measure, z, shares, tau):
    @jax.jit
    def find(tau):
        income = (1 - tau) * z + tau * jnp.sum(shares * z)
        def halve(_, ends):
            middle = jnp.mean(ends)
            return ends.at[(measure(middle, income) > 0).astype(int)].set(middle)
        return jnp.mean(jax.lax.fori_loop(0, 50, halve, jnp.array([0.0, 0.05])))
    return find(tau), {slope}
"""
NEWTON = """\
def insure(measure, z, shares, tau):
    mean = jnp.dot(shares, z)
    income = z + tau * (mean - z)
    along = jax.jit(lambda r: jax.jvp(lambda r: measure(r, income), (r,), (1.0,)))
    r = 0.025
    for _ in range(40):
        f, slope = along(r)
        r = {new}
    _, by_tau = jax.jvp(lambda x: measure(r, x), (income,), (mean - z,))
    return jnp.float64(r), -by_tau / slope
"""


def gini(weights="mass.sum(axis=0)", total="owned[-1]", result=None, share=None,
         gini="1 - jnp.sum(weights * (owned[1:] + owned[:-1]))"):
    share = share or "1 - jnp.interp(1 - top, people, owned)"
    return GINI.format(weights=weights, total=total, gini=gini, result=result or f"gini, {share}")


def path(saved="jnp.clip(saved, grid[0], grid[-1])",
         left="jnp.searchsorted(grid, saved, side='right') - 1",
         share="(saved - grid[left]) / (grid[left + 1] - grid[left])",
         row="jnp.arange(len(mass))[:, None]", before="mass", after="P.T @ moved",
         mean="jnp.sum(after * grid)", years="years", end=""):
    return PATH.format(saved=saved, left=left, share=share, row=row, before=before, after=after,
                       mean=mean, years=years, end=end)


def insure(pay="(1 - tau) * z + tau * jnp.sum(shares * z)", low="<", bottom="0.0", high="0.05",
           halvings=40, result="r, -by_tau / by_r"):
    return INSURE.format(pay=pay, low=low, bottom=bottom, high=high, halvings=halvings,
                         result=result)


WRONG_ANSWERS = {
    "ex-heterogeneous-agents-gini": [
        *[(gini(share=f"1 - jnp.interp(1 - {top}, people, owned)"), "some households count?")
          for top in ("jnp.minimum(top, 0.95)", "jnp.maximum(top, 1e-5)")],
        (gini(share="1 - jnp.interp(1 - top, people[1:], owned[1:])"), "some households count?"),
        (gini(weights="jnp.sum(mass / mass.sum(1, keepdims=True) * mass.sum(1)[:, None], 0)"),
         "coefficient of nan"),
        (gini(share="1 - (owned[k + 1] - (people[k + 1] - 1 + top) / weights[k]"
              " * weights[k] * grid[k] / jnp.sum(weights * grid))").replace(
            "    gini =", "    k = jnp.searchsorted(people[1:], 1 - top)\n    gini ="), "not nan"),
        (gini(gini="2 - 2 * jnp.sum(weights * (owned[1:] + owned[:-1]))"), "twice the mean"),
        (gini(weights="jnp.full(len(grid), 1 / len(grid))"), "how many households"),
        (gini(gini="1 - 2 * jnp.sum(weights * owned[1:])"), "a Gini coefficient of"),
        (gini(gini="jnp.sum(weights * (owned[1:] + owned[:-1]))"), "a Gini coefficient of"),
        (gini(weights="mass[0] / mass[0].sum()"), "a Gini coefficient of"),
        (gini(share="jnp.interp(top, people, owned)"), "of the poorest"),
        (gini(share="1 - jnp.interp(0.9, people, owned)"), "own"),
        (gini(share="1 - owned[jnp.searchsorted(people, 1 - top)]"), "some households count?"),
        (gini(share="jnp.interp(1 - top, people, owned)"), "own"),
        (gini(result="gini"), "two results are wanted"),
        (gini(result="jnp.full(3, gini), gini"), "each result is one number"),
        (gini(result="jnp.float32(gini), gini"), "not in float64"),
        (gini(gini="float(1 - jnp.sum(weights * (owned[1:] + owned[:-1])))"),
         "does not run in jit"),
        (gini(total="(owned[-1] + 1e-12)"), "a Gini coefficient of"),
        (gini(weights="jnp.maximum(mass.sum(axis=0), 1e-12)"), "some households count?"),
    ],
    "ex-heterogeneous-agents-path": [
        (path().replace("length=years)", "length=years, unroll=True)"), "is there a Python loop?"),
        (path(before="P.T @ mass", after="moved"), "before their productivity changes"),
        (path(after="P @ moved"), "is a row of P"),
        (path(mean="jnp.sum(mass * grid)"), "the first year is not today"),
        (path(saved="saved"), "beyond the grid"),
        (path(share="1 - (saved - grid[left]) / (grid[left + 1] - grid[left])"), "another path"),
        (path(share="jnp.round((saved - grid[left]) / (grid[left + 1] - grid[left]))"),
         "how is the mass divided"),
        (path(share="(saved - grid[left]) / (grid[1] - grid[0])"), "capital"),
        (path(row="0"), "another path"),
        (path(years="years + 1"), "shape"),
        (path(end="[-1]"), "shape"),
        (path(years="60", end="[:years]"), "for 120 years"),
        (path(end=".astype(jnp.float32)"), "computes in float64"),
        (path(after="moved"), "another path"),
        ("def trace_capital(saved, P, grid, mass, years):\n"
         "    hats = jax.vmap(lambda unit: jnp.interp(saved, grid, unit))(jnp.eye(len(grid)))\n"
         "    def move(mass, _):\n"
         "        mass = P.T @ jnp.einsum('kij,ij->ik', hats, mass)\n"
         "        return mass, jnp.sum(mass * grid)\n"
         "    return jax.lax.scan(move, mass, length=years)[1]\n", "an array of"),
        (path().replace("    return jax.lax.scan(move, mass, length=years)[1]",
                        "    means = []\n"
                        "    for _ in range(years):\n"
                        "        mass, mean = move(mass, None)\n"
                        "        means.append(mean)\n"
                        "    return jnp.stack(means)"), "is there a Python loop?"),
        (path(after="(P[:, :, None] * moved[:, None, :]).sum(axis=0)"), "an array of"),
        *((path().replace(".add(mass * share)", f".add(mass * share, {promise}=True)"), promise)
          for promise in ("unique_indices", "indices_are_sorted")),
    ],
    "ex-heterogeneous-agents-insurance": [
        (insure(bottom="0.005"), "found"),
        (insure(high="0.045"), "found"),
        (insure(high="0.0499"), "found"),
        (insure(high="0.05 - 1e-6"), "close enough"),  # as if the end were no rate
        (insure(bottom="-1.0", high="1.0", halvings=50), "found"),
        (insure(result="keep, -by_tau / by_r").replace(  # the derivative at another rate
            "    _, by_r", "    keep, r = r, 0.025\n    _, by_r"), "derivative"),
        *[(FIND.format(slope=slope), "derivative")  # a long step, and one to one side
          for slope in ("(find(tau + 0.01) - find(tau - 0.01)) / 0.02",
                        "(find(tau + 1e-5) - find(tau)) / 1e-5")],
        *[(NEWTON.format(new=new), "found")
          for new in ("r - f / slope", "jnp.clip(r - f / slope, 0, 0.05)")],
        (  # until excess savings look small
            NEWTON.format(new="r").replace("for _ in range(40)", "while abs(f) > 1e-10").replace(
                "    while", "    low, high, f = 0.0, 0.05, 1.0\n    while").replace(
                "        r = r\n", "        low, high = (r, high) if f < 0 else (low, r)\n"
                "        r = r if abs(f) <= 1e-10 else (low + high) / 2\n"), "found"),
        (  # a line between the ends, of which one hardly moves
            insure(halvings=60).replace("middle = sum(ends) / 2", "middle = cross(*ends)").replace(
                "r = sum(ends) / 2", "r = cross(*ends)").replace(
                "    def halve", "    def cross(a, b):\n"
                "        fa, fb = (measure(x, pay(tau)) for x in (a, b))\n"
                "        return a - fa * (b - a) / jnp.where(fb == fa, 1.0, fb - fa)\n"
                "    def halve", 1), "found"),
        (insure(pay="z + 0 * tau"), "without a tax"),
        # the hint is another one where the true rate is next to an end
        (insure(pay="(1 - tau) * z + tau * jnp.mean(z)"), ", rate"),
        (insure(pay="(1 - tau) * z"), ", rate"),
        (insure(pay="tau * z + (1 - tau) * jnp.sum(shares * z)"), ", rate"),
        (insure(low=">"), ", rate"),
        (insure(halvings=20), "not yet close enough"),
        (insure(high="0.02", bottom="0.015"), "found"),
        (insure(result="r, by_tau / by_r"), "wrong sign"),
        (insure(result="r, -by_r / by_tau"), "of tau with respect to the rate"),
        (insure(result="r, -by_tau"), "derivative"),
        (insure(result="r"), "two results are wanted"),
        (insure().replace("_, by_r = jax.jvp(lambda r: measure(r, pay(tau)), (r,), (1.0,))",
                          "by_r = jax.grad(lambda r: measure(r, pay(tau)))(r)"), "use jvp"),
        (insure(result="r, jnp.abs(by_tau / by_r)"), "wrong sign"),
        (insure(halvings=24), "close enough"),
        (insure(bottom="1e-4"), "tax 0.000"),
        (insure(result="jnp.float32(r), jnp.float32(-by_tau / by_r)"), "computes in float64"),
        (insure(result="r, -by_tau / (by_r + 1e-12)"), "derivative"),
        (insure(result="r[None], -by_tau / by_r"), "two numbers are wanted"),
    ],
}

# Right answers in other styles, which the check must accept.
RIGHT_ANSWERS = {
    "ex-heterogeneous-agents-gini": [
        gini(),
        "def measure_inequality(mass, grid, top):\n"
        "    w = jnp.sum(mass, 0)\n"
        "    gaps = jnp.abs(grid[:, None] - grid[None])\n"
        "    above = jnp.cumsum(w[::-1])[::-1] - w\n"
        "    part = jnp.clip(top - above, 0, w)\n"
        "    mean = w @ grid\n"
        "    return [w @ gaps @ w / (2 * mean), part @ grid / mean]\n",
        "def measure_inequality(mass, grid, top):\n"
        "    w = jnp.einsum('ij->j', mass)\n"
        "    rank = jnp.cumsum(w) - w / 2\n"
        "    mean = jnp.sum(w * grid)\n"
        "    gini = 2 * jnp.sum(w * (rank - 0.5) * grid) / mean\n"
        "    below = jnp.cumsum(w) - w\n"
        "    poor = jnp.clip(1 - top - below, 0, w)\n"
        "    return gini, 1 - poor @ grid / mean\n",
    ],
    "ex-heterogeneous-agents-path": [
        path(),
        "def trace_capital(saved, P, grid, mass, years):\n"
        "    n = len(grid)\n"
        "    place = jnp.interp(saved, grid, jnp.arange(n, dtype=float))\n"
        "    left = jnp.clip(jnp.floor(place).astype(int), 0, n - 2)\n"
        "    def spread(mass, left, share):\n"
        "        moved = jnp.zeros(n).at[left].add(mass * (1 - share))\n"
        "        return moved.at[left + 1].add(mass * share)\n"
        "    def move(t, state):\n"
        "        mass, means = state\n"
        "        mass = P.T @ jax.vmap(spread)(mass, left, place - left)\n"
        "        return mass, means.at[t].set(mass.sum(axis=0) @ grid)\n"
        "    return jax.lax.fori_loop(0, years, move, (mass, jnp.zeros(years)))[1]\n",
        path(left="jnp.searchsorted(grid[1:-1], saved, side='left')"),
        # one level after the other
        "def trace_capital(saved, P, grid, mass, years):\n"
        "    n = len(grid)\n"
        "    place = jnp.interp(saved, grid, jnp.arange(n, dtype=float))\n"
        "    left = jnp.clip(jnp.floor(place).astype(int), 0, n - 2)\n"
        "    def spread(mass, left, share):\n"
        "        def add(j, moved):\n"
        "            moved = moved.at[left[j]].add(mass[j] * (1 - share[j]))\n"
        "            return moved.at[left[j] + 1].add(mass[j] * share[j])\n"
        "        return jax.lax.fori_loop(0, n, add, jnp.zeros(n))\n"
        "    def move(mass, _):\n"
        "        mass = P.T @ jax.vmap(spread)(mass, left, place - left)\n"
        "        return mass, jnp.sum(mass * grid)\n"
        "    return jax.lax.scan(move, mass, length=years)[1]\n",
    ],
    "ex-heterogeneous-agents-insurance": [
        insure(),
        # Newton's method, kept between the ends, and a derivative along both directions
        "def insure(measure, z, shares, tau):\n"
        "    mean = jnp.dot(shares, z)\n"
        "    income = z + tau * (mean - z)\n"
        "    low, high, r = 0.0, 0.05, 0.025\n"
        "    for _ in range(60):\n"
        "        f, slope = jax.jvp(lambda r: measure(r, income), (r,), (1.0,))\n"
        "        low, high = (r, high) if f < 0 else (low, r)\n"
        "        new = float(r - f / slope)\n"
        "        r = new if low <= new <= high else (low + high) / 2\n"
        "    _, by_tau = jax.jvp(lambda x: measure(r, x), (income,), (mean - z,))\n"
        "    return [jnp.float64(r), -by_tau / slope]\n",
        # differences of the rate itself
        "def insure(measure, z, shares, tau):\n"
        "    @jax.jit\n"
        "    def find(tau):\n"
        "        income = (1 - tau) * z + tau * jnp.sum(shares * z)\n"
        "        def halve(_, ends):\n"
        "            middle = jnp.mean(ends)\n"
        "            return ends.at[(measure(middle, income) > 0).astype(int)].set(middle)\n"
        "        return jnp.mean(jax.lax.fori_loop(0, 50, halve, jnp.array([0.0, 0.05])))\n"
        "    return find(tau), (find(tau + 1e-4) - find(tau - 1e-4)) / 2e-4\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT = {
    "ex-heterogeneous-agents-insurance": {
        "measure(middle, pay(tau)) < 0 as measure(middle, pay(tau)) <= 0":
            "a middle with an excess of exactly zero is the rate itself",
    },
}
