#!/bin/sh
# After the acceptance tests ran with Terraform, runs some of them with OpenTofu,
# where it is on the PATH or was built: those of what the CLI does itself rather
# than the provider, which are functions, ephemeral and write-only values, moved
# and import blocks, generated configuration, `removed` blocks, `test`, the plan as it is printed,
# the examples. All of them would take twice as long: TF_CLI=tofu runs all. The
# arguments are go test's.
set -eu

sample='^(TestAcc(CLI|Embedded|Example|Functions|Import|Moved|Quickstart|.*Ephemeral_reaches|ResourceServer_printedPlan)|TestSecretsAreInNoFile)'

if [ -n "${TF_CLI:-}" ]; then
	exit 0 # one CLI was asked for
fi
tools=$(dirname -- "$0")
if ! command -v terraform >/dev/null; then
	exit 0 # OpenTofu was the CLI of all the tests
fi
if ! command -v tofu >/dev/null && ! [ -x "$tools/../../.cache/tofu" ]; then
	echo "skipped: the sample of tests with OpenTofu, which is neither on the PATH nor built (make testacc TF_CLI=tofu builds it)"
	exit 0
fi
export TF_CLI=tofu
exec "$tools/go-test.sh" "$@" -timeout 15m -run "$sample" ./internal/provider
