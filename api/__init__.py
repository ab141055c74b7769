"""How people and systems ask: FastAPI under `/v1`.

The api translates. It decides nothing and never writes the register: what staff send becomes an update of the
sentence's workflow, what they read comes from the register, and a forecast is a question to policy that stores nothing.
"""
