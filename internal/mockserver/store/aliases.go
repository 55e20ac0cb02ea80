package store

import "github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/object"

//revive:disable:exported // they are described in package object

// Aliases of the objects of a tenant, which package object describes.
type (
	ResourceServer           = object.ResourceServer
	Scope                    = object.Scope
	TokenEncryption          = object.TokenEncryption
	EncryptionKey            = object.EncryptionKey
	ProofOfPossession        = object.ProofOfPossession
	SubjectTypeAuthorization = object.SubjectTypeAuthorization
	SubjectTypePolicy        = object.SubjectTypePolicy
	Client                   = object.Client
	Credential               = object.Credential
	ClientGrant              = object.ClientGrant
	RefreshToken             = object.RefreshToken
	SigningKey               = object.SigningKey
	Permission               = object.Permission
	Role                     = object.Role
	User                     = object.User
	Organization             = object.Organization
)
