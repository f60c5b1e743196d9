// Clients that come again and again, to be judged: node judged_client.mjs KIND URL
// `ws`, the published package, echoes; `eventsource`, the published package, listens; `chromium` and
// `chromium-events` do the same in a page. Each runs until nobody listens any more.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventSource } from 'eventsource';
import { chromium } from 'playwright-core';
import WebSocket from 'ws';

const [kind, url] = process.argv.slice(2);

/** Come once with the package: true if there was a server. */
const echoOnce = () => new Promise((resolve) => {
  const socket = new WebSocket(url, { handshakeTimeout: 20_000 });
  let reached = true;
  socket.on('message', (data, binary) => socket.send(data, { binary }));
  socket.on('error', ({ code }) => { reached = code !== 'ECONNREFUSED'; });
  socket.on('close', () => resolve(reached));
});

/** Listen with the package until it gives up: true if there was a server. */
const listenOnce = () => new Promise((resolve) => {
  const source = new EventSource(url);
  let failures = 0;
  source.addEventListener('open', () => { failures = 0; });
  source.addEventListener('error', () => {
    failures += 1;
    if (source.readyState === source.CLOSED) resolve(true);
    // It would try for ever.
    if (failures > 20) { source.close(); resolve(false); }
  });
});

/** The same in a page. What is not there any more, and what is refused, look alike to a page. */
const inPage = async (script) => {
  const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'wire101-')), {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.evaluate(script, url);
  } finally {
    await context.close();
  }
};

const echoInPage = async (address) => {
  for (let failures = 0; failures < 30;) {
    const opened = await new Promise((resolve) => {
      const socket = new WebSocket(address);
      let wasOpen = false;
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => { wasOpen = true; };
      socket.onmessage = ({ data }) => socket.send(data);
      socket.onclose = () => resolve(wasOpen);
    });
    failures = opened ? 0 : failures + 1;
  }
};

const listenInPage = async (address) => {
  for (let failures = 0; failures < 30;) {
    const opened = await new Promise((resolve) => {
      const source = new EventSource(address);
      let wasOpen = false;
      source.onopen = () => { wasOpen = true; };
      source.onerror = () => { if (source.readyState === source.CLOSED) resolve(wasOpen); };
    });
    failures = opened ? 0 : failures + 1;
  }
};

if (kind === 'ws') while (await echoOnce());
if (kind === 'eventsource') while (await listenOnce());
if (kind === 'chromium') await inPage(echoInPage);
if (kind === 'chromium-events') await inPage(listenInPage);
