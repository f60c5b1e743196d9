// A page in a real browser as the client of parts_server.mjs: node parts_page.mjs URL
// Hears one message, sends one, hears it again, and closes with a code and a reason. Prints what it
// heard; exits 1 if the end is not clean.
import assert from 'node:assert/strict';
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
  await page.goto(url);
  const heard = await page.evaluate((address) => new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    const messages = [];
    socket.onerror = () => reject(new Error('it does not open'));
    socket.onmessage = ({ data }) => {
      messages.push(data);
      if (messages.length === 1) socket.send('from a page');
      else socket.close(4000, 'enough');
    };
    socket.onclose = ({ code, reason, wasClean }) => resolve({ messages, code, reason, wasClean });
  }), url.replace(/^http/, 'ws'));
  assert.deepEqual(heard, {
    messages: ['in two parts', 'from a page'], code: 4000, reason: 'enough', wasClean: true,
  });
  console.log('all was heard');
} finally {
  await context.close();
}
