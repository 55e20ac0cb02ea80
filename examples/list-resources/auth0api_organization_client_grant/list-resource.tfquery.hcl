list "auth0api_organization_client_grant" "reader" {
  provider = auth0api
  config {
    organization_ids = ["org_7hQpZ2kVnXyL4mTs"]
  }
}
