# terraform apply -invoke action.auth0api_rotate_signing_keys.tenant
action "auth0api_rotate_signing_keys" "tenant" {}
