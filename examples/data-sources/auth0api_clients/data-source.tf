# The machine-to-machine clients.
data "auth0api_clients" "machines" {
  app_types = ["non_interactive"]
}

output "machines" {
  value = { for client in data.auth0api_clients.machines.clients : client.client_id => client.name }
}
