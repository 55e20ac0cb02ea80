package provider_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// catalogueFile has each error and warning of the provider, as a person sees it.
// `make diagnostics` writes it.
const catalogueFile = "testdata/diagnostics.md"

const catalogueHead = "# What can go wrong, and what the provider says\n\n" +
	"Each entry is a mistake or a situation, the configuration, and what Terraform prints. The list is complete: a test fails when the source of the provider has an error or a warning that no entry shows " +
	"(the last chapter says which cannot be provoked). `make diagnostics` writes this file; `make test` fails when it is stale.\n\n" +
	"The CLI adds the address of the resource and the line of the attribute, which stands here after “at”. IDs, ports and times are replaced by placeholders.\n"

// mistake is an entry of the catalogue.
type mistake struct {
	title string
	// make does it.
	make func(s *scene)
}

// chapter is a part of the catalogue.
type chapter struct {
	title    string
	mistakes []mistake
}

func chapters() []chapter {
	return []chapter{
		{"The provider block", providerMistakes()},
		{"Reaching the tenant", connectionMistakes()},
		{"Permission and limits", slices.Concat(refusalMistakes(), limitMistakes())},
		{"APIs", apiMistakes()},
		{"Scopes", scopeMistakes()},
		{"Clients", slices.Concat(clientMistakes(), accessSettingMistakes())},
		{"Credentials of clients", slices.Concat(credentialsMistakes(), credentialsInUseMistakes())},
		{"Client grants", slices.Concat(grantMistakes(), grantSetMistakes())},
		{"Roles and permissions", accessMistakes()},
		{"Clients with a metadata document", documentMistakes()},
		{"Objects that exist, move or are declared twice", slices.Concat(ownershipMistakes(), importMistakes())},
		{"Tokens and keys: data sources, ephemeral resources, actions", slices.Concat(readerMistakes(), tokenMistakes())},
		{"Settings of the tenant", tenantMistakes()},
		{"Functions", functionMistakes()},
	}
}

func TestTheCatalogueOfDiagnosticsIsCurrent(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(catalogueHead)
	count, summaries := 0, []string{}
	for _, c := range chapters() {
		fmt.Fprintf(&b, "\n## %s\n", c.title)
		for _, m := range c.mistakes {
			count++
			s := newScene(t)
			m.make(s)
			if len(s.summaries) == 0 && !s.isFunction {
				t.Errorf("%s: there is no diagnostic", m.title)
			}
			summaries = append(summaries, s.summaries...)
			fmt.Fprintf(&b, "\n### %d. %s\n\n%s", count, m.title, s.text.String())
		}
	}
	if count < 60 {
		t.Errorf("the catalogue has %d entries, want 60 or more", count)
	}
	missing := checkSummaries(t, summaries)
	b.WriteString("\n## What the catalogue cannot provoke\n\n" + missing)
	if os.Getenv("AUTH0API_WRITE_DIAGNOSTICS") != "" {
		if err := os.WriteFile(catalogueFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	written, err := os.ReadFile(catalogueFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != b.String() {
		t.Errorf("%s is stale; run make diagnostics\n%s", catalogueFile, firstDifference(string(written), b.String()))
	}
}

func firstDifference(was, is string) string {
	old, now := strings.Split(was, "\n"), strings.Split(is, "\n")
	for i := range min(len(old), len(now)) {
		if old[i] != now[i] {
			return fmt.Sprintf("line %d was\n  %s\nand is\n  %s", i+1, old[i], now[i])
		}
	}
	return fmt.Sprintf("it had %d lines and has %d", len(old), len(now))
}

// scene is one entry while it is made.
type scene struct {
	t      *testing.T
	tenant *acctest.Tenant
	plugin *acctest.Plugin
	text   strings.Builder
	// summaries are those of the diagnostics that the entry shows.
	summaries  []string
	isFunction bool
	// reader are the credentials of a client that can get a token.
	reader acctest.Values
	// hidden are texts that differ in each run, and their placeholders.
	hidden [][2]string
}

func newScene(t *testing.T) *scene {
	t.Helper()
	return &scene{t: t}
}

// start starts a tenant and configures a provider for it.
func (s *scene) start(options ...mocktest.Option) {
	s.tenant = acctest.NewTenant(s.t, options...)
	s.hide(s.tenant.URL, "https://acme.eu.auth0.com")
	s.hide(s.tenant.ClientID, "PROVIDER_CLIENT_ID")
	s.connect(nil)
}

// connect configures a new provider, as of another run.
func (s *scene) connect(more acctest.Values) { s.connectIn(nil, more) }

// connectIn is connect in an environment.
func (s *scene) connectIn(environment map[string]string, more ...acctest.Values) {
	s.plugin = acctest.NewPlugin(s.t, provider.NewWith("1.2.3", func(name string) string { return environment[name] }, time.Now))
	config := withAll(acctest.Values{"domain": s.tenant.URL, "client_id": s.tenant.ClientID, "client_secret": s.tenant.ClientSecret, "max_retries": 0.0}, nil)
	for _, each := range more {
		config = withAll(config, each)
	}
	s.plugin.MustConfigure(config)
}

func (s *scene) hide(text, placeholder string) {
	s.hidden = append(s.hidden, [2]string{text, placeholder})
}

// say writes a paragraph.
func (s *scene) say(format string, args ...any) {
	s.text.WriteString(s.clean(fmt.Sprintf(format, args...)) + "\n\n")
}

// block writes a block of HCL.
func (s *scene) block(kind, name, label string, values acctest.Values) {
	head := kind
	if name != "" {
		head += fmt.Sprintf(" %q", name)
	}
	if label != "" {
		head += fmt.Sprintf(" %q", label)
	}
	s.text.WriteString(s.clean("```terraform\n" + head + " {\n" + hclOf(name, values) + "}\n```\n\n"))
}

// prints writes what Terraform prints after a command: the diagnostics of all
// operations since the last call.
func (s *scene) prints(command string) {
	s.t.Helper()
	s.shows(command, s.plugin.TakeProblems())
}

func (s *scene) shows(command string, problems []acctest.Problem) {
	if command != "" {
		s.text.WriteString("`" + s.clean(command) + "` prints:\n\n")
	}
	s.text.WriteString("```text\n")
	var shown []string
	for _, p := range problems {
		p.Attribute, p.Summary, p.Detail = s.clean(p.Attribute), s.clean(p.Summary), s.clean(p.Detail)
		text := renderProblem(p)
		if slices.Contains(shown, text) {
			continue
		}
		if len(shown) > 0 {
			s.text.WriteString("\n")
		}
		shown = append(shown, text)
		s.summaries = append(s.summaries, p.Summary)
		s.text.WriteString(text)
	}
	s.text.WriteString("```\n")
}

func renderProblem(p acctest.Problem) string {
	text := wrap(p.Severity+": "+p.Summary) + "\n"
	if p.Attribute != "" {
		text += "  at " + p.Attribute + "\n\n"
	}
	return text + wrap(p.Detail)
}

// textWidth is the width of lines, as the CLI's without a terminal.
const textWidth = 78

// wrap breaks long lines, except those that are indented, as the CLI does.
func wrap(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if strings.HasPrefix(line, " ") {
			b.WriteString(line + "\n")
			continue
		}
		width := 0
		for _, word := range strings.Fields(line) {
			length := len([]rune(word))
			if width > 0 && width+1+length > textWidth {
				b.WriteString("\n")
				width = 0
			} else if width > 0 {
				b.WriteString(" ")
				width++
			}
			b.WriteString(word)
			width += length
		}
		b.WriteString("\n")
	}
	return b.String()
}

// varying are the texts that differ in each run, whatever the entry.
var varying = []struct {
	pattern     *regexp.Regexp
	placeholder string
}{
	{regexp.MustCompile(`cgr_[0-9A-Za-z]{16,}`), "cgr_ID"},
	{regexp.MustCompile(`cred_[0-9A-Za-z]{22}`), "cred_ID"},
	{regexp.MustCompile(`\b[0-9a-f]{24}\b`), "API_ID"},
	{regexp.MustCompile(`\b[A-Za-z0-9]{32}\b`), "CLIENT_ID"},
	{regexp.MustCompile(`127\.0\.0\.1:\d+->127\.0\.0\.1:\d+`), "127.0.0.1:PORT->127.0.0.1:PORT"},
	{regexp.MustCompile(`202[6-9]-\d\d-\d\dT[0-9:.]+Z`), "TIME"},
	{regexp.MustCompile(`/tmp/[^ "]+/`), "FOLDER/"},
}

// clean replaces what differs in each run by placeholders.
func (s *scene) clean(text string) string {
	for _, h := range s.hidden {
		text = strings.ReplaceAll(text, h[0], h[1])
	}
	for _, v := range varying {
		text = v.pattern.ReplaceAllString(text, v.placeholder)
	}
	return text
}
