#!/bin/sh
# Runs `go test` with its arguments, the acceptance tests included: they run the
# real CLI that find-cli.sh finds.
set -eu

cli=$("$(dirname -- "$0")/find-cli.sh")
version=$(CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null "$cli" version | head -n 1)
echo "acceptance tests run $version ($cli)"
case $version in
OpenTofu*)
	# The test framework names providers by registry; OpenTofu's is another one.
	export TF_ACC_PROVIDER_HOST=registry.opentofu.org
	;;
esac
export TF_ACC=1 TF_ACC_TERRAFORM_PATH="$cli"
# A dev override in the user's own CLI configuration would shadow the provider
# under test, and the check for a newer CLI would ask the internet.
export TF_CLI_CONFIG_FILE=/dev/null CHECKPOINT_DISABLE=1

exec go test "$@"
