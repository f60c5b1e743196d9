# Published clients of event streams: python sse_client.py PACKAGE URL
# Says `open` when the stream is open, then each event as {"id","event","data"} on a line; comes
# back when the stream is lost, from behind the last event. Runs until its standard input ends.
import json
import os
import sys
import threading
import time

import httpx
import httpx_sse
import requests
import sseclient

package, url = sys.argv[1:]


def with_httpx_sse(headers):
    with httpx.Client(timeout=60) as client:
        with httpx_sse.connect_sse(client, "GET", url, headers=headers) as source:
            yield source.iter_sse()


def with_sseclient_py(headers):
    with requests.get(url, stream=True, headers=headers, timeout=60) as answer:
        yield sseclient.SSEClient(answer).events()


def end_with_whoever_started_us():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_whoever_started_us, daemon=True).start()
ask = {"httpx-sse": with_httpx_sse, "sseclient-py": with_sseclient_py}[package]
headers = {"Accept": "text/event-stream"}
opened = False
while True:
    try:
        for events in ask(headers):
            if not opened:
                print("open", flush=True)
            opened = True
            for event in events:
                headers["Last-Event-ID"] = event.id
                found = {"id": event.id, "event": event.event or "message", "data": event.data}
                print(json.dumps(found), flush=True)
    except (httpx.HTTPError, requests.RequestException, OSError):
        pass  # lost: that is what the next turn is for
    time.sleep(0.1)
