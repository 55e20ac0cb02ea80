package client

import (
	"maps"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The properties of clients that came by registration or by a metadata document. No
// request can set them.
const (
	externalID   = "external_client_id"
	metadataType = "external_metadata_type"
	createdBy    = "external_metadata_created_by"
	jwksURI      = "jwks_uri"

	metadataDocument = "cimd"
)

// externalProperties are those that the answer to a PATCH lacks, and a GET has (facts
// 7.4, recorded 2026-04).
func externalProperties() []string { return []string{externalID, metadataType, createdBy} }

// documentProperties are what a PATCH of a client with a metadata document can change
// (facts 7.4, documented; jwt_configuration.lifetime_in_seconds recorded).
func documentProperties() []string {
	return []string{
		"app_type", grantTypes, jwt, "description", "oidc_conformant", "allowed_origins", "web_origins", refreshToken, clientMetadata,
		"organization_usage", "organization_require_behavior", "organization_discovery_methods", "default_organization",
		"require_proof_of_possession", isFirstParty, securityMode,
	}
}

// NewRegistered makes a client that registered itself (facts 7.1), in a mode. sent is
// what it says of itself, by the names of the Management API.
func NewRegistered(tenant endpoint.Tenant, mode string, sent map[string]any) (*store.Client, error) {
	properties, err := newThirdParty(mode, sent)
	if err != nil {
		return nil, err
	}
	properties[metadataType], properties[createdBy] = "dcr", "client"
	client, err := handlers{tenant}.newClient(properties)
	if err != nil {
		return nil, err
	}
	return client, complete(client, properties)
}

// NewOfDocument makes a client that a metadata document describes (facts 7.4, recorded
// 2026-04). fields are what the document says, by the names of the Management API, and
// credentials its keys. Such a client has no secret.
func NewOfDocument(tenant endpoint.Tenant, fields map[string]any, credentials []store.Credential) (*store.Client, error) {
	properties, err := newThirdParty(strict, map[string]any{authMethod: fields[authMethod]})
	if err != nil {
		return nil, err
	}
	delete(properties, "redirection_policy")
	properties[metadataType], properties[createdBy] = metadataDocument, "admin"
	client, err := handlers{tenant}.newClient(properties)
	if err != nil {
		return nil, err
	}
	client.ClientSecret = ""
	return client, follow(client, properties, fields, credentials)
}

// FollowDocument returns the client with what its document says now. What the document
// does not describe stays.
func FollowDocument(stored *store.Client, fields map[string]any, credentials []store.Credential) (*store.Client, error) {
	properties, err := decodeProperties(stored.Properties)
	if err != nil {
		return nil, err
	}
	client := *stored
	return &client, follow(&client, properties, fields, credentials)
}

func follow(client *store.Client, properties, fields map[string]any, credentials []store.Credential) error {
	for name, value := range fields {
		if value == nil {
			delete(properties, name)
			continue
		}
		properties[name] = value
	}
	client.Credentials = credentials
	return complete(client, properties)
}

// newThirdParty returns the properties of a new third-party client.
func newThirdParty(mode string, sent map[string]any) (map[string]any, error) {
	all := maps.Clone(sent)
	all[isFirstParty], all[securityMode] = false, mode
	properties := newProperties(all)
	return properties, checkNewThirdParty(properties, all)
}
