"""Asking from threads that see what this test has written and nobody has committed."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connections


@contextmanager
def _thread() -> Iterator[ThreadPoolExecutor]:
    shared = connections["default"]
    shared.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1, initializer=lambda: connections.__setitem__("default", shared)) as pool:
            yield pool
    finally:
        shared.dec_thread_sharing()


def in_another_thread[T](ask: Callable[[], T]) -> T:
    with _thread() as pool:
        return pool.submit(ask).result()


@contextmanager
def meanwhile[T](ask: Callable[[], T]) -> Iterator[list[T]]:
    """Another thread keeps asking while the block runs; its answers come to the list, its errors are raised."""
    answers: list[T] = []
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            answers.append(ask())

    with _thread() as pool:
        asking = pool.submit(keep_asking)
        try:
            while not answers and not asking.done():
                stop.wait(0.005)
            yield answers
        finally:
            stop.set()
        asking.result()


def wait_for(is_so: Callable[[], bool], seconds: float = 60.0) -> None:
    """Until it is so, or until it has taken too long, which the caller's assertions tell."""
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.002)
