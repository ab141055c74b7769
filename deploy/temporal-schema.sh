#!/bin/sh
# Creates Temporal's two databases and brings their tables up to date. Safe to repeat: what is there is left alone.
# Runs in temporalio/admin-tools; SQL_HOST, SQL_USER and SQL_PASSWORD say where.
set -eu

prepare() { # database, its folder of schema versions
  tool() { temporal-sql-tool --plugin postgres12 --ep "$SQL_HOST" -p 5432 -u "$SQL_USER" --db "$database" "$@"; }
  database=$1
  tool create
  tool setup-schema -v 0.0
  tool update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

prepare temporal temporal
prepare temporal_visibility visibility
