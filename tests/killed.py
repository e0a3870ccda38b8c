"""A process that dies at a chosen step of its work, for tests of what it leaves."""

import os

from scouting import paths

#: What changes a name or a mode, so that a death before or after it leaves something else.
_STEPS = ("replace", "rename", "unlink", "remove", "chmod", "mkdir")


def killed_at(step: int, work, *, swap: bool = True) -> bool:
    """Do some work in a process that dies at its step-th change of a file's name or mode; whether it came so far.

    ``swap``: whether two folders may change places in one step.
    """
    pid = os.fork()
    if pid == 0:
        left = [step]

        def counted(real):
            def change(*args, **more):
                if not left[0]:
                    os._exit(9)
                left[0] -= 1
                return real(*args, **more)

            return change

        for name in _STEPS:
            setattr(os, name, counted(getattr(os, name)))
        paths._exchange = counted(paths._exchange) if swap else lambda *_: False
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert status in (0, 9), f"the work itself failed ({status})"
    return status == 9
