"""Case files: worked examples and whole lives, checked against the policy by anybody who can read a table."""
