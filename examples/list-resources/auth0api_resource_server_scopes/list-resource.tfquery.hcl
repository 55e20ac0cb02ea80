list "auth0api_resource_server_scopes" "appointments" {
  provider = auth0api
  config {
    resource_server_identifiers = ["https://appointments.example.test/"]
  }
}
