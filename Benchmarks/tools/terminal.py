"""A pseudo-terminal of 80x24 with a program in it.

A frame is full when its last byte has come and nothing follows for a while. The while is not part of the time: what counts is
the moment of the last byte. It is the same for all programs.
"""
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

KEYS = {  # as an xterm in keypad mode sends them
    "Down": b"\x1bOB", "Up": b"\x1bOA", "PageDown": b"\x1b[6~", "Home": b"\x1bOH", "End": b"\x1bOF", "Enter": b"\r",
    "Tab": b"\t", "Escape": b"\x1b",
}


class Terminal:
    def __init__(self, command, environment, rows=24, columns=80):
        telling, heard = os.pipe()
        self.process, self.master = pty.fork()
        if self.process == 0:
            # The terminal has its size before the program starts; the clock starts with exec, after the fork of this interpreter.
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.close(telling)
            os.write(heard, struct.pack("q", time.perf_counter_ns()))
            os.close(heard)
            try:
                os.execve(command[0], command, environment)
            finally:
                os._exit(127)
        os.close(heard)
        self.begin, = struct.unpack("q", os.read(telling, 8))
        os.close(telling)
        self.last_bytes = b""

    def settle(self, since, quiet=0.06, patience=10):
        """Waits until nothing comes for `quiet` seconds. Milliseconds from `since` to the last byte, and how many bytes came."""
        last, chunks = None, []
        limit = time.perf_counter() + patience
        while time.perf_counter() < limit:
            ready, _, _ = select.select([self.master], [], [], quiet if last else 2)
            if not ready:
                break
            try:
                chunk = os.read(self.master, 1 << 16)
            except OSError:
                break
            if not chunk:
                break
            last = time.perf_counter_ns()
            chunks.append(chunk)
        self.last_bytes = b"".join(chunks)
        if last is None:
            return None, 0
        return (last - since) / 1e6, len(self.last_bytes)

    def first_frame(self, quiet=0.1):
        return self.settle(self.begin, quiet)

    def press(self, key, quiet=0.03):
        """Milliseconds from a key to the last byte of what it brought, and how many bytes."""
        since = time.perf_counter_ns()
        os.write(self.master, KEYS.get(key) or key.encode())
        return self.settle(since, quiet)

    def silence(self, seconds):
        """How many bytes come by themselves."""
        count, until = 0, time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            ready, _, _ = select.select([self.master], [], [], left)
            if ready:
                count += len(os.read(self.master, 1 << 16))
        return count

    def resident_kib(self, what="VmRSS"):
        with open(f"/proc/{self.process}/status") as facts:
            for line in facts:
                if line.startswith(what + ":"):
                    return int(line.split()[1])
        raise RuntimeError(f"no {what}")

    def close(self):
        os.kill(self.process, signal.SIGTERM)
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.master], [], [], 0.02)
            try:
                if ready and not os.read(self.master, 1 << 16):
                    pass
            except OSError:
                pass
            done, _ = os.waitpid(self.process, os.WNOHANG)
            if done:
                break
        else:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.master)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
