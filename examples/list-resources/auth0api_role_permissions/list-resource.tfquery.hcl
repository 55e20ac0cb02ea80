list "auth0api_role_permissions" "auditor" {
  provider = auth0api
  config {
    role_ids = ["rol_8tVx2LqZnKpWmRyB"]
  }
}
