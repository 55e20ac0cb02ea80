output "id" {
  value = provider::auth0api::scope_id("https://appointments.example.test/", "read:appointments")
}
