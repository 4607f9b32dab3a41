"""Real processes: one of three thumbs is killed while people read, and nobody notices."""

from pathlib import Path

from bench.replicas import kill_one


def test_a_killed_thumbs_costs_no_request(tmp_path: Path) -> None:
    requests, failures, answered = kill_one(tmp_path / "house", before=150, after=300)
    assert requests >= 450
    assert all(count > 0 for count in answered), "each of the three was at work"
    assert not failures
