"""The regularised incomplete beta function and its inverse, by the standard library alone."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

__all__ = ["beta_quantile", "regularised_beta"]

_SMALLEST = 1e-300
_CLOSE_ENOUGH = 1e-15
_STEPS = 100_000


def regularised_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b), the distribution function of Beta(a, b) at x in [0, 1]; a, b > 0.

    Continued fraction DLMF 8.17.22 evaluated by Lentz's method, on the side of the mean where it
    converges fast (DLMF 8.17.4 turns one side into the other). Agrees with scipy to nine digits
    for a + b up to 100,000.

    Raises:
        ValueError: outside that domain.
    """
    if not (0 <= x <= 1 and a > 0 and b > 0):
        raise ValueError("the incomplete beta function needs 0 <= x <= 1 and a, b > 0")
    if x in (0, 1):
        return float(x)
    scale = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return scale * _fraction(x, a, b) / a
    return 1 - scale * _fraction(1 - x, b, a) / b


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = probability, by bisection to the last bit of a float.

    Raises:
        ValueError: as `regularised_beta`, or a probability outside [0, 1].
    """
    if not 0 <= probability <= 1:
        raise ValueError("a probability lies between 0 and 1")
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if regularised_beta(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return high


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's method for 1 / (1 + d₁ / (1 + d₂ / (1 + …)))."""
    upper, lower = 1.0, 1 / _away_from_nought(1 - (a + b) * x / (a + 1))
    value = lower
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for term in (even, odd):
            lower = 1 / _away_from_nought(1 + term * lower)
            upper = _away_from_nought(1 + term / upper)
            change = lower * upper
            value *= change
        if abs(change - 1) < _CLOSE_ENOUGH:
            return value
    raise ArithmeticError("the continued fraction did not settle")


def _away_from_nought(number: float) -> float:
    return number if abs(number) > _SMALLEST else _SMALLEST
