"""Plausible wrong answers to exercises/[[page]].md, each with words of the hint it must get."""

WRONG_ANSWERS = {
    "ex-[[label]]-growth": [
        (
            "def recover_growth(wealth):\n"
            "    return wealth[1:] / wealth[:-1]\n",
            "where is the first year?",
        ),
        (
            "def recover_growth(wealth):\n"
            "    return jnp.diff(wealth, prepend=1.0)\n",
            "did you divide?",
        ),
        (
            "def recover_growth(wealth):\n"
            "    jnp.exp(jnp.diff(jnp.log(wealth), prepend=0.0))\n",
            "is a `return` missing?",
        ),
    ],
}

# Right answers in other styles, which the check must accept.
RIGHT_ANSWERS = {
    "ex-[[label]]-growth": [
        "def recover_growth(wealth):\n"
        "    return wealth / jnp.roll(wealth, 1).at[0].set(1.0)\n",
        "def recover_growth(wealth):\n"
        "    return jnp.asarray([b / a for a, b in zip([1.0, *wealth[:-1]], wealth)])\n",
    ],
}

# Changes of the official answer that change no result, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
