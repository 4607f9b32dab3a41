"""A filter that the kernel asks at each system call: none that reaches a network, another process or the system.

Numbers from the kernel's tables of system calls; a machine that is not listed gets no filter. What is read or written
through files that are open already stays possible: that is how a child hears and answers.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

PR_SET_SECCOMP, MODE_FILTER = 22, 2
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06  # instructions of the filter's machine
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
X32 = 0x40000000  # system calls of x86-64 under their second numbers

# io_uring, which would go around the filter, and pidfd_getfd: the same numbers everywhere.
NEW = (425, 426, 427, 438)
# socket, connect, accept, bind, listen, accept4; ptrace, process_vm_readv and _writev; mount, umount2, pivot_root,
# chroot, unshare, setns, open_by_handle_at; init_module, finit_module, kexec_load, bpf, perf_event_open, userfaultfd;
# add_key, request_key, keyctl
X86_64 = (41, 42, 43, 49, 50, 288, 101, 310, 311, 165, 166, 155, 161, 272, 308, 304, 175, 313, 246, 321, 298, 323,
          248, 249, 250)  # fmt: skip
ARM64 = (198, 203, 202, 200, 201, 242, 117, 270, 271, 40, 39, 41, 51, 97, 268, 265, 105, 273, 104, 280, 241, 282,
         217, 218, 219)  # fmt: skip
MACHINES = {"x86_64": (0xC000003E, X86_64), "aarch64": (0xC00000B7, ARM64)}


class Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def forbid() -> bool:
    """Lays the filter on this process and all that it starts. False where that cannot be done."""
    known = MACHINES.get(platform.machine())
    if known is None:
        return False
    code = _filter(*known)
    program = Program(len(code) // 8, code)
    return int(ctypes.CDLL(None).prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0)) == 0


def _filter(machine: int, forbidden: tuple[int, ...]) -> bytes:
    lines = [
        (LOAD, 0, 0, 4),  # the machine whose numbers are used
        (EQUAL, 1, 0, machine),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, 0),  # the number
        (AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, ERROR | errno.ENOSYS),
    ]
    for number in (*forbidden, *NEW):
        lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ERROR | errno.EPERM)]
    lines.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBL", *line) for line in lines)
