// The published server of event streams `better-sse`: node sse_server.mjs
// Prints its address. Sends the events of the table, those behind Last-Event-ID, and breaks off
// behind the tenth. Runs until its standard input ends.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createSession } from 'better-sse';

const table = readFileSync(new URL('events.jsonl', import.meta.url), 'utf8').trim().split('\n')
  .map((line) => JSON.parse(line))
  .map(({ event, text, times }) => ({ event, data: text.repeat(times ?? 1) }));

const server = createServer(async (request, response) => {
  // The data are written as JSON: as text, it would not split them into lines.
  const session = await createSession(request, response, { retry: 20 });
  const from = Number(session.lastId || 0);
  for (const [i, { event, data }] of table.entries()) {
    if (i >= from) session.push(data, event, String(i + 1));
    if (from === 0 && i === 9) {
      response.end();
      return;
    }
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
process.stdin.on('end', () => process.exit(0)).resume(); // whoever started us is done
