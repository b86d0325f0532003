"""Status codes that kernels return beside their values; a value is valid only at ``OK``."""

from typing import Final

OK: Final = 0
BAD_INPUT: Final = 1
OUT_OF_DOMAIN: Final = 2
NOT_CONVERGED: Final = 3
NO_SOLUTION: Final = 4
LIMIT: Final = 5
"""A valid solution exists but breaks a limit that the caller set."""

WORDS: Final = {
    OK: "solved",
    BAD_INPUT: "bad input",
    OUT_OF_DOMAIN: "outside the domain of the formula",
    NOT_CONVERGED: "did not converge",
    NO_SOLUTION: "no solution exists",
    LIMIT: "breaks a limit",
}
