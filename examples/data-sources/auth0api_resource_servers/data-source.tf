# All APIs except system APIs.
data "auth0api_resource_servers" "own" {
  is_system = false
}

output "algorithms" {
  value = { for api in data.auth0api_resource_servers.own.resource_servers : api.identifier => api.signing_alg }
}
