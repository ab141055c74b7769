"""Questions to the register: one sentence, its journal and duties, and lists a page at a time."""
