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
            "how exactly does cg solve?",
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
    ],
    "ex-autodiff-in-depth-tax": [
        (
            "def clear_markets(adjust, tau, x0):\n"
            "    return settle(lambda x: adjust(x, tau), x0)\n",
            "a loop of unknown length",
        ),
        (UNROLLED.format(rounds=500), "did they settle?"),
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
    ],
}

# Changes of official answers that a check should reject, and does not notice yet.
UNNOTICED = {
    "ex-autodiff-in-depth-tax": [
        "clear_markets(adjust) is a constant",
    ],
    "ex-autodiff-in-depth-newton": [
        "solve_system(tol) is a constant",
        "jnp.abs(value) <= tol as jnp.abs(value) < tol",
        "jnp.abs(step) <= tol * (1 + jnp.abs(x)) as jnp.abs(step) < tol * (1 + jnp.abs(x))",
        "1 + jnp.abs(x) without jnp.abs(x)",
        "1 + jnp.abs(x) without 1",
    ],
}
