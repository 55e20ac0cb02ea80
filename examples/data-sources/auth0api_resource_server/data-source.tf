data "auth0api_resource_server" "appointments" {
  identifier = "https://appointments.example.test/"
}

output "scopes" {
  value = sort(data.auth0api_resource_server.appointments.scopes[*].name)
}
