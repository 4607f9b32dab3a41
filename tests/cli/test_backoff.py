from cli.backoff import BackOff


def test_the_wait_doubles_up_to_the_ceiling() -> None:
    back_off = BackOff(first=0.25, ceiling=3, steady=30)
    assert [back_off.died(0) for _ in range(6)] == [0.25, 0.5, 1, 2, 3, 3]


def test_a_service_that_stayed_up_begins_anew() -> None:
    back_off = BackOff(first=0.25, ceiling=3, steady=30)
    assert [back_off.died(up) for up in (0, 29.9, 30, 0)] == [0.25, 0.5, 0.25, 0.5]


def test_endless_deaths_do_not_overflow() -> None:
    back_off = BackOff()
    assert {back_off.died(0) for _ in range(5_000)} >= {0.25, 30.0}
