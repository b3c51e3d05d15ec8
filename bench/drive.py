"""Two or more ways of doing the same thing, asked in turn by several browsers at once, and every answer looked at."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice


@dataclass(frozen=True)
class Answer:
    """What came back; `where` is the address of a redirect."""

    status: int
    where: str
    body: bytes


@dataclass(frozen=True)
class Request:
    """One request and what its answer must hold."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None
    is_right: Callable[[Answer], bool]


@dataclass
class Contender:
    """A way that is measured: `requests[i]` is what browser i sends next, without end."""

    name: str
    requests: list[Iterator[Request]]
    rounds: list[list[float]] = field(default_factory=list)  # seconds of every request, by round
    bad: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Seconds of the middle request of all rounds."""
        return statistics.median(second for seconds in self.rounds for second in seconds)

    @property
    def slow(self) -> float:
        """Seconds that 95 of 100 requests stay below."""
        return statistics.quantiles([second for seconds in self.rounds for second in seconds], n=20)[-1]

    def against(self, bare: "Contender") -> list[float]:
        """Bare time by own time, round by round, from the lowest: how far the ratio swings."""
        pairs = zip(bare.rounds, self.rounds, strict=True)
        return sorted(statistics.median(theirs) / statistics.median(ours) for theirs, ours in pairs)


def race(port: int, contenders: list[Contender], *, rounds: int, each: int, warm_up: int = 2) -> None:
    """`rounds` rounds in turn, whose order changes every time, of `each` requests shared by the browsers; the first ones do not count."""
    for number in range(-warm_up, rounds):
        shift = number % len(contenders)
        for contender in contenders[shift:] + contenders[:shift]:
            seconds = _round(port, contender, each)
            if number >= 0:
                contender.rounds.append(seconds)


def _round(port: int, contender: Contender, each: int) -> list[float]:
    browsers = len(contender.requests)
    prepared = [[*islice(requests, each // browsers)] for requests in contender.requests]  # before the clock runs
    seconds: list[list[float]] = [[] for _browser in range(browsers)]
    threads = [
        threading.Thread(target=_browse, args=(port, contender, requests, seconds[place]))
        for place, requests in enumerate(prepared)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [second for browser in seconds for second in browser]


def _browse(port: int, contender: Contender, requests: list[Request], seconds: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        for request in requests:
            began = time.perf_counter()
            connection.request(request.method, request.path, request.body, dict(request.headers))
            response = connection.getresponse()
            answer = Answer(response.status, response.headers.get("Location", ""), response.read())
            seconds.append(time.perf_counter() - began)
            if not request.is_right(answer):
                contender.bad.append(f"{request.method} {request.path}: {answer.status} {answer.body[:300]!r}")
    except (OSError, http.client.HTTPException) as error:
        contender.bad.append(f"{contender.name}: {error!r}")
    finally:
        connection.close()
