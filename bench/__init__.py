"""Benchmarks, each with its baseline measured in the same run: `./run bench`, docs/performance.md."""
