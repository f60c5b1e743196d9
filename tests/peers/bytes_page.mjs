// The lab's page shows its own bytes: node bytes_page.mjs URL SCREENSHOT.png
// Starts all lanes, presses Bytes, publishes, and waits until each lane shows what it must: heads, chunks,
// blocks of the event stream, frames with their mask; then opens a frame. Exits 1 if something is missing.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [url, screenshot] = process.argv.slice(2);
const browser = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'wire101-')), {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  viewport: { width: 1280, height: 900 },
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = browser.pages()[0] ?? (await browser.newPage());
  const complaints = [];
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && complaints.push(m.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.waitForSelector('html[data-ready=yes]');
  await page.click('#start-all');
  await page.click('#bytes-button');
  const shown = async (lane, words) => {
    await page.waitForFunction(([of, text]) =>
      [...document.querySelectorAll(`#bytes li[data-lane=${of}] summary`)]
        .some((summary) => summary.textContent.includes(text)), [lane, words]);
  };
  await shown('sse', '200 OK');
  await shown('websocket', '101 Switching Protocols');
  await page.fill('#publish-text', 'what do I look like?');
  await page.click('#publish-button');
  await shown('polling', '→ request');
  await shown('polling', '← response');
  await shown('long_polling', '→ request');
  await shown('streaming', '← chunk');
  await shown('sse', 'what do I look like?');
  await shown('websocket', 'what do I look like?');
  assert.equal(await page.locator('#bytes .explained').count(), 0, 'nothing is open yet');
  await page.locator('#bytes li[data-lane=websocket] summary', { hasText: 'text' }).first().click();
  const table = page.locator('#bytes .explained').first();
  for (const word of ['opcode', 'payload length', 'RFC 6455']) assert.match(await table.innerText(), new RegExp(word));
  assert.deepEqual(await page.locator('#bytes', { hasText: 'broken rule' }).count(), 0, 'no rule is broken');
  await page.screenshot({ path: screenshot });
  await page.click('#bytes-button');
  assert.ok(await page.locator('#bytes').isHidden());
  assert.deepEqual(complaints, []);
  console.log('every lane shows its bytes');
} finally {
  await browser.close();
}
