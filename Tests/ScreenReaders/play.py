"""Plays the journeys under real screen readers, without sound, and prints what was heard of them.

    python3 play.py [--programs DIRECTORY] [--readers DIRECTORY] [--reader NAME]… [--journeys DIRECTORY] [--journey NAME]…
        [--must NAME]… [--patience SECONDS] [--log DIRECTORY]

`--readers` is where `Scripts/deps` unpacked the readers. A reader that cannot run here is left out with a sentence; for one that `--must`
names this is a failure. `--log` keeps what was typed and heard. Ends with 1 when something was not heard as it must be.
"""

import argparse
import glob
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import journey
from brltty import Brltty
from fenrir import Fenrir
from journey import Journey, Play
from world import World
from yasr import Yasr

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
READERS = (Yasr, Fenrir, Brltty)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--programs", default=ROOT + "/.build/release")
    options.add_argument("--readers", default=ROOT + "/.build/readers")
    options.add_argument("--reader", action="append", choices=[reader.name.lower() for reader in READERS])
    options.add_argument("--journey", action="append")
    options.add_argument("--journeys", default=HERE + "/Journeys")
    options.add_argument("--patience", type=float, default=journey.PATIENCE)
    options.add_argument("--log")
    options.add_argument("--must", action="append", default=[], choices=[reader.name.lower() for reader in READERS])
    options = options.parse_args()
    options.readers = os.path.abspath(options.readers)

    journey.PATIENCE = options.patience
    journeys = [Journey(path) for path in sorted(glob.glob(options.journeys + "/*.journey"))]
    journeys = [chosen for chosen in journeys if not options.journey or chosen.name in options.journey]
    readers = [reader for reader in READERS if not options.reader or reader.name.lower() in options.reader]
    reasons = {reader.name: reader(options.readers).why_not() for reader in readers}

    started = time.monotonic()
    plays = {}

    first = World(options.programs)
    first.start_portal()
    first.stop_portal()

    def play(pair):
        chosen, reader = pair
        world = World(options.programs, like=first)
        try:
            world.start_portal()
            plays[chosen.name, reader.name] = result = Play(chosen, reader(options.readers), world)
            result.run()
            if options.log:
                os.makedirs(options.log, exist_ok=True)
                with open(f"{options.log}/{chosen.name}.{reader.name}.txt", "w", encoding="utf-8") as file:
                    file.write("\n".join(result.log) + "\n")
        finally:
            world.end()

    pairs = [(chosen, reader) for chosen in journeys for reader in readers if not reasons[reader.name]]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(play, pairs))
    first.end()

    print_table(journeys, readers, reasons, plays)
    print(f"{time.monotonic() - started:.0f} seconds")
    failures = [failure for result in plays.values() for failure in result.failures]
    for failure in failures:
        print("\n" + failure)
    for name, reason in reasons.items():
        if reason:
            print(f"{name} was left out: {reason}", file=sys.stderr)
    return 1 if failures or any(reasons[name] for name in reasons if name.lower() in options.must) else 0


def print_table(journeys, readers, reasons, plays):
    width = max(len(chosen.name) for chosen in journeys)
    print(f"{'journey':{width}}  " + "  ".join(f"{reader.name:45}" for reader in readers))
    for chosen in journeys:
        fields = []
        for reader in readers:
            result = plays.get((chosen.name, reader.name))
            if result is None:
                fields.append("left out")
                continue
            failed = len(result.failures)
            text = f"{'all' if not failed else max(0, result.checks - failed)} of {result.checks} heard"
            if result.moves:
                text += f", moves {result.moves_heard}/{result.moves}"
            if result.lines:
                text += f", lines {result.lines - result.unseen}/{result.lines}"
            fields.append(text)
        print((f"{chosen.name:{width}}  " + "  ".join(f"{field:45}" for field in fields)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
