"""What the suite found, judged and set in a table. Knows its index.json; runs nothing."""
import collections
import json

# The groups of the suite, and how many cases each has.
GROUPS = {
    1: ("framing", 16), 2: ("ping and pong", 11), 3: ("reserved bits", 7), 4: ("opcodes", 10),
    5: ("fragmentation", 20), 6: ("UTF-8", 145), 7: ("closing", 37), 9: ("large messages", 54),
    10: ("one frame in many", 1), 12: ("deflate: messages", 90), 13: ("deflate: parameters", 126),
}
# Nobody can get more than this in these: the suite only watches.
INFORMATIONAL = {"7.1.6", "7.13.1", "7.13.2"}
BEHAVIORS = ["OK", "INFORMATIONAL", "NON-STRICT", "UNIMPLEMENTED", "FAILED"]


def group(case):
    return int(case.split(".")[0])


def order(case):
    return [int(part) for part in case.split(".")]


def read_index(path):
    """The cases of one report: {"1.1.1": {"behavior": …, "behaviorClose": …, "duration": …}}."""
    with open(path, encoding="utf-8") as file:
        agents = json.load(file)
    if len(agents) != 1:
        raise SystemExit(f"{path}: {len(agents)} agents, 1 expected")
    return next(iter(agents.values()))


def read_allowed(path):
    """The cases that may be NON-STRICT: {("server", "6.4.1"): reason}."""
    allowed = {}
    with open(path, encoding="utf-8") as file:
        for line in filter(str.strip, file):
            if line.startswith("#"):
                continue
            side, case, reason = line.split(None, 2)
            allowed[side, case] = reason.strip()
    return allowed


def complaints(side, cases, allowed):
    """Why the gate stays shut: every case that is not what it must be."""
    found = []
    for case in sorted(cases, key=order):
        behavior, close = cases[case]["behavior"], cases[case]["behaviorClose"]
        right = {"OK"}
        if case in INFORMATIONAL:
            right.add("INFORMATIONAL")
        if (side, case) in allowed:
            right.add("NON-STRICT")
        # A server that is lax about closing is found by the second of the two only.
        if behavior not in right or close not in {"OK", "INFORMATIONAL"}:
            code = cases[case].get("remoteCloseCode")
            found.append(f"{side} {case}: {behavior}, close {close}, our code {code}")
    for (of, case), reason in allowed.items():
        if of == side and case in cases and cases[case]["behavior"] != "NON-STRICT":
            found.append(f"{side} {case}: is strict; strike it out of allowed.txt ({reason})")
    return found


def table(cases):
    """A Markdown table, one row a group. Behaviours that nobody showed have no column."""
    counts = collections.defaultdict(collections.Counter)
    seconds = collections.Counter()
    for case, result in cases.items():
        for row in (group(case), "all"):
            counts[row][result["behavior"]] += 1
            seconds[row] += result["duration"] / 1000
    shown = [b for b in BEHAVIORS if b == "OK" or counts["all"][b]]
    lines = ["| group | cases | " + " | ".join(shown) + " | seconds |",
             "|---|--:|" + "--:|" * (len(shown) + 1)]
    for row in [*sorted(g for g in counts if g != "all"), "all"]:
        name = "all" if row == "all" else f"{row} {GROUPS[row][0]}"
        cells = [str(counts[row][b] or "") for b in shown]
        total = sum(counts[row].values())
        lines.append(f"| {name} | {total} | " + " | ".join(cells) + f" | {seconds[row]:.1f} |")
    return "\n".join(lines)
