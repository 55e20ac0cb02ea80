package clientcredentials

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

// keyChange brings a client's keys from known to wanted. The service refuses to
// delete a credential that the client names, a second credential of one key, a
// third key in use, and a fifth that is stored. The order is therefore:
//
//  1. create the new keys;
//  2. one PATCH attaches them and detaches the old ones;
//  3. delete the old ones.
//
// A key that only gets another name or algorithm cannot be created beside the
// old credential. For it the recorded order is followed, one key at a time, so
// that a second key stays in use: PATCH without it, DELETE, POST, PATCH with it.
type keyChange struct {
	api      *management.Client
	clientID string
	// wanted is completed as its credentials are made.
	wanted, known []keyModel
	// pairs are, for each wanted key, the index of the same credential in known, or -1.
	pairs []int
	// attached are the IDs that private_key_jwt names, and before those that it
	// named before the change.
	attached, before []string
	// made are the IDs of credentials that this change created, takenOver those
	// that it found unused, and deleted those that it deleted.
	made, takenOver, deleted []string
	// sent is set once the PATCH that completes the change was sent.
	sent bool
}

func newKeyChange(api *management.Client, clientID string, wanted, known []keyModel, inUse bool) *keyChange {
	c := &keyChange{api: api, clientID: clientID, wanted: wanted, known: known, pairs: match(wanted, known)}
	if inUse {
		c.attached = idsOf(known)
		c.before = c.attached
	}
	return c
}

// idsOf returns the IDs of the keys that have one.
func idsOf(keys []keyModel) []string {
	var ids []string
	for _, key := range keys {
		if id := key.ID.ValueString(); id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// run makes the keys and sends body, which is what else changes of the client,
// with the PATCH that attaches them. It deletes nothing that is in use.
func (c *keyChange) run(ctx context.Context, body management.Settings) (*management.Application, error) {
	var replacing []int
	for i, at := range c.pairs {
		var err error
		switch {
		case at >= 0:
			err = c.extend(ctx, &c.wanted[i], c.known[at])
		case c.sameKeyAs(i) >= 0:
			replacing = append(replacing, i)
		default:
			err = c.create(ctx, i)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, i := range replacing {
		old := c.known[c.sameKeyAs(i)].ID.ValueString()
		if slices.Contains(c.attached, old) {
			if _, err := c.attach(ctx, c.usableWithout(old)); err != nil {
				return nil, err
			}
		}
		if err := c.delete(ctx, old); err != nil {
			return nil, err
		}
		if err := c.create(ctx, i); err != nil {
			return nil, err
		}
	}
	if len(c.wanted) > 0 && !sameIDs(c.attached, idsOf(c.wanted)) {
		body = c.attaching(body, idsOf(c.wanted))
	}
	c.sent = true
	return c.patch(ctx, body)
}

// sameKeyAs returns the index of the known credential that has the key of
// wanted[i] by another name or algorithm, or -1.
func (c *keyChange) sameKeyAs(i int) int {
	return slices.IndexFunc(c.known, func(k keyModel) bool {
		return k.sameKey(c.wanted[i]) && c.obsolete(k.ID.ValueString())
	})
}

// obsolete reports whether a known credential still has to be deleted.
func (c *keyChange) obsolete(id string) bool {
	at := slices.IndexFunc(c.known, func(k keyModel) bool { return k.ID.ValueString() == id })
	return at >= 0 && !slices.Contains(c.pairs, at) && !slices.Contains(c.deleted, id)
}

// usableWithout returns the IDs of the credentials that the client can use while
// another credential is replaced: first the wanted credentials that exist already,
// then those in use.
func (c *keyChange) usableWithout(id string) []string {
	usable := []string{}
	for _, each := range slices.Concat(idsOf(c.wanted), c.attached) {
		if each != id && !slices.Contains(usable, each) && len(usable) < maxKeys {
			usable = append(usable, each)
		}
	}
	return usable
}

// attaching adds to the body of a PATCH which keys the client uses. The service
// wants token_endpoint_auth_method to be null then.
func (c *keyChange) attaching(body management.Settings, ids []string) management.Settings {
	credentials := make([]any, len(ids))
	for i, id := range ids {
		credentials[i] = map[string]any{"id": id}
	}
	out := maps.Clone(body)
	out["client_authentication_methods"] = map[string]any{methodPrivateKeyJWT: map[string]any{"credentials": credentials}}
	out["token_endpoint_auth_method"] = nil
	return out
}

// attach has the client use these keys and no others.
func (c *keyChange) attach(ctx context.Context, ids []string) (*management.Application, error) {
	return c.patch(ctx, c.attaching(management.Settings{}, ids))
}

func (c *keyChange) patch(ctx context.Context, body management.Settings) (*management.Application, error) {
	answer, err := c.api.UpdateApplication(ctx, c.clientID, body)
	if err != nil {
		return nil, err
	}
	c.attached = attachedKeys(answer)
	return answer, nil
}

func (c *keyChange) delete(ctx context.Context, id string) error {
	err := c.api.DeleteCredential(ctx, c.clientID, id)
	if err == nil {
		c.deleted = append(c.deleted, id)
	}
	return err
}

// create makes the credential of wanted[i]. Where the client stores as many as
// it may, an obsolete key is removed first, but never the last key in use.
func (c *keyChange) create(ctx context.Context, i int) error {
	key := &c.wanted[i]
	for {
		answer, err := c.api.CreateCredential(ctx, c.clientID, key.settings())
		switch {
		case err == nil:
			c.made = append(c.made, answer.ID)
			key.take(answer)
			return nil
		case management.IsCredentialThere(err) || management.IsUndecided(err):
			return c.takeOver(ctx, key, err)
		case !management.IsCredentialLimit(err):
			return err
		}
		made, problem := c.makeRoom(ctx)
		if problem != nil {
			return problem
		}
		if !made {
			return fmt.Errorf("%w. Delete credentials of the client that nothing uses; GET /api/v2/clients/%s/credentials lists all", err, c.clientID)
		}
	}
}

// makeRoom deletes one obsolete credential, provided that another key stays in
// use; it reports whether there was one.
func (c *keyChange) makeRoom(ctx context.Context) (bool, error) {
	for _, k := range c.known {
		id := k.ID.ValueString()
		if !c.obsolete(id) {
			continue
		}
		if slices.Contains(c.attached, id) {
			rest := c.usableWithout(id)
			if len(rest) == 0 {
				continue
			}
			if _, err := c.attach(ctx, rest); err != nil {
				return false, err
			}
		}
		return true, c.delete(ctx, id)
	}
	return false, nil
}

// takeOver finds the credential of a key that could not be created because the
// client has it, unused: an apply that was interrupted left it, or its answer
// was lost. failure is what the service said to the create.
func (c *keyChange) takeOver(ctx context.Context, key *keyModel, failure error) error {
	list, err := c.api.ListCredentials(ctx, c.clientID)
	if err != nil {
		return fmt.Errorf("%w (whether the client has the key could not be read: %w)", failure, err)
	}
	for _, credential := range list {
		var found keyModel
		found.take(credential)
		switch {
		case !found.sameKey(*key):
		case found.Name.Equal(key.Name) && found.Algorithm.Equal(key.Algorithm):
			c.takenOver = append(c.takenOver, credential.ID)
			return c.extend(ctx, key, found)
		default:
			return fmt.Errorf("%w. The client has this key already as %s (name %q, algorithm %s), which this resource did not create. "+
				"Give the key that name and algorithm, or delete that credential: DELETE /api/v2/clients/%s/credentials/%[2]s",
				failure, credential.ID, found.Name.ValueString(), found.Algorithm.ValueString(), c.clientID)
		}
	}
	return failure
}

// extend changes when a credential expires, if it is to.
func (c *keyChange) extend(ctx context.Context, key *keyModel, known keyModel) error {
	key.keep(known)
	if key.ExpiresAt.IsUnknown() {
		// The configuration has none, and the plan did not know the present one.
		key.ExpiresAt = key.expiry(types.StringNull(), known)
	}
	if values.SameTime(key.ExpiresAt, known.ExpiresAt) {
		return nil
	}
	answer, err := c.api.UpdateCredential(ctx, c.clientID, known.ID.ValueString(), management.Settings{"expires_at": key.ExpiresAt.ValueString()})
	if err == nil {
		key.take(answer)
	}
	return err
}

// finish deletes the credentials that are no longer wanted. It returns those
// that it could not delete, with an error that says why.
func (c *keyChange) finish(ctx context.Context) ([]string, error) {
	var undeleted []string
	var failures []error
	for _, id := range idsOf(c.known) {
		if !c.obsolete(id) {
			continue
		}
		if err := c.delete(ctx, id); err != nil {
			undeleted, failures = append(undeleted, id), append(failures, err)
		}
	}
	return undeleted, errors.Join(failures...)
}

func sameIDs(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// listed joins IDs for a sentence.
func listed(ids []string) string { return strings.Join(ids, " and ") }
