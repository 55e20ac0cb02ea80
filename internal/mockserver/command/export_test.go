package command

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// exporting runs mock-server export.
func exporting(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = Run(t.Context(), append([]string{"export"}, args...), &out, &errs, "1.2.3")
	return code, out.String(), errs.String()
}

func TestExportReadsTheFileOfARunningMock(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "tenant.db")
	r := start(t, "--listen", "127.0.0.1:0", "--data", data)
	code, stdout, stderr := exporting(t, "--data", data)
	if code != 0 || stderr != "" || !strings.Contains(stdout, "required_providers") || strings.Contains(stdout, r.env["AUTH0_CLIENT_SECRET"]) {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	// Of a new tenant there is nothing to manage.
	if strings.Contains(stdout, "import {") {
		t.Errorf("the export has what the tenant made itself:\n%s", stdout)
	}
	if code := r.stop(); code != 0 {
		t.Errorf("exit code %d: %s", code, r.stderr)
	}
}

func TestExportRefusesWhatItCannotExport(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	missing, other := filepath.Join(folder, "missing.db"), filepath.Join(folder, "other.db")
	if err := os.WriteFile(other, []byte("no database at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no file":       {nil, 2, "--data is missing"},
		"unknown flag":  {[]string{"--date", missing}, 2, "not defined: --date"},
		"argument":      {[]string{"--data", other, "now"}, 2, `"now"`},
		"missing file":  {[]string{"--data", missing}, 1, missing},
		"another file":  {[]string{"--data", other}, 1, other},
		"a folder":      {[]string{"--data", folder}, 1, folder},
		"empty as name": {[]string{"--data", ""}, 2, "--data is missing"},
	} {
		code, stdout, stderr := exporting(t, test.args...)
		if code != test.code || stdout != "" || !strings.Contains(stderr, test.says) || !strings.HasPrefix(stderr, "mock-server export: ") {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q", name, code, stdout, stderr)
		}
	}
	if _, err := os.Stat(missing); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the missing file was made: %v", err)
	}
}

func TestExportHelpHasAnExample(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := exporting(t, "--help")
	if code != 0 || stderr != "" || !strings.Contains(stdout, "mock-server export --data tenant.db > ") {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestExportThatCannotBeWrittenExits1(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "tenant.db")
	if err := os.WriteFile(data, nil, 0o600); err != nil { // an empty file is an empty tenant
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	var stdout io.Writer = fullDisk{}
	if code := Run(t.Context(), []string{"export", "--data", data}, stdout, &stderr, "1.2.3"); code != 1 || !strings.Contains(stderr.String(), "no space left") {
		t.Errorf("exit code %d, stderr %q", code, &stderr)
	}
}
