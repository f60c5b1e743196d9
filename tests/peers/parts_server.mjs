// The published package `ws` as a server of all that a browser's tools do not show:
// node parts_server.mjs
// Prints its URL. To each client it sends a text in two frames with a ping between them, waits for
// the pong, echoes one message, and answers the client's Close. Any other request gets a page.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const http = createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>parts</title>');
});
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.send('in two ', { fin: false });
  socket.ping('between');
  socket.send('parts', { fin: true });
  socket.on('pong', (data) => console.log(`pong ${data}`));
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('close', (code, reason) => console.log(`closed ${code} ${reason}`));
});
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
