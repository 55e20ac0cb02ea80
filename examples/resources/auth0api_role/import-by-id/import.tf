import {
  to = auth0api_role.auditor
  id = "rol_8tVx2LqZnKpWmRyB"
}

resource "auth0api_role" "auditor" {
  name        = "Auditor"
  description = "Sees appointments"
}
