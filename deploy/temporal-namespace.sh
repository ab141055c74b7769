#!/bin/sh
# Creates our namespace and the search attributes operators filter by. Safe to repeat: what is there is left alone.
# Runs in temporalio/admin-tools; TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE say where.
#
# Closed runs are kept for 90 days. That is for operators: the lasting record is the register's journal.
set -eu

# The command line's own resolver hangs where the containers' name server cannot reach another: it gets a number.
host=${TEMPORAL_ADDRESS%:*}
number=$(getent ahosts "$host" | awk '$2 == "STREAM" && $1 !~ /:/ { print $1; exit }')
export TEMPORAL_ADDRESS="${number:-$host}:${TEMPORAL_ADDRESS##*:}"

temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 90d

# A new namespace takes some seconds to be known everywhere.
tries=60
until known=$(temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE" 2>/dev/null); do
  tries=$((tries - 1))
  [ $tries -gt 0 ] || { echo "namespace $TEMPORAL_NAMESPACE is not known after a minute" >&2 && exit 1; }
  sleep 1
done

# The same list as workflows/search_attributes.py: a test compares them.
for attribute in SentenceType=Keyword Phase=Keyword Region=Keyword Establishment=Keyword Practitioner=Keyword \
  Tier=Keyword RiskOfSeriousHarm=Keyword NextDueDate=Datetime OverdueCount=Int; do
  if echo "$known" | grep -qw "${attribute%=*}"; then continue; fi
  temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" \
    --name "${attribute%=*}" --type "${attribute#*=}"
done
