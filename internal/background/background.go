// Package background runs goroutines whose panic does not end the process. The
// process is a Terraform plugin: if it ended, Terraform would lose the result of
// each operation in progress, and objects would exist that no state records.
package background

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// PanicError is the error that a caller gets when the goroutine that works for it
// panics.
type PanicError struct {
	// Task is what the goroutine was doing, such as "reading clients".
	Task string
	// Value is the argument of the panic.
	Value any
}

// Error says that the provider has a defect, and where the stack trace is.
func (e *PanicError) Error() string {
	return fmt.Sprintf("%s stopped because of a defect in the provider (panic: %v). Please report it together with the stack, "+
		"which the log has: set TF_LOG_PROVIDER=ERROR and run the command again", e.Task, e.Value)
}

// Unwrap returns the value of the panic if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// Go runs a task in its own goroutine. If the task panics, its deferred calls run,
// the stack trace is logged at ERROR, and then failed, unless it is nil, is called:
// it passes the error to every caller that waits for the task. The task must
// release its locks by defer, so that failed can acquire them.
func Go(ctx context.Context, task string, run func(), failed func(error)) {
	go func() {
		defer Recover(ctx, task, failed)
		run()
	}()
}

// Recover is what Go defers. A function that runs in a goroutine which Go did not
// start ([context.AfterFunc], [time.AfterFunc], [sync.WaitGroup.Go]) must defer it
// first, so that it runs last.
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
