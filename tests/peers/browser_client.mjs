// A page in a real browser as the client of an echo server: node browser_client.mjs URL [options]
// URL is the WebSocket's; the page is that server's own, `/healthz`. Sends each message of the table
// (a page cannot choose its frames) and each close code that a page may send; then says `ready` and
// waits until the server goes away. Exits 1 at the first difference.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { codes, messages, options, positionals, rightExtensions } from './messages.mjs';

const url = positionals[0];
const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'wire101-')), {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  ignoreHTTPSErrors: options.ca !== undefined, // a certificate that only this test knows
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(new URL('/healthz', url.replace(/^ws/, 'http')).href);
  const extensions = await page.evaluate((address) => {
    globalThis.openOne = () => new Promise((resolve, reject) => {
      const socket = new WebSocket(address);
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => resolve(socket);
      socket.onerror = () => reject(new Error('it does not open'));
    });
    globalThis.endOf = (socket) => new Promise((resolve) => {
      socket.onclose = ({ code, wasClean }) => resolve({ code, wasClean });
    });
    return globalThis.openOne().then((socket) => {
      globalThis.main = socket;
      globalThis.goodbye = globalThis.endOf(socket);
      return socket.extensions;
    });
  }, url);
  assert.ok(rightExtensions(extensions), `extensions: ${extensions}`);

  for (const { name, isText, payload } of messages) {
    const same = await page.evaluate(async ({ text, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      const sent = text ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : bytes;
      const came = new Promise((resolve) => { globalThis.main.onmessage = resolve; });
      globalThis.main.send(sent);
      const { data } = await came;
      if (text) return data === sent;
      const found = new Uint8Array(data);
      return found.length === bytes.length && found.every((byte, i) => byte === bytes[i]);
    }, { text: isText, base64: payload.toString('base64') });
    assert.ok(same, `${name} came back otherwise`);
  }
  console.log(`${messages.length} messages came back`);

  // A page may send 1000, its own codes, and none at all.
  const allowed = codes.filter((code) => code === 1000 || code === 1005 || code >= 3000);
  for (const code of allowed) {
    const end = await page.evaluate(async (sent) => {
      const socket = await globalThis.openOne();
      const end = globalThis.endOf(socket);
      if (sent === 1005) socket.close(); else socket.close(sent, 'enough');
      return end;
    }, code);
    assert.deepEqual(end, { code, wasClean: true });
  }
  console.log(`${allowed.length} close codes came back`);

  console.log('ready');
  const goodbye = await page.evaluate(() => globalThis.goodbye);
  assert.deepEqual(goodbye, { code: 1001, wasClean: true }, 'a server that goes away says so');
  console.log('the server said goodbye');
} finally {
  await context.close();
}
