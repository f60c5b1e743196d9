// The lives of EventSources in a page of a real browser: node sse_life.mjs PAGE PATH…
// Opens one at each path and waits until it is closed for good. Prints one object: for each path
// what happened, in order: `open`, `error STATE`, and each event as `TYPE LAST-EVENT-ID DATA`.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [url, ...paths] = process.argv.slice(2);
const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'wire101-')), {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(url);
  const lives = await page.evaluate(async (all) => {
    const states = ['CONNECTING', 'OPEN', 'CLOSED'];
    const life = (path) => new Promise((resolve) => {
      const told = [];
      const source = new EventSource(path);
      const hear = ({ type, lastEventId, data }) => told.push(`${type} ${lastEventId} ${data}`);
      for (const type of ['message', 'joined', 'lonely']) source.addEventListener(type, hear);
      source.onopen = () => told.push('open');
      source.onerror = () => {
        told.push(`error ${states[source.readyState]}`);
        if (source.readyState === EventSource.CLOSED) resolve([path, told]);
      };
    });
    return Object.fromEntries(await Promise.all(all.map(life)));
  }, paths);
  console.log(JSON.stringify(lives));
} finally {
  await context.close();
}
