// How many connections a real browser opens to one host: node pool.mjs LAB
// Opens ten EventSources, then asks for something, then opens a WebSocket; then closes one of the
// EventSources, then all. Prints one object that says what came about meanwhile.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [url] = process.argv.slice(2);
const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'wire101-')), {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(`${url}/healthz`);
  const told = await page.evaluate(async () => {
    let opened = 0;
    let answered = false;
    const until = async (is) => {
      for (let tries = 0; tries < 600 && !is(); tries += 1) {
        await new Promise((resolve) => { setTimeout(resolve, 50); });
      }
    };
    // Long enough for what could come about to come about.
    const moment = () => new Promise((resolve) => { setTimeout(resolve, 1000); });
    const sources = Array.from({ length: 10 }, () => {
      const source = new EventSource('/events?topic=pool');
      source.onopen = () => { opened += 1; };
      return source;
    });
    await until(() => opened >= 6);
    const asked = fetch('/healthz').then(() => { answered = true; });
    const socket = new WebSocket(`ws://${window.location.host}/ws?topic=pool`);
    const talks = await new Promise((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
    await moment();
    const full = { opened, answered, talks };
    sources.find((source) => source.readyState === EventSource.OPEN).close();
    await until(() => opened >= 7);
    await moment();
    const oneLess = { opened, answered };
    sources.forEach((source) => source.close());
    socket.close();
    await asked;
    return { full, oneLess, none: { answered } };
  });
  console.log(JSON.stringify(told));
} finally {
  await context.close();
}
