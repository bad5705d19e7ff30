"""A page of the sample, and its visitors."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters import served
from tests.conftest import Clerk
from tests.page.visitors import Visitor, visitor


@pytest.fixture
def office(nobody: Clerk, sample: bytes) -> Clerk:
    """A clerk at the sample."""
    nobody.db.write_bytes(sample)
    return nobody


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The event loop that answers all requests."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture
def stranger(office: Clerk, loop: asyncio.AbstractEventLoop) -> Iterator[Visitor]:
    """A visitor who knows the address of the page, but not its token."""
    with served(office.db):
        yield visitor(office.db, loop)


@pytest.fixture
def manager(stranger: Visitor) -> Visitor:
    """A visitor who was let in."""
    return stranger.enters()


@pytest.fixture
def ledger(office: Clerk) -> Path:
    """The file."""
    return office.db
