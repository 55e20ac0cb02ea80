#!/usr/bin/env bash
# Applies, changes and destroys examples/quickstart with the real CLI, on a tenant inside
# the provider. `make demo` runs it. It checks what it prints: if a step does not have the
# expected result, the exit code is 1.
set -euo pipefail
cd "$(dirname -- "$0")/../.."

# An output that is closed early (`make demo | head`) ends the script by an error, so that
# the folder is removed.
trap '' PIPE

domain=demo.example.test
writer_grant=auth0api_client_grant.writer
reader_token=data.auth0api_token.reader

number=0
step() {
	number=$((number + 1)) title=$*
	printf '\n%d. %s\n' "$number" "$title"
}
announce() { printf '   $ %s %s\n' "$name" "$*"; }
result() { printf '   => %s\n' "$*"; }
indent() { sed -e 's/^/   /' -e 's/ *$//'; }

# fail ends the demo: the step's output is not as expected.
fail() {
	printf '\ndemo: step %d (%s) did not have the expected result: %s\n' "$number" "$title" "$1" >&2
	printf '%s\n' "$output" >&2
	exit 1
}

# expect checks that the step's output contains the texts.
expect() {
	local text
	for text in "$@"; do
		[[ $output == *"$text"* ]] || fail "\"$text\" is missing"
	done
}

printf '\nauth0api: the whole loop on one machine, without an Auth0 tenant\n'
cli=$(internal/tools/find-cli.sh)
root=$(mktemp -d "${TMPDIR:-/tmp}/auth0api-demo-XXXXXX")
trap 'rm -rf -- "$root"' EXIT
provider=$root/terraform-provider-auth0api
go build -o "$provider" .
cp -R examples/quickstart "$root/quickstart"

# Terraform merges this into the example's provider block, because of the file's name.
cat >"$root/quickstart/embedded_override.tf" <<END
provider "auth0api" {
  domain = "$domain"

  embedded = {
    path = "tenant.db"
  }
}
END
cat >"$root/cli.tfrc" <<END
provider_installation {
  dev_overrides {
    "auth0api/auth0api" = "$root"
  }
  direct {}
}
END

# The user's tenant, workspace and logging must not change what the CLI does.
for variable in ${!AUTH0_@} ${!TF_@}; do
	unset "$variable"
done
export TF_CLI_CONFIG_FILE=$root/cli.tfrc TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1 TF_CLI_ARGS=-no-color
cd "$root/quickstart"

version=$("$cli" version)
version=${version%%$'\n'*} # not by head: the CLI would fail if head ended first
name=terraform
[[ $version != OpenTofu* ]] || name=tofu
indent <<END
CLI       $version ($cli)
provider  built from this checkout
config    examples/quickstart, in a temporary folder
tenant    inside the provider, in a file: no account, no server, no port
END

# cli runs a command that has to succeed.
cli() {
	announce "$@"
	output=$("$cli" "$@" 2>&1) || fail "exit code $?"
}

# change runs a command that changes resources.
change() {
	announce "$1"
	output=$("$cli" "$1" -auto-approve 2>&1) || fail "exit code $?"
	grep -E ': (Creation|Destruction) complete' <<<"$output" | indent
}

step "Apply: an API with two scopes, a reader and a writer with one grant each"
change apply
expect "Resources: 6 added, 0 changed, 0 destroyed."
result "6 resources added"

step "The reader's token, decoded and verified"
cli output -json reader_claims
expect "\"iss\":\"https://$domain/\"" '"aud":"https://appointments.example.test/"' '"scope":"read:appointments"' '"gty":"client-credentials"'
awk '{ gsub(/,/, ",\n  "); sub(/^{/, "{\n  "); sub(/}$/, "\n}"); print }' <<<"$output" | indent
result "verified before Terraform saw it: signature (RS256, the tenant's JWKS), issuer, audience, expiry"

step "The reader asks for write:appointments, and is refused"
scopes='reader_scopes=["write:appointments"]'
announce plan -var "'$scopes'"
code=0
output=$("$cli" plan -var "$scopes" 2>&1 >/dev/null) || code=$?
[[ $code == 1 && $(grep -c 'Error: ' <<<"$output") == 1 ]] || fail "expected one error, and the exit code 1, not $code"
expect "$reader_token" "write:appointments"
# The first paragraph is the summary, the last one the detail. Between them is the place
# in the configuration.
awk 'BEGIN { RS = "" } NR == 1 { print } { detail = $0 } END { print detail }' <<<"$output" | indent
result "no token for a scope that the grant lacks"

step "Plan again: nothing to do"
cli plan -detailed-exitcode # 2 if there are changes
grep '^No changes\.' <<<"$output" | indent
result "no changes: the tenant holds what the configuration says"

step "In the dashboard, the writer's grant gets a second scope; the plan shows it"
cat >"$root/dashboard.yaml" <<END
clientGrants:
  - client_id: Appointments writer
    audience: https://appointments.example.test/
    scope: ["write:appointments", "read:appointments"]
END
output=$("$provider" mock-server import --data tenant.db "$root/dashboard.yaml" 2>&1) || fail "exit code $?"
expect "1 updated"
echo "(PATCH /api/v2/client-grants/{id} of the writer: scope write:appointments, read:appointments)" | indent
cli plan
output=$(sed -n '/will perform the following actions:/,/^Plan: /p' <<<"$output" | sed -e 1,2d -e 's/^  //')
indent <<<"$output"
expect "# $writer_grant will be updated in-place" '- "read:appointments",' "Plan: 0 to add, 1 to change, 0 to destroy."
result "one line for the one change: the next apply takes the scope back"

step "Destroy"
change destroy
expect "Resources: 6 destroyed."
output=$("$provider" mock-server export --data tenant.db 2>&1) || fail "exit code $?"
[[ $output != *auth0api_resource_server* ]] || fail "the tenant still has APIs"
result "6 resources destroyed, and the tenant has no API left but its own"

printf '\nDone. Nothing is left behind.\n'
