"""The published package `websockets` as the client of an echo server: websockets_client.py URL

Sends each close code, each message of the table and a ping; then says `ready` and waits until the
server goes away. Exits 1 at the first difference."""
import asyncio
import ssl

from messages import CODES, messages, options, right_extensions
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

# It ends what hangs; it measures nothing.
PATIENCE = 300
arguments = options("url")


def opened():
    trust = ssl.create_default_context(cafile=arguments.ca) if arguments.ca else None
    compression = "deflate" if arguments.deflate else None
    return connect(arguments.url, ssl=trust, compression=compression, proxy=None)


async def main():
    for code in CODES:
        async with opened() as closing:
            await closing.close(code, "enough")
            assert closing.protocol.close_rcvd.code == code, closing.protocol.close_rcvd
    print(f"{len(CODES)} close codes came back")

    async with opened() as socket:
        assert right_extensions(socket, arguments.deflate), socket.protocol.extensions
        count = 0
        for name, parts in messages():
            await socket.send(parts if len(parts) > 1 else parts[0])
            found = await socket.recv()
            assert found == parts[0][:0].join(parts), f"{name} came back otherwise"
            count += 1
        await (await socket.ping(b"are you there?"))
        print(f"{count} messages and a ping came back")

        print("ready", flush=True)
        try:
            await socket.recv()
            raise SystemExit("a message, and not a goodbye")
        except ConnectionClosed as closed:
            assert closed.rcvd and closed.rcvd.code == 1001, closed
    print("the server said goodbye")


asyncio.run(asyncio.wait_for(main(), PATIENCE))
