package browser_test

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a browser may take for one test.
const patience = 8 * time.Minute

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
			// The login pages have no icon, and so a browser asks for a favicon.ico.
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

// eventually waits until an expression in JavaScript is true, also across navigations.
func eventually(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	var isTrue bool
	for end := time.Now().Add(20 * time.Second); ctx.Err() == nil && time.Now().Before(end); {
		// An error means that the view is just being replaced.
		if err := chromedp.Run(ctx, chromedp.Evaluate(expression, &isTrue)); err == nil && isTrue {
			return
		}
		if err := chromedp.Run(ctx, chromedp.Sleep(20*time.Millisecond)); err != nil {
			break
		}
	}
	var view string
	_ = chromedp.Run(ctx, chromedp.Text("main", &view, chromedp.ByQuery))
	t.Fatalf("never true: %s (%v)\n%s", expression, ctx.Err(), view)
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
	var err error
	for range 5 {
		err = chromedp.Run(ctx, chromedp.Text(selector, &out, chromedp.ByQuery))
		if err == nil || !strings.Contains(err.Error(), "No node with given id found") {
			break
		}
		// The view was replaced after the element was found.
	}
	if err != nil {
		t.Fatal(err)
	}
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
	do(t, ctx, chromedp.Click("form button", chromedp.ByQuery), chromedp.WaitVisible(".notice", chromedp.ByQuery))
	want(t, ctx, "Rotated.", "Previous")
	if now := text(t, ctx, "li:nth-child(1) .kid"); now != next {
		t.Errorf("the current key is %s, want the next one so far, %s", now, next)
	}
}

func TestTheRequestLogIsLiveUntilItIsPaused(t *testing.T) {
	ctx := open(t)
	m := start(t)
	do(t, ctx, chromedp.Navigate(m.url+"/page/requests?q=seen"), chromedp.WaitVisible("#pause", chromedp.ByQuery))
	m.ask(t, http.MethodGet, "/api/v2/seen-at-once", nil, nil)
	m.ask(t, http.MethodGet, "/api/v2/filtered-out", nil, nil)
	do(t, ctx, chromedp.Poll(`document.getElementById('live').textContent.includes('seen-at-once')`, nil),
		chromedp.Poll(`/^\d+ new requests?$/.test(document.getElementById('announcement').textContent)`, nil))
	// A round that began before the pause shows nothing any more.
	do(t, ctx, chromedp.Click("#pause", chromedp.ByQuery))
	m.ask(t, http.MethodGet, "/api/v2/not-seen", nil, nil)
	var seen bool
	do(t, ctx, chromedp.Evaluate(`new Promise(done => setTimeout(() => done(/not-seen|filtered-out/.test(document.body.textContent)), 2500))`, &seen,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if seen {
		t.Error("a paused log goes on, or the filter does not hold")
	}
}

func TestASnippetIsCopiedAndItsButtonCoversNoText(t *testing.T) {
	ctx := open(t)
	m := start(t)
	var shown, covers bool
	for _, width := range widths() {
		do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(m.url+"/page/apis/"+m.api),
			// What the clipboard gets: a headless browser has none to read back.
			chromedp.Evaluate(`navigator.clipboard.writeText = async text => { window.copied = text }`, nil),
			chromedp.Click(`[data-copy="snippet-0"]`, chromedp.ByQuery),
			chromedp.Poll(`window.copied === document.getElementById('snippet-0').textContent && window.copied.includes('package api')`, nil),
			chromedp.Evaluate(`document.querySelector('[data-copy="snippet-0"]').textContent === 'Copied' && document.getElementById('announcement').textContent === 'Copied'`, &shown),
			chromedp.Evaluate(`document.querySelector('[data-copy="snippet-0"]').getBoundingClientRect().bottom > document.getElementById('snippet-0').getBoundingClientRect().top`, &covers))
		if !shown {
			t.Error("the button does not say that it copied")
		}
		if covers {
			t.Errorf("at %d px, the button covers the text", width)
		}
	}
}
