"""The editions of the rules, and how many sentences live under each."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Security
from pydantic import Field

from api.documents import ANY_ROLE, READING, documented
from api.identity import current_actor
from api.parts import AppParts
from api.reading import asked
from api.views import View
from policy.catalogue import catalogue
from register.read.editions import LivesUnder, living_by_edition

_TAG = "Rules"


class EditionView(View):
    """One edition of the rules: what it changed, and who lives under it."""

    number: int
    means: str = Field(description="what it changes")
    released: date | None = Field(default=None, description="none: not released, its rows may still be mended")
    brings: int = Field(description="rows and arrows that it is the first to have")
    leaves_out: int = Field(description="rows and arrows of the edition before that it has no longer")
    sentences: int = Field(description="live sentences under it; those of earlier editions wait for a reassessment")
    qualifications: int = Field(description="live qualifications of staff under it")


class EditionsView(View):
    """Every edition, the latest first: the one that whatever begins now lives under."""

    items: tuple[EditionView, ...]


def editions() -> APIRouter:
    """Return the endpoint of editions."""
    router = APIRouter(tags=[_TAG], dependencies=[Security(current_actor)])
    example = _view({1: LivesUnder(sentences=1204, qualifications=31)})
    router.add_api_route(
        "/v1/editions",
        listed,
        methods=["GET"],
        **documented("List the editions of the rules", example, roles=ANY_ROLE, problems=READING),
    )
    return router


def listed(parts: AppParts) -> EditionsView:
    """List the editions of the rules, what each changed, and how many sentences live under it.

    A sentence lives under the edition it began with until somebody reassesses it.
    """
    with asked(parts.register) as session:
        return _view(living_by_edition(session))


def _view(living: Mapping[int, LivesUnder]) -> EditionsView:
    book = catalogue()
    items = []
    for edition in reversed(book.editions):
        under = living.get(edition.number, LivesUnder())
        items.append(
            EditionView(
                number=edition.number,
                means=edition.means,
                released=edition.released,
                brings=book.brings(edition.number),
                leaves_out=book.leaves_out(edition.number),
                sentences=under.sentences,
                qualifications=under.qualifications,
            )
        )
    return EditionsView(items=tuple(items))
