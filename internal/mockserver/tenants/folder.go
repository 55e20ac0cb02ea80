package tenants

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const (
	dataSuffix = ".db"
	// recordSuffix is of the file beside a tenant's data with its record.
	recordSuffix = ".tenant.json"
)

// A folder stores tenants: NAME.db is the data of a tenant, and NAME.tenant.json its record,
// without which it never expires. The empty folder stores nothing.
type folder string

// DataFile returns the file of a tenant in a folder, which the options Data of a registry
// and DataFile of a single tenant can share.
func DataFile(path, name string) string { return filepath.Join(path, name+dataSuffix) }

// create creates the folder if it does not exist. Only its owner can read it.
func (f folder) create() error {
	if f == "" {
		return nil
	}
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return fmt.Errorf("creating the folder of the tenants: %w", err)
	}
	return nil
}

// file returns the data file of a tenant, or "" for a tenant in memory.
func (f folder) file(name string) string {
	if f == "" {
		return ""
	}
	return DataFile(string(f), name)
}

// check implements storage.
func (f folder) check(ctx context.Context) error {
	_, err := f.list(ctx)
	return err
}

// find implements storage.
func (f folder) find(_ context.Context, name string) (stored, error) {
	if f == "" {
		return stored{}, ErrUnknown
	}
	if _, err := os.Stat(f.file(name)); err != nil { //nolint:gosec // names are DNS labels
		return stored{}, ErrUnknown
	}
	return stored{record: f.read(name)}, nil
}

// list implements storage. It ignores other files.
func (f folder) list(context.Context) (map[string]stored, error) {
	if f == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return nil, fmt.Errorf("listing the tenants: %w", err)
	}
	all := map[string]stored{}
	for _, entry := range entries {
		name, isData := strings.CutSuffix(entry.Name(), dataSuffix)
		if isData && CheckName(name) == nil && entry.Type().IsRegular() {
			all[name] = stored{record: f.read(name)}
		}
	}
	return all, nil
}

func (f folder) recordFile(name string) string { return filepath.Join(string(f), name+recordSuffix) }

// read returns the record of a tenant. A tenant without one, such as an embedded one, exists
// since its data file was created, as far as the system says, and never expires.
func (f folder) read(name string) record {
	var r record
	text, err := os.ReadFile(f.recordFile(name)) //nolint:gosec // names are DNS labels
	if err == nil && json.Unmarshal(text, &r) == nil {
		return r
	}
	if info, err := os.Stat(f.file(name)); err == nil { //nolint:gosec // names are DNS labels
		return record{Created: info.ModTime().UTC()}
	}
	return record{}
}

// reserve implements storage. The registry has counted its tenants.
func (f folder) reserve(ctx context.Context, name string, r record, _ int) error {
	if f == "" {
		return nil
	}
	if _, err := f.find(ctx, name); err == nil {
		return ErrExists
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(f.recordFile(name), text, 0o600) //nolint:gosec // names are DNS labels
}

// complete implements storage.
func (folder) complete(context.Context, string) error { return nil }

// open implements storage. The server closes its data file.
func (f folder) open(_ context.Context, name string, _ bool, o *mockserver.Options) (closeStores func() error, err error) {
	o.DataFile = f.file(name)
	return func() error { return nil }, nil
}

// use implements storage.
func (folder) use(_ context.Context, t *tenant, now time.Time) error {
	if t.expired(now) {
		return ErrUnknown
	}
	t.noteUse(now)
	return nil
}

// verify implements storage.
func (folder) verify(context.Context, *tenant) error { return nil }

// remove implements storage.
func (f folder) remove(_ context.Context, name string) error {
	if f == "" {
		return nil
	}
	err := store.RemoveFile(f.file(name))
	if failed := os.Remove(f.recordFile(name)); !errors.Is(failed, fs.ErrNotExist) {
		err = errors.Join(err, failed)
	}
	return err
}

// expire implements storage. The registry removes what has expired.
func (folder) expire(context.Context, time.Time) error { return nil }

// tidy implements storage.
func (folder) tidy(context.Context) error { return nil }

// isShared implements storage.
func (folder) isShared() bool { return false }

// close implements storage.
func (folder) close() error { return nil }
