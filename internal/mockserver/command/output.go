package command

import (
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

// printExports prints the lines to paste into the shell that runs Terraform.
func printExports(w io.Writer, base string, server *mockserver.Server, certificate string) error {
	// For the provider, a domain without a scheme means https.
	domain := strings.TrimPrefix(base, "https://")
	lines := []string{
		fmt.Sprintf("# Mock Auth0 tenant %s for development and tests. In the shell that runs Terraform:", server.Issuer()),
		"export AUTH0_DOMAIN=" + shellQuote(domain),
		"export AUTH0_CLIENT_ID=" + shellQuote(server.ClientID()),
		"export AUTH0_CLIENT_SECRET=" + shellQuote(server.ClientSecret()),
	}
	if certificate != "" {
		lines = append(lines, "export SSL_CERT_FILE="+shellQuote(certificate))
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
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
