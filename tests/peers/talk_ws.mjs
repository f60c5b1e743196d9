// Talks to the lab with the published package `ws`: node talk_ws.mjs ws://HOST:PORT
// Echo: text, binary, a large message, ping, close. Events: what is published comes back to two clients,
// in order. Exits 1 at the first difference.
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

const echo = await open('/echo');
for (const message of ['', 'hi', 'grüß dich, 세계', 'x'.repeat(126), 'y'.repeat(70_000)]) {
  echo.send(message);
  assert.equal(await next(echo), message);
  const bytes = Buffer.from(message);
  echo.send(bytes);
  assert.deepEqual(await next(echo), bytes);
}
echo.send('in ', { fin: false });
echo.send('parts', { fin: true });
assert.equal(await next(echo), 'in parts');
echo.ping('are you there?');
assert.equal((await once(echo, 'pong'))[0].toString(), 'are you there?');
echo.close(4000, 'enough');
const [code] = await once(echo, 'close');
assert.equal(code, 4000, 'the server answers a Close with the same code');
console.log('echo: text, binary, parts, ping and close are as they should be');

const [reader, writer] = [await open('/ws?topic=ws&since=0'), await open('/ws?topic=ws&since=0')];
for (let i = 1; i <= 100; i += 1) writer.send(`event ${i}`);
for (const socket of [reader, writer]) {
  for (let i = 1; i <= 100; i += 1) {
    const event = JSON.parse(await next(socket));
    assert.deepEqual(event, { id: String(i), event: 'message', data: `event ${i}` });
  }
}
reader.close();
writer.close();
await Promise.all([once(reader, 'close'), once(writer, 'close')]);
console.log('events: 100 published by one client came to both, in order');
