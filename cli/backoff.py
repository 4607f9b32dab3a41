"""How long to wait before a service that died is started again."""

from __future__ import annotations

FIRST = 0.1  # seconds
CEILING = 30.0
STEADY = 30.0  # seconds it has to have been up for the past to be forgotten


class BackOff:
    """Doubles the wait with every death, up to a ceiling, and forgets once the service stayed up."""

    def __init__(self, first: float = FIRST, ceiling: float = CEILING, steady: float = STEADY) -> None:
        self.first, self.ceiling, self.steady = first, ceiling, steady
        self.deaths = 0

    def died(self, stayed_up: float) -> float:
        """Seconds to wait now; `stayed_up` is how long it was ready before it died, in seconds."""
        if stayed_up >= self.steady:
            self.deaths = 0
        self.deaths += 1
        return min(self.ceiling, self.first * 2.0 ** min(self.deaths - 1, 16))
