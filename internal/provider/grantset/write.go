package grantset

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// maxWrites is how many grants of one API are written at the same time; the pacer
// decides when each request is sent.
const maxWrites = 10

// grantWrite is one create, update or destroy of a set of grants: what is to be written,
// and what the tenant has afterwards. Each grant takes one request, and a grant that is
// as planned takes none.
type grantWrite struct {
	*setResource
	model setModel
	owner string
	// found are the grants that the tenant had before.
	found []*management.ClientGrant
	// removes are sent before updates, and updates before creates: what is withdrawn
	// must not wait for what may fail. taken are creates of grants that exist: they
	// succeed where there is evidence that this configuration made them.
	removes, updates, taken, creates []grantChange
	// after are the grants of the set that the tenant has after what was sent.
	after map[grantID]grantAfter
}

// grantChange is one request.
type grantChange struct {
	grantID grantID
	// id is the ID in the tenant; empty for a create.
	id string
	// block is the grant as planned; for a removal, as it is.
	block grantBlock
	// before is the grant as it is, for an update.
	before grantBlock
	body   management.Settings
}

// grantAfter is a grant that the tenant has.
type grantAfter struct {
	id    string
	block grantBlock
}

func (r *setResource) newWrite(m setModel, owner string) *grantWrite {
	return &grantWrite{setResource: r, model: m, owner: owner, after: map[grantID]grantAfter{}}
}

// planCreates plans to create all grants of a new set. foreign are grants that the set
// would have to remove.
func (w *grantWrite) planCreates(ctx context.Context, planned []grantBlock, found []*management.ClientGrant, diags *diag.Diagnostics) (foreign []*management.ClientGrant) {
	w.found = found
	wanted := byID(planned)
	except, _ := knownTexts(w.model.Except)
	exists := map[grantID]bool{}
	for _, g := range found {
		if _, is := wanted[idOf(g)]; is {
			exists[idOf(g)] = true
		} else if reasonToKeep(g, nil, except) == "" {
			foreign = append(foreign, g)
		}
	}
	for _, b := range planned {
		if change := w.create(ctx, b, diags); exists[b.id()] {
			w.taken = append(w.taken, change)
		} else {
			w.creates = append(w.creates, change)
		}
	}
	return foreign
}

// planUpdates plans what makes the grants that were found those that are planned.
// before are the blocks of the state, and kept the IDs of grants that the plan showed as
// kept. foreign are the grants that the plan did not show at all.
func (w *grantWrite) planUpdates(ctx context.Context, planned, before []grantBlock, kept map[string]bool, found []*management.ClientGrant, diags *diag.Diagnostics) (foreign []*management.ClientGrant) {
	w.found = found
	wanted, had := byID(planned), byID(before)
	except, _ := knownTexts(w.model.Except)
	exists := map[grantID]bool{}
	for _, g := range found {
		id := idOf(g)
		exists[id] = true
		block, isWanted := wanted[id]
		prior, was := had[id]
		switch {
		case isWanted:
			w.update(ctx, g, block, prior, diags)
		case was && slices.Contains(except, g.ClientID), kept[g.ID]:
		case was && g.Settings[kit.IsSystemAttribute] != true:
			w.removes = append(w.removes, grantChange{grantID: id, id: g.ID, block: prior})
		case reasonToKeep(g, nil, except) == "":
			foreign = append(foreign, g)
		}
	}
	for _, b := range planned {
		if !exists[b.id()] {
			w.creates = append(w.creates, w.create(ctx, b, diags))
		}
	}
	return foreign
}

func (w *grantWrite) create(ctx context.Context, b grantBlock, diags *diag.Diagnostics) grantChange {
	body, problems := w.settings.Create(b.object(ctx, diags))
	diags.Append(problems...)
	if body["allow_all_scopes"] == false {
		// This is the default, and a system API refuses the property.
		delete(body, "allow_all_scopes")
	}
	return grantChange{grantID: b.id(), block: b, body: body}
}

// update plans the update of a grant, unless it is as planned.
func (w *grantWrite) update(ctx context.Context, g *management.ClientGrant, planned, prior grantBlock, diags *diag.Diagnostics) {
	known := planned.or(prior)
	before := blockOf(ctx, g, &known, diags)
	body, problems := w.settings.Update(planned.object(ctx, diags), before.object(ctx, diags))
	diags.Append(problems...)
	if body["allow_all_scopes"] == true {
		// The service removes the list by itself.
		delete(body, "scope")
	}
	if len(body) == 0 {
		w.after[planned.id()] = grantAfter{g.ID, planned}
		return
	}
	w.updates = append(w.updates, grantChange{grantID: planned.id(), id: g.ID, block: planned, before: before, body: body})
}

// or is the block with the other's values where it has none.
func (b grantBlock) or(other grantBlock) grantBlock {
	if b.OrganizationUsage.IsNull() {
		b.OrganizationUsage = other.OrganizationUsage
	}
	if b.AllowAnyOrganization.IsNull() {
		b.AllowAnyOrganization = other.AllowAnyOrganization
	}
	if b.AuthorizationDetailsTypes.IsNull() {
		b.AuthorizationDetailsTypes = other.AuthorizationDetailsTypes
	}
	return b
}

// blocksAfter are the grants of the set that the tenant has, in a fixed order.
func (w *grantWrite) blocksAfter() []grantBlock {
	blocks := make([]grantBlock, 0, len(w.after))
	for _, each := range w.after {
		blocks = append(blocks, each.block)
	}
	slices.SortFunc(blocks, func(a, b grantBlock) int { return a.id().compare(b.id()) })
	return blocks
}

// run sends what was planned, and reports what failed. A failed grant does not keep the
// others from being written, except that nothing is created beside grants that are in
// the way.
func (w *grantWrite) run(ctx context.Context, diags *diag.Diagnostics) {
	if diags.HasError() {
		return
	}
	audience := w.model.Identifier.ValueString()
	tenant := w.Session.Management
	w.send(ctx, "Removing", w.removes, diags, func(c grantChange) (string, error) {
		return c.id, tenant.DeleteClientGrant(ctx, c.id, w.owner)
	})
	w.send(ctx, "Updating", w.updates, diags, func(c grantChange) (string, error) {
		_, err := tenant.UpdateClientGrant(ctx, c.id, c.body)
		return c.id, err
	})
	create := func(c grantChange) (string, error) {
		created, err := tenant.CreateOwnedClientGrant(ctx, w.owner, c.grantID.key(audience), c.body)
		if err != nil {
			return "", err
		}
		return created.ID, nil
	}
	if w.send(ctx, "Creating", w.taken, diags, create) {
		w.send(ctx, "Creating", w.creates, diags, create)
	}
	if len(w.taken) > 0 && !diags.HasError() {
		diags.AddAttributeWarning(path.Root("resource_server_identifier"), fmt.Sprintf("Taken over: %s", w.model.object()),
			fmt.Sprintf("%d of them existed exactly as planned: an earlier run in this folder was killed while it created them, or adopt_existing is set. They are managed here from now on: destroying this resource deletes them.", len(w.taken)))
	}
}

// outcome is the answer to one change.
type outcome struct {
	change grantChange
	id     string
	err    error
}

// send sends the changes, several at a time, notes what the tenant has afterwards, and
// reports failures. It returns false where one failed.
func (w *grantWrite) send(ctx context.Context, action string, changes []grantChange, diags *diag.Diagnostics, do func(grantChange) (string, error)) bool {
	outcomes := make(chan outcome)
	slots := make(chan struct{}, maxWrites)
	background.Go(ctx, action+" client grants", func() {
		for _, c := range changes {
			slots <- struct{}{}
			background.Go(ctx, action+" a client grant", func() {
				id, err := do(c)
				<-slots
				outcomes <- outcome{c, id, err}
			}, func(err error) {
				<-slots
				outcomes <- outcome{c, "", err}
			})
		}
	}, nil)
	var failed []outcome
	for range changes {
		if o := <-outcomes; !w.note(action, o, diags) {
			failed = append(failed, o)
		}
	}
	slices.SortFunc(failed, func(a, b outcome) int { return a.change.grantID.compare(b.change.grantID) })
	w.report(action, failed, diags)
	return len(failed) == 0
}

// note notes what the tenant has after a change; false where the change failed.
func (w *grantWrite) note(action string, o outcome, diags *diag.Diagnostics) bool {
	removal := action == "Removing"
	switch {
	case o.err == nil && removal, removal && kit.ReportHeld(o.err, kit.GrantName(o.change.grantID.key(w.model.Identifier.ValueString())), diags):
	case o.err == nil:
		w.after[o.change.grantID] = grantAfter{o.id, o.change.block}
	case removal:
		w.after[o.change.grantID] = grantAfter{o.change.id, o.change.block}
		return false
	case o.change.id != "":
		w.after[o.change.grantID] = grantAfter{o.change.id, o.change.before}
		return false
	default:
		return false
	}
	return true
}

// report reports failures, those of one text together: they have one cause.
func (w *grantWrite) report(action string, failed []outcome, diags *diag.Diagnostics) {
	for i, o := range failed {
		if exists, is := errors.AsType[*management.ExistsError](o.err); is {
			all := w.existsError(w.model, w.found)
			all.AsPlanned, all.Held = exists.AsPlanned, exists.Held
			w.model.existing().Report(all, diags)
			return
		}
		same := func(other outcome) bool {
			// A client that does not exist is a cause of its own.
			return other.err.Error() == o.err.Error() && !strings.Contains(o.err.Error(), "inexistent_client") || other.change.grantID == o.change.grantID
		}
		if slices.IndexFunc(failed, same) < i {
			continue
		}
		describe := w.model.describe(action)
		describe.Object = kit.GrantName(o.change.grantID.key(w.model.Identifier.ValueString()))
		var others []string
		for _, other := range failed[i+1:] {
			if same(other) {
				others = append(others, other.change.grantID.String())
			}
		}
		if len(others) > 0 {
			describe.Object += fmt.Sprintf(", and %d more (%s),", len(others), strings.Join(others, ", "))
		}
		missing := kit.MissingClient(path.Root("client_id"), o.change.grantID.clientID)
		missing.At = grantsPath()
		describe.Hints = append([]kit.Hint{missing}, describe.Hints...)
		describe.Report(o.err, diags)
	}
}

// remaining are the grants that were found, without those that were removed.
func (w *grantWrite) remaining() []*management.ClientGrant {
	return slices.DeleteFunc(slices.Clone(w.found), func(g *management.ClientGrant) bool {
		_, stays := w.after[idOf(g)]
		return !stays && slices.ContainsFunc(w.removes, func(c grantChange) bool { return c.id == g.ID })
	})
}
