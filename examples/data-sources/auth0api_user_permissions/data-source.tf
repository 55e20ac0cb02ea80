# What a user may do at the API: directly, and through roles.
data "auth0api_user_permissions" "billing" {
  user_id                    = "auth0|billing"
  resource_server_identifier = "https://appointments.example.test/"
}

check "billing_only_reads" {
  assert {
    condition     = [for permission in data.auth0api_user_permissions.billing.permissions : permission.name] == ["read:appointments"]
    error_message = "The billing user may do other things than read appointments."
  }
}
