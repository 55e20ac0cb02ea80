// Package journal notes on disk what a process is creating, so that after
// kill -9 the next process knows what may have been created and not recorded: it
// is the evidence by which that process takes an existing object over.
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

// MaxAge is how long a create that was cut off is remembered. Files of other
// working folders that nothing has written for as long are removed.
const MaxAge = 30 * 24 * time.Hour

const (
	suffix     = ".jsonl"
	lockSuffix = ".lock"
)

// Journal is that of one process. Each process has a file, and holds its lock
// until it ends, in whatever way: a file that can be locked is of a process that
// was killed, since one that ends by itself removes its own. It is safe for
// concurrent use.
type Journal struct {
	dir string
	// prefix of the names of the files of processes in this one's working folder.
	prefix string
	now    func() time.Time

	mu     sync.Mutex
	own    *file
	others []*file
	looked bool
}

// line is a line of a file: a create that began, or what became of it.
type line struct {
	// Create numbers the creates of a file.
	Create int       `json:"create"`
	Key    string    `json:"key,omitempty"`
	Began  time.Time `json:"began,omitzero"`
	ID     string    `json:"id,omitempty"`
	// Done tells that nobody needs to look for the object any more.
	Done bool `json:"done,omitempty"`
	// told tells that a create of this process is about it.
	told bool
}

// Left is a create that a killed process began.
type Left struct {
	// ID is that of the object where the process still learned it.
	ID string
	// Others are the IDs of further objects of which the journal knows whose they
	// are: not this create's.
	Others []string

	settled func()
}

// Settled notes that it is known what became of the create: it was taken over,
// found to have made nothing, or reported to the user. Unless it is called, the
// next process is told of it again.
func (l *Left) Settled() { l.settled() }

// New makes the journal of this process in a folder. It knows only of processes
// that ran in the same working folder: a configuration takes over only what it
// left itself. Nothing is written before the first create.
func New(folder, workingDir string, now func() time.Time) *Journal {
	return &Journal{dir: folder, prefix: hash(workingDir) + "-", now: now}
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// Begin notes that an object is about to be created. What a create stands for
// is told by key, of which a hash is written. If a process that was killed began
// the same, that is returned, to one create of this process; else nil. created is
// to be called with the ID of the object as soon as it is known.
//
// With an error, nothing is noted, and created does nothing.
func (j *Journal) Begin(key string) (left *Left, created func(id string) error, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	key = hash(key)
	nothing := func(string) error { return nil }
	j.look()
	if j.own == nil {
		if j.own, err = create(j.dir, j.prefix); err != nil {
			return nil, nothing, fmt.Errorf("noting what is about to be created in %s: %w", j.dir, err)
		}
	}
	own, number := j.own, len(j.own.creates) // Close takes j.own away
	if err := own.write(line{Create: number, Key: key, Began: j.now().UTC()}); err != nil {
		return nil, nothing, err
	}
	return j.take(key), func(id string) error {
		j.mu.Lock()
		defer j.mu.Unlock()
		return own.write(line{Create: number, ID: id})
	}, nil
}

// take finds a create of that key that was cut off, those first of which the ID
// is known.
func (j *Journal) take(key string) *Left {
	var found *Left
	var in *file
	var at int
	var others []string
	for _, f := range j.others {
		for number, c := range f.creates {
			if c.Key == key && !c.Done && !c.told && j.now().Sub(c.Began) < MaxAge && (found == nil || found.ID == "" && c.ID != "") {
				found, in, at = &Left{ID: c.ID}, f, number
			}
			if c.ID != "" {
				others = append(others, c.ID)
			}
		}
	}
	if found == nil {
		return nil
	}
	in.creates[at].told = true
	found.settled = func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		_ = in.write(line{Create: at, Done: true}) // what is in the way of it, Begin meets as well
	}
	for _, id := range others {
		if id != found.ID {
			found.Others = append(found.Others, id)
		}
	}
	return found
}

// Recorded notes that a state holds the object, so that it is not taken over.
func (j *Journal) Recorded(id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.look()
	for _, f := range j.others {
		for number, c := range f.creates {
			if c.ID == id && !c.Done {
				_ = f.write(line{Create: number, Done: true}) // what is in the way of it, Begin meets as well
			}
		}
	}
}

// look takes over, the first time, the files of processes that were killed, and
// removes what other folders left long ago.
func (j *Journal) look() {
	if j.looked {
		return
	}
	j.looked = true
	entries, _ := os.ReadDir(j.dir) // where there is none, nothing was left
	for _, entry := range entries {
		name := filepath.Join(j.dir, entry.Name())
		if !strings.HasPrefix(entry.Name(), j.prefix) || filepath.Ext(name) != suffix {
			j.sweep(name, entry)
			continue
		}
		if f := adopt(name); f != nil {
			j.others = append(j.others, f)
		}
	}
}

// sweep removes a file of another folder of which nothing is to be remembered, and
// a lock without a file. The age of the file spares reading those that are in use.
func (j *Journal) sweep(name string, entry fs.DirEntry) {
	journal := strings.TrimSuffix(name, lockSuffix)
	if filepath.Ext(journal) != suffix {
		return // not of this package
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

// Close is for the end of a process that nobody cut off: what it created is
// recorded, or was reported.
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

// file is the journal's file of one process, locked by this one.
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

// open locks a file before it makes or reads it. The lock is a file beside it:
// on Windows, what is locked cannot be written through another handle.
func open(name string, flags int) (*file, error) {
	lock := flock.New(name+lockSuffix, flock.SetPermissions(0o600))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", name, err)
	}
	if !locked {
		return nil, fmt.Errorf("locking %s: another process uses it", name)
	}
	content, err := os.OpenFile(name, flags|os.O_RDWR|os.O_APPEND, 0o600) //nolint:gosec // a name of this package's own making
	if err != nil {
		_ = lock.Close()
		_ = os.Remove(lock.Path()) // the file was just removed, or was never made
		return nil, err
	}
	return &file{lock: lock, content: content}, nil
}

// adopt opens the file of a process that was killed; nil where there is none:
// the process lives, or it just removed the file, or the file is none of ours.
func adopt(name string) *file {
	f, err := open(name, 0)
	if err != nil {
		return nil
	}
	f.read()
	return f
}

// read takes what is whole: the last line of a process that was killed may not
// be, and lines of this package are far shorter than what a scanner takes.
func (f *file) read() {
	lines := bufio.NewScanner(f.content)
	for lines.Scan() {
		var l line
		if json.Unmarshal(lines.Bytes(), &l) == nil {
			f.apply(l)
		}
	}
}

// apply takes a line in, unless it does not follow from those before it.
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

// write appends a line. It is not synced: it is there after kill -9, and not
// necessarily after a power failure.
func (f *file) write(l line) error {
	text, err := json.Marshal(l)
	if err != nil {
		return err
	}
	// Begun with a newline, it is a line of its own also after one that was cut off.
	if _, err := fmt.Fprintf(f.content, "\n%s\n", text); err != nil {
		return err
	}
	f.apply(l)
	return nil
}

// done reports whether nothing of the file is to be remembered.
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

// remove deletes the file before the lock: who opens it in between finds none.
func (f *file) remove() {
	_ = f.content.Close()
	_ = os.Remove(f.content.Name())
	_ = f.lock.Close()
	_ = os.Remove(f.lock.Path())
}
