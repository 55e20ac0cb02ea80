# Which client may request which scopes of the API.
data "auth0api_client_grants" "appointments" {
  audience = "https://appointments.example.test/"
}

output "granted" {
  value = { for grant in data.auth0api_client_grants.appointments.client_grants : grant.id => {
    client = grant.client_id
    scopes = grant.scopes
  } }
}
