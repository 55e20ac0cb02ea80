list "auth0api_client_grant" "appointments" {
  provider = auth0api
  config {
    audience = "https://appointments.example.test/"
  }
}
