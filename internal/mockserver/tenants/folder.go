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

// DataFile returns the file of a tenant in a folder, which the options Folder of a registry
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

// has reports whether the folder has a tenant.
func (f folder) has(name string) bool {
	if f == "" {
		return false
	}
	_, err := os.Stat(f.file(name)) //nolint:gosec // names are DNS labels
	return err == nil
}

// names lists the tenants in the folder. It ignores other files.
func (f folder) names() ([]string, error) {
	if f == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return nil, fmt.Errorf("listing the tenants: %w", err)
	}
	var names []string
	for _, entry := range entries {
		name, isData := strings.CutSuffix(entry.Name(), dataSuffix)
		if isData && CheckName(name) == nil && entry.Type().IsRegular() {
			names = append(names, name)
		}
	}
	return names, nil
}

func (f folder) recordFile(name string) string { return filepath.Join(string(f), name+recordSuffix) }

// read returns the record of a tenant. A tenant without one, such as an embedded one, exists
// since its data file was created, as far as the system says, and never expires.
func (f folder) read(name string) record {
	var r record
	text, err := os.ReadFile(f.recordFile(name))
	if err == nil && json.Unmarshal(text, &r) == nil {
		return r
	}
	if info, err := os.Stat(f.file(name)); err == nil { //nolint:gosec // names are DNS labels
		return record{Created: info.ModTime().UTC()}
	}
	return record{}
}

// write stores the record of a new tenant.
func (f folder) write(name string, r record) error {
	if f == "" {
		return nil
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(f.recordFile(name), text, 0o600)
}

// remove removes the files of a tenant.
func (f folder) remove(name string) error {
	if f == "" {
		return nil
	}
	err := store.RemoveFile(f.file(name))
	if failed := os.Remove(f.recordFile(name)); !errors.Is(failed, fs.ErrNotExist) {
		err = errors.Join(err, failed)
	}
	return err
}

// refresh adds the tenants of the folder that the registry does not know yet.
func (r *Registry) refresh() error {
	names, err := r.stored.names()
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, name := range names {
		if r.tenants[name] == nil && r.closing[name] == nil {
			r.adopt(name)
		}
	}
	return nil
}

// Check returns an error if the registry cannot serve the tenants: it was closed, or their
// folder cannot be read.
func (r *Registry) Check(context.Context) error {
	r.mu.Lock()
	isClosed := r.closed
	r.mu.Unlock()
	if isClosed {
		return errClosed
	}
	return r.refresh()
}

// adopt adds a tenant of the folder. The time without requests begins now. The caller holds
// the mutex.
func (r *Registry) adopt(name string) *tenant {
	t := newTenant(name, r.stored.read(name))
	t.lastUsed.Store(r.options.Now().UnixNano())
	r.tenants[name] = t
	return t
}
