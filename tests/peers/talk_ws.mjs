// Talks to the lab with the published package `ws`: node talk_ws.mjs ws://HOST:PORT
// What one client publishes comes to two, in order. Exits 1 at the first difference.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import WebSocket from 'ws';

const [base] = process.argv.slice(2);

const open = async (path) => {
  const socket = new WebSocket(`${base}${path}`, { perMessageDeflate: false });
  socket.inbox = [];
  socket.waiting = [];
  socket.on('message', (data, binary) => {
    const message = binary ? data : data.toString();
    const next = socket.waiting.shift();
    if (next) next(message); else socket.inbox.push(message);
  });
  await once(socket, 'open');
  return socket;
};
const next = (socket) => (socket.inbox.length
  ? Promise.resolve(socket.inbox.shift())
  : new Promise((resolve) => { socket.waiting.push(resolve); }));

const [reader, writer] = [await open('/ws?topic=ws&since=0'), await open('/ws?topic=ws&since=0')];
for (let i = 1; i <= 100; i += 1) writer.send(`event ${i}`);
for (const socket of [reader, writer]) {
  for (let i = 1; i <= 100; i += 1) {
    const { id, ...event } = JSON.parse(await next(socket));
    assert.ok(id.split('-').pop() === String(i), `${id} is not number ${i}`);
    assert.deepEqual(event, { event: 'message', data: `event ${i}` });
  }
}
reader.close();
writer.close();
await Promise.all([once(reader, 'close'), once(writer, 'close')]);
console.log('events: 100 published by one client came to both, in order');
