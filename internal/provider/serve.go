package provider

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-log/tfsdklog"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
)

// orphanCheck is how often a plugin process looks whether its CLI is still there.
const orphanCheck = 500 * time.Millisecond

// gcPercent is how much the heap grows until it is collected, in percent of what is
// in use: the process lives for seconds and holds a few megabytes, of which the usual
// 100 would have the collector take a fifth of its CPU time. GOGC takes precedence.
const gcPercent = 400

// Serve runs a plugin process: it serves the provider of the given version to
// Terraform until Terraform asks it to end. Then it closes the embedded tenants, and
// logs how many requests each tenant got.
func Serve(ctx context.Context, version string, debugger bool) error {
	for name, level := range logLevels(os.Getenv) {
		if err := os.Setenv(name, level); err != nil {
			return err
		}
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	stderr := os.Stderr // serving replaces os.Stderr with a pipe, which is closed before the summary
	requests, creates, tenants := &Requests{now: time.Now}, processJournal(), &embeddedTenants{}
	factory := func() provider.Provider {
		p := newProvider(version)
		p.requests, p.journal, p.levels, p.embedded = requests, creates, cacheFolder("levels"), tenants
		return p
	}
	if !debugger {
		logged := tfsdklog.NewRootProviderLogger(ctx, tfsdklog.WithStderrFromInit(), tfsdklog.WithLevelFromEnv("TF_LOG_PROVIDER"))
		background.Go(logged, "looking whether Terraform is still there", func() {
			endWithParent(os.Getppid, time.Tick(orphanCheck), func() { os.Exit(1) })
		}, nil)
	}
	err := providerserver.Serve(ctx, factory, providerserver.ServeOpts{
		Address: "registry.terraform.io/auth0api/auth0api",
		Debug:   debugger,
	})
	err = errors.Join(err, tenants.close())
	if creates != nil {
		creates.Close()
	}
	return errors.Join(err, requests.Log(stderr))
}

// processJournal is where this process notes what it creates: in the user's
// folder for caches, apart for each folder that Terraform runs in. It is nil
// where there is no such folder, as for a user without a home.
func processJournal() *journal.Journal {
	folder := cacheFolder("creates")
	workingDir, err := os.Getwd()
	if err != nil || folder == "" {
		return nil
	}
	return journal.New(folder, workingDir, time.Now)
}

// cacheFolder returns a folder of the provider in the user's folder for caches; empty
// where there is no such folder. It may not exist yet.
func cacheFolder(name string) string {
	caches, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(caches, "terraform-provider-auth0api", name)
}

// endWithParent calls end once the parent process has changed: the CLI was
// killed, no process reads what this process answers, and the next process must be
// able to tell that this one has ended. On a system that does not report a new
// parent (Windows), end is never called.
func endWithParent(parent func() int, ticks <-chan time.Time, end func()) {
	began := parent()
	for range ticks {
		if parent() != began {
			end()
			return
		}
	}
}
