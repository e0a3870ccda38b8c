"""Kernels forked from a warm process: true kernels, each its own, gone when they should be; else plain ones."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from scouting.batch import fork, warm
from scouting.report.run import LocalKernelManager

from .conftest import family, gone, wait_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")


@pytest.fixture
def server(monkeypatch):
    """A server with a kernel's modules alone, so that it is up in a second. That of the other tests' kernels stays."""
    monkeypatch.setattr(warm, "_serving", {"lock": threading.Lock()})
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


def test_a_server_that_cannot_be_prepared_says_why():
    server = warm.ForkServer(("no.such.module",))
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
    assert warm.begin("the tests")  # the server of all tests' kernels
    server = warm._serving["server"]
    with server._order:
        server._ready = server._ready or server._next() == server.process.pid
    assert server._ready and len(os.listdir(f"/proc/{server.process.pid}/task")) == 1


def test_each_kernels_sockets_have_their_own_name():
    ips = {LocalKernelManager().ip for _ in range(50)}
    assert len(ips) == 50 and max(map(len, ips)) < 90


def test_prepare_calls_what_is_named():
    fork.prepare(["json", "gc:collect"])
    with pytest.raises(ModuleNotFoundError):
        fork.prepare(["no_such_module_here"])


def _at_work(pid: int) -> list[int]:
    """The kernels of a report's process: they are forked from its server, and lead their own sessions."""
    served = [p for p, command in family(pid).items() if "scouting.batch.fork" in command]
    return [kernel for server in served for kernel in family(server)]


def _interrupted(process, out) -> None:
    """Ctrl-C: it ends in five seconds (more where others use the machine, too), no process and no folder is left."""
    others, begun, busy = family(process.pid), time.monotonic(), max(1.0, os.getloadavg()[0] / os.cpu_count())
    process.send_signal(signal.SIGINT)
    said, told = process.communicate(timeout=60)
    seconds = time.monotonic() - begun
    assert gone(others, 2 * busy), "the server or a kernel outlived its report"
    # Python ends by the signal itself where it came in code that an import executes.
    assert process.returncode in (1, -signal.SIGINT) and said == "", told
    assert "Aborted!" in told.splitlines() and "Traceback" not in told
    assert not out.exists() or list(out.iterdir()) == []
    assert seconds < 5 * busy


def _hears() -> None:
    """Ctrl-C reaches it as it does in a terminal: what a shell starts in the background is deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def report(tmp_path):
    """A report as a process of its own."""
    command = [sys.executable, "-m", "scouting.cli", "report", "Rutland", "--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_hears)
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("wait", [0.0, *(pytest.param(w, marks=pytest.mark.long) for w in (0.5, 1.0, 2.0))])
def test_ctrl_c_ends_a_report_with_its_kernels_and_leaves_nothing(wait, report, tmp_path):
    """Right after its kernels began, and (in the long run) while they work."""
    wait_for(lambda: len(_at_work(report.pid)) == 2 or report.poll() is not None)
    time.sleep(wait)
    assert len(family(report.pid)) == 3
    _interrupted(report, tmp_path / "out")


@pytest.mark.long
@pytest.mark.parametrize("wait", [0.0, 1.0, 2.0])
def test_ctrl_c_before_there_are_kernels_starts_none(wait, report, tmp_path):
    """While the process that they are forked from makes ready, and notebooks may wait for it."""
    wait_for(lambda: family(report.pid))
    time.sleep(wait)
    _interrupted(report, tmp_path / "out")


def test_who_ended_the_server_gets_no_kernel_nor_a_cold_one(server):
    """While it makes ready, which a kernel waits for; and before one is asked for."""
    threading.Timer(0.1, warm.end).start()
    for _ in range(2):
        with pytest.raises(OSError, match="was ended"):
            asyncio.run(warm.WarmKernelManager().start_kernel())
    assert server.process.poll() is not None
