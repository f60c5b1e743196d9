// The published package `ws` as an echo server, as its own page begins: node ws_echo.mjs [--deflate]
// Prints its URL.
import { WebSocketServer } from 'ws';

const perMessageDeflate = process.argv.includes('--deflate');
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate });
server.on('connection', (socket) => {
  socket.on('error', () => {}); // it closes by itself; without this, the process ends
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
server.on('listening', () => console.log(`ws://127.0.0.1:${server.address().port}`));
