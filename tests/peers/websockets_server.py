"""The published package `websockets` as an echo server: websockets_server.py

Prints its URL; echoes; `close CODE REASON` is an order. Prints the code of each client's Close
frame."""
import asyncio
import ssl

from messages import options, right_extensions
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

arguments = options()


async def echo(connection):
    if not right_extensions(connection, arguments.deflate):
        print(f"extensions: {connection.protocol.extensions}", flush=True)
    try:
        async for message in connection:
            if isinstance(message, str) and message.startswith("close "):
                _, code, reason = message.split(" ", 2)
                await connection.close(int(code), reason)
            else:
                await connection.send(message)
    except ConnectionClosed:
        pass  # a code other than 1000 and 1001
    print("closed", connection.protocol.close_rcvd.code, flush=True)


async def main():
    context = None
    if arguments.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.cert, arguments.key)
    compression = "deflate" if arguments.deflate else None
    async with serve(echo, "127.0.0.1", 0, ssl=context, compression=compression) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"{'wss' if context else 'ws'}://127.0.0.1:{port}", flush=True)
        await server.serve_forever()


asyncio.run(main())
