#!/bin/sh
# Runs tests that start a mock tenant once more, with three replicas of each tenant
# behind a balancer that gives each request to the next one: the acceptance tests of
# grants, credentials and tokens, and the flows of third-party programs. The replicas
# share a PostgreSQL database and nothing else (see mocktest.WithReplicas). The
# arguments are go test's.
set -eu
cd "$(dirname -- "$0")/../.."

tests='^Test(.*)$'

mkdir -p .cache
./internal/tools/quietly.sh go build -o .cache/withpostgres ./internal/postgrestest/withpostgres
exec .cache/withpostgres ./internal/tools/go-test.sh "$@" -timeout 15m -run "$tests" ./internal/provider ./internal/mockserver/interop
