"""Connects with signalrcore as it is, over one transport, and prints what it sees, one JSON object a line."""
import json
import os
import sys
import threading
import time

from signalrcore.hub_connection_builder import HubConnectionBuilder
from signalrcore.types import HttpTransportType

url, token, transport = sys.argv[1:4]


def tell(what, **more):
    print(json.dumps({"event": what, **more}), flush=True)


def end_with_parent():
    # Other children may hold the other end of standard input, so that its end alone would not do.
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def build(closed):
    options = {"transport": HttpTransportType(transport)}
    address = url
    if transport == "LongPolling":
        # Its polls carry no headers.
        address += "?access_token=" + token
    else:
        options["access_token_factory"] = lambda: token
    connection = HubConnectionBuilder().with_url(address, options=options).build()
    connection.on_open(lambda: tell("open"))
    connection.on_close(closed.set)
    connection.on_error(lambda error: tell("error", error=repr(error)))
    connection.on("jobUpdate", lambda arguments: tell("jobUpdate", arguments=arguments))
    return connection


threading.Thread(target=end_with_parent, daemon=True).start()
while True:
    closed = threading.Event()
    try:
        connection = build(closed)
        connection.start()
        closed.wait()
        tell("close")
    except Exception as error:
        tell("ended", error=repr(error))
    time.sleep(0.2)
