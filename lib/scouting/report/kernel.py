"""Kernels that talk over local sockets where the system has them: no ports to race for, nothing on the network."""

from __future__ import annotations

import sys

from jupyter_client.manager import AsyncKernelManager
from traitlets import default


class LocalKernelManager(AsyncKernelManager):
    """A kernel manager over IPC; over TCP on 127.0.0.1 on Windows, which has no such sockets."""

    @default("transport")
    def _local(self) -> str:
        return "tcp" if sys.platform == "win32" else "ipc"
