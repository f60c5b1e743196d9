// The published package `ws` as an echo server: node ws_server.mjs [options]
// Prints its URL; echoes; `close CODE REASON` is an order. Prints the code of each client's Close
// frame.
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { readFileSync } from 'node:fs';
import { WebSocketServer } from 'ws';
import { options, rightExtensions } from './messages.mjs';

const secure = options.cert && { cert: readFileSync(options.cert), key: readFileSync(options.key) };
const http = secure ? createSecureServer(secure) : createServer();
const server = new WebSocketServer({
  server: http,
  perMessageDeflate: options.deflate ? { threshold: 0 } : false,
});
server.on('connection', (socket) => {
  if (!rightExtensions(socket.extensions)) console.log(`extensions: ${socket.extensions}`);
  socket.on('message', (data, isBinary) => {
    const order = !isBinary && data.toString().match(/^close (\d+) (.*)$/);
    if (order) socket.close(Number(order[1]), order[2]);
    else socket.send(data, { binary: isBinary });
  });
  socket.on('close', (code) => console.log(`closed ${code}`));
});
http.listen(0, '127.0.0.1', () => {
  console.log(`${secure ? 'wss' : 'ws'}://127.0.0.1:${http.address().port}`);
});
