#!/bin/sh
# Lists the grants of the tenant that no configuration manages: what terraform query
# finds, less what the states or the plans have. Exits with 1 if there are any, with 2
# if it cannot tell.
#
#   unmanaged-grants.sh FILE…   FILE is what `terraform show -json` printed in the folder
#                               of a configuration, or `terraform show -json PLAN`
#
# It needs Terraform 1.14 and jq, and uses TERRAFORM instead of terraform if it is set.
set -eu

[ $# -gt 0 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

# A grant is known by its client (or the group of a default grant), API and subject type.
managed=$(jq -s '[
  .[] | (.planned_values // .values // {}).root_module // {}
  | recurse(.child_modules[]?) | .resources[]? | select(.mode == "managed")
  | if .type == "auth0api_client_grant" then .values
    elif .type == "auth0api_resource_server_grants" then .values.resource_server_identifier as $api | .values.grants[]? | . + {audience: $api}
    else empty end
  | [.client_id // .default_for, .audience, .subject_type // "client"]
]' "$@")

found=$("${TERRAFORM:-terraform}" -chdir="$here" query -json) || { printf '%s\n' "$found" >&2; exit 2; }

unmanaged=$(printf '%s\n' "$found" | jq -rn --argjson managed "$managed" '
  [inputs | select(.type == "list_resource_found") | .list_resource_found
    | select(.resource_type == "auth0api_client_grant") | .resource_object
    | select(.is_system | not)
    | select([.client_id // .default_for, .audience, .subject_type] as $grant | $managed | all(.[]; . != $grant))]
  | sort_by(.audience, .client_id // .default_for, .subject_type)[]
  | (if .allow_all_scopes then "all scopes" else .scopes // [] | sort | join(", ") end) as $scopes
  | (if .subject_type == "user" then "its users" else "itself" end) as $subject
  | "\(.id): \(.client_id // .default_for) has \($scopes) of \(.audience) for \($subject)"
')
[ -n "$unmanaged" ] || exit 0
printf '%s\n' "$unmanaged"
exit 1
