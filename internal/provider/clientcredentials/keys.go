package clientcredentials

import (
	"context"
	"regexp"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

// publicKeyCredential is the type of a credential for private_key_jwt.
const publicKeyCredential = "public_key"

// keyModel is one key of private_key_jwt.
type keyModel struct {
	ID                  types.String `tfsdk:"id"`
	Name                types.String `tfsdk:"name"`
	CredentialType      types.String `tfsdk:"credential_type"`
	PEM                 types.String `tfsdk:"pem"`
	Algorithm           types.String `tfsdk:"algorithm"`
	ParseExpiryFromCert types.Bool   `tfsdk:"parse_expiry_from_cert"`
	ExpiresAt           types.String `tfsdk:"expires_at"`
	KeyID               types.String `tfsdk:"key_id"`
	CreatedAt           types.String `tfsdk:"created_at"`
	UpdatedAt           types.String `tfsdk:"updated_at"`
}

func keyType() types.ObjectType {
	text := types.StringType
	return types.ObjectType{AttrTypes: map[string]attr.Type{
		"id": text, "name": text, "credential_type": text, "pem": text, "algorithm": text, "parse_expiry_from_cert": types.BoolType,
		"expires_at": text, "key_id": text, "created_at": text, "updated_at": text,
	}}
}

func privateKeyJWTType() types.ObjectType {
	return types.ObjectType{AttrTypes: map[string]attr.Type{"credentials": types.ListType{ElemType: keyType()}}}
}

// keysOf are the keys of a private_key_jwt; none while they are not known.
func keysOf(ctx context.Context, object types.Object) ([]keyModel, diag.Diagnostics) {
	list, ok := object.Attributes()["credentials"].(types.List)
	if !ok || list.IsNull() || list.IsUnknown() || slices.ContainsFunc(list.Elements(), attr.Value.IsUnknown) {
		return nil, nil
	}
	var keys []keyModel
	diags := list.ElementsAs(ctx, &keys, false)
	return keys, diags
}

// match returns for each wanted key the index of the credential that already holds
// it, or -1. That credential has the same key, name and algorithm, none of which
// can change. The key of an imported credential is known only by its thumbprint, if
// the thumbprint is its ID.
func match(wanted, known []keyModel) []int {
	pairs, taken := make([]int, len(wanted)), make([]bool, len(known))
	for i, w := range wanted {
		pairs[i] = slices.IndexFunc(known, func(k keyModel) bool {
			return k.sameKey(w) && k.Name.Equal(w.Name) && k.Algorithm.Equal(w.Algorithm)
		})
		if at := pairs[i]; at >= 0 && taken[at] {
			pairs[i] = -1
		} else if at >= 0 {
			taken[at] = true
		}
	}
	return pairs
}

func (k keyModel) sameKey(wanted keyModel) bool {
	if k.PEM.Equal(wanted.PEM) {
		return !k.PEM.IsUnknown()
	}
	thumbprint := kit.KeyNames(wanted.PEM.ValueString())
	if k.PEM.IsNull() {
		return thumbprint != "" && k.KeyID.ValueString() == thumbprint
	}
	return thumbprint != "" && kit.KeyNames(k.PEM.ValueString()) == thumbprint
}

// expiry is when the key is to expire; known is the credential that it is
// already. What the configuration leaves out stays.
func (k keyModel) expiry(configured types.String, known keyModel) types.String {
	switch {
	case !configured.IsNull():
		return configured
	case !k.ParseExpiryFromCert.ValueBool():
		return known.ExpiresAt
	case k.PEM.Equal(known.PEM) && k.ParseExpiryFromCert.Equal(known.ParseExpiryFromCert):
		return known.ExpiresAt
	}
	end, err := kit.CertificateEnd(k.PEM.ValueString())
	if err != nil {
		return known.ExpiresAt
	}
	if text := types.StringValue(end.UTC().Format(time.RFC3339)); !values.SameTime(text, known.ExpiresAt) {
		return text
	}
	return known.ExpiresAt
}

// keep takes over of a credential what the service made.
func (k *keyModel) keep(known keyModel) {
	k.ID, k.KeyID, k.CreatedAt, k.UpdatedAt = known.ID, known.KeyID, known.CreatedAt, known.UpdatedAt
}

// keepTexts keeps the texts of the state where the configuration writes the same
// key or the same time in another form. A certificate that the expiry is taken from
// is not kept.
func (k *keyModel) keepTexts(known keyModel) {
	if !known.PEM.IsNull() && !k.ParseExpiryFromCert.ValueBool() && k.sameKey(known) {
		k.PEM = known.PEM
	}
	if !k.ExpiresAt.IsUnknown() && values.SameTime(k.ExpiresAt, known.ExpiresAt) {
		k.ExpiresAt = known.ExpiresAt
	}
}

// take takes over what the service answered. A time keeps the text by which it
// was given.
func (k *keyModel) take(answer *management.Credential) {
	text := func(name string) types.String {
		value, _ := answer.Settings[name].(string)
		return kit.TextOrNull(value)
	}
	k.ID, k.KeyID = types.StringValue(answer.ID), text("kid")
	k.CreatedAt, k.UpdatedAt = text("created_at"), text("updated_at")
	if expires := text("expires_at"); !values.SameTime(expires, k.ExpiresAt) {
		k.ExpiresAt = expires
	}
	k.Name, k.Algorithm, k.CredentialType = text("name"), text("alg"), text("credential_type")
}

// settings are what makes the credential.
func (k keyModel) settings() management.Settings {
	settings := management.Settings{"credential_type": publicKeyCredential, "pem": k.PEM.ValueString(), "alg": k.Algorithm.ValueString()}
	if name := k.Name.ValueString(); name != "" {
		settings["name"] = name
	}
	if expires := k.ExpiresAt.ValueString(); expires != "" {
		settings["expires_at"] = expires
	} else if k.ParseExpiryFromCert.ValueBool() {
		settings["parse_expiry_from_cert"] = true
	}
	return settings
}

// readKeys returns the keys as the service has them: those of the state in
// their order, then those that were attached by others. A key of the state that
// the client no longer uses stays while the client authenticates by something
// else (attached is empty): the credential is stored still, and is this
// resource's to attach again or to delete.
func readKeys(attached []string, list []*management.Credential, known []keyModel) []keyModel {
	var keys []keyModel
	add := func(key keyModel, id string) {
		at := slices.IndexFunc(list, func(c *management.Credential) bool { return c.ID == id })
		if at >= 0 {
			key.take(list[at])
			keys = append(keys, key)
		}
	}
	for _, key := range known {
		if id := key.ID.ValueString(); len(attached) == 0 || slices.Contains(attached, id) {
			add(key, id)
		}
	}
	for _, id := range attached {
		if !slices.ContainsFunc(known, func(k keyModel) bool { return k.ID.ValueString() == id }) {
			add(keyModel{ParseExpiryFromCert: types.BoolNull()}, id)
			if last := len(keys) - 1; last >= 0 && keys[last].ID.ValueString() == id {
				keys[last].PEM = keys[last].thumbprintURI()
			}
		}
	}
	return keys
}

// thumbprintPattern matches the key ID that the service gives a key by default,
// its thumbprint (RFC 7638, SHA-256).
var thumbprintPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

// thumbprintURI names the key of a credential that this resource did not create, in
// place of the PEM, which the service does not return; null for a key with an ID of
// its owner's choice.
func (k keyModel) thumbprintURI() types.String {
	if id := k.KeyID.ValueString(); thumbprintPattern.MatchString(id) {
		return types.StringValue(kit.ThumbprintURI + id)
	}
	return types.StringNull()
}
