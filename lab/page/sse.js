// Knows server-sent events as the browser offers them: EventSource, which reads the stream,
// remembers the last id and reconnects by itself. This module passes its states through, and steps in
// only when EventSource gives up (readyState CLOSED).
// Does not see the status, the heartbeats or the bytes: EventSource shows none of them to a page.

import { path } from './address.js';
import { Lost } from './ask.js';

export const sse = {
  name: 'sse',
  title: 'SSE',
  tally: 'sse',
  sentence: () => 'Asks once. EventSource reads the stream, and reconnects by itself.',

  connect(lane, signal) {
    return new Promise((resolve, reject) => {
      lane.say('connecting', 'connecting');
      lane.sent();
      const source = new EventSource(path('/events', { since: lane.cursor }));
      let reconnecting = false;

      const local = new AbortController();
      const end = (error) => {
        source.close();
        local.abort();
        if (error) reject(error);
        else resolve();
      };
      signal.addEventListener('abort', () => end(), { signal: local.signal });

      source.addEventListener('open', (opened) => {
        if (opened instanceof MessageEvent) return; // an event whose type is "open"
        if (reconnecting) lane.sent(); // the browser asked again by itself; when, it does not tell
        reconnecting = false;
        lane.settled();
        lane.say('open', 'open');
      });

      source.addEventListener('error', (failure) => {
        if (failure instanceof MessageEvent) return; // an event whose type is "error"
        if (source.readyState === EventSource.CLOSED) {
          return end(new Lost('EventSource gave up (refused, or not an event stream)'));
        }
        if (!reconnecting) lane.dropped();
        reconnecting = true;
        lane.say('retrying', 'connection lost; EventSource is reconnecting by itself');
      });

      const listen = (type, late) => {
        source.addEventListener(type, (message) => {
          if (!(message instanceof MessageEvent) || local.signal.aborted) return;
          lane.receive({ id: message.lastEventId, event: message.type, data: message.data });
        });
        if (late) lane.note = `“${type}” was new here: EventSource hands over only types that are listened for.`;
      };
      lane.shared.types.each(listen, local.signal);
    });
  },
};
