"""The table that every peer sends (messages.tsv), and the options that the scripts here share."""
import argparse
from pathlib import Path

# Codes that anyone may send.
CODES = [1000, 1001, 1003, 1011, 3000, 4999]


def options(*positionals):
    parser = argparse.ArgumentParser()
    for name in positionals:
        parser.add_argument(name)
    # Compression must be agreed on with it; without it, it must not.
    parser.add_argument("--deflate", action="store_true")
    parser.add_argument("--ca", help="the certificate to trust, for wss")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    return parser.parse_args()


def messages():
    """Each row: its name and the parts in which it is sent, str for text and bytes for binary."""
    table = Path(__file__).with_name("messages.tsv").read_text(encoding="utf-8")
    for line in table.split("\n"):
        if not line or line.startswith("#"):
            continue
        name, kind, unit, times, fragments = line.split("\t")
        payload = (unit if kind == "text" else bytes.fromhex(unit)) * int(times)
        length = -(-len(payload) // int(fragments))
        yield name, [payload[i * length:(i + 1) * length] for i in range(int(fragments))]


def right_extensions(connection, deflate):
    return [e.name for e in connection.protocol.extensions] == ["permessage-deflate"] * deflate
