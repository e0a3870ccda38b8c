"""The kernel that runs a report's notebook: this very Python, over local sockets where the system has them."""

from __future__ import annotations

import sys
import tempfile
import uuid
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.localinterfaces import localhost
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

#: A report's cells are no person's history; and a machine that runs unattended may have no home to write it to.
_NO_HISTORY = "--HistoryManager.enabled=False"


class LocalKernelManager(AsyncKernelManager):
    """A kernel of the Python that asks for it, whatever kernels the user has installed besides.

    It talks over IPC: no ports to race for, nothing on the network. Windows has no such sockets: there it
    is TCP on 127.0.0.1.
    """

    @default("transport")
    def _local(self) -> str:
        return "tcp" if sys.platform == "win32" else "ipc"

    @default("ip")
    def _sockets(self) -> str:
        # Each kernel's own name for them: the usual one is found by looking which is free, and two that start at the
        # same moment find the same. Short, because a socket's path may have a hundred letters.
        if self.transport == "tcp":
            return localhost()
        return str(Path(tempfile.gettempdir()) / f"scouting-{uuid.uuid4().hex[:16]}")

    @property
    def kernel_spec(self) -> KernelSpec:
        quiet = "--log-level=50"  # its shutdown would tell of an interrupt that nobody made
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", quiet, _NO_HISTORY]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")
