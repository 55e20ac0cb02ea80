package clientcredentials

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// recoveryTimeout bounds the requests after a failure. They do not run on the
// context of the operation, which may be what ended.
const recoveryTimeout = time.Minute

// outcome is what a change left.
type outcome struct {
	// done is set when the change took effect.
	done bool
	// answer is the client; nil when it could not be read after a failure.
	answer *management.Application
	// keys are those that the client uses, or only stores while it uses none.
	keys []keyModel
	// leftovers are the IDs of this resource's credentials that the client does
	// not use, and that could not be deleted.
	leftovers []string
	// text says for people what the client uses after a failure, and what to do.
	text string
}

// recover leaves the client able to authenticate after a failure, where it can:
// it deletes what was made in vain, and puts back a key that was detached or
// deleted to be replaced. body is what the last PATCH was to change.
func (c *keyChange) recover(ctx context.Context, body management.Settings) outcome {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recoveryTimeout)
	defer cancel()
	answer, err := c.api.ReadApplication(ctx, c.clientID)
	if err != nil {
		return outcome{
			leftovers: c.made,
			text:      fmt.Sprintf("What the client uses now is not known, since reading it failed, too (%s). Run terraform plan, which shows it.", err),
		}
	}
	c.attached = attachedKeys(answer)
	if c.tookEffect(answer, body) {
		return outcome{answer: answer, keys: c.wanted, done: true}
	}
	c.discard(ctx, c.made)
	restored, err := c.restore(ctx)
	if restored != nil {
		answer = restored
	}
	out := outcome{answer: answer, keys: c.inUse(), text: c.describe(answer, restored != nil, err)}
	out.leftovers = c.discard(ctx, c.made)
	if len(c.attached) > 0 {
		out.leftovers = append(out.leftovers, c.discard(ctx, slices.DeleteFunc(idsOf(c.known), func(id string) bool { return !c.obsolete(id) }))...)
	}
	if len(out.leftovers) > 0 {
		out.text += fmt.Sprintf(" %s could not be deleted, and is not in use; the next apply that changes the keys deletes it.", listed(out.leftovers))
	}
	return out
}

// discard deletes those of the credentials that the client does not use, and
// returns those that it could not delete.
func (c *keyChange) discard(ctx context.Context, ids []string) []string {
	var failed []string
	for _, id := range ids {
		if slices.Contains(c.attached, id) || slices.Contains(c.deleted, id) {
			continue
		}
		if err := c.delete(ctx, id); err != nil {
			failed = append(failed, id)
		}
	}
	return failed
}

// tookEffect reports whether the client is as the change was to leave it.
func (c *keyChange) tookEffect(answer *management.Application, body management.Settings) bool {
	if _, secret := body["client_secret"]; !c.sent || secret || len(c.wanted) == 0 {
		return false // whether that took effect does not show
	}
	return len(idsOf(c.wanted)) == len(c.wanted) && kit.UsesKeys(answer) && sameIDs(c.attached, idsOf(c.wanted))
}

// restore puts keys back that were detached, or deleted, to get another name or
// algorithm, and whose replacement is not in use. It returns the client, or nil
// when it changed nothing.
func (c *keyChange) restore(ctx context.Context) (*management.Application, error) {
	var back []string
	for j := range c.known {
		old := &c.known[j]
		at := slices.IndexFunc(c.wanted, func(w keyModel) bool { return w.sameKey(*old) })
		id := old.ID.ValueString()
		if at < 0 || !slices.Contains(c.before, id) || slices.Contains(c.pairs, j) || slices.Contains(c.attached, id) || slices.Contains(c.attached, c.wanted[at].ID.ValueString()) {
			continue
		}
		if slices.Contains(c.deleted, id) {
			again := *old
			again.PEM, again.ParseExpiryFromCert = c.wanted[at].PEM, types.BoolNull() // an imported key has no PEM
			answer, err := c.api.CreateCredential(ctx, c.clientID, again.settings())
			if err != nil {
				return nil, err
			}
			old.take(answer)
		}
		back = append(back, old.ID.ValueString())
	}
	if len(back) == 0 {
		return nil, nil
	}
	// Those that are wanted stay before those that are to go.
	ids := back
	for _, id := range slices.Concat(idsOf(c.wanted), c.attached) {
		if slices.Contains(c.attached, id) && !slices.Contains(ids, id) && len(ids) < maxKeys {
			ids = append(ids, id)
		}
	}
	return c.attach(ctx, ids)
}

// inUse returns the keys that the client uses, as a state has them. If the client
// uses no key, it returns the known keys that the client stores.
func (c *keyChange) inUse() []keyModel {
	var keys []keyModel
	if len(c.attached) == 0 {
		return slices.DeleteFunc(slices.Clone(c.known), func(k keyModel) bool { return slices.Contains(c.deleted, k.ID.ValueString()) })
	}
	for _, key := range slices.Concat(c.wanted, c.known) {
		id := key.ID.ValueString()
		if slices.Contains(c.attached, id) && !slices.Contains(idsOf(keys), id) {
			keys = append(keys, key)
		}
	}
	return keys
}

// describe says what the client uses after a failure, and what to do.
func (c *keyChange) describe(answer *management.Application, restored bool, failure error) string {
	switch {
	case failure != nil && len(c.attached) == 0:
		return fmt.Sprintf("The client has no key in use and cannot authenticate: putting the old key back failed, too (%s). Run terraform apply again, which creates the keys of the configuration.", failure)
	case kit.UsesKeys(answer) && len(c.attached) == 0:
		return "The client has no key in use and cannot authenticate. Run terraform apply again, which creates the keys of the configuration."
	case restored:
		return fmt.Sprintf("The old key was put back: the client authenticates with %s. Run terraform apply again once the reason is mended.", listed(c.attached))
	case len(c.attached) > 0:
		return fmt.Sprintf("The client authenticates with %s. Run terraform apply again once the reason is mended.", listed(c.attached))
	}
	method := authMethodOf(answer)
	if method == "" {
		method = "its secret"
	}
	return fmt.Sprintf("The client authenticates by %s, as before. Run terraform apply again once the reason is mended.", method)
}
