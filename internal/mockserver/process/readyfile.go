package process

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// readyPause is the time between two checks of a tenant that is not ready yet.
const readyPause = 100 * time.Millisecond

// readyFile is the ready file. It exists while the tenant can be used, and has
// the tenant's base URL.
type readyFile struct {
	path string // empty: no file
	url  string
}

// RemoveReadyFile removes the ready file of a process that was killed. It is called before
// anything can reach the tenant. An empty path means no file.
func RemoveReadyFile(path string) error {
	if path == "" {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the ready file %s of an earlier start: %w", path, err)
	}
	return nil
}

// writeWhenReady writes the file once the check passes. It returns nil if ctx ends before.
// A program that reads the file gets all of it or nothing.
func (f readyFile) writeWhenReady(ctx context.Context, check func(context.Context) error) error {
	if f.path == "" {
		return nil
	}
	for check(ctx) != nil {
		if retry.Sleep(ctx, readyPause) != nil {
			return nil //nolint:nilerr // the process ends before it was ready
		}
	}
	if err := f.write(); err != nil {
		return fmt.Errorf("writing the ready file: %w; name a file in a folder that exists and can be written", err)
	}
	return nil
}

func (f readyFile) write() (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(f.path), "."+filepath.Base(f.path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temporary.Name()))
		}
	}()
	_, err = temporary.WriteString(f.url + "\n")
	// Unlike CreateTemp's mode, this one lets other users of the machine wait for the file.
	// The URL is no secret.
	if err = errors.Join(err, os.Chmod(temporary.Name(), 0o644), temporary.Close()); err != nil { //nolint:gosec // as the comment says
		return err
	}
	return os.Rename(temporary.Name(), f.path)
}

// remove removes the file, unless it is that of another process.
func (f readyFile) remove() error {
	if f.path == "" {
		return nil
	}
	content, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && string(content) != f.url+"\n" {
		return nil
	}
	if err = errors.Join(err, os.Remove(f.path)); err != nil {
		return fmt.Errorf("removing the ready file %s: %w", f.path, err)
	}
	return nil
}
