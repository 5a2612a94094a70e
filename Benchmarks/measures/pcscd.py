"""P14 through the real pcscd: how long a document signature takes beside the card's own time, and how many commands it sends.

Runs itself again inside `Scripts/with-pcscd`, where a pcscd and a reader of its own are.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

DELAYS = (0, 40)
ROUNDS = 7


def p14_signature(stage, table):
    config = stage.sandbox(100)
    command = [str(pathlib.Path(__file__).resolve().parents[2] / "Scripts" / "with-pcscd"), sys.executable, __file__,
               str(stage.programs), config]
    result = subprocess.run(command, env=stage.environment, capture_output=True, text=True)
    if result.returncode == 77:
        table.fact("P14", "document signature through pcscd", "no private pcscd here")
        return
    if result.returncode != 0:
        raise RuntimeError("pcscd: " + result.stderr)
    from tools.table import Sample
    for row in json.loads(result.stdout):
        delay, commands = row["delay"], row["commands"]
        most = 1.1 * commands * delay + 20
        table.limit("P14", f"signing a document through pcscd, {commands} x {delay} ms", Sample(row["ours"]), most, " ms")
        if delay == 0:
            counted = row["opensc"] or None
            table.limit("P14", "document signature, commands to the card", commands, 5, " (floor 4 + 1)")
            table.ratio("P14", "", commands, "OpenSC pkcs11-tool, commands", counted, None)


class Card:
    """The sandbox's card behind vpcd, with a log of what reaches it."""

    def __init__(self, programs, config, delay):
        self.log = os.path.join(os.environ["HOME"], "card.log")
        self.client = [f"{programs}/mynafront", "--config", config, "--reader", "auto"]
        self.process = subprocess.Popen(
            [f"{programs}/mynafront-sandbox", "card", "--state", os.path.dirname(config), "--vpcd", os.environ["MYNAFRONT_VPCD"],
             "--log", self.log, "--delay", str(delay)], stdout=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(100):
            seen = subprocess.run([*self.client, "card", "status", "--json"], capture_output=True, text=True)
            if "mynumber" in seen.stdout:
                return self
            time.sleep(0.1)
        raise RuntimeError("no card: " + seen.stderr)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        # pcscd must see that it is gone before the next one comes.
        time.sleep(1.5)

    def commands(self):
        with open(self.log) as file:
            return sum(line.startswith("> ") for line in file)

    def sign(self, file):
        """Milliseconds of the whole command, and how many commands reached the card."""
        before = self.commands()
        reading, writing = os.pipe()
        os.write(writing, b"ABC123\n")
        os.close(writing)
        begin = time.monotonic()
        subprocess.run([*self.client, "card", "sign", file, "-o", file + ".p7s", "--force", "--password-fd", str(reading)],
                       pass_fds=[reading], check=True, capture_output=True)
        taken = (time.monotonic() - begin) * 1000
        os.close(reading)
        return taken, self.commands() - before

    def sign_by_opensc(self, file):
        """How many commands a signature of OpenSC sends; None when it is not installed."""
        before = self.commands()
        try:
            subprocess.run(
                ["pkcs11-tool", "--token-label", "JPKI (Digital Signature PIN)", "--sign", "--mechanism", "SHA256-RSA-PKCS", "--id",
                 "02", "--login", "--pin", "ABC123", "--input-file", file, "--output-file", file + ".sig"],
                check=True, capture_output=True)
        except FileNotFoundError:
            return None
        return self.commands() - before


def inside(programs, config):
    file = os.path.join(os.environ["HOME"], "document")
    pathlib.Path(file).write_bytes(bytes(10_000))
    rows = []
    for delay in DELAYS:
        with Card(programs, config, delay) as card:
            # The first one learns what the reader can do.
            card.sign(file)
            signed = [card.sign(file) for _ in range(ROUNDS)]
            rows.append({"delay": delay, "ours": [taken for taken, _ in signed], "commands": signed[-1][1],
                         "opensc": card.sign_by_opensc(file) if delay == 0 else None})
    print(json.dumps(rows))


if __name__ == "__main__":
    inside(*sys.argv[1:])
