"""The rule that names the faster of two programs, on simulated times and on its own arithmetic."""
from itertools import accumulate

import numpy as np
import pytest
from scipy.special import bdtrc

from jaxbook.records import measures
from jaxbook.records.rows import ROUNDS
from records import time_row


@pytest.mark.parametrize(("rounds", "needed"), [(20, 17), (30, 23), (40, 29)])
def test_a_copy_of_a_program_wins_so_many_rounds_in_at_most_one_of_200_races(rounds, needed):
    assert measures.count_needed(rounds) == needed
    assert bdtrc(needed - 1, rounds, 0.5) <= measures.CHANCE
    assert bdtrc(needed - 2, rounds, 0.5) > measures.CHANCE


def test_fewer_than_twenty_rounds_name_no_winner():
    with pytest.raises(ValueError, match=r"^a winner needs at least 20 rounds, found 19$"):
        measures.is_faster([1.0] * 19, [2.0] * 19)


def test_a_winner_must_win_nearly_all_rounds_and_by_enough():
    times = time_row(1.0)["times_s"]
    assert measures.is_faster(times, [1.06 * time for time in times])
    assert not measures.is_faster(times, [1.04 * time for time in times])
    sixteen = [time * (1.5 if place < 16 else 0.9) for place, time in enumerate(times)]
    assert not measures.is_faster(times, sixteen)


def simulate_race(generator: np.random.Generator, gain: float, noise: float
                  ) -> tuple[list[float], list[float]]:
    """Return the times of two programs, in random order in each round, on a shaky machine.

    The speed of the machine drifts and wanders from turn to turn (autocorrelation 0.9), and each
    turn has noise of its own with heavy tails (Student's t with 2 degrees of freedom).
    """
    turns = 2 * ROUNDS
    shocks = noise * generator.standard_normal(turns)
    wander = np.array(list(accumulate(shocks, lambda last, shock: 0.9 * last + shock)))
    drift = generator.uniform(-0.5, 0.5) * np.arange(turns) / turns
    speed = np.exp(wander + drift + noise * generator.standard_t(2, turns))
    order = generator.permuted(np.tile([0, 1], (ROUNDS, 1)), axis=1)  # the program of each turn
    places = np.argsort(order, axis=1)
    times = np.take_along_axis(speed.reshape(ROUNDS, 2), places, axis=1)
    return times[:, 0].tolist(), (gain * times[:, 1]).tolist()


@pytest.mark.parametrize("noise", [0.005, 0.02, 0.1, 0.5])
def test_two_copies_of_a_program_have_a_winner_in_at_most_one_of_100_races(noise):
    generator = np.random.default_rng(5)
    races = [simulate_race(generator, 1.0, noise) for _ in range(4_000)]
    named = sum(measures.is_faster(a, b) or measures.is_faster(b, a) for a, b in races)
    assert named <= 0.01 * len(races)


@pytest.mark.parametrize(("gain", "noise"), [(1.1, 0.01), (1.25, 0.03), (2.0, 0.1)])
def test_a_faster_program_is_named_nearly_always(gain, noise):
    generator = np.random.default_rng(6)
    races = [simulate_race(generator, gain, noise) for _ in range(1_000)]
    assert sum(measures.is_faster(a, b) for a, b in races) >= 0.95 * len(races)
    assert not any(measures.is_faster(b, a) for a, b in races)
