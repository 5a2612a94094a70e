"""A program on a pseudo-terminal, with a model of its screen."""

import codecs
import fcntl
import os
import pty
import signal
import struct
import termios
import threading

import pyte

# A console of Linux: what its keys send. It is the terminal of most people who use these readers, Fenrir tells its programs that it is one,
# and everything that ncurses writes to it is understood by the model of the screen.
TERM = "linux"
KEYS = {
    "Enter": "\r", "Escape": "\x1b", "Tab": "\t", "Up": "\x1b[A", "Down": "\x1b[B", "Left": "\x1b[D", "Home": "\x1b[1~", "End": "\x1b[4~",
    "PageUp": "\x1b[5~", "PageDown": "\x1b[6~", "Ctrl-U": "\x15",
}


class Terminal:
    """What the program writes also goes to the descriptor `mirror`, when there is one."""

    def __init__(self, arguments, environment, rows, columns, mirror=None):
        self.mirror = mirror
        self.written = bytearray()
        self.code = None
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._lock = threading.Lock()
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                os.execve(arguments[0], arguments, dict(environment, TERM=TERM))
            finally:
                os._exit(127)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        while True:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                data = b""
            if not data:
                break
            if self.mirror is not None:
                os.write(self.mirror, data)
            with self._lock:
                self.written += data
                self._stream.feed(self._decoder.decode(data))
        _, status = os.waitpid(self.pid, 0)
        self.code = os.waitstatus_to_exitcode(status)

    def key(self, name):
        self.send(KEYS[name])

    def send(self, text):
        try:
            os.write(self._master, text.encode())
        except OSError:
            pass  # it has ended; the next step that expects something says so

    def rows(self):
        with self._lock:
            return [self._row(y).rstrip() for y in range(self._screen.lines)]

    def _row(self, y):
        """A row as text. pyte's own `display` fails on half of a wide character that the other half was written over."""
        return "".join(self._screen.buffer[y][x].data for x in range(self._screen.columns))

    def row_under_cursor(self):
        with self._lock:
            return self._row(self._screen.cursor.y).rstrip()

    def end(self):
        # All that it started as well: yasr's program holds its own terminal open and would outlive it.
        ended = descendants(self.pid) if self.code is None else []
        for number in (signal.SIGHUP, signal.SIGKILL):
            for pid in ended:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
            self._reader.join(1)
            if not self._reader.is_alive():
                break
        os.close(self._master)


def descendants(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            children = [int(child) for child in file.read().split()]
    except OSError:
        children = []
    return [pid] + [found for child in children for found in descendants(child)]
