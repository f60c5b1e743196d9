// # eventsource-parser, put to a prepared stream                     chapter 16
// Knows: how that package is fed, and what its passes took. Does not know: what is in the stream.
// Read before: `bench/src/rows/sse/eventsource_parser.rs`. Read next: nothing.
//
// It reads from its standard input: a line with the length of a stream and of the pieces it is to be
// cut into, the stream, and then one line for each turn: how many milliseconds it is to take.
// To each turn it answers with one line of JSON.

import { readSync } from 'node:fs'
import { createRequire } from 'node:module'

const peers = createRequire(new URL('../../tests/peers/', import.meta.url))
const { createParser } = peers('eventsource-parser')

/** The next `length` bytes; fewer if there are no more. */
function read(length) {
  const bytes = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const more = readSync(0, bytes, filled, length - filled, null)
    if (more === 0) break
    filled += more
  }
  return bytes.subarray(0, filled)
}

/** The next line, or nothing at the end. */
function line() {
  let text = ''
  for (;;) {
    const byte = read(1).toString()
    if (byte === '') return undefined
    if (byte === '\n') return text
    text += byte
  }
}

const [length, size] = line().split(' ').map(Number)
const stream = read(length)
const pieces = []
for (let at = 0; at < length; at += size) pieces.push(stream.subarray(at, at + size))

/** What the stream tells: bytes into text as fetch's body would be, text into events. */
function pass() {
  const heard = { events: 0, units: 0, id: '' }
  const parser = createParser({
    onEvent({ data, id }) {
      heard.events += 1
      heard.units += data.length
      if (id !== undefined) heard.id = id
    },
  })
  const decoder = new TextDecoder()
  for (const piece of pieces) parser.feed(decoder.decode(piece, { stream: true }))
  return heard
}

/** Microseconds of processor time so far. */
function spent() {
  const { user, system } = process.cpuUsage()
  return user + system
}

for (let asked = line(); asked !== undefined; asked = line()) {
  const [before, until] = [spent(), Number(asked) * 1000]
  let [passes, heard] = [0, {}]
  do {
    heard = pass()
    passes += 1
  } while (spent() - before < until)
  console.log(JSON.stringify({ ...heard, passes, microseconds: spent() - before }))
}
