"""Tempting wrong answers of exercises/autodiff_in_depth.md, each with words of its hint."""

NEWTON = """
def solve_system(f, x, tol=1e-10, limit=50):
    def look(x):
        value = f(x)
        return x, value, {step}
    def is_small(x, value, step):
        return {small}
    def go_on(state):
        point, k = state
        return {go_on}
    def advance(state):
        (x, _, step), k = state
        return look(x + step), k + 1
    point, k = jax.lax.while_loop(go_on, advance, (look(x), 0))
    return Root(point[0], k, {converged}, {residual})
"""
RIGHT = {
    "step": "jnp.linalg.solve(jax.jacfwd(f)(x), -value)",
    "small": "jnp.all(jnp.abs(value) <= tol) & jnp.all(jnp.abs(step) <= tol * (1 + jnp.abs(x)))",
    "go_on": "~is_small(*point) & jnp.all(jnp.isfinite(point[2])) & (k < limit)",
    "converged": "is_small(*point)",
    "residual": "jnp.abs(point[1]).max()",
}


def newton(**wrong: str) -> str:
    """Return the right solver with some of its expressions replaced."""
    return NEWTON.format(**(RIGHT | wrong))


UNROLLED = """
def clear_markets(adjust, tau, x0):
    return jax.lax.fori_loop(0, {rounds}, lambda i, x: adjust(x, tau), x0)
"""
TRANSPOSED_WRONG = """
@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def clear_markets(adjust, tau, x0):
    return settle(lambda x: adjust(x, tau), x0)
def clear_forward(adjust, tau, x0):
    x = clear_markets(adjust, tau, x0)
    return x, (x, tau)
def clear_back(adjust, kept, u):
    x, tau = kept
    pull_back = jax.vjp(adjust, x, tau)[1]
    push = lambda v: jax.jvp(lambda x: adjust(x, tau), (x,), (v,))[1]
    w = settle(lambda w: u + push(w), u)
    return pull_back(w)[1], jnp.zeros_like(u)
clear_markets.defvjp(clear_forward, clear_back)
"""
IMPLICIT = """
@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def clear_markets(adjust, tau, x0):
    return settle(lambda x: adjust(x, tau), {start})
def clear_forward(adjust, tau, x0):
    x = clear_markets(adjust, tau, x0)
    return x, (x, tau)
def clear_back(adjust, kept, u):
    by_x, by_tau = jax.jacobian(adjust, argnums=(0, 1))(*kept)
    w = {weight}
    return w @ by_tau, {by_start}
clear_markets.defvjp(clear_forward, clear_back)
"""
NEWTON_SEARCH = """
def clear_markets(adjust, tau, x0):
    fixed, x = jax.lax.stop_gradient((tau, x0))
    gap = lambda x, tau: adjust(x, tau) - x
    solve = lambda x, tau: jnp.linalg.solve(jax.jacfwd(gap)(x, fixed), gap(x, tau))
    x = jax.lax.stop_gradient(jax.lax.fori_loop(0, 60, lambda i, x: x - solve(x, fixed), x))
    return x - solve(x, tau)
"""
RIGHT_IMPLICIT = {"start": "x0", "weight": "jnp.linalg.solve(jnp.eye(u.size) - by_x.T, u)",
                  "by_start": "jnp.zeros_like(u)"}


def implicit(**wrong: str) -> str:
    """Return a right rule for the prices with some of its expressions replaced."""
    return IMPLICIT.format(**(RIGHT_IMPLICIT | wrong))


def plain(search: str) -> str:
    """Return a right rule, whose function does another search if no slope is wanted."""
    right = "settle(lambda x: adjust(x, tau), x0)"
    rule = implicit().replace("    x = clear_markets(adjust, tau, x0)", f"    x = {right}")
    return rule.replace(f"return {right}", f"return {search}")


BY_HAND = """
def find_newton_step(f, x):
    gradient, product = jax.linearize(jax.grad(f), x)
    def advance(state):
        s, r, p, k = state
        h = product(p)
        size = r @ r / (p @ h)
        new = r - size * h
        return s + size * p, new, new + (new @ new) / (r @ r) * p, k + 1
    far = lambda state: (state[1] @ state[1] > {rest} * gradient @ gradient) & (state[3] < {limit})
    return jax.lax.while_loop(far, advance, (0 * x, -gradient, -gradient, 0))[0]
"""
STEP = """
def find_newton_step(f, x):
    gradient, product = jax.linearize(jax.grad(f), x)
    return {step}
"""

WRONG_ANSWERS = {
    "ex-autodiff-in-depth-step": [
        (  # right, and n times too large
            "def find_newton_step(f, x):\n"
            "    return jnp.linalg.solve(jax.hessian(f)(x), -jax.grad(f)(x))\n",
            "the whole Hessian?",
        ),
        (
            STEP.format(step="jax.scipy.sparse.linalg.cg(product, gradient, tol=1e-12)[0]"),
            "which sign has the gradient",
        ),
        (
            STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient)[0]"),
            "solve",
        ),
        (STEP.format(step="-gradient"), "but where is H?"),
        (STEP.format(step="-product(gradient)"), "a product where a solution is wanted?"),
        (STEP.format(step="-gradient / product(jnp.ones_like(x))"), "the sums of the rows"),
        (  # Python repeats the products
            "def find_newton_step(f, x):\n"
            "    g = jax.grad(f)\n"
            "    s = jnp.zeros_like(x)\n"
            "    for _ in range(40):\n"
            "        s = s - 0.01 * (jax.jvp(g, (x,), (s,))[1] + g(x))\n"
            "    return s\n",
            "does Python loop over products?",
        ),
        (BY_HAND.format(rest="1e-24", limit="150"), "solve"),
        (STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12, "
                          "maxiter=200)[0]"), "solve"),
        (STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12)"),
         "the pair of cg?"),
        (STEP.format(step="x + jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12)[0]"),
         "solve"),
        (  # the Hessian somewhere else
            "def find_newton_step(f, x):\n"
            "    product = jax.linearize(jax.grad(f), jnp.zeros_like(x))[1]\n"
            "    return jax.scipy.sparse.linalg.cg(product, -jax.grad(f)(x), tol=1e-12)[0]\n",
            "the step is off by",
        ),
        (  # the gradient somewhere else
            "def find_newton_step(f, x):\n"
            "    product = jax.linearize(jax.grad(f), x)[1]\n"
            "    g = jax.grad(f)(jnp.ones_like(x))\n"
            "    return jax.scipy.sparse.linalg.cg(product, -g, tol=1e-12)[0]\n",
            "solve",
        ),
        (  # products of 20 directions at once
            "def find_newton_step(f, x):\n"
            "    gradient, product = jax.linearize(jax.grad(f), x)\n"
            "    jax.vmap(product)(jnp.ones((20, x.size)))\n"
            "    return jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12)[0]\n",
            "an array of",
        ),
        (  # 0 / 0 where the gradient is 0
            STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12)[0]"
                             " * (gradient @ gradient) / (gradient @ gradient)"),
            "at the minimum the step is",
        ),
        (STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-11)[0]"),
         "how exactly does cg solve?"),
        (STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=0, atol=1e-12)[0]"),
         "the step is off by"),
        (STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12, "
                          "maxiter=2 * x.size)[0]"), "the step is off by"),
        (STEP.format(step="jax.scipy.sparse.linalg.cg(lambda v: product(v) + 1e-10 * v, "
                          "-gradient, tol=1e-12)[0]"), "the step is off by"),
        (  # dense as long as n is small
            STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12)[0]"
                             " if x.size > 2000 else"
                             " jnp.linalg.solve(jax.hessian(f)(x), -gradient)"),
            "the whole Hessian?",
        ),
        (STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12, "
                          "maxiter=1000)[0]"), "the step is off by"),
        (STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12, "
                          "maxiter=1500)[0]"), "the step is off by"),
        (STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12, "
                          "maxiter=2000)[0]"), "n = 1500: the step is off by"),
        (STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12)[0]"
                          ".astype(jnp.float32)"), "the step is float64["),
        (  # dense as long as n is very small
            STEP.format(step="jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-12)[0]"
                             " if x.size > 20 else"
                             " jnp.linalg.solve(jax.hessian(f)(x), -gradient)"),
            "the whole Hessian?",
        ),
        *((STEP.format(step=step.replace(
            "s", "jax.scipy.sparse.linalg.cg(product, -gradient, tol=1e-13)[0]", 1)),
           "the step is off by") for step in (
               "(s).clip(-1e3, 1e3)", "(s) * (jnp.abs(gradient).max() > 1e-12)",
               "jnp.where(gradient == 0, 0, (s))")),
        (  # products by finite differences
            "def find_newton_step(f, x):\n"
            "    g = jax.grad(f)\n"
            "    def product(v):\n"
            "        h = 1e-4 / (jnp.abs(v).max() + 1e-300)\n"
            "        return (g(x + h * v) - g(x - h * v)) / (2 * h)\n"
            "    return jax.scipy.sparse.linalg.cg(product, -g(x), tol=1e-12)[0]\n",
            "the step is off by",
        ),
        *(  # begins at x, or finds the new point
            ("def find_newton_step(f, x):\n"
             "    g, product = jax.linearize(jax.grad(f), x)\n"
             f"    return jax.scipy.sparse.linalg.cg({solve}\n", "the step is")
            for solve in ("product, -g, x0=x, tol=1e-12)[0]",
                          "product, product(x) - g, tol=1e-12)[0] - x",
                          "product, product(x) - g, x0=x, tol=1e-12)[0] - x")
        ),
    ],
    "ex-autodiff-in-depth-tax": [
        (
            "def clear_markets(adjust, tau, x0):\n"
            "    return settle(lambda x: adjust(x, tau), x0)\n",
            "a loop of unknown length",
        ),
        (implicit().replace("settle(lambda x", "jax.lax.fori_loop(0, 500, lambda i, x"),
         "did they settle?"),
        (UNROLLED.format(rounds=40_000), "one state for each round?"),
        (
            "def clear_markets(adjust, tau, x0):\n"
            "    tau, x0 = jax.lax.stop_gradient((tau, x0))\n"
            "    return settle(lambda x: adjust(x, tau), x0)\n",
            "nothing that depends on tau was differentiated",
        ),
        (  # the search is cut off, one round is differentiated
            "def clear_markets(adjust, tau, x0):\n"
            "    fixed, start = jax.lax.stop_gradient((tau, x0))\n"
            "    return adjust(settle(lambda x: adjust(x, fixed), start), tau)\n",
            "that of one round",
        ),
        (  # the Newton step for one unknown
            "def clear_markets(adjust, tau, x0):\n"
            "    fixed, start = jax.lax.stop_gradient((tau, x0))\n"
            "    x = jax.lax.stop_gradient(settle(lambda x: adjust(x, fixed), start))\n"
            "    slope = jnp.diag(jax.jacfwd(adjust)(x, fixed))\n"
            "    return x - (x - adjust(x, tau)) / (1 - slope)\n",
            "where are the links?",
        ),
        (TRANSPOSED_WRONG, "is it transposed on the way back?"),
        (  # a Python loop decides when to stop
            "def clear_markets(adjust, tau, x0):\n"
            "    x, new = x0, adjust(x0, tau)\n"
            "    while jnp.abs(new - x).max() > 1e-12:\n"
            "        x, new = new, adjust(new, tau)\n"
            "    return new\n",
            "does Python decide when to stop?",
        ),
        (implicit(start="jnp.zeros_like(x0)"), "does x0 decide?"),
        (implicit(by_start="w"), "x0 moves the prices"),
        (implicit(weight="jnp.linalg.solve(jnp.eye(u.size) - by_x, u)"), "is it transposed"),
        (implicit(weight="u + u @ by_x"), "their slope is off by"),
        (implicit(weight="jnp.linalg.solve(jnp.eye(u.size) - by_x.T, -u)"), "the wrong sign"),
        (  # a rule that stops too early
            implicit(weight="jax.lax.fori_loop(0, 300, lambda i, w: u + w @ by_x, u)"),
            "their slope is off by",
        ),
        (implicit(weight="jnp.linalg.solve(jnp.eye(3) - by_x.T, u)"), "clear_markets("),
        (  # always the page's own market
            implicit().replace("adjust(x, tau), x0", "globals()['adjust'](x, tau), x0"),
            "clear_markets",  # other prices, or a shape that does not fit
        ),
        (implicit().replace("tau), x0)", "tau), x0, 40_000)"), "did they settle?"),
        (implicit().replace("settle(lambda x", "jax.lax.fori_loop(0, 30_000, lambda i, x"),
         "did they settle?"),
        (NEWTON_SEARCH, "does x0 decide?"),
        (implicit().replace("    by_x,", "    assert u.size > 1\n    by_x,"), "clear_markets("),
        (implicit().replace("    by_x,", "    assert u.size <= 5\n    by_x,"), "clear_markets("),
        (implicit(start="jnp.clip(x0, -0.2, 0.2)"), "does x0 decide?"),
        (implicit(start="jnp.sign(x0) * 0.1"), "does x0 decide?"),
        (NEWTON_SEARCH.replace("    gap =", "    x = jax.lax.fori_loop(0, 100, "
                               "lambda i, x: adjust(x, fixed), x)\n    gap =", 1),
         "does x0 decide?"),
        (implicit().replace("tau), x0)", "jnp.clip(tau, -0.5, 0.5)), x0)"), "does x0 decide?"),
        # solvers that are exact for few goods only, with the tolerance of the library
        *((implicit(weight=f"jax.scipy.sparse.linalg.{solve}(lambda w: w - w @ by_x, u)[0]"),
           "prices right, their slope is off by") for solve in ("gmres", "bicgstab")),
        *((implicit().replace("adjust(x, tau), x0", f"x + {length} * (adjust(x, tau) - x), x0"),
           "does x0 decide?") for length in (1.5, 3)),  # longer rounds, to be there sooner
        *((plain(search), "without grad") for search in (  # right only where grad is asked
            "jax.lax.fori_loop(0, 500, lambda i, x: adjust(x, tau), x0)", "adjust(x0, tau)",
            "settle(lambda x: adjust(x, tau), 0 * x0)")),
        (  # settled as soon as the first good is
            implicit().replace("return settle(lambda x: adjust(x, tau), x0)",
                "far = lambda pair: jnp.abs(pair[1] - pair[0])[0] > 1e-15\n"
                "    advance = lambda pair: (pair[1], adjust(pair[1], tau))\n"
                "    return jax.lax.while_loop(far, advance, (x0, adjust(x0, tau)))[1]"),
            "two ends",
        ),
        (  # forward only
            "@functools.partial(jax.custom_jvp, nondiff_argnums=(0,))\n"
            "def clear_markets(adjust, tau, x0):\n"
            "    return settle(lambda x: adjust(x, tau), x0)\n"
            "@clear_markets.defjvp\n"
            "def push(adjust, given, moves):\n"
            "    x = clear_markets(adjust, *given)\n"
            "    move = lambda v: jax.jvp(adjust, (x, given[0]), (v, moves[0]))[1]\n"
            "    return x, settle(move, jnp.zeros_like(x))\n",
            "a loop of unknown length",
        ),
    ],
    "ex-autodiff-in-depth-newton": [
        (  # asked the wrong way round: NaN is not large
            newton(
                small="~jnp.any((jnp.abs(value) > tol)"
                " | (jnp.abs(step) > tol * (1 + jnp.abs(x))))"
            ),
            "NaN passed the test",
        ),
        (newton(converged="k < limit"), "NaN passed the test"),
        (newton(converged="jnp.all(jnp.isfinite(point[2]))"), "going in circles at the limit"),
        (newton(small="jnp.all(jnp.abs(value) <= tol)"), "not the next step"),
        (
            newton(
                small="jnp.any(jnp.abs(value) <= tol)"
                " & jnp.any(jnp.abs(step) <= tol * (1 + jnp.abs(x)))"
            ),
            "any, or all?",
        ),
        (newton(residual="jnp.nanmax(jnp.abs(point[1]))"), "residual"),
        (  # a slope for each unknown, as if they did not interact
            newton(step="-value / jax.jvp(f, (x,), (jnp.ones_like(x),))[1]"),
            "is J s = -f?",
        ),
        (newton(go_on="k < limit"), "does it stop when it is done?"),
        (
            "def solve_system(f, x, tol=1e-10, limit=50):\n"
            "    k = 0\n"
            "    while jnp.abs(f(x)).max() > tol and k < limit:\n"
            "        x, k = x - jnp.linalg.solve(jax.jacfwd(f)(x), f(x)), k + 1\n"
            "    return Root(x, k, k < limit, jnp.abs(f(x)).max())\n",
            "does Python decide when to stop?",
        ),
        (newton(small="jnp.all(jnp.abs(value) <= tol) & jnp.all(jnp.abs(step) <= 1e-3)"),
         "how large may the next step be?"),
        (newton(small="jnp.all(jnp.abs(value) <= tol) & jnp.all(jnp.abs(step) <= tol)"),
         "at most so much?"),
        (newton(small="jnp.all(jnp.abs(value) <= tol)"
                " & jnp.all(jnp.abs(step) <= tol * (1 + jnp.abs(x).max()))"),
         "its own entry"),
        (newton(small="jnp.all(jnp.abs(value) <= tol)"
                " & jnp.all(jnp.abs(step) <= tol * (1 + x))"), "at most so much?"),
        (newton(small="(jnp.linalg.norm(value) <= tol)"
                " & jnp.all(jnp.abs(step) <= tol * (1 + jnp.abs(x)))"), "is that at most tol?"),
        (newton(small="jnp.all(jnp.abs(value) <= 1e-10)"
                " & jnp.all(jnp.abs(step) <= 1e-10 * (1 + jnp.abs(x)))"), "is that at most tol?"),
        (newton(go_on="~is_small(*point) & (k < limit)"), "does it stop when it is done?"),
        (newton(go_on="~is_small(*point) & jnp.all(jnp.isfinite(point[2])) & (k <= limit)"),
         ": does it stop when it is done?"),
        (newton(go_on="~is_small(*point) & jnp.all(jnp.isfinite(point[2])) & (k < 50)"),
         "50 steps, not"),
        (newton(residual="jnp.linalg.norm(point[1])"), "residual"),
        (newton(residual="point[1].max()"), "residual"),
        (newton(step="jnp.linalg.solve(jax.jacfwd(f)(x).T, -value)"), "is J s = -f?"),
        (newton().replace("Root(point[0], k", "Root(point[0], k + 1"), "5 steps, not 4"),
        (newton().replace("return Root(", "return tuple(Root(").replace(".max())\n", ".max()))\n"),
         "expected a Root, got tuple"),
        (newton(residual="jnp.abs(point[1])"), "shapes and kinds"),
        (  # two unknowns, by hand
            newton(step="(lambda j: jnp.stack([-j[1, 1] * value[0] + j[0, 1] * value[1],"
                        " j[1, 0] * value[0] - j[0, 0] * value[1]])"
                        " / (j[0, 0] * j[1, 1] - j[0, 1] * j[1, 0]))(jax.jacfwd(f)(x))"),
            "solve_system",  # another root, or a shape that does not fit
        ),
        (newton(small=RIGHT["small"].replace("tol", "max(tol, 1e-12)")), "0 steps, not 1"),
        (newton(small=RIGHT["small"].replace("tol", "min(tol, 0.01)")), "tol = 1000"),
        (newton(go_on=RIGHT["go_on"].replace("limit", "max(limit, 1)")), "1 steps, not 0"),
        (newton(small="jnp.all(jnp.abs(value) <= tol)"
                " & (jnp.all(jnp.abs(step) <= tol * (1 + jnp.abs(x))) | jnp.all(value == 0))"),
         "the next step is not finite"),
        (newton(small="jnp.all(jnp.abs(value) <= tol)"
                " & (jnp.abs(step).max() <= tol * (1 + jnp.abs(x).min()))"), "at most so much?"),
        (newton().replace("    def look", "    assert x.size > 1\n    def look", 1),
         "solve_system("),
        (newton(converged="is_small(*point) & isinstance(x, jax.core.Tracer)"), "without jit"),
        (newton(go_on="~is_small(*point) & jnp.any(jnp.isfinite(point[2])) & (k < limit)"),
         "double root, from [0, 1]"),
        (newton(small=RIGHT["small"].replace("jnp.abs(value)", "value")), "by its size"),
        (newton(small=RIGHT["small"].replace("jnp.all(jnp.abs(v", "jnp.any(jnp.abs(v")),
         "every one counts"),
        (newton(small=RIGHT["small"].replace("jnp.abs(step)", "step")), "the next step be?"),
        (newton(small=RIGHT["small"].replace("jnp.abs(step)", "-step")), "not the next step"),
        (newton(go_on=RIGHT["go_on"].replace("limit", "min(limit, 50)")), "50 steps, not"),
        (newton(go_on=RIGHT["go_on"].replace("limit", "min(limit, 100)")), "100 steps, not"),
        (newton(small=RIGHT["small"].replace("tol", "min(tol, 1)")), "tol = 1000"),
        (newton(small=RIGHT["small"].replace("<= tol *", "<= min(tol, 100) *")), "tol = 1000"),
        (newton(small=RIGHT["small"].replace("<= tol)", "<= min(tol, 100))", 1)), "tol = 1000"),
        (newton(small=RIGHT["small"].replace("tol", "max(tol, 1e-15)")), "0 steps, not 1"),
        (newton(go_on=RIGHT["go_on"] + " & (jnp.abs(point[0]).max() < 1e6)"), "steps, not"),
        (  # finite differences, with a step in proportion to x
            newton(step="jnp.linalg.solve(jnp.stack([(f(x + h * e) - f(x - h * e)) / (2 * h)"
                        " for e in jnp.eye(x.size)], 1), -value)")
            .replace("        value = f(x)",
                     "        value, h = f(x), 1e-6 * (1 + jnp.abs(x).max())"),
            "one step is exact",
        ),
    ],
}

# Right answers in other styles, which the checks must accept.
RIGHT_ANSWERS = {
    "ex-autodiff-in-depth-step": [
        "def find_newton_step(f, x):\n"
        "    g = jax.grad(f)\n"
        "    product = lambda v: jax.jvp(g, (x,), (v,))[1]\n"
        "    return jax.scipy.sparse.linalg.cg(product, -g(x), tol=1e-13, maxiter=10**6)[0]\n",
        "def find_newton_step(f, x):\n"
        "    product = lambda v: jax.grad(lambda x: jnp.vdot(jax.grad(f)(x), v))(x)\n"
        "    return -jax.scipy.sparse.linalg.cg(product, jax.grad(f)(x), tol=1e-13)[0]\n",
        BY_HAND.format(rest="1e-26", limit="100 * x.size"),
    ],
    "ex-autodiff-in-depth-tax": [
        implicit(),
        "def clear_markets(adjust, tau, x0):\n"
        "    fixed, start = jax.lax.stop_gradient((tau, x0))\n"
        "    x = jax.lax.stop_gradient(settle(lambda x: adjust(x, fixed), start))\n"
        "    by_x = jax.jacfwd(adjust)(x, fixed)\n"
        "    return x - jnp.linalg.solve(jnp.eye(x.size) - by_x, x - adjust(x, tau))\n",
        implicit(weight="settle(lambda w: u + w @ by_x, jnp.zeros_like(u))"),
        "def clear_markets(adjust, tau, x0):\n"
        "    solve = lambda f, x: settle(lambda x: x + f(x), x)\n"
        "    start = jax.lax.stop_gradient(x0)\n"
        "    return jax.lax.custom_root(lambda x: adjust(x, tau) - x, start, solve,\n"
        "                               lambda g, y: jnp.linalg.solve(jax.jacobian(g)(y), y))\n",
    ],
    "ex-autodiff-in-depth-newton": [
        newton(step="-jnp.linalg.inv(jax.jacrev(f)(x)) @ value"),
        newton().replace("tol=1e-10, limit=50", "tol, limit"),
        newton(step="(lambda q, r: jax.scipy.linalg.solve_triangular(r, -q.T @ value))("
                    "*jnp.linalg.qr(jax.jacfwd(f)(x)))"),
        "def solve_system(f, x, tol=1e-10, limit=50):\n"
        "    def look(x):\n"
        "        value = f(x)\n"
        "        step = jnp.linalg.solve(jax.jacobian(f)(x), -value)\n"
        "        small = (abs(value) <= tol) & (abs(step) <= tol * (1 + abs(x)))\n"
        "        return value, step, small.all()\n"
        "    def body(i, state):\n"
        "        x, k = state\n"
        "        value, step, done = look(x)\n"
        "        stop = done | ~jnp.isfinite(step).all()\n"
        "        return jnp.where(stop, x, x + step), k + ~stop\n"
        "    x, k = jax.lax.fori_loop(0, limit, body, (x, 0))\n"
        "    value, step, done = look(x)\n"
        "    return Root(x, k, done, abs(value).max())\n",
        "def solve_system(f, x, tol=1e-10, limit=50):\n"
        "    def newton(x):\n"
        "        return jnp.linalg.solve(jax.jacfwd(f)(x), -f(x))\n"
        "    def small(x):\n"
        "        fine = jnp.max(jnp.abs(newton(x)) / (1 + jnp.abs(x))) <= tol\n"
        "        return fine & (jnp.max(jnp.abs(f(x))) <= tol)\n"
        "    def go_on(state):\n"
        "        x, k = state\n"
        "        finite = jnp.isfinite(newton(x)).all()\n"
        "        return finite & jnp.logical_not(small(x)) & (k < limit)\n"
        "    step = lambda state: (state[0] + newton(state[0]), state[1] + 1)\n"
        "    x, k = jax.lax.while_loop(go_on, step, (x, 0))\n"
        "    return Root(root=x, iterations=k, converged=small(x),\n"
        "                residual=jnp.max(jnp.abs(f(x))))\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}

