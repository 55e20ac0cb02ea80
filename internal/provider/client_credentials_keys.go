package provider

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
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

// match pairs each wanted key with the place of the credential that it is
// already, or -1. That has the same key, name and algorithm, none of which can
// change; of one that was imported the key is known by its thumbprint alone,
// where that is its ID.
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
	thumbprint := keyNamed(wanted.PEM.ValueString())
	if k.PEM.IsNull() {
		return thumbprint != "" && k.KeyID.ValueString() == thumbprint
	}
	return thumbprint != "" && keyNamed(k.PEM.ValueString()) == thumbprint
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
	end, err := certificateEnd(k.PEM.ValueString())
	if err != nil {
		return known.ExpiresAt
	}
	if text := types.StringValue(end.UTC().Format(time.RFC3339)); !sameTime(text, known.ExpiresAt) {
		return text
	}
	return known.ExpiresAt
}

// keep takes over of a credential what the service made.
func (k *keyModel) keep(known keyModel) {
	k.ID, k.KeyID, k.CreatedAt, k.UpdatedAt = known.ID, known.KeyID, known.CreatedAt, known.UpdatedAt
}

// take takes over what the service answered. A time keeps the text by which it
// was given.
func (k *keyModel) take(answer *management.Credential) {
	text := func(name string) types.String {
		value, _ := answer.Settings[name].(string)
		return textOrNull(value)
	}
	k.ID, k.KeyID = types.StringValue(answer.ID), text("kid")
	k.CreatedAt, k.UpdatedAt = text("created_at"), text("updated_at")
	if expires := text("expires_at"); !sameTime(expires, k.ExpiresAt) {
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

// sameTime tells two texts of one point in time, or two nulls.
func sameTime(a, b types.String) bool {
	if a.IsNull() || b.IsNull() || a.IsUnknown() || b.IsUnknown() {
		return a.Equal(b)
	}
	left, err := time.Parse(time.RFC3339, a.ValueString())
	right, other := time.Parse(time.RFC3339, b.ValueString())
	return err == nil && other == nil && left.Equal(right)
}

var errNoCertificate = errors.New("it is not a certificate")

// certificateEnd is when a certificate expires.
func certificateEnd(text string) (time.Time, error) {
	block, _ := pem.Decode([]byte(strings.TrimSpace(text)))
	if block == nil || block.Type != "CERTIFICATE" {
		return time.Time{}, errNoCertificate
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return time.Time{}, errNoCertificate
	}
	return certificate.NotAfter, nil
}

// readKeys are the keys in use as the service has them: those that are known in
// their order, then those that somebody else added.
func readKeys(attached []string, list []*management.Credential, known []keyModel) []keyModel {
	var keys []keyModel
	add := func(key keyModel, id string) {
		at := slices.IndexFunc(list, func(c *management.Credential) bool { return c.ID == id })
		if at >= 0 && slices.Contains(attached, id) {
			key.take(list[at])
			keys = append(keys, key)
		}
	}
	for _, key := range known {
		add(key, key.ID.ValueString())
	}
	for _, id := range attached {
		if !slices.ContainsFunc(known, func(k keyModel) bool { return k.ID.ValueString() == id }) {
			add(keyModel{ParseExpiryFromCert: types.BoolNull()}, id)
		}
	}
	return keys
}

// keyChange brings a client's keys from known to wanted.
type keyChange struct {
	api      *management.Client
	clientID string
	// wanted is completed by prepare.
	wanted, known []keyModel
	// pairs are the places of the wanted in known; made are the IDs of new
	// credentials, and gone those of credentials that are deleted already.
	pairs      []int
	made, gone []string
	// adopted tells that a wanted key is a credential that was not in use.
	adopted bool
}

// prepare makes the new credentials and changes the expiry of those that stay.
// One that only another name or algorithm tells from a new one goes first: the
// service has one credential for a key.
func (c *keyChange) prepare(ctx context.Context) error {
	c.pairs = match(c.wanted, c.known)
	for i, at := range c.pairs {
		if at >= 0 {
			continue
		}
		for j, k := range c.known {
			if !slices.Contains(c.pairs, j) && k.sameKey(c.wanted[i]) && !slices.Contains(c.gone, k.ID.ValueString()) {
				if err := c.api.DeleteCredential(ctx, c.clientID, k.ID.ValueString()); err != nil {
					return err
				}
				c.gone = append(c.gone, k.ID.ValueString())
			}
		}
	}
	for i := range c.wanted {
		key := &c.wanted[i]
		if at := c.pairs[i]; at >= 0 {
			if err := c.extend(ctx, key, c.known[at]); err != nil {
				return err
			}
			continue
		}
		answer, err := c.api.CreateCredential(ctx, c.clientID, key.settings())
		if management.IsConflict(err) {
			if err = c.adopt(ctx, key, err); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		c.made = append(c.made, answer.ID)
		key.take(answer)
	}
	return nil
}

// adopt finds the credential that a key is already, such as one that somebody
// took out of use. conflict is what the service said to making it.
func (c *keyChange) adopt(ctx context.Context, key *keyModel, conflict error) error {
	list, err := c.api.ListCredentials(ctx, c.clientID)
	if err != nil {
		return fmt.Errorf("%w (and looking for it failed: %w)", conflict, err)
	}
	for _, credential := range list {
		var found keyModel
		if found.take(credential); found.sameKey(*key) && found.Name.Equal(key.Name) && found.Algorithm.Equal(key.Algorithm) {
			c.adopted = true
			return c.extend(ctx, key, found)
		}
	}
	return conflict
}

// extend changes when a credential expires, if it is to.
func (c *keyChange) extend(ctx context.Context, key *keyModel, known keyModel) error {
	key.keep(known)
	if key.ExpiresAt.IsUnknown() {
		// Not given, and not known at plan what it is now.
		key.ExpiresAt = key.expiry(types.StringNull(), known)
	}
	if sameTime(key.ExpiresAt, known.ExpiresAt) {
		return nil
	}
	answer, err := c.api.UpdateCredential(ctx, c.clientID, known.ID.ValueString(), management.Settings{"expires_at": key.ExpiresAt.ValueString()})
	if err == nil {
		key.take(answer)
	}
	return err
}

// attached are the IDs that the client's private_key_jwt is to name.
func (c *keyChange) attached() []any {
	ids := make([]any, len(c.wanted))
	for i, key := range c.wanted {
		ids[i] = map[string]any{"id": key.ID.ValueString()}
	}
	return ids
}

// alreadyAttached tells that the client names these credentials already.
func (c *keyChange) alreadyAttached() bool {
	return len(c.made) == 0 && !c.adopted && len(c.wanted) == len(c.known)
}

// undo deletes the credentials that were made in vain, after a failure.
func (c *keyChange) undo(ctx context.Context, failure error) error {
	for _, id := range c.made {
		if err := c.api.DeleteCredential(ctx, c.clientID, id); err != nil {
			return fmt.Errorf("%w (the credential %s, made for it, is left: %w)", failure, id, err)
		}
	}
	return failure
}

// finish deletes the credentials that are wanted no more.
func (c *keyChange) finish(ctx context.Context) error {
	for j, k := range c.known {
		id := k.ID.ValueString()
		if slices.Contains(c.pairs, j) || slices.Contains(c.gone, id) {
			continue
		}
		if err := c.api.DeleteCredential(ctx, c.clientID, id); err != nil {
			return err
		}
	}
	return nil
}
