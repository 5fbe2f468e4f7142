"""Ends a process when the one that started it ends, however that happened: even kill -9 leaves no orphan."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with(parent: int, *, by: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send the signal `by` when the process `parent`, our starter, is gone.

    Linux only; elsewhere an orderly stop still ends every process, a killed starter does not.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, by, 0, 0, 0)
    if os.getppid() != parent:  # it was gone before we asked
        os.kill(os.getpid(), by)


def end_with_supervisor() -> None:
    """Tie this process to the `northing up` that started it, if one did."""
    supervisor = os.environ.get("NORTHING_SUPERVISOR")
    if supervisor and int(supervisor) == os.getppid():
        end_with(int(supervisor))
