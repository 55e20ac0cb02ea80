#!/bin/sh
# Runs a command, and prints its output only if it fails: what it downloads and
# compiles is of interest only then.
set -u

output=$(mktemp)
trap 'rm -f "$output"' EXIT
"$@" >"$output" 2>&1
code=$?
if [ "$code" -ne 0 ]; then
	cat "$output" >&2
fi
exit "$code"
