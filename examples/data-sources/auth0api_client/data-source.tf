data "auth0api_client" "reader" {
  name = "Appointments reader"
}

output "reader" {
  value = data.auth0api_client.reader.client_id
}
