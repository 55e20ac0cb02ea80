#!/bin/sh
# Runs the tests of the packages that need no Terraform CLI, under the race
# detector where there is a C compiler, which it needs. Where there is none the
# tests run without it, unless RACE=required. The arguments are go test's, before
# the packages.
set -eu
cd "$(dirname -- "$0")/../.."

packages=$(go list ./... | grep -vxF "$(./internal/tools/cli-packages.sh)")
if why=$(CGO_ENABLED=1 go test -race -c -o /dev/null ./internal/flight 2>&1); then
	echo "the packages that need no CLI run under the race detector"
	# shellcheck disable=SC2086 # one word for each package
	CGO_ENABLED=1 exec go test -race "$@" $packages
fi
echo "there is no C compiler that the race detector can use: $why" >&2
if [ "${RACE-}" = required ]; then
	exit 1
fi
echo "skipped: the race detector, without a C compiler that it can use: the packages that need no CLI run WITHOUT the race detector" >&2
# shellcheck disable=SC2086
exec go test "$@" $packages
