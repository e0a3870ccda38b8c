"""Windows as far as Linux can play it: this folder stands first on PYTHONPATH, and every process imports this file.

Our own modules see of ``os``, ``signal`` and ``sys`` what Windows has, and not the modules that it lacks. For everyone:
its strftime, cp1252 where nobody names an encoding, no names and paths that Windows refuses, and no file is moved,
replaced or removed while it is open.
"""

import _io
import builtins
import errno
import fcntl
import io
import os
import re
import stat
import struct
import sys
import time
import types

#: What Windows lacks, of each module that it has; and the modules that it lacks.
GONE = {
    "os": {"fork", "forkpty", "fchmod", "fchown", "chown", "getuid", "geteuid", "getgid", "getpgid", "killpg", "mkfifo",
           "nice", "setsid", "setpgid", "setuid", "sysconf", "uname", "wait", "wait3", "wait4", "WNOHANG",
           "sched_getaffinity", "posix_spawn", "O_CLOEXEC", "O_NONBLOCK"},
    "signal": {"SIGKILL", "SIGHUP", "SIGCHLD", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGPIPE", "SIGQUIT", "alarm",
               "setitimer", "pthread_kill"},
}  # fmt: skip
NO_MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "posix"}
#: The codes of strftime that Microsoft's has: any other, and any with a minus sign, is an error.
CODES = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%"
REFUSED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*[<>:\"|?*\x00-\x1f].*|.*[. ]", re.IGNORECASE | re.DOTALL)


class Seen(types.ModuleType):
    """A module as one of ours sees it."""

    def __init__(self, real, **other):
        super().__init__(real.__name__)
        self.__dict__.update(_real=real, **other)

    def __getattr__(self, name):
        if name in GONE.get(self.__name__, set()):
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        return getattr(self._real, name)

    def __setattr__(self, name, value):
        setattr(self._real, name, value)


def locking(descriptor, mode, n):
    """msvcrt's: the lock of one handle on ``n`` bytes from where it stands, which nobody else may read or write."""
    at = os.lseek(descriptor, 0, os.SEEK_CUR)
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, at, n, 0))
    except OSError:
        raise PermissionError(errno.EACCES, "Permission denied") from None
    if at < os.fstat(descriptor).st_size:
        raise AssertionError("what is locked here cannot be read by others on Windows")


msvcrt = types.ModuleType("msvcrt")
msvcrt.locking, msvcrt.LK_NBLCK, msvcrt.LK_LOCK, msvcrt.LK_UNLCK = locking, 2, 1, 0
SEEN = {"os": Seen(os, name="nt"), "sys": Seen(sys, platform="win32"), "msvcrt": msvcrt}
_import = builtins.__import__


def imported(name, globals=None, locals=None, fromlist=(), level=0):
    if level == 0 and str((globals or {}).get("__name__")).startswith("scouting"):
        if name in NO_MODULES:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        if name == "signal" and name not in SEEN:
            SEEN["signal"] = Seen(_import(name))
        if name in SEEN:
            return SEEN[name]
    return _import(name, globals, locals, fromlist, level)


builtins.__import__ = imported
_strftime = time.strftime


def strftime(form, *when):
    for code in re.findall(r"%#?(.?)", form, re.DOTALL):
        if code not in CODES or not code:
            raise ValueError("Invalid format string")
    return _strftime(form, *when)


time.strftime = strftime  # that of dates asks for it by name, and those of pandas ask that of dates


def named(path):
    """Refuse to make what Windows cannot have."""
    if isinstance(path, int):
        return
    whole = os.path.abspath(os.fsdecode(path))
    if len(whole) > 259:
        raise FileNotFoundError(errno.ENOENT, "The filename or extension is too long", whole)
    if not whole.startswith("/dev/") and any(REFUSED.fullmatch(part) for part in whole.split("/")[1:]):
        raise OSError(errno.EINVAL, "The filename, directory name, or volume label syntax is incorrect", whole)


def opener(real):
    def opened(file, mode="r", buffering=-1, encoding=None, *more, **options):
        if "b" not in mode and encoding in (None, "locale"):
            encoding = "cp1252"
        if set(mode) & set("wax+"):
            named(file)
        return real(file, mode, buffering, encoding, *more, **options)

    return opened


builtins.open = io.open = _io.open = opener(io.open)


def free(path):
    """Refuse to touch what this process has open."""
    mine = os.path.realpath(os.fsdecode(path))
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            held, kind = os.readlink(f"/proc/self/fd/{descriptor}"), os.stat(f"/proc/self/fd/{descriptor}").st_mode
        except OSError:
            continue
        if stat.S_ISREG(kind) and (held == mine or held.startswith(f"{mine}/")):
            raise PermissionError(errno.EACCES, "The process cannot access the file because it is being used", held)


def _watch(name, sources, target=None):
    real = getattr(os, name)

    def done(*args, **options):
        if not any(options.get(key) is not None for key in ("dir_fd", "src_dir_fd", "dst_dir_fd")):
            for place in sources:
                if os.path.lexists(args[place]):
                    free(args[place])
            if target is not None:
                named(args[target])
        return real(*args, **options)

    setattr(os, name, done)


for each in ("unlink", "remove"):
    _watch(each, [0])
for each in ("rename", "replace"):
    _watch(each, [0, 1], 1)
_watch("mkdir", [], 0)
_os_open = os.open


def os_open(path, flags, *more, **options):
    if flags & os.O_CREAT and options.get("dir_fd") is None:
        named(path)
    return _os_open(path, flags, *more, **options)


os.open = os_open
