"""The published package `websockets` as a client that is judged: judged_websockets.py URL

Comes again and again and echoes, until nobody listens any more."""
import asyncio
import sys

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException


async def main(url):
    while True:
        try:
            async with connect(url, proxy=None) as socket:
                async for message in socket:
                    await socket.send(message)
        except ConnectionRefusedError:
            return
        except (OSError, EOFError, WebSocketException):
            pass  # refused, or failed: that is what is judged


asyncio.run(main(sys.argv[1]))
