# Who changed this API, when, and from where?
data "auth0api_changes" "appointments" {
  resource_server = "https://appointments.example.test/"
  limit           = 5
}

output "changes" {
  value = [
    for c in data.auth0api_changes.appointments.changes :
    "${c.date} user=${c.by_user_id} client=${c.by_client_id} ip=${c.ip}: ${c.description}"
  ]
}
