# HS256 with a secret of your own, which is in neither a plan nor the state. To
# rotate the secret, change it together with its version.
variable "reports_secret" {
  description = "The signing secret of the reports API."
  type        = string
  default     = "for-this-example-only-never-in-production"
  ephemeral   = true
}

resource "auth0api_resource_server" "reports" {
  name                      = "Reports"
  identifier                = "https://reports.example.test/"
  signing_alg               = "HS256"
  signing_secret_wo         = var.reports_secret
  signing_secret_wo_version = 1
}
