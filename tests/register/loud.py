"""Words of the skip that the end of a test run repeats loudly."""

NO_POSTGRESQL = "no container engine could start PostgreSQL"
