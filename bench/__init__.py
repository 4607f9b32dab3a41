"""Repeatable measurements, as ratios within one run. Results: docs/benchmarks.md."""
