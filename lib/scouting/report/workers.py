"""How a worker process begins: it leaves Ctrl-C to the process that started it, and ends when that does."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading


def begin() -> None:
    """Of a worker process on this machine: it leaves Ctrl-C to the driver, and ends when the driver does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=[multiprocessing.parent_process()], daemon=True).start()


def _end_with(driver) -> None:
    driver.join()
    os._exit(1)  # kernels follow: forked ones when their server's orders end, plain ones by watching this process
