package session

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

// TimeoutsName is the attribute that bounds how long operations may take.
const TimeoutsName = "timeouts"

// defaultTimeout bounds an operation that the configuration does not bound: long
// enough for its turn under the rate limit of a free tenant.
const defaultTimeout = 20 * time.Minute

// operation selects the timeout of a create, read, update or delete.
type operation func(timeouts.Value, context.Context, time.Duration) (time.Duration, diag.Diagnostics)

// TimeoutsAttribute bounds how long operations may take.
func TimeoutsAttribute() schema.Attribute {
	text := func(what string) string {
		return "How long " + what + " may take, as a number and a unit, such as `90s` or `5m`. The default is `20m`."
	}
	options := timeouts.Opts{
		Create: true, CreateDescription: text("a create"),
		Read: true, ReadDescription: text("a read"),
		Update: true, UpdateDescription: text("an update"),
		Delete: true, DeleteDescription: text("a delete"),
	}
	attribute := timeouts.Attributes(context.Background(), options)
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "How long the operations on this resource may take, including waits for the rate limit."
		for name, each := range nested.Attributes {
			if text, isText := each.(schema.StringAttribute); isText {
				text.Validators = []validator.String{values.PositiveDuration()}
				nested.Attributes[name] = text
			}
		}
		return nested
	}
	return attribute
}

// WithTimeout bounds an operation by the timeouts of a plan or a state, and by
// Ctrl-C.
func (c *Session) WithTimeout(ctx context.Context, do operation, planOrState tftypes.Value, diags *diag.Diagnostics) (context.Context, context.CancelFunc) {
	limit := configuredTimeout(do, planOrState, diags)
	ctx, release := c.stoppable(ctx)
	ctx, cancel := context.WithTimeout(ctx, limit)
	return ctx, func() {
		cancel()
		release()
	}
}

// BeginCreate begins the create of an object. It bounds the create by the timeouts of
// the plan, and by Ctrl-C.
func (c *Session) BeginCreate(ctx context.Context, plan tftypes.Value, diags *diag.Diagnostics) (context.Context, context.CancelFunc) {
	c.applies.Store(true)
	return c.WithTimeout(ctx, timeouts.Value.Create, plan, diags)
}

func configuredTimeout(do operation, planOrState tftypes.Value, diags *diag.Diagnostics) time.Duration {
	object, problems := settings.ObjectOf(planOrState)
	diags.Append(problems...)
	configured := object[TimeoutsName]
	if configured.IsNull() || !configured.IsKnown() {
		return defaultTimeout
	}
	// Without the operation's context, which logs: for each operation without a
	// timeout of its own, the library would write a line at level INFO.
	ctx := context.Background()
	value, err := NoTimeouts().Type(ctx).ValueFromTerraform(ctx, configured)
	limits, isTimeouts := value.(timeouts.Value)
	if err != nil || !isTimeouts {
		diags.AddAttributeError(path.Root(TimeoutsName), "Reading the timeouts failed", fmt.Sprintf("They are a %T (%v). This is a bug in the provider; please report it.", value, err))
		return defaultTimeout
	}
	limit, problems := do(limits, ctx, defaultTimeout)
	diags.Append(problems...)
	return limit
}

// NoTimeouts are those of an object without a configuration.
func NoTimeouts() timeouts.Value {
	return timeouts.Value{Object: types.ObjectNull(map[string]attr.Type{"create": types.StringType, "read": types.StringType, "update": types.StringType, "delete": types.StringType})}
}
