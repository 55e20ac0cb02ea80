list "auth0api_resource_server_grants" "appointments" {
  provider = auth0api
  config {
    resource_server_identifiers = ["https://appointments.example.test/"]
  }
}
