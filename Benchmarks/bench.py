#!/usr/bin/env python3
"""Measures what docs/performance.md promises and prints one table.

    bench.py [P1 P3 ...]     only these; all without any
    bench.py --record        puts the table into docs/performance.md as well

Ends with 0 also when a goal is missed: this is a report. Ends with 1 when something could not be measured for another reason
than a peer that is not installed. `Scripts/deps bench` installs the peers.
"""
import gc
import os
import pathlib
import sys
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from measures import card, large, network, pcscd, screen, start  # noqa: E402
from tools.stage import Stage  # noqa: E402
from tools.table import Table  # noqa: E402

def p14(stage, table):
    card.p14(stage, table)
    pcscd.p14_signature(stage, table)


MEASURES = {
    "P1": start.p1, "P2": screen.p2, "P3": screen.p3, "P4": screen.p4, "P5": large.p5, "P6": network.p6, "P7": network.p7,
    "P8": network.p8, "P12": start.p12, "P13": screen.p13, "P14": p14, "P17": start.p17,
}


def main():
    words = [word for word in sys.argv[1:] if word != "--record"]
    wanted = [word.upper() for word in words] or list(MEASURES)
    unknown = [word for word in wanted if word not in MEASURES]
    if unknown:
        sys.exit(f"bench: no measure {', '.join(unknown)}; there are {' '.join(MEASURES)}")
    measures = {name: MEASURES[name] for name in wanted}
    if "P3" in measures and "P4" in measures:
        # The same keys give both.
        measures = {name: screen.p3_and_p4 if name == "P3" else take for name, take in measures.items() if name != "P4"}
    table, stage, begin = Table(), Stage(), time.monotonic()
    load_before = os.getloadavg()[0]
    gc.disable()
    try:
        for name, take in measures.items():
            print(f"bench: {name}", file=sys.stderr, flush=True)
            try:
                take(stage, table)
            except Exception as error:
                table.failed(name, f"{type(error).__name__}: {error}")
                traceback.print_exc()
    finally:
        stage.close()
    report = (f"{table.text()}\n\nFigures are medians, in brackets the least. {time.strftime('%Y-%m-%d')}, {os.cpu_count()} "
              f"cores, load average {load_before:.1f} before and {os.getloadavg()[0]:.1f} after, {time.monotonic() - begin:.0f} s.")
    print(report)
    for failure in table.failures:
        print(f"not measured: {failure}")
    if "--record" in sys.argv:
        record(report)
    sys.exit(1 if table.failures else 0)


def record(report):
    """Puts the report between the two marks of docs/performance.md."""
    file = pathlib.Path(__file__).resolve().parents[1] / "docs/performance.md"
    before, rest = file.read_text().split("<!-- table -->\n")
    file.write_text(before + "<!-- table -->\n\n" + report + "\n\n<!-- end of table -->" + rest.split("<!-- end of table -->")[1])


main()
