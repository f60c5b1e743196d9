// Knows polling: ask, be answered at once, wait, ask again from the cursor `next`.
// Does not know about losses: it throws, and the lane tries again.

import { path } from './address.js';
import { askJson } from './ask.js';
import { sleep } from './backoff.js';
import { secondsLeft } from './words.js';

const PATIENCE = 10;

export const polling = {
  name: 'polling',
  title: 'Polling',
  tally: 'polling',
  sentence: (shared) => `Asks every ${shared.pollEvery()} s and is answered at once, often with nothing new.`,

  async connect(lane, signal) {
    lane.say('connecting', 'asking for the first time');
    while (!signal.aborted) {
      lane.sent();
      const answer = await askJson(path('/poll', { since: lane.cursor }), signal, PATIENCE);
      if (signal.aborted) return;
      lane.settled();
      lane.answered(answer.events);
      lane.cursor = answer.next;
      const until = performance.now() + lane.shared.pollEvery() * 1000;
      lane.say('waiting', (now) => (now < until ? `waiting for the next poll, ${secondsLeft(until, now)}` : 'asking'));
      await sleep(until - performance.now(), signal);
    }
  },
};
