list "auth0api_role" "auditor" {
  provider = auth0api
  config {
    name_filter = "Audit"
  }
}
