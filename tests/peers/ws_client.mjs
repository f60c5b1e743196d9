// The published package `ws` as the client of an echo server: node ws_client.mjs URL [options]
// Sends each message of the table, a ping, and each close code; then says `ready` and waits until
// the server goes away. Exits 1 at the first difference.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import WebSocket from 'ws';
import { codes, messages, options, positionals, rightExtensions } from './messages.mjs';

const open = async () => {
  const socket = new WebSocket(positionals[0], {
    perMessageDeflate: options.deflate ? { threshold: 0 } : false,
    ca: options.ca && readFileSync(options.ca),
  });
  await once(socket, 'open');
  assert.ok(rightExtensions(socket.extensions), `extensions: ${socket.extensions}`);
  return socket;
};

const socket = await open();
for (const { name, isText, payload, parts } of messages) {
  parts.forEach((part, i) => socket.send(part, { binary: !isText, fin: i === parts.length - 1 }));
  const [data, isBinary] = await once(socket, 'message');
  assert.equal(isBinary, !isText, name);
  assert.ok(payload.equals(data), `${name} came back otherwise`);
}
socket.ping('are you there?');
assert.equal((await once(socket, 'pong'))[0].toString(), 'are you there?');
console.log(`${messages.length} messages and a ping came back`);

for (const code of codes) {
  const closing = await open();
  if (code === 1005) closing.close(); else closing.close(code, 'enough');
  assert.equal((await once(closing, 'close'))[0], code);
}
console.log(`${codes.length} close codes came back`);

console.log('ready');
const [code] = await once(socket, 'close');
assert.equal(code, 1001, 'a server that goes away says so');
console.log('the server said goodbye');
