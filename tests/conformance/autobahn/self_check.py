# self-check of the port: case counts, octet types, accelerators against the originals
import random
from collections import Counter
import autobahntestsuite
from autobahntestsuite.case import Cases
from autobahn.websocket.xormasker import createXorMasker, XorMaskerSimple
from autobahn.websocket.utf8validator import Utf8Validator, Utf8ValidatorDfa

c = Counter(x.__name__[4:].split("_")[0] for x in Cases)
assert len(Cases) == 517 and c == {"1": 16, "2": 11, "3": 7, "4": 10, "5": 20, "6": 145, "7": 37,
                                   "9": 54, "10": 1, "12": 90, "13": 126}, c
for x in Cases:
    if hasattr(x, "isValid"):
        try:
            x.PAYLOAD.decode("utf-8")
            ok = True
        except UnicodeDecodeError:
            ok = False
        assert type(x.PAYLOAD) is bytes and ok == x.isValid, x
rnd = random.Random(7)
for _ in range(500):
    m = rnd.randbytes(4)
    a, b = createXorMasker(m, 10), XorMaskerSimple(m)
    for _ in range(5):
        d = rnd.randbytes(rnd.choice([0, 1, 2, 3, 4, 5, 7, 8, 63, 64, 125, 126, 127, 128, 1000]))
        assert a.process(d) == b.process(d) and a.pointer() == b.pointer()
good = [b"a" * 50, b"\xce\xba", b"\xe1\xbd\xb9", b"\xf0\x90\x80\x80", b"\xf4\x8f\xbf\xbf", b"\xed\x9f\xbf", b"z" * 70]
bad = [b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\x80", b"\xff", b"\xe0\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xf0\x80", b"\xe1"]
for _ in range(5000):
    parts = [rnd.choice(good) for _ in range(rnd.randrange(0, 12))]
    if rnd.random() < .6:
        parts.insert(rnd.randrange(0, len(parts) + 1), rnd.choice(bad))
    s = b"".join(parts)
    a, b, i = Utf8Validator(), Utf8ValidatorDfa(), 0
    while i < len(s):
        j = i + rnd.choice([1, 2, 3, 65, 100, 200, 400])
        ra, rb, i = a.validate(s[i:j]), b.validate(s[i:j]), j
        assert ra == rb
        if not ra[0]:
            break
print("self-check ok: %d cases" % len(Cases))
