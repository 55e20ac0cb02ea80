list "auth0api_client_grant" "all" {
  provider         = auth0api
  include_resource = true
}

list "auth0api_resource_server" "own" {
  provider         = auth0api
  include_resource = true
  config {
    is_system = false
  }
}
