"""P5: an account with 100,000 notices."""
import json
import re
import subprocess

from measures.screen import ROUNDS, neomutt, open_list
from tools.table import Sample
from tools.terminal import Terminal

COUNT = 100_000
# The client asks for so many rows at a time (Browse.chunk).
CHUNK = 50
ALLOWED = 16


def fetches(stage, config, query):
    """Milliseconds of one page of the list on a kept connection, without the client."""
    text = open(config).read()
    portal = re.search(r"portal: (\S+)", text)[1]
    anchors = re.search(r'anchors: "?([^"\n]+)', text)[1]
    issuer = re.search(r"issuer: (\S+)", text)[1]
    token = json.loads(stage.stored_session(issuer).read_text())["token"]
    address = f"{portal}/notices/v1/notices?limit={CHUNK}&{query}"
    command = [stage.peer("curl"), "-sS", "--fail", "--cacert", anchors, "-H", "@-", "-w", "%{time_total}\n"]
    for _ in range(ROUNDS):
        command += ["-o", "/dev/null", address]
    result = subprocess.run(command, input=f"Authorization: Bearer {token}\n", capture_output=True, text=True, check=True)
    return Sample([float(line) * 1e3 for line in result.stdout.split()[1:]])


def p5(stage, table):
    config = stage.sandbox(COUNT)
    table.fact("P5", "making the 100,000, s", stage.seeding_seconds)
    first, last = fetches(stage, config, "offset=0"), fetches(stage, config, f"offset={COUNT - CHUNK}")
    found = fetches(stage, config, "offset=0&search=%E4%BF%9D%E9%99%BA")
    opened, end, home, search = Sample(), Sample(), Sample(), Sample()
    memory = 0
    for _ in range(7):
        with Terminal([stage.client, "--config", config], stage.environment) as terminal:
            opened.append(open_list(terminal))
            end.append(terminal.press("End", quiet=0.4)[0])
            home.append(terminal.press("Home", quiet=0.4)[0])
            for key in ("/", "探す言葉", "Enter", "保険"):
                terminal.press(key, quiet=0.2)
            search.append(terminal.press("Enter", quiet=0.7)[0])
            if "見つかった".encode() not in terminal.last_bytes:
                raise RuntimeError("the search found nothing")
            memory = max(memory, terminal.resident_kib("VmHWM") / 1024)
    table.limit("P5", "list open, ms", opened, first.median + ALLOWED, f" (fetch {first.median:.1f} + {ALLOWED})")
    table.limit("P5", "End, first time, ms", end, last.median + ALLOWED, f" (fetch {last.median:.1f} + {ALLOWED})")
    table.limit("P5", "Home, ms", home, first.median + ALLOWED, f" (fetch {first.median:.1f} + {ALLOWED})")
    table.limit("P5", "search, ms", search, found.median + ALLOWED, f" (fetch {found.median:.1f} + {ALLOWED})")
    table.limit("P5", "most resident memory, MiB", memory, 30)
    peers(stage, table)


def peers(stage, table):
    """What others take for as much, for comparison; they hold everything on this machine."""
    if mutt := neomutt(stage, COUNT):
        with Terminal(mutt, stage.environment) as terminal:
            time, _ = terminal.settle(terminal.begin, quiet=1.5, patience=30)
            table.fact("P5", "    neomutt: open, ms", time)
            table.fact("P5", "    neomutt: resident, MiB", terminal.resident_kib() / 1024)
    else:
        table.fact("P5", "    neomutt", "not installed")
