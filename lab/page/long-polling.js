// Knows long polling: ask, and the server holds the answer until there is an event or `wait` is over;
// then ask again at once from the cursor `next`.
// Does not know about losses: it throws, and the lane tries again.

import { path } from './address.js';
import { askJson } from './ask.js';
import { sleep } from './backoff.js';
import { secondsSince } from './words.js';

const WAIT = 25;
const PATIENCE = WAIT + 10;

export const longPolling = {
  name: 'long-polling',
  title: 'Long polling',
  tally: 'long_polling',
  sentence: () => 'Asks, and the server holds the answer until there is an event. Then asks again.',

  async connect(lane, signal) {
    lane.say('connecting', 'asking for the first time');
    while (!signal.aborted) {
      const asked = performance.now();
      lane.sent();
      lane.say('waiting', (now) => `waiting for an answer, ${secondsSince(asked, now)}`);
      const answer = await askJson(path('/long-poll', { since: lane.cursor, wait: WAIT }), signal, PATIENCE);
      if (signal.aborted) return;
      lane.settled();
      lane.answered(answer.events);
      lane.cursor = answer.next;
      // A server that answers "nothing" without holding would make this loop run hot.
      const hasty = answer.events.length === 0 && performance.now() - asked < 1000;
      if (hasty) await sleep(1000, signal);
    }
  },
};
