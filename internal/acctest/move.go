package acctest

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Move asks for the state of a resource that another provider's has, of which
// source is the type and state the attributes.
func (p *Plugin) Move(resource, provider, source string, state Values) Answer {
	p.tb.Helper()
	raw, err := json.Marshal(state)
	p.must(err)
	return p.MoveRaw(resource, provider, source, raw)
}

// MoveRaw is Move with a state that need not be one.
func (p *Plugin) MoveRaw(resource, provider, source string, raw []byte) Answer {
	p.tb.Helper()
	answer, err := p.server.MoveResourceState(p.tb.Context(), &tfprotov6.MoveResourceStateRequest{
		TargetTypeName: resource, SourceProviderAddress: provider, SourceTypeName: source, SourceState: &tfprotov6.RawState{JSON: raw},
	})
	p.must(err)
	out := Answer{Diagnostics: diagnostics(answer.Diagnostics)}
	if answer.TargetState != nil {
		out.Value = p.decode(p.resource(resource), answer.TargetState)
	}
	return out
}
