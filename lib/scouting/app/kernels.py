"""The kernels of the app: forked ready where that can be, ended when nobody uses them any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_core.utils import ensure_async
from jupyter_server._tz import utcnow
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager

from scouting.batch import warm

#: Seconds after which a kernel ends whose page went without a word, and one whose page stands open unused.
ALONE, IDLE = 60, 3600
#: What its forked kernels have from the start, beside what those of a report have.
PREPARED = (*warm.PREPARED, "scouting.app.ready")
#: How the kernels of Jupyter's own server are told all this. One that dies stays dead: started anew it would know
#: nothing of its page.
LIMITS = {
    "MappingKernelManager": {"cull_idle_timeout": ALONE, "cull_interval": 20, "cull_connected": True},
    "KernelRestarter": {"restart_limit": 0},
}


class AppKernel(ServerKernelManager):
    """A kernel of a page: forked from a process that has the figures, or a new Python where that cannot be."""

    @property
    def kernel_spec(self) -> KernelSpec | None:
        spec = super().kernel_spec
        return warm.forked(spec) if spec and warm.begin("the app", PREPARED) else spec


class AppKernels(AsyncMappingKernelManager):
    """All kernels of the app."""

    async def cull_kernel_if_idle(self, kernel_id: str) -> Any:
        """End a kernel that has been idle: for ``ALONE`` seconds with nobody connected, else for ``IDLE``."""
        kernel: Any = self._kernels[kernel_id]
        idle = utcnow() - getattr(kernel, "last_activity", utcnow())
        if self.alone(kernel_id) or idle > timedelta(seconds=IDLE):
            return await super().cull_kernel_if_idle(kernel_id)

    def alone(self, kernel_id: str) -> bool:
        """Whether no page is connected to a kernel."""
        return not self._kernel_connections.get(kernel_id)

    async def end_if_alone(self, kernel_id: str) -> None:
        """End a kernel at once, busy or not, where no page is connected to it."""
        if kernel_id in self and self.alone(kernel_id):
            await ensure_async(self.shutdown_kernel(kernel_id, now=True))
