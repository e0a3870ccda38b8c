"""A process that has everything imported, and forks a kernel from itself when asked: a kernel that starts warm.

Run as ``python -m scouting.batch.fork MODULE:FUNCTION ...``: each function is called once, before any fork. Then each
line of standard input is an order in JSON (argv, env, cwd), answered by a line {"started": PID}; {"ended": PID,
"status": N} follows when that kernel ends. When standard input closes, every kernel is killed. Each kernel is a process
of its own: nothing that one notebook does is seen by the next.

It imports nothing of the project by itself, and must stay so: what is imported here is in every kernel.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import sys
from typing import NoReturn


def prepare(names: list[str]) -> None:
    """Import modules, and call the function of each that names one."""
    for name in names:
        module, _, function = name.partition(":")
        made = importlib.import_module(module)
        if function:
            getattr(made, function)()


def serve(orders: int, answers: int) -> None:
    """Fork a kernel for each order until the orders end, then kill those that are left. Takes two file descriptors."""
    alive: set[int] = set()
    ended, wake = os.pipe()
    for end in (ended, wake):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)

    def tell(**answer: int) -> None:
        os.write(answers, f"{json.dumps(answer)}\n".encode())

    tell(ready=os.getpid())
    rest = b""
    while True:
        ready, _, _ = select.select([orders, ended], [], [])
        if ended in ready:
            os.read(ended, 4096)
            for pid, status in _gone(alive):
                alive.discard(pid)
                tell(ended=pid, status=status)
        if orders not in ready:
            continue
        read = os.read(orders, 1 << 20)
        if not read:
            break
        *lines, rest = (rest + read).split(b"\n")
        for line in lines:
            pid = os.fork()
            if pid == 0:
                _kernel([orders, answers, ended, wake], **json.loads(line))
            alive.add(pid)
            tell(started=pid)
    for pid in alive:
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            os.kill(pid, signal.SIGKILL)  # it has not yet made its own group
    for pid in alive:  # when this process is gone, none of them writes any more
        os.waitpid(pid, 0)


def _gone(alive: set[int]) -> list[tuple[int, int]]:
    found = [os.waitpid(pid, os.WNOHANG) for pid in alive]
    return [(pid, os.waitstatus_to_exitcode(status)) for pid, status in found if pid]


def _kernel(inherited: list[int], argv: list[str], env: dict[str, str], cwd: str) -> NoReturn:
    """Become a kernel: own session, environment, folder and signals; nothing of the server's pipes."""
    status = 1
    try:
        server = os.getppid()
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for descriptor in inherited:
            os.close(descriptor)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):  # the kernel would tell a terminal how to stop it
            os.dup2(nowhere, descriptor)
        os.environ.clear()
        os.environ.update(env)
        os.chdir(cwd)
        sys.argv[:] = ["ipykernel_launcher", *argv]
        from ipykernel.kernelapp import IPKernelApp

        # It ends with the server, as a plain kernel ends with the process that started it.
        IPKernelApp.launch_instance(argv=[*argv, f"--IPKernelApp.parent_handle={server}"])
        status = 0
    finally:
        os._exit(status)


def main() -> None:
    """Prepare, then serve (on Linux). What is printed while preparing goes to standard error, not among the answers."""
    orders, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's, which then closes the orders
    if sys.path[0] in ("", os.getcwd()):  # python -m puts it there; a plain kernel takes it away, too
        del sys.path[0]
    prepare(sys.argv[1:])
    if len(os.listdir("/proc/self/task")) > 1:
        # A lock that another thread holds at the fork stays shut in the kernel: one in thirty would hang.
        sys.exit("what was prepared has started threads: nothing can be forked from it")
    gc.collect()
    gc.freeze()  # what stands here is garbage in no kernel: none needs to look it through, or to copy it by looking
    serve(orders, answers)


if __name__ == "__main__":
    main()
