variable "secret_version" {
  description = "Another one rotates the reader's secret."
  type        = number
  default     = 1
}

resource "auth0api_client" "reader" {
  name                   = "Appointments reader"
  client_secret_in_state = false
}

action "auth0api_rotate_client_secret" "reader" {
  config {
    client_id = auth0api_client.reader.client_id
  }
}

resource "terraform_data" "secret_version" {
  input = var.secret_version

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.auth0api_rotate_client_secret.reader]
    }
  }
}
