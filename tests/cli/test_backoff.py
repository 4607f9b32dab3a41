import os
import time

from cli.backoff import CEILING, FIRST, BackOff
from cli.supervisor import Supervisor
from cli.watched import Watched


def test_the_wait_doubles_up_to_the_ceiling() -> None:
    back_off = BackOff(first=0.25, ceiling=3, steady=30)
    assert [back_off.died(0) for _ in range(6)] == [0.25, 0.5, 1, 2, 3, 3]


def test_a_service_that_stayed_up_begins_anew() -> None:
    back_off = BackOff(first=0.25, ceiling=3, steady=30)
    assert [back_off.died(up) for up in (0, 29.9, 30, 0)] == [0.25, 0.5, 0.25, 0.5]


def test_endless_deaths_do_not_overflow() -> None:
    back_off = BackOff()
    assert {back_off.died(0) for _ in range(5_000)} >= {FIRST, CEILING}


def test_the_supervisor_sleeps_no_longer_than_until_a_service_is_due() -> None:
    waited = list[float]()

    class Watching(Supervisor):
        def heed(self, timeout: float) -> None:
            waited.append(timeout)
            self.asked = 1  # told to stop: nothing is started

    dead = Watched("auth", "http://127.0.0.1:1", {}, "nothing", os.devnull)
    supervisor = Watching([dead], "", debug=False)
    try:
        supervisor.wait(60)
        dead.start_at = time.monotonic() + 30
        supervisor.wait(60)
    finally:
        supervisor.signals.close()
    assert waited[0] == 60
    assert waited[1] <= 30
