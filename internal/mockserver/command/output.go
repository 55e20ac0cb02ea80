package command

import (
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// columns is the width of the first line: it fits a terminal of 80 columns.
const columns = 79

// printExports prints where the tenant is and whether its data lasts, and the lines to
// paste into the shell that runs Terraform. address is the URL of the listener, which is
// also that of the page, and base the URL of the tenant for its clients.
func (o options) printExports(w io.Writer, address, base string, server *mockserver.Server, certificate string) error {
	// For the provider, a domain without a scheme means https.
	domain := strings.TrimPrefix(base, "https://")
	lines := []string{o.firstLine(address)}
	if base != address {
		lines = append(lines, "# Issuer: "+server.Issuer())
	}
	lines = append(lines,
		"# In the shell that runs Terraform:",
		"export AUTH0_DOMAIN="+shellQuote(domain),
		"export AUTH0_CLIENT_ID="+shellQuote(server.ClientID()),
		"export AUTH0_CLIENT_SECRET="+shellQuote(server.ClientSecret()),
	)
	if certificate != "" {
		lines = append(lines, "export SSL_CERT_FILE="+shellQuote(certificate))
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

// firstLine says where the tenant and its page are, and whether the data lasts. It is
// shortened to fit the terminal, except for the address.
func (o options) firstLine(address string) string {
	what := "# Mock tenant and page: "
	if o.noPage {
		what = "# Mock tenant: "
	}
	line := what + address + "/"
	for _, data := range o.dataWords() {
		if utf8.RuneCountInString(line+data) <= columns {
			return line + data
		}
	}
	return line
}

// dataWords says where the data is, in fewer and fewer words.
func (o options) dataWords() []string {
	if o.dataFile == "" {
		return []string{" (in memory, lost on exit)", " (in memory)"}
	}
	if store.IsPostgres(o.dataFile) {
		return []string{" (data kept in " + mockserver.DataName(o.dataFile) + ")", " (data kept in PostgreSQL)", " (data kept)"}
	}
	return []string{" (data kept in " + o.dataFile + ")", " (data kept in " + filepath.Base(o.dataFile) + ")", " (data kept in --data)", " (data kept)"}
}

// certificatePath returns an absolute path, because the user may paste it in another
// folder.
func certificatePath(dir string) string {
	path := filepath.Join(dir, mockserver.CertificateFile)
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}

// shellQuote quotes s as one word of a POSIX shell.
func shellQuote(s string) string {
	if shellSafe.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

var shellSafe = regexp.MustCompile(`^[A-Za-z0-9_./:@%+=,-]+$`)
