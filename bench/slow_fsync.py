"""A disk whose fsync is slower than this machine's: a few lines of C between every started process and its libc."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
#define SLOWER(name) \\
    int name(int file) { \\
        static int (*real)(int); \\
        if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, #name); \\
        usleep(MILLISECONDS * 1000); \\
        return real(file); \\
    }
SLOWER(fsync)
SLOWER(fdatasync)
"""


@contextmanager
def slowed(milliseconds: int) -> Iterator[None]:
    """Every process started meanwhile waits so much longer for its fsyncs; 0: as they are."""
    if not milliseconds:
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder) / "slow.c", Path(folder) / "slow.so"
        source.write_text(SOURCE)
        made = ["cc", "-shared", "-fPIC", f"-DMILLISECONDS={milliseconds}", "-o", str(library), str(source), "-ldl"]
        subprocess.run(made, check=True)
        os.environ["LD_PRELOAD"] = str(library)
        try:
            yield
        finally:
            del os.environ["LD_PRELOAD"]
