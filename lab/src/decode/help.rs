//! # The help of decode                                              chapter 00
//! Knows: the shape of every line, in and out; its examples are run by a test.
//! Does not know: how a line is answered.
//! Read before: `lab/src/commands/decode.rs`. Read next: `mod.rs`.

/// What `wire101 decode --help` says behind the arguments.
pub const HELP: &str = r#"One JSON object a line comes in, and for each, in order, one goes out.
A line is one case: the codec that `what` names is fed its bytes as if they had just come on a new
connection, with no socket and no clock. Empty lines are passed over.

Every case:
  id     anything; it is given back
  what   "frames", "http", "request", "response" or "sse"
  hex    the bytes, two digits each; or
  parts  [{"hex":"61","times":1000},…]: bytes that are repeated
  cuts   "whole" (the default); "bytes:N": pieces of N bytes; [3,7]: cut before bytes 3 and 7
  eof    true: the stream ends behind the bytes; false (the default): it stays open
  note   anything; it is passed over

frames: what a WebSocket connection tells and writes, from behind the handshake
  role                the side that receives: "server" or "client"
  max_message_size    in bytes; default 1048576
  permessage_deflate  null (the default), or an object of what was agreed on:
                      server_no_context_takeover, client_no_context_takeover (default false),
                      server_max_window_bits, client_max_window_bits (8 to 15; default 15)
  → events    {"ev":"text","text":…}; {"ev":…,"hex":…} for binary, ping and pong;
              {"ev":"close","code":…,"reason":…}, the code null if the Close frame has none.
              A payload of more than 4096 bytes is told by len and sha256 instead
  → end       "open"; "closed": a Close frame came, or the stream ended (no rule is broken if that
              comes without a Close frame; then there is no close event); "fail": a rule is broken
  → fail      null, or code (of the Close frame that answers), rule, cite, at (the offending byte,
              counted from 0) and text
  → sent_hex  all that this side writes: pongs and Close frames; a client's mask is 00000000

http: which requests reach the router of our server, and what it refuses before that
  server  {"max_head_bytes":16384,"max_head_fields":100,"max_body_bytes":1048576}
  → requests  those that came whole, in order, with method, target (as it came), version, headers
              and body_hex (without its chunks). headers are pairs: a name as it came; a value
              without the spaces around it, each byte of it the character of that number
              (ISO 8859-1). The router answers each with 200
  → answers   what is said to a broken rule, with status, rule, cite, at (the offending byte,
              counted from 0) and text. There is one at most, for nothing is read behind it
  → after     "open": a next request would be heard; "close": the server ended the connection, as
              the last request wants it, or a rule was broken, or eof is true inside a request

request: what our server answers to an opening handshake
  server  {"subprotocols":[…],"permessage_deflate":false,"allowed_origins":null,
          "max_head_bytes":16384}. Of the subprotocols the client's first one that the server has
          too is chosen. allowed_origins is a list of exact origins; null allows all, and a request
          without Origin is always allowed
  → verdict   "accept", with status, response_hex, leftover (the bytes behind the head) and
              subprotocol; "reject", with status, response_hex, rule, cite and text;
              "incomplete", unless eof is true: then half a head is rejected.
              The date in a response is always the first of January 1970

response: what our client makes of the answer to its opening handshake
  key               the Sec-WebSocket-Key that was sent
  subprotocols      those that were offered, the best first
  extensions_offer  the Sec-WebSocket-Extensions that was sent; null: none. Of what it lists our
                    client knows permessage-deflate; the others are passed over
  → verdict   "accept", with subprotocol, permessage_deflate (null, or the four agreed parameters)
              and leftover; "reject", with http_status (null if the head cannot be read), rule, cite
              and text; "incomplete", unless eof is true

sse: what the body of an event stream tells
  last_event_id    where an earlier stream ended; default ""
  max_line_bytes, max_event_bytes, max_id_bytes   default 1048576, 1048576, 65536
  → events                [{"type":"message","data":…,"lastEventId":…},…]
  → last_event_id         what is to be sent back when reconnecting
  → reconnection_time_ms  null, or what the last retry said (2^53 - 1 at most)
  → fail                  only if a limit is broken: cite, at and text. Events before it are told

A line that cannot be understood is answered with {"id":…,"error":…}, and the run goes on. A
member that is not listed here is ignored, and "ignored" at the end of the answer names it, so that
none is misspelt in silence. A line may have 64 MiB, a case 256 MiB (repetitions counted), an answer
64 MiB.

Examples (a line, and its answer):
  {"id":1,"what":"frames","role":"client","hex":"810548656c6c6f"}
  {"id":1,"events":[{"ev":"text","text":"Hello"}],"end":"open","fail":null,"sent_hex":""}

  {"id":"two","what":"frames","role":"client","hex":"8900c100","cuts":"bytes:1","note":"stop!"}
  {"id":"two","events":[{"ev":"ping","hex":""}],"end":"fail",…

  {"id":3,"what":"request","hex":"474554202f20"}
  {"id":3,"verdict":"incomplete"}

  {"id":4,"what":"http","hex":"474554202f20485454502f312e300d0a413a0920ff200d0a0d0a"}
  {"id":4,"requests":[{"method":"GET","target":"/","version":"HTTP/1.0","headers":[["A","ÿ"]],…

  {"id":"sse","what":"sse","hex":"69643a20370a646174613a2068690d0d"}
  {"id":"sse","events":[{"type":"message","data":"hi","lastEventId":"7"}],"last_event_id":"7",…

  {"id":5,"what":"frame","hex":"00"}
  {"id":5,"error":"\"what\" is \"frame\"; it must be \"frames\", \"http\", …

  wire101 decode --batch < cases.jsonl > answers.jsonl

Exit codes:
  0   every line was understood, whatever its verdict
  2   the command line is wrong
  65  at least one line was not understood
  74  standard input or output failed (without a word if the reader went away)"#;
