"""Is it up, and what is it: in the shape that the services around us use. Nobody has to say who they are."""

import asyncio
import platform
from collections.abc import Awaitable
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field
from sqlalchemy import Engine

from api.documents import open_to_all
from api.parts import AppParts, Parts
from api.reading import asked
from register.read.sentences import WhichSentences, sentences

Status = Literal["UP", "DOWN"]


class Component(BaseModel):
    """One part and whether it answers."""

    status: Status


class Health(BaseModel):
    """Whether the whole is up, and each part of it."""

    status: Status
    components: dict[str, Component] = Field(default_factory=dict)


class Commit(BaseModel):
    """The commit this was built from."""

    id: str


class Git(BaseModel):
    """Where in the source this was built from."""

    branch: str
    commit: Commit


class Build(BaseModel):
    """What this is."""

    artifact: str = "throughcare-api"
    name: str = "throughcare"
    version: str
    number: str
    python: str


class About(BaseModel):
    """Build, version and git."""

    build: Build
    git: Git


UP = Health(status="UP")
router = APIRouter(tags=["Health"])
_EVERY_PART = Health(status="UP", components={"temporal": Component(status="UP"), "register": Component(status="UP")})


@router.get("/health", **open_to_all("Whether every part answers", _EVERY_PART, down=True))
async def health(parts: AppParts, response: Response) -> Health:
    """Ask Temporal and the register, each for a short time. 503 with the same body when one does not answer."""
    return await _asked(parts, response)


@router.get("/health/readiness", **open_to_all("Whether requests can be served", _EVERY_PART, down=True))
async def readiness(parts: AppParts, response: Response) -> Health:
    """Ask every part, as /health does: without them nothing can be recorded or read."""
    return await _asked(parts, response)


@router.get("/health/liveness", **open_to_all("Whether this server runs", UP))
async def liveness() -> Health:
    """Answer without asking any part: a restart would not bring one back."""
    return UP


@router.get("/ping", response_class=PlainTextResponse, **open_to_all("Whether this server answers", "pong", text=True))
async def ping() -> PlainTextResponse:
    """Answer `pong`."""
    return PlainTextResponse("pong")


@router.get(
    "/info",
    **open_to_all(
        "Build, version and git",
        About(
            build=Build(version="0.1.0", number="2026-03-02.12", python="3.13.1"),
            git=Git(branch="main", commit=Commit(id="4f1c2d9")),
        ),
    ),
)
async def about(parts: AppParts) -> About:
    """Tell what this server was built from."""
    settings = parts.settings
    return About(
        build=Build(version=installed_version(), number=settings.build_number, python=platform.python_version()),
        git=Git(branch=settings.git_branch, commit=Commit(id=settings.git_ref)),
    )


async def _asked(parts: Parts, response: Response) -> Health:
    temporal, register = await asyncio.gather(
        _in_time(parts.sentences.is_up(), parts.settings.probe_seconds),
        _in_time(run_in_threadpool(_register_is_up, parts.register), parts.settings.probe_seconds),
    )
    found = {"temporal": temporal, "register": register}
    every: Status = "UP" if all(found.values()) else "DOWN"
    if every == "DOWN":
        response.status_code = 503
    return Health(
        status=every, components={name: Component(status="UP" if up else "DOWN") for name, up in found.items()}
    )


async def _in_time(question: Awaitable[bool], seconds: float) -> bool:
    """Return what a part says of itself; one that fails or takes too long is down."""
    try:
        return await asyncio.wait_for(question, seconds)
    except Exception:  # noqa: BLE001 however a part fails, it is down
        return False


def _register_is_up(register: Engine) -> bool:
    """Return true when the register answers and its tables are there."""
    with asked(register) as session:
        sentences(session, WhichSentences(), limit=1)
    return True


def installed_version() -> str:
    """Return the version of the installed project, `unknown` where it was not installed."""
    try:
        return version("throughcare")
    except PackageNotFoundError:
        return "unknown"
