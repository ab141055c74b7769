"""The parts an api server is made of, built once in `api.app` and asked for by every endpoint."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request
from sqlalchemy import Engine

from api.sending import Sentences
from api.settings import Clock, Settings


@dataclass(frozen=True)
class Parts:
    """What endpoints work with: settings, the road to the sentences, the register to read from, and the clock."""

    settings: Settings
    sentences: Sentences
    register: Engine
    clock: Clock


def parts_of(request: Request) -> Parts:
    """Return the parts of the app that a request came to."""
    return cast("Parts", request.app.state.parts)


AppParts = Annotated[Parts, Depends(parts_of)]
