import {
  to = auth0api_organization_client_grant.reader
  identity = {
    organization_id = "org_7hQpZ2kVnXyL4mTs"
    grant_id        = "cgr_2rWZQxV8nKpLmTyB"
  }
}

resource "auth0api_organization_client_grant" "reader" {
  organization_id = "org_7hQpZ2kVnXyL4mTs"
  grant_id        = "cgr_2rWZQxV8nKpLmTyB"
}
