// Published clients of event streams, and of JSON lines: node sse_client.mjs KIND URL
// Says `open` when the stream is open, then each event as {"id","event","data"} on a line; comes
// back when the stream is lost, from behind the last event. Runs until its standard input ends.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { EventSource } from 'eventsource';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import polyfill from 'event-source-polyfill';
import * as undici from 'undici';

const [kind, url] = process.argv.slice(2);
process.stdin.on('end', () => process.exit(0)).resume(); // whoever started us is done
const table = readFileSync(new URL('events.jsonl', import.meta.url), 'utf8').trim().split('\n');
const types = [...new Set(table.map((line) => JSON.parse(line).event))];
const say = (id, event, data) => console.log(JSON.stringify({ id, event, data }));

let opened = false;
const open = () => {
  if (!opened) console.log('open');
  opened = true;
};

/** Anything with the interface of the standard. */
const standard = (source) => {
  source.addEventListener('open', open);
  for (const type of types) {
    source.addEventListener(type, (event) => say(event.lastEventId, event.type, event.data));
  }
};

/** Ask again and again: from behind the last event, as `ask` does it. */
const again = async (ask) => {
  let last;
  for (;;) {
    try {
      for await (const { id, event, data } of await ask(last)) {
        last = id;
        say(id, event ?? 'message', data);
      }
    } catch {
      // Lost: that is what the next turn is for.
    }
    await pause(100);
  }
};

const kinds = {
  eventsource: () => standard(new EventSource(url)),
  // In place of the field it tells its place in the query, as `lastEventId`.
  'event-source-polyfill': () => standard(new polyfill.EventSourcePolyfill(url)),
  'undici EventSource': () => standard(new undici.EventSource(url)),
  'fetch-event-source': () => {
    // It is made for pages.
    globalThis.window = globalThis;
    globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };
    return fetchEventSource(url, {
      onopen: async () => open(),
      // It takes a comment for an event with nothing in it, not even an id.
      onmessage: ({ id, event, data }) => id && say(id, event || 'message', data),
      onclose: () => { throw new Error('come back'); },
      onerror: () => 100,
    });
  },
  'eventsource-parser': () => again(async (last) => {
    const headers = last === undefined ? {} : { 'Last-Event-ID': last };
    const { body } = await fetch(url, { headers });
    open();
    return body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  }),
  'undici fetch': () => again(async (last) => {
    const { body } = await undici.fetch(last === undefined ? url : `${url}&since=${last}`);
    open();
    return jsonLines(body);
  }),
};

/** Each line of a body, read piece by piece. */
async function* jsonLines(body) {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of body) {
    const lines = (text + decoder.decode(piece, { stream: true })).split('\n');
    text = lines.pop();
    yield* lines.filter((line) => line.trim()).map((line) => JSON.parse(line));
  }
}

await kinds[kind]();
