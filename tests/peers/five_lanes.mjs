// Drives the lab's page in a real browser: node five_lanes.mjs URL SCREENSHOT.png
// Starts all lanes, publishes 25 events from the page and 5 from outside, and waits until each of the
// five lanes shows all 30, in order, none twice. Prints what each lane says; exits 1 if one is wrong.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [url, screenshot] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'wire101-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  viewport: { width: 1280, height: 800 },
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
    '--disable-background-networking', '--disable-component-update',
  ],
});
const complaints = [];
let failed = false;
try {
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.on('console', (m) => ['error', 'warning'].includes(m.type()) && complaints.push(m.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (r) => r.url().startsWith(url) || complaints.push(`foreign: ${r.url()}`));
  await page.goto(url);
  await page.waitForSelector('html[data-ready=yes]');
  await page.click('#start-all');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('section[data-lane]')].every((lane) => lane.dataset.state !== 'idle'));

  for (let i = 1; i <= 5; i += 1) {
    await page.fill('#publish-text', `event ${i}`);
    await page.click('#publish-button');
  }
  await page.click('#burst');
  for (let i = 26; i <= 30; i += 1) {
    const answer = await fetch(`${url}publish`, { method: 'POST', body: `from outside, ${i}` });
    if (answer.status !== 202) complaints.push(`publish answered ${answer.status}`);
  }

  const all = Array.from({ length: 30 }, (_, i) => i + 1);
  const lanes = () => page.$$eval('section[data-lane]', (sections) => sections.map((section) => ({
    lane: section.dataset.lane,
    ids: (section.dataset.ids ?? '').split(',').filter(Boolean)
      .map((id) => Number(id.split('-').pop())),
    newest: section.querySelector('tbody .id')?.textContent,
    words: section.querySelector('.lane-words').textContent,
    figures: Object.fromEntries([...section.querySelectorAll('[data-figure]')]
      .map((figure) => [figure.dataset.figure, figure.textContent])),
  })));
  let seen = [];
  for (let tries = 0; tries < 150; tries += 1) {
    seen = await lanes();
    if (seen.every(({ ids, figures }) => ids.length >= all.length && figures.wire !== '–')) break;
    await page.waitForTimeout(100);
  }
  await page.waitForTimeout(700); // one more message of the tally
  seen = await lanes();
  await page.screenshot({ path: screenshot });
  if (seen.length !== 5) complaints.push(`${seen.length} lanes, not 5`);
  await page.waitForFunction(() => document.body.textContent.includes('-30 arrived on 5 of 5 lanes.'));
  for (const { lane, ids, newest, words, figures } of seen) {
    if (newest !== '30') complaints.push(`${lane} shows ${newest} above all others`);
    const right = new Set(ids).size === ids.length && ids.every((id, i) => i === 0 || id > ids[i - 1])
      && all.every((id) => ids.includes(id));
    if (!right) complaints.push(`${lane} shows ${ids}`);
    if (figures.missed !== '0' || figures.repeated !== '0') complaints.push(`${lane} is out of order`);
    if (!(parseFloat(figures.wire) > 0)) complaints.push(`${lane} says ${figures.wire} bytes an event`);
    console.log(lane.padEnd(13), words.padEnd(28), JSON.stringify(figures));
  }
} catch (error) {
  complaints.push(String(error));
} finally {
  await browser.close();
}
for (const complaint of complaints) {
  failed = true;
  console.log(`WRONG: ${complaint}`);
}
process.exit(failed ? 1 : 0);
