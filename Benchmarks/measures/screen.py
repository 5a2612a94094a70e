"""P2 first frame, P3 and P4 keys, P13 memory: programs in a pseudo-terminal of 80x24."""
import contextlib
import json
import os
import subprocess

from tools.table import Sample, wide
from tools.terminal import Terminal

KEYS = ("Down", "Up", "PageDown", "End", "Home")
ROUNDS = 21
# From the head of the page it takes a few keys to the first row; the same rows are then moved over by all.
MOST_BEFORE_THE_LIST = 8
LINES_OF_HEAD = 8
ROWS_INTO_THE_LIST = 2
# A move over rows writes the one that is left and the one that is reached.
LEAST_OF_A_ROW = 40
ROUNDS_BESIDE_A_CARD = 3


def mbox(stage, count):
    """A mailbox of so many letters with Japanese subjects."""
    file = stage.home / f"mbox-{count}"
    if not file.exists():
        with open(file, "w") as out:
            for i in range(count):
                out.write(f"From bench@example.test Fri Nov 20 09:{i // 60 % 60:02}:{i % 60:02} 2026\n"
                          "From: =?UTF-8?B?44K144Oz44OX44Or5biC?= <office@example.test>\n"
                          f"Date: Fri, 20 Nov 2026 09:{i // 60 % 60:02}:{i % 60:02} +0900\n"
                          "Subject: =?UTF-8?B?5Zu95rCR5YGl5bq35L+d6Zm65paZ44Gu57SN5LuY5pu444KS44GK6YCB44KK44GX44G+44GX44Gf?= "
                          f"{i}\nMessage-ID: <{i}@example.test>\nContent-Type: text/plain; charset=UTF-8\n\nbody {i}\n\n")
    return str(file)


def newsboat(stage, count):
    """A newsboat that has read a feed of so many articles, without a network. Its list of feeds is its first screen."""
    program = stage.peer("newsboat")
    if program is None:
        return None
    directory = stage.home / f"newsboat-{count}"
    if not directory.exists():
        directory.mkdir()
        with open(directory / "feed.xml", "w") as out:
            out.write('<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>サンプル市</title>'
                      "<link>http://example.test/</link><description>x</description>")
            for i in range(count):
                out.write(f"<item><title>国民健康保険料の納付書をお送りしました {i}</title><link>http://example.test/{i}</link>"
                          f"<guid>{i}</guid><pubDate>Fri, 20 Nov 2026 09:00:00 +0900</pubDate></item>")
            out.write("</channel></rss>")
        (directory / "urls").write_text(f"file://{directory}/feed.xml\n")
        (directory / "config").write_text("auto-reload no\nrefresh-on-startup no\nmax-items 0\n")
    return [program, "-q", "-u", f"{directory}/urls", "-C", f"{directory}/config", "-c", f"{directory}/cache.db"]


def neomutt(stage, count):
    program = stage.peer("neomutt") or stage.peer("mutt")
    return program and [program, "-n", "-F", "/dev/null", "-R", "-e", f"set folder={stage.home}", "-f", mbox(stage, count)]


def rows_file(stage, config, count):
    """Our list as text, for the floor to show: what stands above the rows, then the rows, in the same columns. So both show the same
    lines after each key."""
    file = stage.home / f"rows-{count}"
    listed = subprocess.run([stage.client, "--config", config, "notices", "list", "--limit", "100", "--json"], check=True,
                            env=stage.environment, capture_output=True, text=True).stdout
    listed = json.loads(listed)
    with open(file, "w") as out:
        out.write(f"  全部で{listed['total']:,}件です。\n  未読は{listed['unread']:,}件です。\n\n未読だけにする\n\n"
                  "題名や送り主の言葉で、お知らせを探せます。\n探す言葉:\n\n")
        for notice in listed["items"]:
            title = cut(notice["title"], 38)
            year, month, day = (int(part) for part in (notice["due"] or notice["issuedAt"][:10]).split("-"))
            date = f"{year}年{month}月{day}日"
            words = ["" if notice["readAt"] else "未読", f"期限 {date}" if notice["due"] else "", notice["sender"]["body"],
                     "" if notice["due"] else date]
            out.write(title + " " * (40 - wide(title)) + fitting([word for word in words if word], 39) + "\n")
    return str(file)


def fitting(words, columns):
    """The words that fit, each whole, as our rows have them (Sources/Screens/Rendering/RowLayout.swift)."""
    text = ""
    for word in words:
        room = columns if word is words[-1] else columns - 3
        if not text:
            if wide(word) > room:
                return cut(word, min(columns, wide(word) - 1))
            text = word
        elif wide(text) + 1 + wide(word) > room:
            return text + " .."
        else:
            text += " " + word
    return text


def cut(text, columns, mark=".."):
    if wide(text) <= columns:
        return text
    while wide(text) > columns - len(mark):
        text = text[:-1]
    return text + mark


def p2(stage, table):
    """The client's first page without a session: nothing is asked of anybody, so there is one frame. The floor shows the same lines."""
    config = stage.home / "config" / "first-frame.yaml"
    config.write_text("profile: none\nprofiles:\n  none:\n    practice: true\n    portal: https://127.0.0.1:9\n"
                      "    anchors: /dev/null\n    card-anchors: /dev/null\n    card-socket: /dev/null\n")
    page = stage.home / "first-page"
    page.write_text(subprocess.run([stage.client, "screens", "show", "start", "--state", "practice"], check=True,
                                   env=stage.environment, capture_output=True, text=True).stdout)
    commands = {"ours": [stage.client, "--config", str(config)], "C floor": [stage.floor("list"), str(page)],
                "C alone": [stage.floor("list-alone"), str(page)]}
    if boat := newsboat(stage, 100):
        commands["newsboat"] = boat
    samples = {name: Sample() for name in commands}
    for round in range(ROUNDS + 1):
        for name, command in commands.items():
            with Terminal(command, stage.environment) as terminal:
                time, _ = terminal.first_frame()
            if time is None:
                raise RuntimeError(f"{name} drew nothing")
            if round > 0:
                samples[name].append(time)
    table.ratio("P2", "start to first frame, ms", samples["ours"], "newsboat", samples.get("newsboat"), 0.6)
    table.ratio("P2", "", samples["ours"], "C ncurses, same libraries", samples["C floor"], 2)
    table.ratio("P2", "", samples["ours"], "C ncurses alone", samples["C alone"], None)


def open_list(terminal):
    """From home to the list of notices. Milliseconds that opening took; the first page of rows is then on the screen."""
    terminal.settle(terminal.begin, quiet=1.5)
    for key in ("/", "すべて見る", "Enter"):
        terminal.press(key, quiet=0.2)
    time, _ = terminal.press("Enter", quiet=0.5)
    if "全部で".encode() not in terminal.last_bytes and b"\xe5\x85\xa8\xe9\x83\xa8" not in terminal.last_bytes:
        raise RuntimeError("the list of notices did not open")
    return time


def into_the_list(terminal, first_row):
    """Down to some row of the list; a list without a head begins with its first row."""
    if first_row is not None:
        for _ in range(MOST_BEFORE_THE_LIST):
            terminal.press("Down")
            if first_row in terminal.last_bytes:
                break
        else:
            raise RuntimeError("the first row of the list was not reached")
    for _ in range(ROWS_INTO_THE_LIST):
        terminal.press("Down")


def keys(stage, table, wants_times, wants_bytes):
    few, many = stage.sandbox(100), stage.sandbox(100_000)
    commands = {"ours, 100": [stage.client, "--config", few], "ours, 100,000": [stage.client, "--config", many],
                "C, 100": [stage.floor("list"), rows_file(stage, few, 100), "100"],
                "C, 100,000": [stage.floor("list"), rows_file(stage, many, 100_000), "100000"]}
    first_rows = {f"{whose}, {count}": open(rows_file(stage, config, number), "rb").readlines()[LINES_OF_HEAD][:30]
                  for count, number, config in (("100", 100, few), ("100,000", 100_000, many)) for whose in ("ours", "C")}
    if mutt := neomutt(stage, 100):
        commands["neomutt, 100"] = mutt
    with contextlib.ExitStack() as open_terminals:
        terminals = {}
        for name, command in commands.items():
            terminals[name] = open_terminals.enter_context(Terminal(command, stage.environment))
            if name.startswith("ours"):
                open_list(terminals[name])
            else:
                terminals[name].settle(terminals[name].begin, quiet=0.5)
        times = {(name, key): Sample() for name in commands for key in KEYS}
        sizes = {(name, key): Sample() for name in commands for key in KEYS}
        for round in range(ROUNDS + 2):
            # Home leads to the head of the page: from there down into the rows, where people move.
            for name, terminal in terminals.items():
                into_the_list(terminal, first_rows.get(name))
            for key in KEYS:
                for name, terminal in terminals.items():
                    time, size = terminal.press(key)
                    if key in ("Down", "Up") and name.startswith("ours") and size < LEAST_OF_A_ROW:
                        raise RuntimeError(f"{key} moved past no row: {terminal.last_bytes!r}")
                    # The first rounds fetch the rows at both ends of the long list.
                    if time is not None and round > 1:
                        times[name, key].append(time)
                        sizes[name, key].append(size)
        for key in KEYS:
            if not times["ours, 100", key]:
                raise RuntimeError(f"{key} brought nothing")
            if wants_times:
                table.ratio("P3", f"{key}, ms", times["ours, 100", key], "C ncurses", times["C, 100", key], 2)
                table.ratio("P3", f"{key} in 100,000", times["ours, 100,000", key], "ours in 100", times["ours, 100", key], 1.2)
                table.ratio("P3", f"{key} in 100,000", times["ours, 100,000", key], "C in 100,000", times["C, 100,000", key], None)
                table.ratio("P3", "", times["ours, 100", key], "neomutt", times.get(("neomutt, 100", key)), None)
            if wants_bytes:
                table.ratio("P4", f"{key}, bytes", sizes["ours, 100", key], "C ncurses", sizes["C, 100", key], 1)
        if wants_bytes:
            table.limit("P4", "idle for 3 s, bytes", terminals["ours, 100"].silence(3), 0)


def keys_beside_a_card(stage, table):
    """Keys while the card checks a PIN: it takes 1.5 s for each command (slow), or holds its answer back (hold). Nobody waits for it."""
    config = stage.sandbox(100)
    sandbox = [str(stage.programs / "mynafront-sandbox"), "--state", os.path.dirname(config), "card", "fault"]

    def fault(kind):
        subprocess.run([*sandbox, kind], env=stage.environment, check=True, capture_output=True)

    for kind in ("slow", "hold"):
        times = Sample()
        with Terminal([stage.client, "--config", config], stage.environment, rows=40) as terminal:
            terminal.settle(terminal.begin, quiet=1.5)
            for key in (":", "カード"):
                terminal.press(key, quiet=0.3)
            for _ in range(3):
                terminal.press("Enter", quiet=1)
                if "読む".encode() in terminal.last_bytes:
                    break
            for _ in range(ROUNDS_BESIDE_A_CARD):
                for key in ("/", "性別を読む", "Enter", "Enter"):
                    terminal.press(key, quiet=0.3)
                fault(kind)
                terminal.press("1234", quiet=0.2)
                terminal.press("Enter", quiet=0.4)
                if "確かめて".encode() not in terminal.last_bytes:
                    raise RuntimeError(f"the card checks no PIN: {terminal.last_bytes.decode(errors='replace')}")
                # Help and back, and last the key that leaves.
                for key in ("?", "Down", "Escape", "Escape"):
                    time, _ = terminal.press(key, quiet=0.2)
                    if time is None:
                        raise RuntimeError(f"{key} brought nothing beside a card that is {kind}")
                    times.append(time)
                fault("clear")
                terminal.settle(0, quiet=2, patience=20)
        table.limit("P3", f"keys beside a card ({kind}), worst", max(times), 100, " ms")


def p3(stage, table):
    keys(stage, table, True, False)
    keys_beside_a_card(stage, table)


def p4(stage, table):
    keys(stage, table, False, True)


def p3_and_p4(stage, table):
    keys(stage, table, True, True)
    keys_beside_a_card(stage, table)


def p13(stage, table):
    commands = {"ours": [stage.client, "--config", stage.sandbox(100)], "C floor": [stage.floor("list"), rows_file(stage, stage.sandbox(100), 100), "100"]}
    if boat := newsboat(stage, 100):
        commands["newsboat"] = boat
    sizes = {}
    for name, command in commands.items():
        with Terminal(command, stage.environment) as terminal:
            terminal.settle(terminal.begin, quiet=1.5)
            sizes[name] = terminal.resident_kib() / 1024
    table.limit("P13", "resident on home, MiB", sizes["ours"], 20)
    table.ratio("P13", "", sizes["ours"], "newsboat", sizes.get("newsboat"), None)
    table.ratio("P13", "", sizes["ours"], "C ncurses, same libraries", sizes["C floor"], None)
