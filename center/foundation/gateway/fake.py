"""A gateway for tests and the demonstration: a real HTTP server that keeps what it is sent in a file and shows it on a page.

It can fail every n-th time. Of those failures every other one is the nasty kind: the message is kept, and the answer is
lost, so that only the key tells that the next one is the same.
"""

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import urllib3

from center.foundation.gateway import receipts
from center.foundation.now import now

LARGEST = 64 * 1024
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>短信网关（演示）</title>
<h1>短信网关（演示）</h1><p>收到 {calls} 次请求，{messages} 条不同的消息。</p>
<table border="1" cellpadding="6"><tr><th>渠道<th>号码<th>模板<th>内容<th>次数</tr>{rows}</table></html>"""


class FakeGateway(ThreadingHTTPServer):
    """Listens on 127.0.0.1:`port` (0: any). `fail_every`: 0 never, 2 half the time; `receipts_to`: where receipts are sent."""

    daemon_threads = True

    def __init__(
        self,
        port: int,
        store: Path,
        *,
        token: str = "",
        fail_every: int = 0,
        receipts_to: str = "",
        undelivered: str = "",
    ) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.store, self.token, self.fail_every = store, token, fail_every
        self.receipts_to, self.undelivered = receipts_to, undelivered
        self.calls = self.faults = 0
        self.kept: dict[str, dict[str, Any]] = {}
        self.times: Counter[str] = Counter()
        self.lock = threading.Lock()
        store.parent.mkdir(parents=True, exist_ok=True)
        for line in store.read_text("utf-8").splitlines() if store.exists() else []:
            self.keep(json.loads(line), write=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def keep(self, message: dict[str, Any], *, write: bool = True) -> bool:
        """Keep a message; whether it is new by its key."""
        key = str(message["key"])
        new = key not in self.kept
        self.kept.setdefault(key, message)
        self.times[key] += 1
        if write:
            with self.store.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(message, ensure_ascii=False) + "\n")
        return new

    def fault(self) -> str:
        """What goes wrong this time: "" nothing, "before" nothing is kept, "after" it is kept and the answer lost."""
        self.calls += 1
        if not self.fail_every or self.calls % self.fail_every:
            return ""
        self.faults += 1
        return "after" if self.faults % 2 == 0 else "before"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up, as a killed worker does, is no fault of the gateway."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def page(self) -> str:
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td>{escape(str(cell))}"
                for cell in (m["channel"], m["to"], m["template"], m["values"], self.times[key])
            )
            for key, m in self.kept.items()
        )
        return PAGE.format(calls=sum(self.times.values()), messages=len(self.kept), rows=rows)

    def send_receipt(self, key: str, status: str) -> int:
        """Tell the portal what became of a message; the status of its answer."""
        body = json.dumps({"receipts": [{"key": key, "status": status}]}).encode()
        sent = str(int(now().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "X-Gateway-Time": sent,
            "X-Gateway-Signature": receipts.signature(body, sent),
        }
        return urllib3.request("POST", self.receipts_to, body=body, headers=headers, timeout=10.0, retries=False).status


class Handler(BaseHTTPRequestHandler):
    server: FakeGateway

    def do_GET(self) -> None:
        self._answer(200, self.server.page(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST:
            return self._answer(413)
        body = self.rfile.read(int(length))
        if self.server.token and self.headers.get("Authorization") != f"Bearer {self.server.token}":
            return self._answer(401)
        try:
            message = json.loads(body)
            wanted = {"key", "channel", "to", "template", "values"}
            if self.path != "/messages" or set(message) != wanted or message["key"] != self.headers["Idempotency-Key"]:
                return self._answer(400)
        except (ValueError, TypeError, RecursionError):
            return self._answer(400)
        with self.server.lock:
            fault = self.server.fault()
            new = self.server.keep(message) if fault != "before" else False
        if fault == "before":
            return self._answer(503)
        if self.server.receipts_to and new:
            status = "undelivered" if self.server.undelivered == message["to"] else "delivered"
            self._later(lambda: self.server.send_receipt(message["key"], status))
        if fault == "after":
            self.close_connection = True
            return None
        return self._answer(202 if new else 409, json.dumps({"id": message["key"]}))

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a line would hold nothing that the page does not show."""

    def _later(self, act: Callable[[], object]) -> None:
        def quietly() -> None:
            with suppress(OSError, urllib3.exceptions.HTTPError):  # a real gateway would try again
                act()

        threading.Timer(1.0, quietly).start()

    def _answer(self, status: int, text: str = "{}", kind: str = "application/json") -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
