"""Plausible wrong answers to exercises/estimation.md, each with words of the hint it must get.
"""

DELTA = """\
def pass_errors(g, theta, cov):
    G = {G}
    return {result}
"""
CLUSTERS = """\
def cluster_errors(terms, theta, groups, count):
    scores = {scores}
    sums = {sums}
    H = jax.hessian(lambda theta: jnp.sum(terms(theta)))(theta)
    moved = jnp.linalg.solve(H, sums.T)
    return {result}
"""
PROFILE = """\
def find_interval(loglik, theta, index, drop):
    others = jnp.delete(theta, index)
    def is_kept(value):
        f = lambda free: loglik(jnp.insert(free, index, value))
        return {kept}
    def halve(ends, _):
        middle = sum(ends) / 2
        kept = is_kept(theta[index] + middle)
        return (jnp.where(kept, middle, ends[0]), jnp.where(kept, ends[1], middle)), None
    find = lambda far: jax.lax.scan(halve, (jnp.zeros(()), far), length={halvings})[0][0]
    low, high = jax.lax.map(find, jnp.array([-100.0, 100.0]))
    return {result}
"""


def delta(G="jax.jacfwd(g)(theta)",
          result="g(theta), jnp.sqrt(jnp.sum(G @ cov * G, axis=1))"):
    return DELTA.format(G=G, result=result)


def clusters(scores="jax.jacfwd(terms)(theta)",
             sums="jax.ops.segment_sum(scores, groups, num_segments=count)",
             result="jnp.sqrt(jnp.sum(moved**2, axis=1))"):
    return CLUSTERS.format(scores=scores, sums=sums, result=result)


def profile(kept="loglik(theta) - f(maximize(f, others)[0]) <= drop", halvings=40,
            result="theta[index] + low, theta[index] + high"):
    return PROFILE.format(kept=kept, halvings=halvings, result=result)


WRONG_ANSWERS = {
    "ex-estimation-delta": [
        (delta(result="g(theta), jnp.sum(G @ cov * G, axis=1)"), "these are variances"),
        (delta(result="g(theta), jnp.sqrt(G**2 @ jnp.diag(cov))"), "are correlated"),
        (delta(result="g(theta), G @ cov @ G.T"), "one error for each result"),
        (delta(result="g(theta), jnp.abs(G @ jnp.sqrt(jnp.diag(cov)))"), "do not add up"),
        (delta(result="jnp.sqrt(jnp.sum(G @ cov * G, axis=1))"), "two results are wanted"),
        (delta(G="jnp.stack([(g(theta + h) - g(theta)) / 1e-6\n"
                 "        for h in 1e-6 * jnp.eye(len(theta))], axis=1)"), "nearly right"),
        (delta(G="jax.jacfwd(g)(jnp.zeros(len(theta)))"), "standard errors"),
        (delta(result="G @ theta, jnp.sqrt(jnp.sum(G @ cov * G, axis=1))"), "not those of g"),
        (delta(result="g(theta), jnp.asarray(np.sqrt(np.diag(G @ cov @ G.T)))"), "Tracer"),
        (delta(G="jax.grad(lambda theta: g(theta)[0])(theta)[None]"), "shape"),
        (delta(result="g(theta), jnp.maximum(jnp.sqrt(jnp.sum(G @ cov * G, axis=1)), 1e-2)"),
         "standard errors"),
        # finite differences of order four
        (delta(G="jnp.stack([(8 * (g(theta + h) - g(theta - h)) - g(theta + 2 * h)\n"
                 "                    + g(theta - 2 * h)) / 0.012\n"
                 "        for h in 1e-3 * jnp.eye(len(theta))], axis=1)"), "nearly right"),
        (delta(result="g(theta), jnp.sqrt(jnp.maximum(jnp.sum(G @ cov * G, axis=1), 1e-12))"),
         "standard errors"),
        # finite differences with a step as short as rounding allows, of orders four and six
        (delta(G="jnp.stack([(8 * (g(theta + h) - g(theta - h)) - g(theta + 2 * h)\n"
                 "                    + g(theta - 2 * h)) / 12e-6\n"
                 "        for h in 1e-6 * jnp.eye(len(theta))], axis=1)"), "nearly right"),
        (delta(G="jnp.stack([(45 * (g(theta + h) - g(theta - h))\n"
                 "                    - 9 * (g(theta + 2 * h) - g(theta - 2 * h))\n"
                 "                    + g(theta + 3 * h) - g(theta - 3 * h)) / 120e-6\n"
                 "        for h in 2e-6 * jnp.eye(len(theta))], axis=1)"), "nearly right"),
        # a step along the imaginary axis, right for analytic functions only
        (delta(G="jax.vmap(lambda h: jnp.imag(g(theta + h)), out_axes=1)(\n"
                 "        1e-20j * jnp.eye(len(theta))) / 1e-20"), "standard errors"),
        # a root of the covariance matrix without its small eigenvalues
        (delta(result="g(theta), jnp.linalg.norm(G @ root, axis=1)").replace(
            "    return", "    sizes, axes = jnp.linalg.eigh(cov)\n"
            "    root = axes * jnp.sqrt(jnp.where(sizes > 1e-6 * sizes[-1], sizes, 0))\n"
            "    return"), "nearly right"),
        (delta(result="g(theta), jnp.sqrt(jnp.maximum(jnp.sum(G @ cov * G, axis=1), 1e-30))"),
         "standard errors"),
        (delta(result="g(theta), jnp.sqrt(jnp.sum(G @ cov * G, axis=1) + 1e-30)"),
         "standard errors"),
    ],
    "ex-estimation-clusters": [
        (clusters(sums="scores"), "within each group"),
        (clusters(result="jnp.sum(moved**2, axis=1)"), "these are variances"),
        (clusters(result="jnp.sqrt(-jnp.diag(jnp.linalg.inv(H)))"), "trusts the likelihood"),
        (clusters(scores="jax.jacrev(terms)(theta)"), "which mode is it?"),
        (clusters(sums="(groups == groups[:, None]) @ scores"), "standard errors"),
        (clusters(sums="jax.ops.segment_sum(scores, groups, num_segments=count)\n"
                       "    sums = sums / jnp.maximum(jnp.bincount(groups, length=count), 1)"
                       "[:, None]"), "not means"),
        (clusters(result="jnp.sqrt(jnp.sum(moved**2, axis=1) * count / max(count - 1, 1))"),
         "no factor"),
        (clusters(sums="jax.ops.segment_sum(scores, groups, num_segments=count)[:5]"),
         "standard errors"),
        (clusters(sums="jnp.stack([scores[np.asarray(groups) == g].sum(axis=0)\n"
                       "                      for g in range(count)])"), "cannot be traced"),
        (clusters(result="jnp.sqrt(jnp.sum(sums**2, axis=0))"), "standard errors"),
        (clusters(result="moved @ moved.T"), "shape"),
        (clusters(scores="(jax.jacrev if count > 1 else jax.jacfwd)(terms)(theta)"),
         "61 × 61: which mode is it?"),
        (clusters(result="jnp.sqrt(jnp.diag(B @ scores.T @ ((groups == groups[:, None]) @ scores)"
                         " @ B))").replace("    return", "    B = jnp.linalg.inv(H)\n    return"),
         "97 × 97"),
        (clusters(sums="jax.ops.segment_sum(scores, groups, num_segments=len(scores))"),
         "standard errors"),
        (clusters(result="jnp.sqrt(jnp.sum(moved**2, axis=1)).astype(jnp.float32)"),
         "dtype float32"),
        (clusters(sums="jax.ops.segment_sum(scores, groups, num_segments=70)"),
         "standard errors"),
        (clusters().replace("    moved", "    H = H - 1e-4 * jnp.eye(len(theta))\n    moved", 1),
         "standard errors"),
        *((clusters().replace("    moved",
                              f"    H = H - {ridge} * jnp.eye(len(theta))\n    moved", 1),
           "observations") for ridge in ("1e-6", "1e-8", "1e-10",
                                         "1e-9 * jnp.trace(-H)")),  # units may differ
        *((clusters(sums="jax.ops.segment_sum(scores, groups, num_segments=count,\n"
                         f"                               {promise}=True)"), promise)
          for promise in ("unique_indices", "indices_are_sorted")),
        (clusters(sums="jnp.zeros((count, len(theta))).at[groups].add(scores, "
                       "unique_indices=True)"), "groups may be in any order"),
        # finite differences
        (clusters().replace("jax.hessian(lambda theta: jnp.sum(terms(theta)))(theta)",
                            "jnp.stack([(slope(theta + h) - slope(theta - h)) / 2e-5\n"
                            "                   for h in 1e-5 * jnp.eye(len(theta))])").replace(
            "    H =", "    slope = jax.grad(lambda theta: jnp.sum(terms(theta)))\n    H ="),
         "observations"),
        (clusters(scores="jnp.stack([(terms(theta + h) - terms(theta - h)) / 2e-5\n"
                         "                        for h in 1e-5 * jnp.eye(len(theta))], axis=1)"),
         "observations"),
    ],
    "ex-estimation-profile": [
        (profile(kept="loglik(theta) - f(others) <= drop"), "must be maximized again"),
        (profile(halvings=20), "data, parameter 0 of 2"),
        (profile().replace("[-100.0, 100.0]", "[-10.0, 10.0]"), "ends"),
        (profile(result="low, high"), "distances, not values"),
        (profile(result="theta[index] + high, theta[index] + low"), "lower end comes first"),
        (profile(result="theta[index] + high"), "two results are wanted"),
        (profile(kept="2 * (loglik(theta) - f(maximize(f, others)[0])) <= drop"), "ends"),
        (profile(result="theta[index] - high, theta[index] + high"), "need not be symmetric"),
        (profile(kept="loglik(theta) - f(maximize(f, others)[0]) <= 1.92"), "ends"),
        ("def find_interval(loglik, theta, index, drop):\n"
         "    cov = jnp.linalg.inv(-jax.hessian(loglik)(theta))\n"
         "    half = jnp.sqrt(2 * drop * cov[index, index])\n"
         "    return theta[index] - half, theta[index] + half\n", "need not be symmetric"),
        (profile().replace("index", "0").replace("theta, 0, drop", "theta, index, drop"),
         "ends"),
        (profile(kept="loglik(theta) - f(maximize(f, others)[0]) <= max(drop, 0.1)"), "ends"),
        (profile(kept="loglik(theta) - f(maximize(f, others)[0]) <= min(drop, 2.5)"), "ends"),
        (profile().replace("[-100.0, 100.0]", "[-90.0, 90.0]"), "ends"),
        *((profile().replace("drop):\n", f"drop):\n    index = {index}\n"), "ends")
          for index in ("min(index, 1)", "min(index, 2)", "max(index, 1)")),
        (profile().replace("jnp.insert(free, index, value)", "jnp.append(free, value)"), "ends"),
        (profile().replace("jnp.insert(free, index, value)", "jnp.append(value, free)"), "ends"),
        *((profile().replace("maximize(f, others)", f"maximize(f, others, {most})"), "ends")
          for most in (3, 5)),
        *((profile(kept=f"loglik(theta) - f(maximize(f, others)[0]) <= {drop}"), "ends")
          for drop in ("min(drop, 10)", "max(drop, 1e-3)")),
        (profile().replace("[-100.0, 100.0]", "[-99.0, 99.0]"), "ends"),
        (profile().replace("jnp.array([-100.0, 100.0])", "jnp.array([-10.0, 10.0]) * jnp.sqrt(\n"
                           "        jnp.linalg.inv(-jax.hessian(loglik)(theta))[index, index])"),
         "ends"),  # as if no interval were longer than ten standard errors
        (profile(kept="loglik(theta) - f(jax.lax.fori_loop(0, 5, lambda i, o: "
                      "o - jnp.linalg.solve(jax.hessian(f)(o), jax.grad(f)(o)), others)) <= drop"),
         "ends"),
        (profile(result="jnp.float32(theta[index] + low), jnp.float32(theta[index] + high)"),
         "computes in float64"),
    ],
}

# Right answers in other styles, which the check must accept.
RIGHT_ANSWERS = {
    "ex-estimation-delta": [
        delta(G="jax.jacrev(g)(theta)", result="[g(theta), jnp.sqrt(jnp.diag(G @ cov @ G.T))]"),
        "def pass_errors(g, theta, cov):\n"
        "    value, push = jax.linearize(g, theta)\n"
        "    G = jax.vmap(push, out_axes=1)(jnp.eye(len(theta)))\n"
        "    return value, jnp.sqrt(jnp.einsum('ik,kl,il->i', G, cov, G))\n",
        # the estimates as a root times independent standard normal numbers
        "def pass_errors(g, theta, cov):\n"
        "    sizes, axes = jnp.linalg.eigh(cov)\n"
        "    root = axes * jnp.sqrt(jnp.maximum(sizes, 0))\n"
        "    moves = jax.vmap(lambda v: jax.jvp(g, (theta,), (v,))[1])(root.T)\n"
        "    return g(theta), jnp.linalg.norm(moves, axis=0)\n",
    ],
    "ex-estimation-clusters": [
        clusters(sums="jnp.zeros((count, len(theta))).at[groups].add(scores)"),
        # sorted first, and one after the other
        clusters(sums="jax.ops.segment_sum(scores[jnp.argsort(groups)], jnp.sort(groups),\n"
                      "                               count, indices_are_sorted=True)"),
        clusters(sums="jax.lax.fori_loop(\n"
                      "        0, len(groups), lambda i, sums: sums.at[groups[i]].add(scores[i]),\n"
                      "        jnp.zeros((count, len(theta))))"),
        clusters().replace("jnp.linalg.solve(H, sums.T)", "jnp.linalg.pinv(H) @ sums.T"),
        clusters(sums="jax.nn.one_hot(groups, count, dtype=float).T @ scores",
                 result="jnp.sqrt(jnp.diag(moved @ moved.T))"),
        # the sum of each group differentiated at once
        "def cluster_errors(terms, theta, groups, count):\n"
        "    add = lambda theta: jax.ops.segment_sum(terms(theta), groups, count)\n"
        "    bread = jnp.linalg.inv(jax.jacfwd(jax.grad(lambda t: add(t).sum()))(theta))\n"
        "    sums = jax.jacfwd(add)(theta)\n"
        "    return jnp.sqrt(jnp.diag(bread @ (sums.T @ sums) @ bread))\n",
    ],
    "ex-estimation-profile": [
        profile(halvings=60),
        # roots by SciPy, maxima by the others' own Newton steps
        "def find_interval(loglik, theta, index, drop):\n"
        "    others = jnp.delete(theta, index)\n"
        "    @jax.jit\n"
        "    def fall(value):\n"
        "        f = lambda free: loglik(jnp.insert(free, index, value))\n"
        "        return loglik(theta) - f(maximize(f, others)[0]) - drop\n"
        "    def safe(value):\n"
        "        found = float(fall(value))\n"
        "        return found if np.isfinite(found) else 1e9\n"
        "    middle = float(theta[index])\n"
        "    return [scipy.optimize.brentq(safe, middle, middle + far) for far in (-100, 100)]\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT = {
    "ex-estimation-profile": {
        "loglik(theta) - f(maximize(f, others)[0]) <= drop as "
        "loglik(theta) - f(maximize(f, others)[0]) < drop":
            "a value at which the fall is exactly the drop is the end itself",
    },
}
