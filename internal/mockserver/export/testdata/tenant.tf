# Written by mock-server export. The first apply imports what the tenant has;
# after it, the import blocks can be removed.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

import {
  to = auth0api_resource_server.appointments
  id = "https://appointments.example.test/"
}

resource "auth0api_resource_server" "appointments" {
  identifier     = "https://appointments.example.test/"
  name           = "Appointments"
  signing_alg    = "HS256"
  token_lifetime = 3600
}

import {
  to = auth0api_resource_server_scopes.appointments
  id = "https://appointments.example.test/"
}

resource "auth0api_resource_server_scopes" "appointments" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier

  scopes {
    name        = "read:appointments"
    description = "Sees \"all\" of it"
  }

  scopes {
    name = "write:appointments"
  }
}

import {
  to = auth0api_resource_server.bare
  id = "urn:bare"
}

resource "auth0api_resource_server" "bare" {
  identifier = "urn:bare"
}

import {
  to = auth0api_client.calendar
  id = "c2"
}

resource "auth0api_client" "calendar" {
  name                       = "Calendar"
  app_type                   = "spa"
  token_endpoint_auth_method = "none"
  client_metadata = {
    "a key" = "$${value}"
  }
  refresh_token = {
    rotation_type   = "rotating"
    expiration_type = "expiring"
    policies = [{
      audience = auth0api_resource_server_scopes.appointments.resource_server_identifier
      scope    = ["read:appointments", "write:appointments"]
    }]
  }
}

import {
  to = auth0api_client.reader
  id = "c1"
}

resource "auth0api_client" "reader" {
  name = "Reader"
}

import {
  to = auth0api_client_grant.admin_bare
  id = "cgr_4"
}

resource "auth0api_client_grant" "admin_bare" {
  client_id = "admin"
  audience  = auth0api_resource_server.bare.identifier
  scopes    = []
}

import {
  to = auth0api_client_grant.reader_appointments
  id = "cgr_1"
}

resource "auth0api_client_grant" "reader_appointments" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server_scopes.appointments.resource_server_identifier
  scopes    = ["read:appointments"]
}

import {
  to = auth0api_client_grant.reader_appointments_user
  id = "cgr_2"
}

resource "auth0api_client_grant" "reader_appointments_user" {
  client_id        = auth0api_client.reader.client_id
  audience         = auth0api_resource_server_scopes.appointments.resource_server_identifier
  subject_type     = "user"
  allow_all_scopes = true
}

import {
  to = auth0api_client_grant.reader_tenant_test_api_v2
  id = "cgr_3"
}

resource "auth0api_client_grant" "reader_tenant_test_api_v2" {
  client_id = auth0api_client.reader.client_id
  audience  = "https://tenant.test/api/v2/"
  scopes = [
    "a",
    "b",
    "c",
    "d",
  ]
}
