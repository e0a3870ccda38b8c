"""Taken in by every Python that a test starts with this folder in PYTHONPATH: ends one of them at a chosen step.

A step is a file opened to be written, or a name, mode or folder changed, in the folder of the work; the steps of all
processes are counted together, or those of the first alone. ``DYING_IN``: the folder; ``DYING_COUNT``: the file whose
size is the count; ``DYING_AT``: the step; ``DYING_BY``: the signal; ``DYING_FIRST``: the process that started the
first, where its steps alone are counted.
"""

import os
import sys

_HOME, _COUNT = os.environ.get("DYING_IN", ""), os.environ.get("DYING_COUNT", "")
_AT, _BY = int(os.environ.get("DYING_AT", "-1")), int(os.environ.get("DYING_BY", "9"))
_FIRST = int(os.environ.get("DYING_FIRST", "0"))
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.rmdir"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _is_step(event: str, args: tuple) -> bool:
    if event == "open":
        path, _, flags = args
        return bool(flags & _WRITES) and str(path).startswith(_HOME)
    if event in _CHANGES:
        return os.fsdecode(args[0]).startswith(_HOME)
    return event == "ctypes.dlsym" and args[1] == "renameat2"  # two folders change places


def _count(event: str, args: tuple) -> None:
    if event != "open" and event not in _CHANGES and event != "ctypes.dlsym":
        return
    if (_FIRST and os.getppid() != _FIRST) or not _is_step(event, args):
        return
    held = os.open(_COUNT, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(held, b".")  # one letter is appended whole, whoever else appends
    step = os.fstat(held).st_size
    os.close(held)
    if step == _AT:
        os.kill(os.getpid(), _BY)


if _HOME:
    sys.addaudithook(_count)
