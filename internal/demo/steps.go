package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// step is one thing that the demo shows. run fails when it does not show it.
type step struct {
	title string
	run   func(ctx context.Context, space *workspace, out *printer) error
}

func steps() []step {
	return []step{
		{"Apply: an API with two scopes, a reader and a writer with one grant each", apply},
		{"The reader's token, decoded and verified", showToken},
		{"The reader asks for write:appointments, and is refused", refuse},
		{"Plan again: nothing to do", planNothing},
		{"Somebody lets the writer read too, in the dashboard; the plan shows it", drift},
		{"Destroy", destroy},
	}
}

// What the example declares.
const (
	resources   = 6
	readerToken = "data.auth0api_token.reader"
	writerGrant = "auth0api_client_grant.writer"
)

// carryOut runs a command that changes resources, prints each that it changed
// by the action, and returns the summary; an empty one when there was none.
func carryOut(ctx context.Context, space *workspace, out *printer, command, action, sign string) (event, error) {
	out.command(space.cli.name, command)
	result, err := space.cli.run(ctx, command, "-auto-approve")
	if err != nil {
		return event{}, err
	}
	if result.exitCode != 0 {
		return event{}, result.failure()
	}
	for _, e := range result.events {
		if e.Type == "apply_complete" && e.Hook.Action == action {
			out.lines(sign + " " + e.Hook.Resource.Addr)
		}
	}
	summary, _ := result.summary()
	return summary, nil
}

func apply(ctx context.Context, space *workspace, out *printer) error {
	summary, err := carryOut(ctx, space, out, "apply", "create", "+")
	if err != nil {
		return err
	}
	if summary.Changes.Add != resources {
		return fmt.Errorf("the apply should add %d resources: %s", resources, summary.Message)
	}
	out.shown("%d resources added", summary.Changes.Add)
	return nil
}

func showToken(ctx context.Context, space *workspace, out *printer) error {
	out.command(space.cli.name, "show")
	out.linef("# %s:", readerToken)
	var state struct {
		Values struct {
			Root struct {
				Resources []struct {
					Address string
					Values  struct{ Header, Claims map[string]any }
				}
			} `json:"root_module"`
		}
	}
	if err := space.cli.decode(ctx, &state, "show", "-json"); err != nil {
		return err
	}
	var header, claims map[string]any
	for _, r := range state.Values.Root.Resources {
		if r.Address == readerToken {
			header, claims = r.Values.Header, r.Values.Claims
		}
	}
	for _, part := range []struct {
		name  string
		value map[string]any
	}{{"header", header}, {"claims", claims}} {
		text, err := json.MarshalIndent(part.value, "", "  ")
		if err != nil {
			return err
		}
		out.lines(part.name + " " + string(text))
	}
	for claim, want := range map[string]any{
		"iss": "https://" + domain + "/", "aud": audience, "scope": readScope, "gty": "client-credentials",
	} {
		if claims[claim] != want {
			return fmt.Errorf("claim %s is %v, not %v", claim, claims[claim], want)
		}
	}
	if header["alg"] != "RS256" {
		return fmt.Errorf("the token's alg is %v, not RS256", header["alg"])
	}
	out.shown("verified before Terraform saw it: signature (RS256, the tenant's JWKS), issuer, audience, expiry")
	return nil
}

func refuse(ctx context.Context, space *workspace, out *printer) error {
	asks := `reader_scopes=["` + writeScope + `"]`
	out.command(space.cli.name, "plan", "-var", "'"+asks+"'")
	result, err := space.cli.run(ctx, "plan", "-var", asks)
	if err != nil {
		return err
	}
	refusals := result.errorsReported()
	if result.exitCode == 0 || len(refusals) != 1 {
		return fmt.Errorf("the plan should fail with one error, and failed with %d (exit code %d)", len(refusals), result.exitCode)
	}
	refusal := refusals[0].Diagnostic
	out.lines("Error: " + refusal.Summary)
	out.lines(wrap(refusal.Detail, 90))
	if refusal.Address != readerToken || !strings.Contains(refusal.Detail, writeScope) {
		return fmt.Errorf("the error should be of %s and name %s", readerToken, writeScope)
	}
	out.shown("no token for a scope that the grant lacks")
	return nil
}

func planNothing(ctx context.Context, space *workspace, out *printer) error {
	out.command(space.cli.name, "plan", "-detailed-exitcode")
	result, err := space.cli.run(ctx, "plan", "-detailed-exitcode")
	if err != nil {
		return err
	}
	summary, ok := result.summary()
	switch {
	case result.exitCode == 1 || !ok:
		return result.failure()
	case result.exitCode != 0:
		return fmt.Errorf("the plan should be empty: %s", summary.Message)
	}
	out.lines(summary.Message)
	out.shown("no changes: the tenant holds what the configuration says")
	return nil
}

func drift(ctx context.Context, space *workspace, out *printer) error {
	if err := widenWriterGrant(ctx, space); err != nil {
		return fmt.Errorf("changing the grant behind Terraform's back: %w", err)
	}
	out.linef("(PATCH /api/v2/client-grants/{id} of the writer: scope %s, %s)", writeScope, readScope)
	out.command(space.cli.name, "plan", "-out=drift.tfplan")
	result, err := space.cli.run(ctx, "plan", "-out=drift.tfplan")
	if err != nil {
		return err
	}
	if result.exitCode != 0 {
		return result.failure()
	}
	text, code, err := space.cli.output(ctx, "show", "-no-color", "drift.tfplan")
	if err != nil || code != 0 {
		return fmt.Errorf("showing the plan (exit code %d): %w", code, err)
	}
	out.lines(planBody(string(text)))
	if err := onlyGrantNarrows(ctx, space.cli); err != nil {
		return err
	}
	out.shown("one line for the one change: the next apply takes the scope back")
	return nil
}

// onlyGrantNarrows checks in the saved plan that the writer's grant loses
// read:appointments and that nothing else changes.
func onlyGrantNarrows(ctx context.Context, c cli) error {
	var plan struct {
		Changes []struct {
			Address string
			Change  struct {
				Actions       []string
				Before, After json.RawMessage
			}
		} `json:"resource_changes"`
	}
	if err := c.decode(ctx, &plan, "show", "-json", "drift.tfplan"); err != nil {
		return err
	}
	found := false
	for _, r := range plan.Changes {
		if slices.Equal(r.Change.Actions, []string{"no-op"}) {
			continue
		}
		if r.Address != writerGrant || !slices.Equal(r.Change.Actions, []string{"update"}) {
			return fmt.Errorf("the plan changes %s (%v) too", r.Address, r.Change.Actions)
		}
		var before, after struct{ Scopes []string }
		if err := errors.Join(json.Unmarshal(r.Change.Before, &before), json.Unmarshal(r.Change.After, &after)); err != nil {
			return err
		}
		found = slices.Contains(before.Scopes, readScope) && slices.Equal(after.Scopes, []string{writeScope})
	}
	if !found {
		return fmt.Errorf("the plan does not take %s from %s", readScope, writerGrant)
	}
	return nil
}

func destroy(ctx context.Context, space *workspace, out *printer) error {
	summary, err := carryOut(ctx, space, out, "destroy", "delete", "-")
	if err != nil {
		return err
	}
	if summary.Changes.Remove != resources {
		return fmt.Errorf("the destroy should remove %d resources: %s", resources, summary.Message)
	}
	apis, err := leftovers(ctx, space)
	if err != nil {
		return err
	}
	if apis != 0 {
		return fmt.Errorf("the tenant still has %d APIs", apis)
	}
	out.shown("%d resources destroyed, and the tenant has no API left but its own", summary.Changes.Remove)
	return nil
}
