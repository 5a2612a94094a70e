"""Fenrir: a reader that compares each screen with the one before, and follows the cursor."""

import os
import shlex

from terminal import Terminal

# As Fenrir comes, but without sounds, without words for signs (a “-” would be “dash”), and on a pseudo-terminal instead of a console.
SETTINGS = """\
[sound]
driver=dummyDriver
enabled=False
[speech]
driver=genericDriver
enabled=True
autoReadIncoming=True
genericSpeechCommand={voice} "fenrirText"
[braille]
driver=dummyDriver
enabled=False
[screen]
driver=ptyDriver
encoding=UTF-8
[keyboard]
driver=ptyDriver
keyboardLayout=pty
charEcho=False
wordEcho=False
[general]
debugLevel=0
debugFile={directory}/log
punctuationProfile=default
punctuationLevel=none
shell={command}
autoSpellCheck=False
[focus]
cursor=True
highlight=False
[remote]
driver=dummyDriver
enable=False
[promote]
enabled=False
[time]
enabled=False
"""


class Fenrir:
    name = "Fenrir"
    rows, columns = 24, 80
    compares_screens = True
    hears_more_than_the_line = True

    def __init__(self, readers):
        self._program = f"{readers}/usr/bin/fenrir"
        self._modules = f"{readers}/usr/lib/python3/dist-packages"

    def why_not(self):
        return None if os.access(self._program, os.R_OK) else f"{self._program} is not there (make deps-test)"

    def start(self, world, arguments):
        directory = world.home + "/reader"
        os.mkdir(directory)
        self._log = directory + "/said"
        open(self._log, "w").close()
        voice = directory + "/voice"
        with open(voice, "w") as file:
            file.write(f"#!/bin/sh\nprintf '%s\\0' \"$1\" >>'{self._log}'\n")
        os.chmod(voice, 0o700)
        settings = directory + "/settings.conf"
        with open(settings, "w") as file:
            file.write(SETTINGS.format(voice=voice, directory=directory, command=shlex.join(arguments)))
        environment = dict(world.environment, PYTHONPATH=self._modules, PYTHONDONTWRITEBYTECODE="1")
        self.terminal = Terminal(
            ["/usr/bin/python3", self._program, "-s", settings], environment, self.rows, self.columns)

    def heard(self):
        with open(self._log, encoding="utf-8", errors="replace") as file:
            return {"said": file.read().split("\0")[:-1]}

    def end(self):
        self.terminal.end()
