# When no token that the previous key signed is needed any longer:
# terraform apply -invoke action.auth0api_revoke_signing_key.previous
action "auth0api_revoke_signing_key" "previous" {}
