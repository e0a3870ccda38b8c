"""Kernels that start warm: forked from a process that has pandas, matplotlib and the figures already.

A true ipykernel on papermill's own way of running notebooks; only its start is another. Where forking is not to be had
(Windows; macOS, whose own libraries do not bear it), and where the server cannot be started, the kernel is a plain one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from scouting import paths
from scouting.report.run import LocalKernelManager

#: The class of kernel manager, as papermill is told it.
WARM = "scouting.batch.warm.WarmKernelManager"
#: What every kernel has from the start. Nothing here may start a thread: a fork has none of them.
PREPARED = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "matplotlib_inline.backend_inline", "scouting.batch.ready:warm",
)  # fmt: skip
#: Seconds in which the server must be ready, and a kernel forked.
PATIENCE = 120.0
_NAME = "scouting-warm"
#: Who ended the server wants no kernel, nor a cold one.
_ENDED = "the process that kernels are forked from was ended."


class ForkServer:
    """The server of this process: started once, ended with it. ``prepared``: as ``PREPARED``."""

    def __init__(self, prepared: Sequence[str] = PREPARED) -> None:
        # One thread for linear algebra: kernels beside each other would fight for cores, and a fork loses threads.
        env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        env["JE_ARROW_MALLOC_CONF"] = "background_thread:false"
        env["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # what a plain kernel sets for itself
        self._said = tempfile.TemporaryFile()  # noqa: SIM115, as long as the server
        self.process: Any = subprocess.Popen(
            [sys.executable, "-m", "scouting.batch.fork", *prepared], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self._said, env=env, cwd=paths.ROOT, start_new_session=True,
        )  # fmt: skip
        self.ended: dict[int, int] = {}
        self._order, self._told = threading.Lock(), threading.Condition()
        self._started: list[int] = []
        self._over = False
        self._ready = False
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            answer = json.loads(line)
            with self._told:
                if "ended" in answer:
                    self.ended[answer["ended"]] = answer["status"]
                else:
                    self._started.append(answer.get("started", answer.get("ready")))
                self._told.notify_all()
        with self._told:
            self._over = True
            self._told.notify_all()

    def _next(self) -> int:
        with self._told:
            self._told.wait_for(lambda: self._started or self._over, PATIENCE)
            if not self._started:
                self._said.seek(0)
                lines = self._said.read().decode(errors="replace").strip().splitlines()
                raise OSError(f"the process that they are forked from does not answer. {lines[-1] if lines else ''}")
            return self._started.pop(0)

    @property
    def alive(self) -> bool:
        return not self._over

    @property
    def preparing(self) -> bool:
        """Whether a kernel that is asked for now has to wait until all is prepared."""
        return not (self._ready or self._started or self._over)

    def fork(self, argv: list[str], env: dict[str, str], cwd: str) -> Forked:
        """A new kernel. Raises OSError where the server is gone or did not come up."""
        order = json.dumps({"argv": argv, "env": env, "cwd": cwd}) + "\n"
        with self._order:
            if not self._ready:  # its worker imports papermill meanwhile
                self._next()
                self._ready = True
            self.process.stdin.write(order.encode())
            self.process.stdin.flush()
            return Forked(self, self._next())

    def status(self, pid: int) -> int | None:
        return self.ended.get(pid, None if self.alive else -9)

    def close(self) -> None:
        """End the server and every kernel of it; one that still makes ready has none."""
        if not self._ready and not self._started:
            self.process.kill()
        with contextlib.suppress(OSError):  # it was gone before
            self.process.stdin.close()
        self.process.wait(PATIENCE)


class Forked:
    """A forked kernel as its provisioner sees it: the part of ``subprocess.Popen`` that is asked for."""

    stdin = stdout = stderr = None

    def __init__(self, server: ForkServer, pid: int) -> None:
        self.server, self.pid = server, pid

    def poll(self) -> int | None:
        return self.server.status(self.pid)

    def wait(self) -> int | None:
        return self.poll()

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


class WarmProvisioner(LocalProvisioner):
    """jupyter_client's own provisioner, with the start of the process done by forking."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        server = _serving.get("server")
        if server is None:
            raise OSError(_ENDED)
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        env = {**kwargs.get("env", os.environ), "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        env.pop("JPY_PARENT_PID", None)
        try:
            where = str(kwargs.get("cwd") or os.getcwd())
            self.process = await asyncio.to_thread(server.fork, arguments, env, where)  # others are served meanwhile
        except OSError as err:
            if _serving.get("server") is not server:
                raise OSError(_ENDED) from err
            warnings.warn(f"Kernels start cold: {err}", stacklevel=2)
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class WarmKernelManager(LocalKernelManager):
    """The report's kernel manager, whose kernels are forked."""

    @property
    def kernel_spec(self) -> KernelSpec:
        return forked(super().kernel_spec)


def forked(spec: KernelSpec) -> KernelSpec:
    """What a kernel is started by, changed in place so that it is forked from this process's server."""
    known = KernelProvisionerFactory.instance().provisioners
    known[_NAME] = EntryPoint(_NAME, "scouting.batch.warm:WarmProvisioner", "jupyter_client.kernel_provisioners")
    spec.metadata = {"kernel_provisioner": {"provisioner_name": _NAME}}
    return spec


_serving: dict[str, Any] = {"lock": threading.Lock()}


def begin(key: str, prepared: Sequence[str] = PREPARED) -> bool:
    """Have this process's server running, with what ``key`` stands for; tells whether kernels will be warm.

    ``prepared``: the modules and functions that every kernel has from the start, as ``PREPARED``.
    A server that died, or whose figures or code are no longer those of ``key``, is replaced.
    """
    if sys.platform != "linux":
        return False
    with _serving["lock"]:
        server = _serving.get("server")
        if server and server.alive and _serving["key"] == key:
            return True
        end()
        _serving.update(server=ForkServer(prepared), key=key)
        return True


def preparing() -> bool:
    """Whether this process's server is still making ready."""
    server = _serving.get("server")
    return bool(server and server.preparing)


def end() -> None:
    """End this process's server, if it has one."""
    server = _serving.pop("server", None)
    if server:
        server.close()
