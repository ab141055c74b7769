"""A register in which nobody is."""

from tests.workflows.registers import migrated, register, register_url

__all__ = ["migrated", "register", "register_url"]
