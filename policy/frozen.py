"""The one shape of every value in the policy: frozen, strict about names, and silent about what was never said."""

from functools import cache
from typing import cast

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


class Frozen(BaseModel):
    """A value that never changes and that writes only the fields somebody gave it.

    Leaving out unsaid fields keeps a sentence's history small over decades, and lets a partial value (the facts one
    event changes, say) be told apart from one that sets a field to nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_serializer(mode="wrap")
    def _only_what_was_said(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        written = cast("dict[str, object]", write(self))
        fields, said = _fields_as_written(type(self)), {None, *self.model_fields_set}
        return {name: value for name, value in written.items() if fields.get(name) in said}


@cache
def _fields_as_written(model: type[BaseModel]) -> dict[str, str]:
    """Return the field behind each name that may be written, an alias included; what is computed has none."""
    fields = model.model_fields.items()
    return {name: name for name, _ in fields} | {field.alias: name for name, field in fields if field.alias}
