"""Counting what this process answers."""

from __future__ import annotations

import threading
from collections import Counter


class Meter:
    """Requests answered by this process, by route and status, with the time they took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.count: Counter[tuple[str, str, int]] = Counter()
        self.seconds: dict[tuple[str, str], float] = {}

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        with self._lock:
            self.count[method, route, status] += 1
            self.seconds[method, route] = self.seconds.get((method, route), 0.0) + seconds

    def lines(self) -> list[str]:
        """The counters in the text format of Prometheus."""
        with self._lock:
            count, seconds = dict(self.count), dict(self.seconds)
        lines = ["# TYPE oef_requests_total counter"]
        for (method, route, status), n in sorted(count.items()):
            lines.append(f'oef_requests_total{{method="{method}",route="{route}",status="{status}"}} {n}')
        lines.append("# TYPE oef_request_seconds_total counter")
        for (method, route), spent in sorted(seconds.items()):
            lines.append(f'oef_request_seconds_total{{method="{method}",route="{route}"}} {spent:.6f}')
        return lines
