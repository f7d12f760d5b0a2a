"""Time the programs and the estimators of the option exercise, by the definitions of its page.

Before a function is timed, the page's own check of what it should return is run.
"""
from functools import cache

import jax
import jax.numpy as jnp
from jax.scipy.special import ndtr

from definitions import run_definitions

PATHS = 1_000_000  # four arrays of this many float64 are 32 MB
SMALL, LARGE = 1_000, 100_000  # paths in a call of the two estimators that need few
COMPUTED = {"at_zero", "may_use", "cores"}  # what its functions read and that is no constant


@cache
def read_page():
    return run_definitions("exercises/option_pricing", COMPUTED)


def sample_variances(page, M: int) -> jax.Array:
    """Return the variance of ln S_n given h on each of M paths of h, at the reference."""
    option = page.reference

    def step(h, shock):
        return option.rho * h + option.nu * shock, (option.scale * jnp.exp(h)) ** 2

    eta = jax.random.normal(jax.random.key(90), (page.n, M))
    return jnp.sum(jax.lax.scan(step, jnp.full(M, option.h0), eta)[1], axis=0)


def find_second_moment(page, V, option) -> jax.Array:
    """Return the mean of the squared discounted payoff if ln S_n is normal with variance V."""
    n, K, S0 = page.n, option.K, option.S0
    d2 = (jnp.log(S0 / K) + n * option.mu) / jnp.sqrt(V)
    mean = S0 * jnp.exp(n * option.mu + V / 2)
    return option.beta ** (2 * n) * (
        mean**2 * jnp.exp(V) * ndtr(d2 + 2 * jnp.sqrt(V))
        - 2 * K * mean * ndtr(d2 + jnp.sqrt(V)) + K**2 * ndtr(d2))


def find_plain_relative_sd(page) -> float:
    """Return the standard deviation of one plain payoff over its mean.

    A sample of payoffs cannot show it: the paths that carry it are too rare. Given h it is a closed
    formula, and that formula hardly varies with h, so that few paths of h give its mean.
    """
    still = page.twin._replace(nu=0.0)
    payoffs = page.simulate_payoffs(jax.random.key(91), 400_000, page.n, still)
    known = find_second_moment(page, page.n * still.scale**2, still)
    assert abs(jnp.mean(payoffs**2) / known - 1) < 0.03  # five standard errors of the sample
    V = sample_variances(page, LARGE)
    prices = page.price_given_variance(V, page.n, page.reference)
    assert abs(jnp.mean(prices) / page.PRICES["reference"] - 1) < 1e-4  # six standard errors
    second = find_second_moment(page, V, page.reference)
    assert jnp.std(second) < 0.1 * jnp.mean(second)
    return float(jnp.sqrt(jnp.mean(second) / jnp.mean(prices) ** 2 - 1))


def list_races(huge: bool) -> list[list[tuple[str, dict]]]:
    """Return the race of three plain programs, then two sizes of the other estimators.

    A call of few paths is the least that an estimate can cost.
    """
    plain = {"blocks": ("default", "float32"), "threads": ("threads", "float64"),
             "arrays": ("default", "float64")}
    races = [[(process, {"program": program, "dtype": dtype, "paths": PATHS})
              for program, (process, dtype) in plain.items()]]
    return races + [[("default", {"program": program, "dtype": "float64", "paths": paths})
                     for program in ("tilting", "conditional")] for paths in (SMALL, LARGE)]


def prepare(row: dict):
    """Return a call of the program of a row, and the standard deviation of its payoffs."""
    page = read_page()
    if row["program"] in ("tilting", "conditional"):
        return prepare_estimator(page, row["program"], row["paths"])
    return {"blocks": prepare_blocks, "threads": prepare_threads, "arrays": prepare_arrays}[
        row["program"]](page)


def prepare_blocks(page):
    """The plain estimator: a million paths of the twin must give the price that the page knows."""
    price, error, _ = page.simulate_in_blocks(jax.random.key(92), 1_000_000, page.n, page.twin)
    assert abs(price - page.PRICES["twin"]) < 5 * error
    page.check_option_blocks(page.average_blocks)
    key = jax.random.key(0)
    return lambda: page.simulate_in_blocks(key, PATHS, page.n, page.reference), {
        "relative_sd": find_plain_relative_sd(page), "evidence": "closed formula given h"}


def prepare_threads(page):
    """The plain estimator whose paths are shared among threads; it returns no standard error."""
    paths = 400_000
    payoffs = page.simulate_payoffs(jax.random.key(94), paths, page.n, page.twin)
    error = float(jnp.std(payoffs)) / paths**0.5
    assert abs(page.price_by_threads(paths, page.n, page.twin) - page.PRICES["twin"]) < 5 * error
    return lambda: page.price_by_threads(PATHS, page.n, page.reference), {}


def prepare_arrays(page):
    page.check_option_price(page.price_by_arrays)
    key = jax.random.key(0)
    return lambda: float(page.price_by_arrays(key, PATHS, page.n, page.reference)), {}


def prepare_estimator(page, program: str, paths: int):
    check, price = {
        "tilting": (page.check_option_tilting, page.price_by_tilting),
        "conditional": (page.check_option_conditional, page.price_given_h),
    }[program]
    check(price)
    value, error = price(jax.random.key(93), LARGE, page.n, page.reference)
    key = jax.random.key(0)
    return lambda: jax.block_until_ready(price(key, paths, page.n, page.reference)), {
        "relative_sd": float(error / value) * LARGE**0.5, "evidence": f"sample of {LARGE:,} paths"}
