"""P14: how many commands a log-in sends to the card, counted on the card's socket."""
import os
import re
import socket
import struct
import subprocess
import threading

from tools.terminal import Terminal


class CountingRelay:
    """Stands between the client and the sandbox's card. A frame has two bytes of length; those of one byte are power, not commands."""

    def __init__(self, path, target):
        self.target, self.commands = target, []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            card = socket.socket(socket.AF_UNIX)
            card.connect(self.target)
            threading.Thread(target=self.pass_on, args=(client, card, self.commands), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(card, client, None), daemon=True).start()

    @staticmethod
    def pass_on(source, target, count):
        def take(n):
            data = b""
            while len(data) < n:
                more = source.recv(n - len(data))
                if not more:
                    raise ConnectionError
                data += more
            return data
        try:
            while True:
                head = take(2)
                body = take(struct.unpack(">H", head)[0])
                if count is not None and len(body) > 1:
                    count.append(body)
                target.sendall(head + body)
        except OSError:
            target.close()

    def taken(self):
        commands, self.commands[:] = list(self.commands), []
        return commands


def p14(stage, table):
    config = stage.sandbox(100)
    text = open(config).read()
    own = stage.home / "run" / "counted.sock"
    card = re.search(r'card-socket: "?([^"\n]+)', text)[1]
    counted = stage.home / "config" / "counted.yaml"
    counted.write_text(re.sub(r"card-socket: .*", f"card-socket: {own}", text))
    relay = CountingRelay(str(own), card)
    state = os.path.dirname(config)

    def log_in_by_descriptor():
        stage.log_in(str(counted))
        return len(relay.taken())

    def log_in_by_typing():
        with Terminal([stage.client, "--config", str(counted), "login"], stage.environment) as terminal:
            terminal.settle(terminal.begin, quiet=1)
            terminal.press("1234\r", quiet=1)
        return len(relay.taken())

    def card_fault(*words):
        subprocess.run([str(stage.programs / "mynafront-sandbox"), "--state", state, "card", "fault", *words],
                       env=stage.environment, check=True, capture_output=True)

    client = [stage.client, "--config", str(counted), "card"]

    def run(option, secret, *words):
        """Commands to the card of one command of ours whose secret comes by a descriptor."""
        reading, writing = os.pipe()
        os.write(writing, secret + b"\n")
        os.close(writing)
        try:
            subprocess.run([*client, *words, option, str(reading)], env=stage.environment, check=True, capture_output=True,
                           pass_fds=[reading])
        finally:
            os.close(reading)
        return len(relay.taken())

    def sign():
        document, signed = stage.home / "signed-document", stage.home / "signed-document.p7s"
        document.write_bytes(b"content")
        return run("--password-fd", b"ABC123", "sign", str(document), "-o", str(signed), "--force")

    # Counted once, not here: jpki/myna sends 15, OpenSC 82 (their signature with extended length).
    table.limit("P14", "log-in, PIN by descriptor, commands to the card", log_in_by_descriptor(), 5, " (floor 4 + 1)")
    table.limit("P14", "log-in, PIN typed", log_in_by_typing(), 6, " (floor 4 + 2)")
    table.limit("P14", "four attributes, PIN by descriptor", run("--pin-fd", b"1234", "read"), 4, " (floor 3 + 1)")
    card_fault("no-extended")
    try:
        table.limit("P14", "short commands only, PIN by descriptor", log_in_by_descriptor(), 10, " (floor 9 + 1)")
        table.limit("P14", "short commands only, PIN typed", log_in_by_typing(), 11, " (floor 9 + 2)")
        table.limit("P14", "short commands only, document signature", sign(), 11, " (floor 10 + 1)")
    finally:
        card_fault("clear")
