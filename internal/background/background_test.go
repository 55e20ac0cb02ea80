package background_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

func TestAPanicIsLoggedWithItsStackAndToldToThoseWhoWait(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	outcome, order := make(chan error), make(chan string, 2)
	background.Go(tflogtest.RootLogger(t.Context(), &log), "reading clients", func() {
		defer func() { order <- "clean-up" }()
		_ = divide(1, 0)
	}, func(err error) {
		order <- "told"
		outcome <- err
	})
	err := <-outcome
	var panicked *background.PanicError
	if !errors.As(err, &panicked) || !strings.Contains(err.Error(), "reading clients stopped because of a defect in the provider (panic: runtime error: integer divide by zero)") {
		t.Errorf("got the error %v", err)
	}
	if first := <-order; first != "clean-up" {
		t.Errorf("%s came before the task's own clean-up", first)
	}
	for _, want := range []string{`"@level":"error"`, `"task":"reading clients"`, "background_test.divide"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, log.String())
		}
	}
}

func TestATaskThatDoesNotPanicReportsNoError(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	background.Go(t.Context(), "reading", func() { close(done) }, func(err error) { t.Errorf("reported %v", err) })
	<-done
}

func TestATaskThatNoCallerWaitsForMayPanic(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	background.Go(t.Context(), "reading", func() {
		defer close(done)
		panic("no waiter")
	}, nil)
	<-done
}

func divide(a, b int) int { return a / b }
