"""An event stream as it is often shown with Python alone: `http.server`, a thread for each client.

Prints its URL. POST /publish sends the body to all who listen at /events, with a number as its id."""
import queue
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

clients = []
numbers = count(1)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path != "/events":
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Connection", "close")
        self.end_headers()
        events = queue.Queue()
        clients.append(events)
        try:
            while True:
                number, text = events.get()
                self.wfile.write(f"id: {number}\ndata: {text}\n\n".encode())
                self.wfile.flush()
        except OSError:
            clients.remove(events)

    def do_POST(self):
        if self.path != "/publish":
            return self.send_error(404)
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        number = next(numbers)
        for events in clients:
            events.put((number, text))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # a client that is gone, or no number where a length should be


server = Server(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_port}/events", flush=True)
server.serve_forever()
