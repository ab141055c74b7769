"""Pages: every list is read a page at a time, by the cursor that the page before gave out."""

from pydantic import BaseModel, ConfigDict, Field

from register.read.page import LARGEST_PAGE, PAGE

_PAGING = ("cursor", "limit")


class Paged(BaseModel):
    """Which page of a list, and how long."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cursor: str | None = Field(
        default=None,
        max_length=1000,
        description="`next` of the page before, as it came, with the same filters",
        examples=["WyIwZjRjM2UyYSJd"],
    )
    limit: int = Field(default=PAGE, ge=1, le=LARGEST_PAGE, description="most items on a page", examples=[50])

    def filters(self) -> dict[str, object]:
        """Return what was asked besides the page."""
        return self.model_dump(exclude=set(_PAGING), exclude_none=True)
