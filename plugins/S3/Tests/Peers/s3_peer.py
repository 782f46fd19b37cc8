"""A store (moto) that boto3 fills and reads: each line on standard input is one request as JSON, answered by a line.

The signature of every request that comes from elsewhere is computed again with botocore, and a wrong one refused.
"""

import hashlib
import json
import re
import sys

import boto3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import ThreadedMotoServer
from werkzeug.wrappers import Request, Response

KEY, SECRET = "AKIDTEST", "secret-of-the-test"


def signature_of(request, raw_path):
    """What botocore would sign, for the headers that are said to be signed."""
    found = re.search(r"SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)", request.headers["Authorization"])
    names, signature = found.group(1).split(";"), found.group(2)
    region = request.headers["Authorization"].split("/")[2]
    copy = AWSRequest(request.method, f"http://{request.host}{raw_path}")
    for name in names:
        if name != "host":
            copy.headers[name] = request.headers[name]
    copy.context["timestamp"] = request.headers["x-amz-date"]
    auth = S3SigV4Auth(Credentials(KEY, SECRET), "s3", region)
    text = auth.string_to_sign(copy, auth.canonical_request(copy))
    return signature, auth.signature(text, copy)


class Checked:
    """Stands before moto."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        request = Request(environ, populate_request=False)
        if request.headers.get("User-Agent", "").startswith("millrace"):
            given, right = signature_of(request, environ.get("RAW_URI") or environ["REQUEST_URI"])
            if given != right:
                body = "<Error><Code>SignatureDoesNotMatch</Code></Error>"
                return Response(body, 403)(environ, start_response)
        return self.application(environ, start_response)


server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
port = server.get_host_and_port()[1]
server._server.app = Checked(server._server.app)
client = boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{port}",
    region_name="us-east-1",
    aws_access_key_id=KEY,
    aws_secret_access_key=SECRET,
)
client.create_bucket(Bucket="media")
print(port, flush=True)
for line in sys.stdin:
    order = json.loads(line)
    if "put" in order:
        client.put_object(
            Bucket="media", Key=order["put"], Body=order["text"].encode(), ContentType=order.get("type", "text/plain")
        )
        print("{}", flush=True)
    else:
        found = client.get_object(Bucket="media", Key=order["get"])
        body = found["Body"].read()
        report = {
            "size": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
            "type": found["ContentType"],
            "etag": found["ETag"].strip('"'),
        }
        print(json.dumps(report), flush=True)
