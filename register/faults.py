"""What can be wrong with what the register is asked: one name for each, with a sentence that names no person."""


class RegisterFault(Exception):
    """What every fault of the register is."""


class RegisterUnavailable(RegisterFault):
    """The database does not answer, or not in time. The same call may succeed later; nothing was written."""


class UnusableDatabase(RegisterFault):
    """The database URL is not one the register runs on: a SQLite file or PostgreSQL."""


class UnknownSentence(RegisterFault):
    """No sentence is remembered by this id."""


class UnknownQualification(RegisterFault):
    """No qualification is remembered by this id."""


class UnknownNotice(RegisterFault):
    """No notice is remembered by this key."""


class MalformedEntry(RegisterFault):
    """An entry that contradicts itself: no decision and no refusal, say, or a first entry without its case."""


class JournalGap(RegisterFault):
    """An entry whose number is not the next one: one before it was never remembered. Nothing was written."""


class EntryDiffers(RegisterFault):
    """An entry under a number that the journal holds for something else. Nothing was written."""


class SentenceTaken(RegisterFault):
    """A first entry for a sentence id under which another sentence began. Nothing was written."""


class UnknownEntry(RegisterFault):
    """The sentence's journal has no entry of this number."""


class BadCursor(RegisterFault):
    """A cursor that this list did not give out for these filters, or a page size out of bounds."""


class UnknownPerson(RegisterFault):
    """No person is remembered by this prison number or CRN."""


class SeveralPeople(RegisterFault):
    """Records that contradict each other share this identifier: it does not say which person is meant."""


class UnknownReassessment(RegisterFault):
    """No reassessment is remembered by this id."""


class UnknownPractitioner(RegisterFault):
    """No practitioner is registered under this staff code."""


class UnknownFact(RegisterFault):
    """No fact that a qualification established is kept aside under this id."""


class PractitionerExists(RegisterFault):
    """A practitioner is registered under this staff code, by another entry. Nothing was written."""
