package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Invocation is the outcome of invoking an action.
type Invocation struct {
	// Progress are the messages, in order.
	Progress []string
	// Diagnostics are formatted as those of an Answer.
	Diagnostics []string
}

// Invoke validates the configuration of an action, and invokes the action if it is
// valid, as Terraform 1.14 does.
func (p *Plugin) Invoke(action string, config Values) Invocation {
	p.tb.Helper()
	server, able := p.server.(tfprotov6.ActionServer)
	definition := p.schema.ActionSchemas[action]
	if !able || definition == nil {
		p.tb.Fatalf("the provider has no action %s", action)
	}
	encoded := p.encode(definition.Schema, p.object(definition.Schema, config))
	validated, err := server.ValidateActionConfig(p.tb.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: action, Config: encoded})
	p.must(err)
	if lines := p.diagnostics(validated.Diagnostics); len(lines) > 0 {
		return Invocation{Diagnostics: lines}
	}
	stream, err := server.InvokeAction(p.tb.Context(), &tfprotov6.InvokeActionRequest{ActionType: action, Config: encoded})
	p.must(err)
	var out Invocation
	for event := range stream.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			out.Progress = append(out.Progress, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			out.Diagnostics = p.diagnostics(e.Diagnostics)
		}
	}
	return out
}
