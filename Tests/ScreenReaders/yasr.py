"""yasr: a reader that stands between program and terminal and says what is written, in the order in which it is written."""

import os
import re

from terminal import Terminal


class Yasr:
    name = "yasr"
    rows, columns = 24, 80
    compares_screens = False
    hears_more_than_the_line = True

    def __init__(self, readers):
        self._program = f"{readers}/usr/bin/yasr"
        self._configuration = f"{readers}/etc/yasr/yasr.conf"

    def why_not(self):
        return None if os.access(self._program, os.X_OK) else f"{self._program} is not there (make deps-test)"

    def start(self, world, arguments):
        directory = world.home + "/reader"
        os.mkdir(directory)
        self._log = directory + "/said"
        open(self._log, "w").close()
        # Its voice is a program that reads the commands of an Emacspeak server: this one keeps them.
        voice = directory + "/voice"
        with open(voice, "w") as file:
            file.write(f"#!/bin/sh\nexec cat >>'{self._log}'\n")
        os.chmod(voice, 0o700)
        with open(self._configuration) as file:
            lines = file.read()
        lines = re.sub("(?m)^synthesizer=.*", "synthesizer=emacspeak server", lines)
        lines = re.sub("(?m)^synthesizer port=.*", f"synthesizer port=|{voice}", lines)
        configuration = directory + "/yasr.conf"
        with open(configuration, "w") as file:
            file.write(lines)
        self.terminal = Terminal(
            [self._program, "-C", configuration, "--"] + arguments, world.environment, self.rows, self.columns)

    def heard(self):
        # Where yasr's own buffer ends within a character it says half of it and then the whole.
        with open(self._log, encoding="utf-8", errors="ignore") as file:
            return {"said": [match[1] for match in re.finditer(r"(?m)^(?:q|l|tts_say) \{(.*)\}$", file.read())]}

    def end(self):
        self.terminal.end()
