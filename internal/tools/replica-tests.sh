#!/bin/sh
# Runs tests that start a mock tenant once more, with three replicas of each tenant
# behind a balancer that gives each request to the next one: the acceptance tests of
# grants, credentials, keys and tokens, and all tests with third-party programs. The
# replicas share a PostgreSQL database and nothing else (see mocktest.WithReplicas).
# The arguments are go test's. Where PostgreSQL is missing, nothing is run, which is
# an error if POSTGRES_REQUIRED is set.
set -eu
cd "$(dirname -- "$0")/../.."

provider='^Test.*(Grant|Token|Credential|Key|Access|AccScopes_|Page)'
programs='^Test(OpenIDClient|ExpressOpenIDConnect|NextJS|GoRelyingParties|ManagementSDK|LoginSDK|DeployCLI|DPoP|PS256|ResourceServers|MCP)'

mkdir -p .cache
./internal/tools/quietly.sh go build -o .cache/withpostgres ./internal/postgrestest/withpostgres
exec .cache/withpostgres ./internal/tools/go-test.sh -timeout 15m -run "$provider|$programs" "$@" \
	./internal/provider ./internal/mockserver/interop
