list "auth0api_user_roles" "billing" {
  provider = auth0api
  config {
    user_ids = ["auth0|billing"]
  }
}
