// The published server of event streams `better-sse`, as its own page begins: node sse_publish.mjs
// Prints its URL. POST /publish sends the body to all who listen at /events.
import { createServer } from 'node:http';
import { createChannel, createSession } from 'better-sse';

const channel = createChannel();
const server = createServer(async (request, response) => {
  if (request.url === '/events') {
    channel.register(await createSession(request, response));
  } else if (request.url === '/publish') {
    let text = '';
    request.setEncoding('utf8');
    for await (const piece of request) text += piece;
    channel.broadcast(text, 'message');
    response.writeHead(204).end();
  } else {
    response.writeHead(404).end();
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/events`));
process.stdin.on('end', () => process.exit(0)).resume(); // whoever started us is done
