// Package background runs goroutines whose panic does not end the process. The
// process is a plugin: were it to end, Terraform would lose the outcome of each
// operation that is in flight, and objects would exist that no state has.
package background

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// PanicError is what a caller gets when the goroutine that works for it panics.
type PanicError struct {
	// Task is what the goroutine was doing, as in "reading clients".
	Task string
	// Value is what it panicked with.
	Value any
}

// Error says that the provider is to blame, and where the stack is.
func (e *PanicError) Error() string {
	return fmt.Sprintf("%s stopped because of a defect in the provider (panic: %v). Please report it together with the stack, "+
		"which the log has: set TF_LOG_PROVIDER=ERROR and run the command again", e.Task, e.Value)
}

// Unwrap returns the value of the panic if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// Go runs a task in a goroutine of its own. If the task panics, its deferred
// calls run, the stack is logged at ERROR, and then failed, unless it is nil, is
// called: it hands the error to every caller that waits for the task. The task
// must hold locks by defer, so that failed finds them free.
func Go(ctx context.Context, task string, run func(), failed func(error)) {
	go func() {
		defer Recover(ctx, task, failed)
		run()
	}()
}

// Recover is what Go defers. It serves functions that others run in goroutines
// of their own, such as [context.AfterFunc], [time.AfterFunc] and
// [sync.WaitGroup.Go], where it must be deferred first, to run last.
func Recover(ctx context.Context, task string, failed func(error)) {
	value := recover()
	if value == nil {
		return
	}
	tflog.Error(ctx, "A goroutine of the provider panicked", map[string]any{
		"task": task, "panic": fmt.Sprint(value), "stack": string(debug.Stack()),
	})
	if failed != nil {
		failed(&PanicError{Task: task, Value: value})
	}
}
