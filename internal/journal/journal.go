// Package journal records on disk which objects a process is creating. If the
// process is killed, the next process learns from the journal which objects may
// exist without being in a Terraform state, and can adopt them.
package journal

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// MaxAge is how long an interrupted create is remembered. Files of other working
// folders that were not written for this long are removed.
const MaxAge = 30 * 24 * time.Hour

const (
	suffix     = ".jsonl"
	lockSuffix = ".lock"
)

// Journal is the journal of one process. Each process has a file, whose lock it
// holds until it ends. A process that ends regularly removes its file, so a file
// that can be locked is from a process that was killed. A Journal is safe for
// concurrent use.
type Journal struct {
	dir string
	// prefix begins the names of all files from the same working folder.
	prefix string
	now    func() time.Time

	mu      sync.Mutex
	own     *file
	others  []*file // of processes that were killed
	adopted bool    // others was filled
}

// line is a line of a file: it records that a create began, or its outcome.
type line struct {
	// Create numbers the creates of a file.
	Create int       `json:"create"`
	Key    string    `json:"key,omitempty"`
	Began  time.Time `json:"began,omitzero"`
	ID     string    `json:"id,omitempty"`
	// Done says that the create needs no further attention.
	Done bool `json:"done,omitempty"`
	// returned says that Begin has returned it.
	returned bool
}

// Interrupted is a create that was in progress when its process was killed.
type Interrupted struct {
	// ID is the object's ID if the process had received it, else "".
	ID string
	// Others are the IDs of objects that belong to other creates of the journal.
	Others []string

	resolve func()
}

// Resolve records the end of the create: its object was adopted, was found not to
// exist, or was reported to the user. Unless it is called, Begin returns the create
// to the next process too.
func (i *Interrupted) Resolve() { i.resolve() }

// New returns the journal of this process, with its file in folder. It finds only
// creates of processes with the same working folder: a configuration adopts only
// objects that it created itself. Nothing is written before the first create.
func New(folder, workingDir string, now func() time.Time) *Journal {
	return &Journal{dir: folder, prefix: hash(workingDir) + "-", now: now}
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// Begin records that an object is about to be created. key identifies the object;
// only its hash is written. If a killed process began a create with the same key,
// Begin returns it, once in this process; else nil. The caller calls created with
// the object's ID as soon as it is known.
//
// With an error, nothing is recorded, and created does nothing.
func (j *Journal) Begin(key string) (interrupted *Interrupted, created func(id string) error, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	key = hash(key)
	nothing := func(string) error { return nil }
	j.adoptFiles()
	if j.own == nil {
		if j.own, err = create(j.dir, j.prefix); err != nil {
			return nil, nothing, fmt.Errorf("noting what is about to be created in %s: %w", j.dir, err)
		}
	}
	own, number := j.own, len(j.own.creates) // Close clears j.own
	if err := own.write(line{Create: number, Key: key, Began: j.now().UTC()}); err != nil {
		return nil, nothing, err
	}
	return j.interrupted(key), func(id string) error {
		j.mu.Lock()
		defer j.mu.Unlock()
		return own.write(line{Create: number, ID: id})
	}, nil
}

// interrupted finds an interrupted create with the key, preferably with a known ID.
func (j *Journal) interrupted(key string) *Interrupted {
	var found *Interrupted
	var in *file
	var at int
	var others []string
	for _, f := range j.others {
		for number, c := range f.creates {
			if c.Key == key && !c.Done && !c.returned && j.now().Sub(c.Began) < MaxAge && (found == nil || found.ID == "" && c.ID != "") {
				found, in, at = &Interrupted{ID: c.ID}, f, number
			}
			if c.ID != "" {
				others = append(others, c.ID)
			}
		}
	}
	if found == nil {
		return nil
	}
	in.creates[at].returned = true
	found.resolve = func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		_ = in.write(line{Create: at, Done: true}) // Begin returns such errors
	}
	for _, id := range others {
		if id != found.ID {
			found.Others = append(found.Others, id)
		}
	}
	return found
}

// Recorded records that a Terraform state has the object, so that it is not
// adopted.
func (j *Journal) Recorded(id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.adoptFiles()
	for _, f := range j.others {
		for number, c := range f.creates {
			if c.ID == id && !c.Done {
				_ = f.write(line{Create: number, Done: true}) // Begin returns such errors
			}
		}
	}
}

// adoptFiles opens, once, the files of processes that were killed, and removes old
// files of other working folders.
func (j *Journal) adoptFiles() {
	if j.adopted {
		return
	}
	j.adopted = true
	entries, _ := os.ReadDir(j.dir) // a missing folder has no files
	for _, entry := range entries {
		name := filepath.Join(j.dir, entry.Name())
		if !strings.HasPrefix(entry.Name(), j.prefix) || filepath.Ext(name) != suffix {
			j.removeIfOld(name, entry)
			continue
		}
		if f := adopt(name); f != nil {
			j.others = append(j.others, f)
		}
	}
}

// removeIfOld removes a file of another working folder without creates to remember,
// and a lock without a file. Files that were written recently are not opened.
func (j *Journal) removeIfOld(name string, entry fs.DirEntry) {
	journal := strings.TrimSuffix(name, lockSuffix)
	if filepath.Ext(journal) != suffix {
		return // another program's file
	}
	if info, err := entry.Info(); err != nil || j.now().Sub(info.ModTime()) < MaxAge {
		return
	}
	f := adopt(journal) // removes a lock without a file
	switch {
	case f == nil:
	case f.done(j.now()):
		f.remove()
	default:
		f.close()
	}
}

// Close ends the journal of a process that ends regularly: what it created is in
// the state, or was reported to the user.
func (j *Journal) Close() {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.own != nil {
		j.own.remove()
	}
	for _, f := range j.others {
		if f.done(j.now()) {
			f.remove()
		} else {
			f.close()
		}
	}
	j.own, j.others = nil, nil
}

// file is the journal file of one process, locked by this process.
type file struct {
	lock    *flock.Flock
	content *os.File
	creates []line
}

func create(dir, prefix string) (*file, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return open(filepath.Join(dir, prefix+rand.Text()+suffix), os.O_CREATE|os.O_EXCL)
}

// open locks a file and then creates or opens it. The lock is a second file: on
// Windows, a locked file cannot be written through another handle.
func open(name string, flags int) (*file, error) {
	lock := flock.New(name+lockSuffix, flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", name, err)
	}
	if !locked {
		return nil, fmt.Errorf("locking %s: another process uses it", name)
	}
	content, err := os.OpenFile(name, flags|os.O_RDWR|os.O_APPEND, 0o600) //nolint:gosec // this package chose the name
	if err != nil {
		_ = lock.Close()
		_ = os.Remove(lock.Path()) // the file was just removed, or never created
		return nil, err
	}
	return &file{lock: lock, content: content}, nil
}

// adopt opens the file of a process that was killed. It returns nil if the process
// still runs, has just removed the file, or the file cannot be opened.
func adopt(name string) *file {
	f, err := open(name, 0)
	if err != nil {
		return nil
	}
	f.read()
	return f
}

// read reads the complete lines: the last line of a killed process may be
// incomplete. All lines are far shorter than the limit of a scanner.
func (f *file) read() {
	lines := bufio.NewScanner(f.content)
	for lines.Scan() {
		var l line
		if json.Unmarshal(lines.Bytes(), &l) == nil {
			f.apply(l)
		}
	}
}

// apply applies a line, unless it contradicts the lines before it.
func (f *file) apply(l line) {
	switch {
	case l.Create == len(f.creates) && l.Key != "":
		f.creates = append(f.creates, l)
	case l.Create >= 0 && l.Create < len(f.creates):
		c := &f.creates[l.Create]
		c.Done = c.Done || l.Done
		if l.ID != "" {
			c.ID = l.ID
		}
	}
}

// write appends a line. The line is not synced: it survives kill -9, but not
// necessarily a power failure.
func (f *file) write(l line) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	// The leading newline ends a line that was not written completely.
	if _, err := fmt.Fprintf(f.content, "\n%s\n", text); err != nil {
		return err
	}
	f.apply(l)
	return nil
}

// done reports whether the file has no create to remember.
func (f *file) done(now time.Time) bool {
	for _, c := range f.creates {
		if !c.Done && now.Sub(c.Began) < MaxAge {
			return false
		}
	}
	return true
}

func (f *file) close() {
	_ = f.content.Close()
	_ = f.lock.Close()
}

// remove deletes the file before the lock, so that no other process can open it.
func (f *file) remove() {
	_ = f.content.Close()
	_ = os.Remove(f.content.Name())
	_ = f.lock.Close()
	_ = os.Remove(f.lock.Path())
}
