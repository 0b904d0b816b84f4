"""`./run bench [NAME] [options]`: all benchmarks, or the one of this name; `--help` after NAME says its options."""

import sys

from bench import box, broadcast, live_vote, matching, reminders, similar, spine, wall, workshop

BENCHMARKS = {
    "box": box.main,
    "broadcast": broadcast.main,
    "spine": spine.main,
    "live_vote": live_vote.main,
    "matching": matching.main,
    "reminders": reminders.main,
    "similar": similar.main,
    "wall": wall.main,
    "workshop": workshop.main,
}


def main(arguments: list[str]) -> None:
    """Run what was asked for."""
    name, *options = arguments or ["all"]
    if name.startswith("-") and name not in ("-h", "--help"):
        name, options = "all", arguments
    if name != "all" and name not in BENCHMARKS:
        sys.exit(f"{__doc__}\nBenchmarks: {', '.join(BENCHMARKS)}")
    for benchmark in BENCHMARKS.values() if name == "all" else [BENCHMARKS[name]]:
        benchmark(options)


if __name__ == "__main__":
    main(sys.argv[1:])
