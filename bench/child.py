"""A process of the benchmark: started, spoken to by JSON lines, ended."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parent.parent
ENDS_WITHIN = 15.0


class Child:
    """`python -m MODULE ARGUMENTS`, or `node FILE.mjs ARGUMENTS`; `said` is its first line. Ends with the block."""

    def __init__(self, module: str, *arguments: object) -> None:
        self._stderr = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the block
        self.process = subprocess.Popen(
            [*program(module), *map(str, arguments)],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
        )
        self.complaints: list[str] = []  # the lines it wrote to stderr, once it has ended
        self.said = self.hear()

    def ask(self, **order: Any) -> Any:
        """Say one line, hear one."""
        self.say(**order)
        return self.hear()

    def say(self, **order: Any) -> None:
        """Say one line."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def hear(self) -> Any:
        """The next line; RuntimeError with what it complained about if it ended instead."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("\n".join([f"{self.process.args} ended:", *self._complained()]))
        return json.loads(line)

    def _complained(self) -> list[str]:
        self._stderr.seek(0)
        return self._stderr.read().splitlines()

    def kill(self) -> None:
        """SIGKILL: no chance to save anything."""
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        assert self.process.stdin and self.process.stdout
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(ENDS_WITHIN)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process.stdout.close()
        self.complaints = self._complained()
        self._stderr.close()


def program(module: str) -> list[str]:
    """What runs a module of Python, or a file of JavaScript."""
    return ["node", module] if module.endswith(".mjs") else [sys.executable, "-m", module]
