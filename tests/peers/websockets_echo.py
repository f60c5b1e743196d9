"""The published package `websockets` as an echo server, as its own page begins:
websockets_echo.py [--deflate]

Prints its URL."""
import asyncio
import logging
import sys

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


async def echo(connection):
    try:
        async for message in connection:
            await connection.send(message)
    except ConnectionClosed:
        pass  # a broken rule, or a client that is gone


async def main():
    logging.disable()  # each refused handshake would be told with its traceback
    compression = "deflate" if "--deflate" in sys.argv else None
    async with serve(echo, "127.0.0.1", 0, compression=compression) as server:
        print(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()


asyncio.run(main())
