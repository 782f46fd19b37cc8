"""A foreign SignalR client in a thread of its own: keeps the updates it is sent."""
import asyncio
import threading

from pysignalr.client import SignalRClient


class Listener:
    def __init__(self, address, token):
        self.updates = []
        self.changed = threading.Condition()
        self.opened = threading.Event()
        self.client = SignalRClient(f"{address}/hubs/jobs", headers={"Authorization": f"Bearer {token}"})
        self.client.on("jobUpdate", self._keep)
        self.client.on_open(self._open)
        threading.Thread(target=lambda: asyncio.run(self.client.run()), daemon=True).start()
        if not self.opened.wait(30):
            raise SystemExit("the hub cannot be reached")

    async def _open(self):
        self.opened.set()

    async def _keep(self, arguments):
        with self.changed:
            self.updates.append(arguments[0])
            self.changed.notify_all()

    def of(self, job, kind):
        """The update of that kind about that job; waits for it."""
        matches = lambda: [u for u in self.updates if u.get("jobId") == job and u.get("type") == kind]
        with self.changed:
            if not self.changed.wait_for(matches, 30):
                raise SystemExit(f"no {kind} came for job {job}")
            return matches()[0]
