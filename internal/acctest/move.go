package acctest

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Move converts the state of another provider's resource. source is the type of that
// resource, and state its attributes.
func (p *Plugin) Move(resource, provider, source string, state Values) Answer {
	p.tb.Helper()
	raw, err := json.Marshal(state)
	p.must(err)
	return p.MoveRaw(resource, provider, source, raw)
}

// MoveRaw is Move with a state that may be malformed.
func (p *Plugin) MoveRaw(resource, provider, source string, raw []byte) Answer {
	p.tb.Helper()
	answer, err := p.server.MoveResourceState(p.tb.Context(), &tfprotov6.MoveResourceStateRequest{
		TargetTypeName: resource, SourceProviderAddress: provider, SourceTypeName: source, SourceState: &tfprotov6.RawState{JSON: raw},
	})
	p.must(err)
	out := Answer{Diagnostics: p.diagnostics(answer.Diagnostics)}
	if answer.TargetState != nil {
		out.Value = p.decode(p.resource(resource), answer.TargetState)
	}
	return out
}
