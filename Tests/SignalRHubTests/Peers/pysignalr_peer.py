"""Connects with pysignalr as it is and prints what it sees, one JSON object a line. Ends with its parent."""
import asyncio
import json
import os
import sys
import threading
import time

from pysignalr.client import SignalRClient

url, token = sys.argv[1:3]


def tell(what, **more):
    print(json.dumps({"event": what, **more}), flush=True)


def end_with_parent():
    # Other children may hold the other end of standard input, so that its end alone would not do.
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


async def connect():
    client = SignalRClient(url, headers={"Authorization": f"Bearer {token}"}, retry_sleep=0.2)

    async def opened():
        tell("open")

    async def closed():
        tell("close")

    async def updated(arguments):
        tell("jobUpdate", arguments=arguments)

    client.on_open(opened)
    client.on_close(closed)
    client.on("jobUpdate", updated)
    await client.run()


async def main():
    while True:
        try:
            await connect()
        except Exception as error:  # pysignalr gives up when its connection is unknown: an application starts anew
            tell("ended", error=repr(error))
            await asyncio.sleep(0.2)


threading.Thread(target=end_with_parent, daemon=True).start()
asyncio.run(main())
