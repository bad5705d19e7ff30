"""Names in one system's Python that another system's lacks."""

import sys

import pytest

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files, rights or signals")
"""The mark of a test that needs them."""

MODULES = {
    *("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty", "syslog", "crypt", "readline", "curses"),
    *("msvcrt", "winreg", "_winapi", "winsound", "nt", "posix"),
}
"""Modules that not every system's Python has."""

CALLS = {
    *("os.fork", "os.forkpty", "os.getuid", "os.geteuid", "os.getgid", "os.getegid", "os.getgroups", "os.getpgid"),
    *("os.chown", "os.fchown", "os.lchown", "os.fchmod", "os.chroot", "os.mkfifo", "os.mknod", "os.sync", "os.uname"),
    *("os.O_DIRECTORY", "os.O_NOFOLLOW", "os.O_CLOEXEC", "os.O_SYNC", "os.statvfs", "os.nice", "os.setsid"),
    *("os.pread", "os.pwrite", "os.sendfile", "os.getloadavg", "os.wait", "os.wait3", "os.wait4", "os.killpg"),
    *("os.openpty", "os.ttyname", "os.getpgrp", "os.sched_getaffinity", "os.posix_fallocate", "os.fdatasync"),
    *("os.startfile", "os.O_BINARY", "os.add_dll_directory", "sys.getwindowsversion", "time.tzset"),
    *("signal.SIGKILL", "signal.SIGALRM", "signal.SIGHUP", "signal.SIGPIPE", "signal.SIGUSR1", "signal.SIGCHLD"),
    *("signal.alarm", "signal.setitimer", "signal.pause", "signal.pthread_sigmask", "signal.CTRL_C_EVENT"),
    *("select.poll", "select.epoll", "select.kqueue", "socket.AF_UNIX", "asyncio.add_reader"),
}
"""What not every system's Python has in modules that all have."""

WINDOWS = {
    *("msvcrt", "winreg", "_winapi", "winsound", "nt"),
    *("os.startfile", "os.O_BINARY", "os.add_dll_directory", "sys.getwindowsversion", "signal.CTRL_C_EVENT"),
}
"""What of all that Windows has."""
