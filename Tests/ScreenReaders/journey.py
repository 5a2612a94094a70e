"""A journey: what a person types, and what a reader must then let be heard, one step a line.

    run ARGUMENTS          options of mynafront (default: none)
    sandbox fault set …    mynafront-sandbox in the same world
    list NAME COMMAND      lines of a command's output: what the items of a list are, asked without any face
    key Down Enter …       keys, one after the other
    type WORDS             as typed, without Enter
    secret WORDS           as typed, without Enter: until the next key nothing may be heard that is in it
    line WORDS             as typed, with Enter
    on WORDS               the line under the cursor, at its beginning; after this what a reader had to say has been said
    item NAME N            the same with the Nth of a list (from 1; from the end with -1), and it was heard after the last key
    heard WORDS            heard after the last thing that was typed
    here                   the line under the cursor was heard, whatever it is
    told WORDS             as `heard`, of readers that hear more than the cursor's line
    once                   (lines) each line since the last thing that was typed was heard exactly once
    silence                nothing is written and nothing is heard for a second
    never WORDS            was never heard, in the whole journey
    exit 0                 ended with this code

A reader that compares screens cannot tell what has left the screen before it looked, nor what stood on the screen already: in lines
that is counted and not asked for. Blanks do not count, and words that are longer than fit are compared as far as 36 columns: a braille display has forty.
"""

import os
import re
import time
import unicodedata

PATIENCE = 8  # seconds until something that is expected counts as missing
CALM = 0.25  # seconds without bytes and words after which a reader has said what it had to say


class Unheard(Exception):
    pass


def columns_of(text):
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def beginning(text, columns=36):
    while columns_of(text) > columns:
        text = text[:-1]
    return text


def squeezed(text):
    """Without blanks, and without the signs that some readers leave out."""
    return re.sub(r"[\s+/\-]+", "", text)


class Journey:
    def __init__(self, path):
        self.name = os.path.basename(path).removesuffix(".journey")
        self.steps = []
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                line = line.strip()
                if line and not line.startswith("#"):
                    verb, _, rest = line.partition(" ")
                    self.steps.append((number, verb, rest))


class Play:
    """One journey under one reader. `failures` says what was not as it must be, `log` what was typed and heard."""

    def __init__(self, journey, reader, world):
        self.journey, self.reader, self.world = journey, reader, world
        self.failures, self.log = [], []
        self.checks = self.moves = self.moves_heard = self.lines = self.unseen = 0
        self._lists = {}
        self._arguments = []
        self._is_running = False
        self._mark = {}
        self._calm_counts = None
        self._rows_before = ""
        self._secret = self._typed = ""

    def run(self):
        try:
            for number, verb, rest in self.journey.steps:
                self._where = f"{self.journey.name}.journey:{number}: {verb} {rest}".rstrip()
                try:
                    self._step(verb, rest)
                except Unheard as failure:
                    self._fail(failure)
                    # What follows would only say the same.
                    if verb in ("on", "exit"):
                        break
        except Exception as failure:
            self._fail(f"{type(failure).__name__}: {failure}")
        finally:
            self._note_heard()
            if self._is_running:
                self.reader.end()

    def _fail(self, failure):
        heard = " | ".join(self._heard_since_mark()) if self._is_running else ""
        cursor = self.reader.terminal.row_under_cursor() if self._is_running else ""
        self.failures.append(f"{self.reader.name}, {self._where}: {failure}\n    heard: {heard[:400]}\n    under the cursor: {cursor}")
        self.log.append(f"! {self._where}: {failure}")

    # What was heard

    def _new_since_mark(self):
        return [words for channel, every in self.reader.heard().items() for words in every[self._mark.get(channel, 0):]]

    def _heard_since_mark(self):
        heard = []
        for channel, words in self.reader.heard().items():
            new = words[self._mark.get(channel, 0):]
            # A braille display goes on showing what it shows.
            heard += new or (words[-1:] if channel == "brailled" else [])
        return heard

    def _heard_all(self):
        return [words for all_words in self.reader.heard().values() for words in all_words]

    def _is_heard(self, words):
        return squeezed(words) in squeezed("\n".join(self._heard_since_mark()))

    def _is_row_heard(self):
        row = beginning(self.reader.terminal.row_under_cursor())
        return row != "" and self._is_heard(row)

    def _counts(self):
        return len(self.reader.terminal.written), [len(words) for words in self.reader.heard().values()]

    def _calm(self, seconds=CALM):
        """Waits until nothing has been written and said for a while, since the last thing that was typed."""
        deadline = time.monotonic() + PATIENCE
        before, since = self._counts(), time.monotonic()
        if before == self._calm_counts:
            return
        while time.monotonic() - since < seconds:
            if time.monotonic() > deadline:
                raise Unheard("is never calm")
            time.sleep(0.03)
            now = self._counts()
            if now != before:
                before, since = now, time.monotonic()
        self._calm_counts = before

    def _eventually(self, holds, otherwise):
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise Unheard(otherwise)
            time.sleep(0.03)

    def _before_typing(self):
        self._start_if_needed()
        self._calm()
        self._check_secret()
        self._note_heard()
        self._mark = {channel: len(words) for channel, words in self.reader.heard().items()}
        self._written_mark = len(self.reader.terminal.written)
        self._rows_before = squeezed("".join(self.reader.terminal.rows()))
        self._row_before = squeezed(self.reader.terminal.row_under_cursor())
        self._calm_counts = None

    def _note_heard(self):
        if self._is_running:
            self.log += [f"  {words}" for words in self._new_since_mark()]

    def _check_secret(self):
        """Typing a secret: no character of it may come back, said or brailled."""
        if self._secret:
            said = squeezed("".join(self._new_since_mark())).replace(self._row_before, "")
            self._secret, secret = "", self._secret
            if any(character in said for character in secret):
                raise Unheard("the secret was heard")

    # Steps

    def _start_if_needed(self):
        if not self._is_running:
            # From a shell, as people do; it stays a moment, so that the last words can be heard.
            shell = '"$@"; code=$?; sleep 0.5; exit $code'
            self.reader.start(self.world, ["/bin/sh", "-c", shell, "sh", self.world.programs + "/mynafront"] + self._arguments)
            self._is_running = True
            self._written_mark = 0

    def _step(self, verb, rest):
        if verb in ("on", "item", "here", "heard", "told", "once", "silence", "never", "exit"):
            self._start_if_needed()
            self.checks += 1
        match verb:
            case "run":
                self._arguments = rest.split()
            case "sandbox":
                self.world.shell("mynafront-sandbox " + rest)
            case "list":
                name, _, command = rest.partition(" ")
                self._lists[name] = [line for line in self.world.shell(command).split("\n") if line]
            case "key":
                for name in rest.split():
                    self._before_typing()
                    self.log.append(f"> {name}")
                    self.reader.terminal.key(name)
            case "type" | "secret" | "line":
                self._before_typing()
                self.log.append(f"> {verb}" + ("" if verb == "secret" else " " + rest))
                self._secret = rest if verb == "secret" else ""
                self._typed = rest
                self.reader.terminal.send(rest + ("\r" if verb == "line" else ""))
            case "on":
                self._on(rest)
            case "item":
                name, _, number = rest.partition(" ")
                items = self._lists[name]
                item = items[int(number) - 1 if int(number) > 0 else int(number)]
                self.moves += 1
                self._on(item)
                self._heard(item)
                self.moves_heard += 1
            case "here":
                self._calm()
                self.moves += 1
                self._eventually(self._is_row_heard, "was not heard")
                self.moves_heard += 1
            case "heard":
                self._heard(rest)
            case "told":
                if self.reader.hears_more_than_the_line and not (self._calm() or self._is_out_of_sight(rest)):
                    self._heard(rest)
            case "once":
                if self.reader.hears_more_than_the_line:
                    self._calm()
                    self._once()
            case "silence":
                self._calm()
                before = self._counts()
                time.sleep(1)
                if self._counts() != before:
                    raise Unheard(f"not silent: {before} became {self._counts()} (bytes, words)")
            case "never":
                if squeezed(rest) in squeezed("\n".join(self._heard_all())):
                    raise Unheard("was heard")
            case "exit":
                self._eventually(lambda: self.reader.terminal.code is not None, "is still running")
                if self.reader.terminal.code != int(rest):
                    raise Unheard(f"ended with {self.reader.terminal.code}")
            case _:
                raise ValueError("unknown step")

    def _on(self, words):
        start = squeezed(beginning(words))
        # Where the cursor still stands from before is not where the key has led.
        self._calm()
        self._eventually(
            lambda: squeezed(self.reader.terminal.row_under_cursor()).startswith(start), "is not under the cursor")
        self._calm()

    def _heard(self, words):
        self._eventually(lambda: self._is_heard(beginning(words)), "was not heard")

    def _once(self):
        written = self.reader.terminal.written[self._written_mark:].decode("utf-8", "replace")
        # What was typed stands in it as well, and a short line may be a part of another.
        lines = [line for line in map(squeezed, written.replace("\r", "").split("\n")) if len(line) > 3 and line != squeezed(self._typed)]
        # A reader may say two lines in one breath and one line in two.
        heard = "\n".join(squeezed(line) for words in self._heard_since_mark() for line in words.split("\n"))
        breathless = squeezed(heard)
        for line in lines:
            expected = "\n".join(lines).count(line)
            times = expected if breathless.count(line) == expected else heard.count(line)
            self.lines += 1
            if times < expected and (self._is_out_of_sight(line) or self.reader.compares_screens and expected > 1):
                self.unseen += 1
            elif times != expected:
                raise Unheard(f"“{line}” was written {expected} times and heard {times} times")

    def _is_out_of_sight(self, words):
        if not self.reader.compares_screens:
            return False
        words = squeezed(beginning(words))
        return words in self._rows_before or words not in squeezed("".join(self.reader.terminal.rows()))
