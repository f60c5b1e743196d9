// A page in a real browser as the client of an event stream or of JSON lines:
// node sse_page.mjs KIND URL, where KIND is `EventSource` or `fetch`. The page is that server's own,
// `/healthz`. Says and does the same as sse_client.mjs.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [kind, url] = process.argv.slice(2);
const table = readFileSync(new URL('events.jsonl', import.meta.url), 'utf8').trim().split('\n');
const types = [...new Set(table.map((line) => JSON.parse(line).event))];
const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'wire101-')), {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
process.stdin.on('end', () => context.close()).resume(); // whoever started us is done
const page = context.pages()[0] ?? (await context.newPage());
await page.exposeFunction('say', (line) => console.log(line));
await page.goto(new URL('/healthz', url).href);
await page.evaluate(({ kind, url, types }) => {
  const say = (id, event, data) => globalThis.say(JSON.stringify({ id, event, data }));
  let opened = false;
  const open = () => {
    if (!opened) globalThis.say('open');
    opened = true;
  };
  const fetchLines = async () => {
    let last;
    for (;;) {
      try {
        const { body } = await fetch(last === undefined ? url : `${url}&since=${last}`);
        open();
        const reader = body.pipeThrough(new TextDecoderStream()).getReader();
        let text = '';
        for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
          const lines = (text + piece.value).split('\n');
          text = lines.pop();
          for (const line of lines.filter((each) => each.trim())) {
            const { id, event, data } = JSON.parse(line);
            last = id;
            say(id, event, data);
          }
        }
      } catch {
        // Lost: that is what the next turn is for.
      }
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  };
  if (kind === 'fetch') {
    fetchLines();
    return;
  }
  const source = new EventSource(url);
  source.onopen = open;
  for (const type of types) {
    source.addEventListener(type, (event) => say(event.lastEventId, event.type, event.data));
  }
}, { kind, url, types });
