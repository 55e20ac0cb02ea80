list "auth0api_resource_server" "own" {
  provider = auth0api
  config {
    is_system = false
  }
}
