"""Ends with 0 when the web server of this container answers `GET /livez`."""

from __future__ import annotations

import http.client
import os
import sys

if __name__ == "__main__":
    # A host name that the site answers to: ".example.com" stands for every name below it and "*" for any.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".").replace("*", "localhost")
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
    connection.request("GET", "/livez", headers={"Host": host})
    sys.exit(connection.getresponse().status != http.HTTPStatus.OK)
