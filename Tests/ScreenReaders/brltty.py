"""BRLTTY: a braille display of 40 cells and a voice that follow the cursor of a console of Linux.

The program runs on a pseudo-terminal, and what it writes is also written to a free console, where BRLTTY reads what the kernel made of
it. Display and voice are programs: the one of BRLTTY's driver for virtual displays, and of the one for generic speech.
"""

import fcntl
import os
import re
import socket
import struct
import subprocess
import threading
import time

from terminal import Terminal

VT_OPENQRY, VT_DISALLOCATE = 0x5600, 0x5608  # <linux/vt.h>
CELLS = 40


class Brltty:
    name = "BRLTTY"
    rows, columns = 25, 80
    compares_screens = False
    hears_more_than_the_line = False
    _choosing = threading.Lock()

    def __init__(self, readers):
        self._tree = readers
        self._program = f"{readers}/bin/brltty"

    def why_not(self):
        if not os.access(self._program, os.X_OK):
            return f"{self._program} is not there (make deps-test)"
        # Debian's BRLTTY knows consoles of Linux, a patched screen(1), and desktops: there is no driver for a pseudo-terminal in it.
        try:
            number = free_console()
            with open(f"/dev/tty{number}", "r+b", buffering=0), open(f"/dev/vcsa{number}", "rb"):
                pass
        except OSError as error:
            return f"there is no console of Linux to read here ({error.filename or '/dev/tty0'}: {error.strerror})"
        return None

    def start(self, world, arguments):
        directory = world.home + "/reader"
        os.mkdir(directory)
        self._log = directory + "/said"
        open(self._log, "w").close()
        voice = directory + "/voice"
        with open(voice, "w") as file:
            file.write(f"#!/bin/sh\nexec cat >>'{self._log}'\n")
        os.chmod(voice, 0o700)
        with Brltty._choosing:
            self._number = free_console()
            self._console = os.open(f"/dev/tty{self._number}", os.O_RDWR | os.O_NOCTTY)
        rows, columns, _, _ = struct.unpack("HHHH", fcntl.ioctl(self._console, 0x5413, bytes(8)))  # TIOCGWINSZ
        # As it is after a reset, with characters in UTF-8, and with something to show, so that one sees when BRLTTY is there.
        os.write(self._console, b"\x1bc\x1b%Gmynafront")
        self._windows = []
        display = socket.socket(socket.AF_UNIX)
        display.bind(directory + "/display")
        display.listen(1)
        display.settimeout(20)
        tree = self._tree
        self._errors = open(directory + "/errors", "w")
        self._process = subprocess.Popen(
            [
                self._program, "--no-daemon", "--standard-error", "--quiet", "--no-api", "--stay-privileged", "--log-level=error",
                "--configuration-file=/dev/null", f"--preferences-file={directory}/preferences", f"--drivers-directory={tree}/lib/brltty",
                f"--tables-directory={tree}/etc/brltty", f"--writable-directory={directory}", f"--updatable-directory={directory}",
                f"--pid-file={directory}/pid", "--braille-driver=vr", f"--braille-device=client:{directory}/display",
                "--speech-driver=gs", f"--speech-parameters=gs:command={voice}", "--override-preferences=autospeak=yes,alert-tunes=no",
                "--text-table=en-nabcc", "--screen-driver=lx", f"--screen-parameters=lx:VT={self._number}",
            ], stdin=subprocess.DEVNULL, stdout=self._errors, stderr=self._errors)
        try:
            self._display, _ = display.accept()
        except TimeoutError:
            self._process.kill()
            self._process.wait()
            with open(directory + "/errors") as errors:
                raise RuntimeError("BRLTTY does not come: " + errors.read()) from None
        finally:
            display.close()
        self._display.settimeout(None)
        self._display.sendall(f"Cells {CELLS} 1\n".encode())
        threading.Thread(target=self._read, daemon=True).start()
        deadline = time.monotonic() + 20
        while not self._windows and time.monotonic() < deadline:
            time.sleep(0.02)
        os.write(self._console, b"\x1bc\x1b%G")
        self.terminal = Terminal(arguments, world.environment, rows, columns, mirror=self._console)

    def _read(self):
        with self._display.makefile("r", encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("Visual "):
                    self._windows.append(cells(line[8:].rstrip().removesuffix('"')))

    def heard(self):
        with open(self._log, encoding="utf-8", errors="replace") as file:
            said = [cells(line) for line in file.read().split("\n") if line.strip()]
        return {"brailled": list(self._windows), "said": said}

    def end(self):
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self.terminal.end()
        self._display.close()
        self._errors.close()
        os.write(self._console, b"\x1bc")
        os.close(self._console)
        with open("/dev/tty0", "rb", buffering=0) as console:
            try:
                fcntl.ioctl(console, VT_DISALLOCATE, self._number)
            except OSError:
                pass  # somebody looks at it


def free_console():
    with open("/dev/tty0", "rb", buffering=0) as console:
        return struct.unpack("i", fcntl.ioctl(console, VT_OPENQRY, bytes(4)))[0]


def cells(line):
    """A line of the console: the kernel keeps U+200B in the second cell of a wide character."""
    return re.sub(r"\\X([0-9A-Fa-f]{2})|\\(.)", lambda match: match[2] or chr(int(match[1], 16)), line).replace("\u200b", "")
