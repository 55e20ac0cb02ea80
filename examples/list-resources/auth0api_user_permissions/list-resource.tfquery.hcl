list "auth0api_user_permissions" "billing" {
  provider = auth0api
  config {
    user_ids = ["auth0|billing"]
  }
}
