"""What we remember: every sentence, its duties, its journal and its notices, on SQLite or PostgreSQL.

The journal is the lasting record: rows are added and never changed. Everything else here is what the journal adds up
to, kept beside it so that lists and pages are quick. One transaction writes an entry and all that follows from it.
"""
