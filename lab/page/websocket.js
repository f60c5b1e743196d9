// Knows the WebSocket lane: one GET that is upgraded, then one JSON text message for each event.
// Does not know about losses: it rejects, and the lane connects again from its last id.

import { socketAddress } from './address.js';
import { Lost } from './ask.js';

export const websocket = {
  name: 'websocket',
  title: 'WebSocket',
  tally: 'websocket',
  sentence: () => 'One GET, upgraded. Then frames, both ways: each event is one text message.',

  connect(lane, signal) {
    return new Promise((resolve, reject) => {
      lane.say('connecting', 'connecting');
      lane.sent();
      const socket = new WebSocket(socketAddress('/ws', { since: lane.cursor }));
      let opened = false;

      signal.addEventListener('abort', () => {
        socket.close(1000);
        resolve();
      });

      socket.addEventListener('open', () => {
        if (signal.aborted) return;
        opened = true;
        lane.settled();
        lane.say('open', 'open');
      });

      socket.addEventListener('message', ({ data }) => {
        if (signal.aborted) return;
        try {
          lane.receive(JSON.parse(data));
        } catch (error) {
          reject(error instanceof SyntaxError ? new Lost('a message was not JSON') : error);
          socket.close(1000);
        }
      });

      socket.addEventListener('close', (end) => reject(new Lost(farewell(end, opened))));
    });
  },
};

/** 1006 never crosses the wire: it is how the browser says "no close frame came". */
function farewell({ code, reason }, opened) {
  if (!opened) return 'no WebSocket: refused, or no server';
  if (code === 1006) return 'connection lost without a close frame (1006)';
  return `closed by the server: ${code} ${reason || MEANING[code] || ''}`.trim();
}

const MEANING = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1007: 'invalid data',
  1008: 'policy violation',
  1009: 'message too big',
  1011: 'internal error',
  1013: 'try again later',
};
