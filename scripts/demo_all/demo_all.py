"""Submits each job type to a running `millrace dev` and shows what came of it."""
import argparse
import json
import os
import pathlib
import time

import in_app
import millrace as program
import pages

CREATOR = "creator-ada"


def show(title, text=""):
    print(f"\n── {title} " + "─" * max(0, 90 - len(title)))
    if text:
        print(text)


def short(value, limit=600):
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return text if len(text) <= limit else text[:limit] + " …"


def run(server, job_type, payload, wait=60):
    """The job as it ended."""
    order = {"jobType": job_type, "payload": payload, "creatorId": CREATOR}
    started = time.monotonic()
    job = server.call("POST", "/v1/jobs", order, Prefer=f"wait={wait}")
    show(f"{job_type}: {job['status']} in {time.monotonic() - started:.2f} s", short(job.get("result")))
    if job["status"] != "completed":
        raise SystemExit(short(job, 4000))
    return job


def caught(server, kind, job):
    for _ in range(300):
        for item in server.caught():
            if item["kind"] == kind and job["id"] in item["text"] + json.dumps(item["headers"]):
                return item
        time.sleep(0.1)
    raise SystemExit(f"no {kind} about job {job['id']} was caught")


def notifications(server, listener, job):
    update = listener.of(job["id"], "job.completed")
    show("in-app (SignalR, a foreign client)", short(update))
    mail = caught(server, "mail", job)
    show(f"email to {', '.join(mail['to'])}: {mail['subject']}", mail["text"].strip()[:400])
    webhook = caught(server, "webhook", job)
    signature = next(h["value"] for h in webhook["headers"] if h["name"].lower() == "webhook-signature")
    show(f"webhook to {webhook['to'][0]}: {webhook['subject']}", f"webhook-signature: {signature}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--video", required=True)
    arguments = parser.parse_args()
    video = pathlib.Path(arguments.video).resolve()
    site = pages.start()
    server = program.Millrace(arguments.binary, ".demo/all", str(video.parent))
    try:
        secret = "whsec_" + "bWlsbHJhY2UtZGVtby1zZWNyZXQtMzItYnl0ZXMhISE="
        contact = {"email": "ada@example.com", "name": "Ada", "webhookUrl": "https://ada.example/hooks", "webhookSecret": secret}
        server.call("PUT", f"/v1/contacts/{CREATOR}", contact)
        token = server.command("tokens", "create", "--creator", CREATOR).strip()
        listener = in_app.Listener(server.address, token)

        job = run(server, "video.analysis", {"videoUrl": video.as_uri()})
        notifications(server, listener, job)
        run(server, "chat.suggest", {"fanMessage": "I loved your last video!", "context": {"creatorName": "Ada"}})
        idea = {"contentType": "post", "tone": "playful", "topic": "A week by the sea"}
        run(server, "content.suggest", idea)
        run(server, "content.suggest", idea)
        analysis = {"contentId": "post-17", "contentType": "text", "contentUrl": f"{site}/post.txt"}
        run(server, "content.analyze", analysis)
        run(server, "content.trends", {"sources": [f"{site}/feed.xml", f"{site}/blog", f"{site}/gone"]})
        today = time.strftime("%Y-%m-%d", time.gmtime())
        run(server, "data.aggregate", {"day": today})
        run(server, "alert.check", {})
        run(server, "dlq.triage", {})
        costs = server.call("GET", "/v1/costs?by=model")
        show("what it cost, by model (at the catalogue's prices; the development model answered)", server.command("costs", "--by", "model"))
        if not any(line.get("hits") for line in costs["costs"]):
            raise SystemExit("the cache saved nothing")
        print("\nThe second content.suggest was answered from the cache: `saved` is what it would have cost.")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
