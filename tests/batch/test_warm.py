"""Kernels forked from a warm process: true kernels, each its own, gone when they should be; else plain ones."""

import asyncio
import os
import subprocess
import sys
import time

import pytest

from scouting.batch import fork, warm
from scouting.report.run import LocalKernelManager

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")


@pytest.fixture
def server(monkeypatch):
    """A server with a kernel's modules alone, so that it is up in a second."""
    monkeypatch.setattr(warm, "PREPARED", ("ipykernel.ipkernel",))
    assert warm.begin("a test")
    yield warm._serving["server"]
    warm.end()


async def _asked(manager, code: str) -> str:
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=30)
    answer = await client.execute_interactive(
        code, timeout=30, user_expressions={"it": "it"}, output_hook=lambda _: None
    )
    client.stop_channels()
    return answer["content"]["user_expressions"]["it"]["data"]["text/plain"]


def test_a_forked_kernel_answers_ends_and_is_its_own_process(server):
    async def run():
        manager = warm.WarmKernelManager()
        await manager.start_kernel()
        told = await _asked(manager, "import os, signal; it = os.getpid(), os.getppid(), os.getpid() == os.getsid(0)")
        assert await manager.is_alive()
        await manager.shutdown_kernel()
        return told, manager.provisioner

    told, _ = asyncio.run(run())
    pid, parent, leads = told.strip("()").split(", ")
    assert int(parent) == server.process.pid and leads == "True"
    assert server.status(int(pid)) is not None


def test_when_the_server_is_gone_its_kernels_are_and_the_next_one_is_plain(server):
    async def run():
        manager = warm.WarmKernelManager()
        await manager.start_kernel()
        await _asked(manager, "it = 1")
        server.process.kill()
        until = time.monotonic() + 10
        while await manager.is_alive() and time.monotonic() < until:
            await asyncio.sleep(0.1)
        assert not await manager.is_alive()
        await manager.shutdown_kernel(now=True)
        other = warm.WarmKernelManager()
        with pytest.warns(UserWarning, match="Kernels start cold: "):
            await other.start_kernel()
        told = await _asked(other, "import os; it = os.getppid()")
        await other.shutdown_kernel()
        return told

    assert asyncio.run(run()) == str(os.getpid())
    assert warm.begin("a test") and warm._serving["server"] is not server, "a dead server is replaced"


def test_a_server_that_cannot_be_prepared_says_why(monkeypatch):
    monkeypatch.setattr(warm, "PREPARED", ("no.such.module",))
    server = warm.ForkServer()
    with pytest.raises(OSError, match=r"does not answer\. ModuleNotFoundError: No module named 'no'"):
        server.fork([], {}, "/")
    server.close()


def test_nothing_is_forked_from_a_process_with_threads():
    code = "import threading, time, sys; threading.Thread(target=time.sleep, args=[3], daemon=True).start()\n"
    code += "from scouting.batch import fork; sys.argv[1:] = []; fork.main()"
    done = subprocess.run([sys.executable, "-c", code], input=b"", capture_output=True, timeout=30)
    assert done.returncode == 1 and b"has started threads" in done.stderr


def test_what_a_kernel_needs_is_prepared_without_a_thread():
    """With the figures loaded and a chart drawn, the process has but one thread: else a kernel in thirty would hang."""
    server = warm.ForkServer()
    with server._order:
        assert server._next() == server.process.pid
    server.close()


def test_each_kernels_sockets_have_their_own_name():
    ips = {LocalKernelManager().ip for _ in range(50)}
    assert len(ips) == 50 and max(map(len, ips)) < 90


def test_prepare_calls_what_is_named():
    fork.prepare(["json", "gc:collect"])
    with pytest.raises(ModuleNotFoundError):
        fork.prepare(["no_such_module_here"])
