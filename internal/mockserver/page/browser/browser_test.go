package browser_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a browser may take for one test.
const patience = 2 * time.Minute

// widths are a phone's and a desktop's, in CSS pixels.
func widths() []int64 { return []int64{400, 1280} }

// open starts a browser, or skips the test if no browser is installed. The browser may
// log messages that contain one of the texts in expected.
func open(t *testing.T, expected ...string) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("there is no Chromium to look at the page with; .ci/run installs it")
	}
	// A container has neither the namespaces of Chromium's sandbox nor a large
	// /dev/shm, and the browser loads nothing but the mock's own page. Its data
	// are in a folder of chromedp's own: one of the test's would have to be empty
	// when the test ends, and Chromium's processes still write then.
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	chromedp.ListenTarget(ctx, func(event any) {
		switch event := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page's script failed: %s", event.ExceptionDetails)
		case *log.EventEntryAdded: // among them what the policy refuses
			// A browser asks for a favicon.ico by itself.
			isExpected := strings.HasSuffix(event.Entry.URL, "/favicon.ico") ||
				slices.ContainsFunc(expected, func(text string) bool { return strings.Contains(event.Entry.Text, text) })
			if event.Entry.Level == log.LevelError && !isExpected {
				t.Errorf("the browser complains: %s (%s)", event.Entry.Text, event.Entry.URL)
			}
		}
	})
	do(t, ctx, log.Enable(), runtime.Enable())
	return ctx
}

// do runs actions in the browser.
func do(t *testing.T, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// shot keeps a picture of the whole page in the folder SCREENSHOTS, if that is set.
func shot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	var picture []byte
	do(t, ctx, chromedp.FullScreenshot(&picture, 100))
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600); err != nil {
		t.Fatal(err)
	}
}

// fits fails when a view is wider than its window.
func fits(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	var over int
	do(t, ctx, chromedp.Evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &over))
	if over > 0 {
		t.Errorf("%s is %d px wider than its window", name, over)
	}
}

// text is what a person reads of an element.
func text(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	var out string
	do(t, ctx, chromedp.Text(selector, &out, chromedp.ByQuery))
	return out
}

// want checks what a person reads of the view.
func want(t *testing.T, ctx context.Context, texts ...string) {
	t.Helper()
	got := text(t, ctx, "main")
	for _, each := range texts {
		if !strings.Contains(got, each) {
			t.Errorf("the page does not say %q:\n%s", each, got)
		}
	}
}

func TestEachViewFitsAPhoneAndADesktopInLightAndDark(t *testing.T) {
	ctx := open(t)
	m := start(t)
	base := "/page/apis/" + m.api
	views := map[string][2]string{
		"apis":       {"/", "Orders"},
		"quickstart": {base, "What your API checks"},
		"settings":   {base + "/settings", "token_lifetime"},
		"scopes":     {base + "/scopes", "Look at orders"},
		"clients":    {base + "/clients", "Billing"},
		"test":       {base + "/test", "Client"},
		"keys":       {"/page/keys", "Current"},
		"requests":   {"/page/requests", "/api/v2/clients"},
	}
	backgrounds := map[string]bool{}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range widths() {
			do(t, ctx, chromedp.EmulateViewport(width, 800),
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
			for name, view := range views {
				do(t, ctx, chromedp.Navigate(m.url+view[0]))
				want(t, ctx, view[1])
				name = fmt.Sprintf("%s-%d-%s", name, width, scheme)
				fits(t, ctx, name)
				shot(t, ctx, name)
			}
		}
		var background string
		do(t, ctx, chromedp.Evaluate(`getComputedStyle(document.body).backgroundColor`, &background))
		backgrounds[background] = true
	}
	if len(backgrounds) != 2 {
		t.Errorf("light and dark have the backgrounds %v", backgrounds)
	}
}

func TestATokenIsTriedByKeyboard(t *testing.T) {
	ctx := open(t)
	m := start(t)
	do(t, ctx, chromedp.Navigate(m.url+"/page/apis/"+m.api+"/test"),
		chromedp.Focus("#client", chromedp.ByQuery), chromedp.KeyEvent("bi"), // Billing, not Bootstrap
		chromedp.KeyEvent("\t"), chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r"),
		chromedp.WaitVisible("#result", chromedp.ByQuery))
	want(t, ctx, "Issued", m.url+"/", "Who issued it", "Accepted: 200", "Refused: 403", "insufficient_scope",
		"Client has not been granted scopes: delete:orders")
	for _, width := range widths() {
		do(t, ctx, chromedp.EmulateViewport(width, 800))
		fits(t, ctx, "the result")
		shot(t, ctx, fmt.Sprintf("result-%d", width))
	}
}

func TestTheFirstStopOfTheKeyboardSkipsTheNavigation(t *testing.T) {
	ctx := open(t)
	m := start(t)
	var hash string
	do(t, ctx, chromedp.Navigate(m.url+"/"), chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r"), chromedp.Evaluate(`location.hash`, &hash))
	if hash != "#main" {
		t.Errorf("the first link leads to %q, want #main", hash)
	}
}

func TestAButtonRotatesTheKeys(t *testing.T) {
	ctx := open(t)
	m := start(t)
	do(t, ctx, chromedp.Navigate(m.url+"/page/keys"))
	next := text(t, ctx, "li:nth-child(2) .kid")
	do(t, ctx, chromedp.Click("form button", chromedp.ByQuery), chromedp.WaitVisible("[role=status]", chromedp.ByQuery))
	want(t, ctx, "Rotated.", "Previous")
	if now := text(t, ctx, "li:nth-child(1) .kid"); now != next {
		t.Errorf("the current key is %s, want the next one so far, %s", now, next)
	}
}

func TestTheRequestLogIsLiveUntilItIsPaused(t *testing.T) {
	ctx := open(t)
	m := start(t)
	do(t, ctx, chromedp.Navigate(m.url+"/page/requests"), chromedp.WaitVisible("#pause", chromedp.ByQuery))
	m.ask(t, http.MethodGet, "/api/v2/seen-at-once", nil, nil)
	do(t, ctx, chromedp.Poll(`document.getElementById('live').textContent.includes('seen-at-once')`, nil))
	// A round that began before the pause shows nothing any more.
	do(t, ctx, chromedp.Click("#pause", chromedp.ByQuery))
	m.ask(t, http.MethodGet, "/api/v2/not-seen", nil, nil)
	var seen bool
	do(t, ctx, chromedp.Evaluate(`new Promise(done => setTimeout(() => done(document.body.textContent.includes('not-seen')), 2500))`, &seen,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if seen {
		t.Error("a paused log goes on")
	}
}

func TestASnippetIsCopied(t *testing.T) {
	ctx := open(t)
	m := start(t)
	var shown bool
	do(t, ctx, chromedp.Navigate(m.url+"/page/apis/"+m.api),
		// What the clipboard gets: a headless browser has none to read back.
		chromedp.Evaluate(`navigator.clipboard.writeText = async text => { window.copied = text }`, nil),
		chromedp.Click(`[data-copy="snippet-0"]`, chromedp.ByQuery),
		chromedp.Poll(`window.copied === document.getElementById('snippet-0').textContent && window.copied.includes('package api')`, nil),
		chromedp.Evaluate(`document.querySelector('[data-copy="snippet-0"]').textContent === 'Copied'`, &shown))
	if !shown {
		t.Error("the button does not say that it copied")
	}
}
