package provider

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// recoveryTimeout bounds the requests after a failure. They do not run on the
// context of the operation, which may be what ended.
const recoveryTimeout = time.Minute

// outcome is what a change left after a failure.
type outcome struct {
	// answer is the client; nil when it could not be read.
	answer *management.Application
	// keys are those that the client uses, or only stores while it uses none.
	keys []keyModel
	// done is set when the change took effect although its answer was lost.
	done bool
	// text says for people what the client uses now.
	text string
}

// recover leaves the client able to authenticate after a failure, where it can:
// it deletes what was made in vain, and puts back a key that was deleted to be
// replaced. body is what the last PATCH was to change.
func (c *keyChange) recover(ctx context.Context, body management.Settings) outcome {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recoveryTimeout)
	defer cancel()
	answer, err := c.api.ReadApplication(ctx, c.clientID)
	if err != nil {
		out := outcome{text: fmt.Sprintf("What the client uses now is not known, since reading it failed, too (%s). Run terraform plan, which shows it.", err)}
		if len(c.made) > 0 {
			out.text += fmt.Sprintf(" The new credentials %s may be left.", listed(c.made))
		}
		return out
	}
	c.attached = attachedKeys(answer)
	if c.tookEffect(answer, body) {
		return outcome{answer: answer, keys: c.wanted, done: true}
	}
	var left []string
	for _, id := range slices.Concat(c.made, idsOf(c.known)) {
		vain := slices.Contains(c.made, id) || usesKeys(answer) && c.obsolete(id) && c.detached(id)
		if vain && !slices.Contains(c.attached, id) && c.delete(ctx, id) != nil {
			left = append(left, id)
		}
	}
	restored, err := c.restore(ctx)
	if restored {
		if again, readErr := c.api.ReadApplication(ctx, c.clientID); readErr == nil {
			answer = again
		}
	}
	out := outcome{answer: answer, keys: c.inUse()}
	out.text = c.describe(answer, restored, err)
	if len(left) > 0 {
		out.text += fmt.Sprintf(" %s could not be deleted, and is not in use: the next apply uses it, or delete it (DELETE /api/v2/clients/%s/credentials/%s).", listed(left), c.clientID, left[0])
	}
	return out
}

// tookEffect reports whether the client is as the change was to leave it.
func (c *keyChange) tookEffect(answer *management.Application, body management.Settings) bool {
	if _, secret := body["client_secret"]; !c.sent || secret || len(c.wanted) == 0 {
		return false // whether that took effect does not show
	}
	return len(idsOf(c.wanted)) == len(c.wanted) && usesKeys(answer) && sameIDs(c.attached, idsOf(c.wanted))
}

// detached reports whether a known credential may be deleted after a failure:
// its replacement is in use.
func (c *keyChange) detached(id string) bool {
	at := slices.IndexFunc(c.known, func(k keyModel) bool { return k.ID.ValueString() == id })
	replaced := slices.ContainsFunc(c.wanted, func(w keyModel) bool { return w.sameKey(c.known[at]) })
	return !replaced && len(c.attached) > 0
}

// restore puts keys back that were detached, or deleted, to get another name or
// algorithm, and whose replacement is not in use. It reports whether it changed
// anything.
func (c *keyChange) restore(ctx context.Context) (bool, error) {
	var back []string
	for j := range c.known {
		old := &c.known[j]
		at := slices.IndexFunc(c.wanted, func(w keyModel) bool { return w.sameKey(*old) })
		id := old.ID.ValueString()
		if at < 0 || slices.Contains(c.pairs, j) || slices.Contains(c.attached, id) || slices.Contains(c.attached, c.wanted[at].ID.ValueString()) {
			continue
		}
		if slices.Contains(c.deleted, id) {
			again := *old
			again.PEM, again.ParseExpiryFromCert = c.wanted[at].PEM, types.BoolNull() // an imported key has no PEM
			answer, err := c.api.CreateCredential(ctx, c.clientID, again.settings())
			if err != nil {
				return false, err
			}
			old.take(answer)
		}
		back = append(back, old.ID.ValueString())
	}
	if len(back) == 0 {
		return false, nil
	}
	ids := slices.Concat(c.attached, back)
	return true, c.attach(ctx, ids[:min(len(ids), maxKeys)])
}

// inUse returns the keys that the client uses, as a state has them. While it
// uses none, these are the known ones that it stores.
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
	case usesKeys(answer) && len(c.attached) == 0:
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
