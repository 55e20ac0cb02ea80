# Which clients can write appointments, and through what?
data "auth0api_access" "writers" {
  audience = "https://appointments.example.test/"
  scope    = "write:appointments"
}

output "writers" {
  value = {
    for entry in data.auth0api_access.writers.access :
    "${entry.client_name} (${entry.subject_type})" => join(", ", entry.reasons)
  }
}
