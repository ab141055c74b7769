"""What each kind of problem means: the page behind a problem's `type`."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import PlainTextResponse

from api.documents import open_to_all
from api.problems import PROBLEMS, Declined, kind_of, slug
from policy.catalogue import catalogue

_BY_SLUG = {slug(reason): reason for reason in PROBLEMS}
router = APIRouter(tags=["Problems"])
_EXAMPLE = "Not in this phase (409)\n\nRead the sentence: each message names the phases it belongs to.\n"


@router.get(
    "/problems/{name}",
    response_class=PlainTextResponse,
    **open_to_all("What a kind of problem means", _EXAMPLE, text=True, problems=("NotFound",)),
)
def explain(
    name: Annotated[str, Path(description="the last part of a problem's type", examples=["wrong-phase"])],
) -> PlainTextResponse:
    """Explain a type of problem in a few lines of text.

    A refusal of policy is explained in the words of the rules that may make it, each with its paragraph.
    """
    reason = _BY_SLUG.get(name)
    gates = [ready.rule for ready in catalogue().rows if ready.rule.reason and slug(ready.rule.reason) == name]
    if reason is None and not gates:
        raise Declined("NotFound", "There is no kind of problem of this name.")
    kind = kind_of(reason or "Refused")
    lines = [
        f"{kind.title} ({kind.status})",
        kind.advice,
        *(f"{gate.id} ({gate.source}): {gate.says}" for gate in gates),
    ]
    return PlainTextResponse("\n\n".join(lines) + "\n")
