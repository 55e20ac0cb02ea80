# Once no token of the previous key is needed any more:
# terraform apply -invoke action.auth0api_revoke_signing_key.previous
action "auth0api_revoke_signing_key" "previous" {}
