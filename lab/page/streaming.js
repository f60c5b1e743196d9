// Knows HTTP streaming: one request, one answer that does not end, one JSON line for each event.
// Does not know about losses: it throws, and the lane asks again from its last id.

import { path } from './address.js';
import { ask, asLoss, Lost } from './ask.js';
import { lines } from './lines.js';

export const streaming = {
  name: 'streaming',
  title: 'HTTP streaming',
  tally: 'streaming',
  sentence: () => 'Asks once; the answer does not end. Each event is one more line of JSON in it.',

  async connect(lane, signal) {
    lane.say('connecting', 'connecting');
    lane.sent();
    const response = await ask(path('/stream', { since: lane.cursor }), signal);
    lane.settled();
    lane.say('open', 'open');
    try {
      for await (const line of lines(response.body)) {
        if (signal.aborted) return;
        if (line.trim() === '') continue; // a heartbeat
        lane.receive(JSON.parse(line));
      }
    } catch (error) {
      if (error instanceof SyntaxError) throw new Lost('a line was not JSON');
      throw asLoss(error, signal, 'the connection broke');
    }
    throw new Lost('the server ended the answer');
  },
};
