package pacing

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// SharedFile is a Shared in a file for each tenant. It needs no clean-up: the system
// releases the lock of a process that ends.
type SharedFile struct {
	name string
	lock *flock.Flock
}

// NewSharedFile returns the file of a tenant, given by its base URL, in a folder that
// is created when it is first needed. Only a hash of the URL is in the file's name.
func NewSharedFile(folder, baseURL string) *SharedFile {
	sum := sha256.Sum256([]byte(baseURL))
	name := filepath.Join(folder, hex.EncodeToString(sum[:16])+".json")
	return &SharedFile{name: name, lock: flock.New(name+".lock", flock.SetPermissions(0o600))}
}

// TryLock implements Shared.
func (f *SharedFile) TryLock() (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(f.name), 0o700); err != nil {
		return nil, err
	}
	locked, err := f.lock.TryLock()
	if err != nil || !locked {
		return nil, err
	}
	return func() { _ = f.lock.Unlock() }, nil
}

// Load implements Shared. A file that cannot be read counts as missing.
func (f *SharedFile) Load() (s SharedLevel, ok bool) {
	text, err := os.ReadFile(f.name)
	return s, err == nil && json.Unmarshal(text, &s) == nil
}

// Store implements Shared. A level that cannot be stored is not shared: the other
// process then learns it from its own answer.
func (f *SharedFile) Store(s SharedLevel) {
	if text, err := json.Marshal(s); err == nil {
		_ = os.WriteFile(f.name, text, 0o600)
	}
}
