"""Tempting wrong answers of exercises/[[page]].md, each with words of the hint it must get."""

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
            "did you forget `return`?",
        ),
    ],
}
