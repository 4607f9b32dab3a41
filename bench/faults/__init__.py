"""What breaks under a server, done to a real one on purpose: `python -m bench.faults`. Results: docs/benchmarks.md."""
