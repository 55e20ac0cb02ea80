list "auth0api_resource_server_scope" "appointments" {
  provider = auth0api
  config {
    resource_server_identifiers = ["https://appointments.example.test/"]
  }
}
