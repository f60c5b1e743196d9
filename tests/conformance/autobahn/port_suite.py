"""Port the installed Python-2 `autobahntestsuite` 25.10.1 to Python 3, in place.

Three layers:
  1. lib2to3 for syntax (print, except, has_key, xrange, implicit relative imports ...).
     fix_unicode is left out so that u"..." stays recognisable as text.
  2. An AST pass over case/*.py that turns *payload* literals into bytes.
     Positive list only; everything else stays text.  A literal that is missed makes
     autobahn raise TypeError (b"".join of str), and layer 3 turns any exception raised
     inside a case into a FAILED result, so a miss cannot pass silently.
  3. Exact-match textual edits (each must match exactly N times or the port aborts).
"""
import ast, os, re, sys, shutil, warnings
warnings.simplefilter("ignore")
try:
    from lib2to3.refactor import RefactoringTool, get_fixers_from_package
    FIXES = "lib2to3.fixes"
except ImportError:                     # Python >= 3.13: fissix is the PyPI fork of lib2to3
    from fissix.refactor import RefactoringTool, get_fixers_from_package
    FIXES = "fissix.fixes"

ROOT = os.path.abspath(sys.argv[1])                      # .../site-packages/autobahntestsuite
AB = os.path.abspath(sys.argv[2])                        # .../site-packages/autobahn

def read(p):
    with open(p, encoding="utf-8", newline="") as f:
        return f.read().replace("\r\n", "\n")

def write(p, s):
    with open(p, "w", encoding="utf-8", newline="\n") as f:
        f.write(s)

# ---------------------------------------------------------------- drop unused modes
KEEP = {"__init__.py", "_version.py", "choosereactor.py", "wstest.py", "echo.py",
        "testee.py", "broadcast.py", "massconnect.py", "case", "caseset.py",
        "report.py", "spectemplate.py", "fuzzing.py", "testdata", "web"}
for n in os.listdir(ROOT):
    if n not in KEEP:
        p = os.path.join(ROOT, n)
        shutil.rmtree(p) if os.path.isdir(p) else os.remove(p)

# ---------------------------------------------------------------- 1. lib2to3
fixers = [f for f in get_fixers_from_package(FIXES)
          if f.rsplit("fix_", 1)[1] not in ("unicode", "future")]
tool = RefactoringTool(fixers, {}, explicit=[])
files = []
for d, _, ns in os.walk(ROOT):
    files += [os.path.join(d, n) for n in ns if n.endswith(".py")]
for p in sorted(files):
    src = read(p)
    if not src.endswith("\n"):
        src += "\n"
    write(p, str(tool.refactor_string(src, p)))

# ---------------------------------------------------------------- 2. bytes literals
PAYLOAD_NAMES = {"payload", "PAYLOAD", "PAYLOAD1", "PAYLOAD2", "PAYLOAD3",
                 "ping_payload", "fragments", "pings"}
PAYLOAD_KW = {"payload", "reasonUtf8"}
EVENT_TAGS = {"message", "ping", "pong"}

def target_name(t):
    if isinstance(t, ast.Name):
        return t.id
    if isinstance(t, ast.Attribute):
        return t.attr
    return None

def str_consts(node):
    codec = {id(a) for c in ast.walk(node) if isinstance(c, ast.Call)
             and getattr(c.func, "attr", "") in ("encode", "decode") for a in c.args}
    return [n for n in ast.walk(node) if isinstance(n, ast.Constant)
            and isinstance(n.value, str) and n.kind != "u" and id(n) not in codec]

def to_bytes(src, nodes):
    """rewrite the given str Constant nodes of src as bytes literals"""
    # work on UTF-8 bytes, ast offsets are UTF-8 byte offsets
    lines = src.encode("utf-8").split(b"\n")
    uniq = {(n.lineno, n.col_offset): n for n in nodes}
    for (ln, col), n in sorted(uniq.items(), reverse=True):
        assert n.end_lineno == ln, "multi-line payload literal"
        line = lines[ln - 1]
        lit = line[col:n.end_col_offset]
        assert lit[:1] in b"'\"", lit
        if any(b > 127 for b in lit):
            # py2: bytes of the source encoding (utf-8) -> encode explicitly
            new = lit + b'.encode("utf-8")'
        else:
            new = b"b" + lit
            # py2 '\xNN' is octet NN; b'\xNN' is the same octet
            assert ast.literal_eval(new.decode()) == ast.literal_eval(lit.decode()).encode("latin-1")
        lines[ln - 1] = line[:col] + new + line[n.end_col_offset:]
    return b"\n".join(lines).decode("utf-8"), len(uniq)

n_bytes = 0
cdir = os.path.join(ROOT, "case")
for n in sorted(os.listdir(cdir)):
    if not n.startswith("case") or not n.endswith(".py"):
        continue
    p = os.path.join(cdir, n)
    src = read(p)
    if n == "case6_x_x.py":
        # keep the generator of the sequences, drop the py2-only unit tests of the validator
        a = src.index("def createValidUtf8TestSequences")
        b = src.index("Case6_X_X = []")
        c = src.index("import binascii\nimport array")
        src = src[:a] + src[b:c]
    tree = ast.parse(src)
    picks = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            if any(target_name(t) in PAYLOAD_NAMES for t in node.targets):
                picks += str_consts(node.value)
        elif isinstance(node, ast.Call):
            for kw in node.keywords:
                if kw.arg in PAYLOAD_KW:
                    picks += str_consts(kw.value)
            if isinstance(node.func, ast.Attribute) and node.func.attr == "join" \
               and isinstance(node.func.value, ast.Constant) and node.func.value.value == "":
                picks.append(node.func.value)
        elif isinstance(node, ast.Tuple) and len(node.elts) >= 2 \
                and isinstance(node.elts[0], ast.Constant) and node.elts[0].value in EVENT_TAGS:
            picks += str_consts(node.elts[1])
    if n == "case6_x_x.py":
        fn = next(x for x in tree.body if isinstance(x, ast.FunctionDef) and x.name == "createUtf8TestSequences")
        titles = set()
        for node in ast.walk(fn):       # vs = ["title", []]
            if isinstance(node, ast.Assign) and target_name(node.targets[0]) == "vs":
                titles |= {id(c) for c in str_consts(node.value)}
        doc = fn.body[0].value
        picks += [c for c in str_consts(fn) if id(c) not in titles and c is not doc]
    src, k = to_bytes(src, picks)
    n_bytes += k
    write(p, src)

# ---------------------------------------------------------------- 3. exact edits
def edit(rel, *subs):
    p = os.path.join(ROOT, rel) if not rel.startswith("/") else rel
    s = read(p)
    for sub in subs:
        old, new = sub[0], sub[1]
        cnt = sub[2] if len(sub) > 2 else 1
        got = s.count(old)
        if got != cnt:
            sys.exit("port: %s: expected %d x %r, found %d" % (rel, cnt, old, got))
        s = s.replace(old, new)
    write(p, s)

def edit_all(pattern, repl, expect, names):
    tot = 0
    for rel in names:
        p = os.path.join(ROOT, rel)
        s = read(p)
        s, k = re.subn(pattern, repl, s)
        tot += k
        write(p, s)
    if tot != expect:
        sys.exit("port: pattern %r: expected %d, found %d" % (pattern, expect, tot))

case_files = ["case/" + n for n in sorted(os.listdir(cdir)) if re.match(r"case\d.*\.py$", n)]

# hex dumps inside descriptions are text
edit_all(r"binascii\.b2a_hex\(", "hexstr(", 21, case_files)
for rel in case_files:
    p = os.path.join(ROOT, rel)
    s = read(p)
    if "hexstr(" in s:
        s = s.replace("import binascii", "from .case import hexstr", 1)
        write(p, s)
# indexing bytes gives int on py3: PAYLOAD[12] is one octet
edit_all(r"PAYLOAD\[12\]", "PAYLOAD[12:13]", 4, case_files)
# descriptions that print a (valid UTF-8) payload
edit("case/case6_2_1.py", ("% (PAYLOAD, hexstr", '% (PAYLOAD.decode("utf-8"), hexstr'))
edit("case/case6_2_2.py", ("% (PAYLOAD1, hexstr", '% (PAYLOAD1.decode("utf-8"), hexstr'),
     ("hexstr(PAYLOAD1), PAYLOAD2,", 'hexstr(PAYLOAD1), PAYLOAD2.decode("utf-8"),'))
edit("case/case6_2_3.py", ("% (PAYLOAD, hexstr", '% (PAYLOAD.decode("utf-8"), hexstr'))
edit("case/case6_2_4.py", ("% (PAYLOAD, hexstr", '% (PAYLOAD.decode("utf-8"), hexstr'))
# octet arithmetic in the UTF-8 generator
edit("case/case6_x_x.py", ("chr(i)", "bytes([i])", 2), ("chr(0x20)", 'b"\\x20"'))
# class creation: Case is a new-style class on py3
edit_all(r"\(object, Case, \),", "(Case, ),", 6, case_files)
# py2 integer division
edit("case/case10_1_1.py", ("len(self.payload) / self.p", "len(self.payload) // self.p"))
edit("case/case12_x_x.py", ("import copy, os, pkg_resources, hashlib, binascii", "import copy, os, hashlib, binascii"),
     ('pkg_resources.resource_filename("autobahntestsuite", "testdata/%s" % self.TESTDATA[\'file\'])',
      "TESTDATA_DIR + self.TESTDATA['file']"),
     ('pkg_resources.resource_filename("autobahntestsuite", "testdata/%s" % WS_COMPRESSION_TESTDATA[td][\'file\'])',
      "TESTDATA_DIR + WS_COMPRESSION_TESTDATA[td]['file']"),
     ('pkg_resources.resource_filename("autobahntestsuite", "testdata/%s" % TEST_DATA[\'file\'])',
      "TESTDATA_DIR + TEST_DATA['file']"),
     ("msg = ''", "msg = b'' if self.TESTDATA['binary'] else ''"),
     ("## list of (payload length, message count, case timeout, auto-fragment size)",
      "TESTDATA_DIR = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'testdata', '')\n\n"
      "## list of (payload length, message count, case timeout, auto-fragment size)"))
edit("case/case9_9_1.py", ("from zope.interface import implements", "from zope.interface import implementer"),
     ("class FrameProducer:\n\n   implements(interfaces.IPushProducer)\n",
      "@implementer(interfaces.IPushProducer)\nclass FrameProducer:\n"))
edit("case/case.py",
     # pickle output depends on object identity (memo), compare values instead;
     # bytes != str on py3 so this stays type-strict
     ("return pickle.dumps(obj1) == pickle.dumps(obj2)", "return obj1 == obj2"),
     ("import pickle\n", "import binascii\n"),
     ("class Case:\n", "def hexstr(b):\n   return binascii.b2a_hex(b).decode('ascii')\n\n\nclass Case:\n"))

edit("wstest.py", ("import os, json, sys, pkg_resources", "import os, json, sys"),
     ("\nimport serializer\n", "\n"),
     (",\n            #'web',\n            #'import',\n            #'export',\n            'serializer'\n", "\n"),
     ("spec = json.loads(open(spec_filename).read())", "spec = json.loads(open(spec_filename, encoding='utf-8').read())"))
edit("caseset.py", ("'\\.'", "'\\\\.'", 3))
p = os.path.join(ROOT, "choosereactor.py")
write(p, read(p) + "\n## newer txaio wants an explicit choice\nimport txaio\ntxaio.use_twisted()\n")
edit("report.py", ("import jinja2\n", ""))
p = os.path.join(ROOT, "report.py")
s = read(p)
cut = s.index("from zope.interface import")     # jinja2 HtmlReport of the WAMP suite follows
write(p, s[:cut])
edit("broadcast.py", ("import pkg_resources\n", ""),
     ('pkg_resources.resource_filename("autobahntestsuite", "web/broadcastserver")',
      "os.path.join(os.path.dirname(os.path.abspath(__file__)), 'web', 'broadcastserver')"))

edit("fuzzing.py",
     ("import os, json, binascii, time, textwrap, pkg_resources", "import os, json, binascii, time, textwrap, traceback, sys"),
     ("from twisted.internet import reactor, ssl\n",
      "from twisted.internet import reactor\ntry:\n   from twisted.internet import ssl\nexcept ImportError:\n   ssl = None  # pyOpenSSL not installed: ws:// only\n"),
     # --- octets -> printable text for reports
     ("def binLogData(data, maxlen = 64):",
      'def hexstr(b):\n   return binascii.b2a_hex(b).decode("ascii")\n\n\n'
      'def text(b):\n   return b.decode("iso-8859-1") if isinstance(b, bytes) else b\n\n\n'
      "def binLogData(data, maxlen = 64):"),
     ("dd = binascii.b2a_hex(data[:maxlen]) + ellipses", "dd = hexstr(data[:maxlen]) + ellipses"),
     ("dd = binascii.b2a_hex(data)\n", "dd = hexstr(data)\n"),
     ("         dd = data[:maxlen] + ellipses\n", "         dd = data[:maxlen] + ellipses.encode('ascii')\n"),
     ("binascii.b2a_hex(frameHeader.mask) if", "hexstr(frameHeader.mask) if", 2),
     ("mmask = binascii.b2a_hex(t[6])", "mmask = t[6]"),
     ("p = ''.join(payload)", "p = b''.join(payload)"),
     ('"localCloseReason": self.localCloseReason,', '"localCloseReason": text(self.localCloseReason),'),
     ('"remoteCloseReason": self.remoteCloseReason,', '"remoteCloseReason": text(self.remoteCloseReason),'),
     ("\"httpRequest\": self.http_request_data if hasattr(self, 'http_request_data') else '?'",
      "\"httpRequest\": text(self.http_request_data) if hasattr(self, 'http_request_data') else '?'"),
     ("\"httpResponse\": self.http_response_data if hasattr(self, 'http_response_data') else '?'",
      "\"httpResponse\": text(self.http_response_data) if hasattr(self, 'http_response_data') else '?'"),
     # --- command channel carries JSON text as octets
     ("self.sendMessage(json.dumps(len(self.factory.specCases)))", "self.sendMessage(json.dumps(len(self.factory.specCases)).encode('utf-8'))"),
     ("            self.sendMessage(json.dumps({\n               'behavior':results['behavior']\n            }))\n",
      "            self.sendMessage(json.dumps({\n               'behavior':results['behavior']\n            }).encode('utf-8'))\n"),
     ("            'description': self.factory.CaseSet.caseClassToPrettyDescription(self.Case),\n         }))\n",
      "            'description': self.factory.CaseSet.caseClassToPrettyDescription(self.Case),\n         }).encode('utf-8'))\n"),
     ('payload = spec.get("payload", ""), payload_len', 'payload = spec.get("payload", "").encode("utf-8"), payload_len'),
     ('log.msg("Pong received: " + payload)', 'log.msg("Pong received: " + hexstr(payload))'),
     # --- reports are UTF-8 text files
     ("f = open(os.path.join(outdir, report_filename), 'w')", "f = open(os.path.join(outdir, report_filename), 'w', encoding='utf-8')", 4),
     ("c[1])).encode(\"utf-8\"))", "c[1])))"),
     ("ll.encode('utf8')))", "ll))"),
     # --- TLS stays optional
     ("self.contextFactory = ssl.ClientContextFactory()", "self.contextFactory = ssl.ClientContextFactory() if ssl else None"),
     ('webdir = File(pkg_resources.resource_filename("autobahntestsuite",\n                                                    "web/fuzzingserver"))',
      "webdir = File(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'web', 'fuzzingserver'))"),
     ("webdir.putChild('cwd', curdir)", "webdir.putChild(b'cwd', curdir)"),
     # --- an exception inside a case must never look like a pass
     ("         self.runCase.onConnectionLost(self.failedByMe)\n",
      "         self.guard(self.runCase.onConnectionLost, self.failedByMe)\n"
      "         if getattr(self, 'suiteError', None):\n"
      "            self.runCase.behavior = Case.FAILED\n"
      "            self.runCase.result = 'SUITE ERROR: ' + self.suiteError\n"),
     ("            self.runCase.onOpen()\n", "            self.guard(self.runCase.onOpen)\n"),
     ("         self.runCase.onPong(payload)\n", "         self.guard(self.runCase.onPong, payload)\n"),
     ("         self.runCase.onClose(wasClean, code, reason)\n", "         self.guard(self.runCase.onClose, wasClean, code, reason)\n"),
     ("         self.runCase.onMessage(msg, binary)\n", "         self.guard(self.runCase.onMessage, msg, binary)\n"),
     ("         self.wirelog.append((\"CTE\", tag))\n         fun()\n", "         self.wirelog.append((\"CTE\", tag))\n         self.guard(fun)\n"),
     ("   def enableWirelog(self, enable):\n",
      "   def guard(self, fun, *args):\n"
      "      try:\n"
      "         fun(*args)\n"
      "      except Exception:\n"
      "         self.suiteError = traceback.format_exc()\n"
      "         sys.stderr.write('SUITE ERROR in case %s\\n%s' % (self.case, self.suiteError))\n"
      "         self.dropConnection(abort = True)\n"
      "\n\n"
      "   def enableWirelog(self, enable):\n"),
     )
# keep the TLS context for the 2nd and later servers of one run
edit("fuzzing.py", ("            if self.nextCase():\n               connectWS(self)\n", "            if self.nextCase():\n               connectWS(self, contextFactory=self.contextFactory)\n"),
     ("         if self.nextCase():\n            connectWS(self)\n", "         if self.nextCase():\n            connectWS(self, contextFactory=self.contextFactory)\n"))

# ---------------------------------------------------------------- 4. autobahn 0.10.9
proto = os.path.join(AB, "websocket", "protocol.py")
edit(proto, ("range(payload_len / len(payload))", "range(payload_len // len(payload))"))

# CPython speed: the pure-Python masker / UTF-8 validator are per-octet loops (meant for PyPy).
p = os.path.join(AB, "websocket", "xormasker.py")
s = read(p)
marker = "    def createXorMasker(mask, length=None):\n"
assert s.count(marker) == 1
s = s[:s.index(marker)] + '''\
    class XorMaskerBigInt(object):
        """same results as XorMaskerSimple, whole-buffer XOR on big integers"""

        def __init__(self, mask):
            assert len(mask) == 4
            self.ptr = 0
            self.msk = bytes(mask)

        def pointer(self):
            return self.ptr

        def reset(self):
            self.ptr = 0

        def process(self, data):
            n = len(data)
            o = self.ptr & 3
            self.ptr += n
            key = ((self.msk[o:] + self.msk[:o]) * ((n + 3) >> 2))[:n]
            return (int.from_bytes(data, "little") ^ int.from_bytes(key, "little")).to_bytes(n, "little")

    def createXorMasker(mask, length=None):
        return XorMaskerBigInt(mask)
'''
write(p, s)
p = os.path.join(AB, "websocket", "utf8validator.py")
s = read(p)
s += '''

import codecs as _codecs

Utf8ValidatorDfa = Utf8Validator


class Utf8Validator(Utf8ValidatorDfa):
    """same results as the DFA validator, C decoder for the bulk of a valid chunk"""

    def validate(self, ba):
        n = len(ba)
        if n < 64:
            return Utf8ValidatorDfa.validate(self, ba)
        i0 = self.i
        # finish a pending sequence octet by octet
        i = 0
        while self.state != UTF8_ACCEPT and i < n:
            r = Utf8ValidatorDfa.validate(self, ba[i:i + 1])
            if not r[0]:
                return False, False, i, self.i
            i += 1
        try:
            used = _codecs.utf_8_decode(ba[i:], "strict", False)[1]
        except UnicodeDecodeError as e:
            used = e.start
        # the rest (incomplete tail or offending octets) goes through the DFA
        self.i = i0 + i + used
        r = Utf8ValidatorDfa.validate(self, ba[i + used:])
        if not r[0]:
            return False, False, i + used + r[2], self.i
        return True, r[1], n, self.i
'''
write(p, s)

# ---------------------------------------------------------------- done
for d, _, ns in os.walk(ROOT):
    for n in ns:
        if n.endswith(".py"):
            compile(read(os.path.join(d, n)), n, "exec")
print("ported: %d payload literals turned into bytes" % n_bytes)
