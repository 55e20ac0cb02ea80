package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// step is a step of the demo. run returns an error if the result is not as expected.
type step struct {
	title string
	run   func(ctx context.Context, space *workspace, out printer) error
}

func steps() []step {
	return []step{
		{"Apply: an API with two scopes, a reader and a writer with one grant each", apply},
		{"The reader's token, decoded and verified", showToken},
		{"The reader asks for write:appointments, and is refused", refuse},
		{"Plan again: nothing to do", planNothing},
		{"In the dashboard, the writer's grant gets a second scope; the plan shows it", drift},
		{"Destroy", destroy},
	}
}

// Names in the configuration of the example.
const (
	audience    = "https://appointments.example.test/"
	readScope   = "read:appointments"
	writeScope  = "write:appointments"
	readerToken = "data.auth0api_token.reader"
	writerGrant = "auth0api_client_grant.writer"
)

func apply(ctx context.Context, space *workspace, out printer) error {
	return change(ctx, space, out, "apply", "6 added, 0 changed, 0 destroyed", "6 resources added")
}

// change runs a command that changes resources, prints a line for each of them, and
// checks the counts in the CLI's last line.
func change(ctx context.Context, space *workspace, out printer, command, counts, result string) error {
	out.command(space.cli.name, command)
	text, err := space.cli.must(ctx, command, "-auto-approve")
	if err != nil {
		return err
	}
	for line := range strings.Lines(text) {
		if strings.Contains(line, ": Creation complete") || strings.Contains(line, ": Destruction complete") {
			out.lines(line)
		}
	}
	// Destroy prints only "Resources: 6 destroyed."
	if !strings.Contains(text, "Resources: "+counts+".") {
		return fmt.Errorf("expected %q:\n%s", counts, text)
	}
	out.result(result)
	return nil
}

func showToken(ctx context.Context, space *workspace, out printer) error {
	out.command(space.cli.name, "show")
	text, err := space.cli.must(ctx, "show", "-json")
	if err != nil {
		return err
	}
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
	if err := json.Unmarshal([]byte(text), &state); err != nil {
		return err
	}
	var header, claims map[string]any
	for _, r := range state.Values.Root.Resources {
		if r.Address == readerToken {
			header, claims = r.Values.Header, r.Values.Claims
		}
	}
	headerText, _ := json.MarshalIndent(header, "", "  ") // decoded JSON can be encoded
	claimsText, _ := json.MarshalIndent(claims, "", "  ")
	out.lines(fmt.Sprintf("# %s:\nheader %s\nclaims %s", readerToken, headerText, claimsText))
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
	out.result("verified before Terraform saw it: signature (RS256, the tenant's JWKS), issuer, audience, expiry")
	return nil
}

func refuse(ctx context.Context, space *workspace, out printer) error {
	scopes := `reader_scopes=["` + writeScope + `"]`
	out.command(space.cli.name, "plan", "-var", "'"+scopes+"'")
	_, failure, code, err := space.cli.run(ctx, "plan", "-var", scopes)
	if err != nil {
		return err
	}
	// The first paragraph is the summary, the last one the detail. Between them is
	// the place in the configuration.
	paragraphs := strings.Split(strings.TrimSpace(failure), "\n\n")
	detail := paragraphs[len(paragraphs)-1]
	if code != 1 || strings.Count(failure, "Error: ") != 1 || !strings.Contains(failure, readerToken) || !strings.Contains(detail, writeScope) {
		return fmt.Errorf("expected one error, about %s and %s (exit code %d):\n%s", readerToken, writeScope, code, failure)
	}
	out.lines(paragraphs[0] + "\n" + detail)
	out.result("no token for a scope that the grant lacks")
	return nil
}

func planNothing(ctx context.Context, space *workspace, out printer) error {
	out.command(space.cli.name, "plan", "-detailed-exitcode")
	text, err := space.cli.must(ctx, "plan", "-detailed-exitcode") // 2 if there are changes
	if err != nil {
		return err
	}
	out.lines(regexp.MustCompile(`(?m)^No changes\..*$`).FindString(text))
	out.result("no changes: the tenant holds what the configuration says")
	return nil
}

func drift(ctx context.Context, space *workspace, out printer) error {
	if err := space.widenWriterGrant(ctx); err != nil {
		return fmt.Errorf("changing the grant in the tenant: %w", err)
	}
	out.lines(fmt.Sprintf("(PATCH /api/v2/client-grants/{id} of the writer: scope %s, %s)", writeScope, readScope))
	out.command(space.cli.name, "plan")
	text, err := space.cli.must(ctx, "plan")
	if err != nil {
		return err
	}
	changes := planChanges(text)
	out.lines(changes)
	for _, want := range []string{
		"# " + writerGrant + " will be updated in-place", `- "` + readScope + `",`, "Plan: 0 to add, 1 to change, 0 to destroy.",
	} {
		if !strings.Contains(changes, want) {
			return fmt.Errorf("the plan lacks %q", want)
		}
	}
	out.result("one line for the one change: the next apply takes the scope back")
	return nil
}

// planChanges returns the changes of a plan and their count, without legend, warnings
// and advice.
func planChanges(text string) string {
	_, text, _ = strings.Cut(text, "will perform the following actions:\n\n")
	changes, count, _ := strings.Cut(text, "\nPlan: ")
	count, _, _ = strings.Cut(count, "\n")
	var lines []string
	for line := range strings.SplitSeq(changes, "\n") {
		lines = append(lines, strings.TrimPrefix(line, "  "))
	}
	return strings.Join(lines, "\n") + "\nPlan: " + count
}

func destroy(ctx context.Context, space *workspace, out printer) error {
	if err := change(ctx, space, out, "destroy", "6 destroyed", "6 resources destroyed, and the tenant has no API left but its own"); err != nil {
		return err
	}
	apis, err := space.userAPIs(ctx)
	if err == nil && apis != 0 {
		err = fmt.Errorf("the tenant still has %d APIs", apis)
	}
	return err
}
