package store

import (
	"fmt"
	"strings"
	"testing"
)

// More rows than one batch: they must take effect in the order in which they
// were written, however the batches finish.
func TestRowsOfManyBatchesTakeEffectInOrder(t *testing.T) {
	t.Parallel()
	rows := make([]storedRow, 5*decodeBatch+1)
	for i := range rows {
		rows[i] = storedRow{kind: kindSetting, id: fmt.Sprint(i % 7), data: fmt.Appendf(nil, `"%d"`, i)}
	}
	changes, err := decode(rows)
	if err != nil {
		t.Fatal(err)
	}
	m := newImage().next()
	for _, change := range changes {
		change(&m)
	}
	for i := len(rows) - 7; i < len(rows); i++ {
		equal(t, fmt.Sprintf("setting %d", i%7), m.Setting(fmt.Sprint(i%7)), fmt.Sprint(i))
	}
}

func TestAnUnreadableRowIsNamed(t *testing.T) {
	t.Parallel()
	rows := make([]storedRow, 2*decodeBatch)
	for i := range rows {
		rows[i] = storedRow{kind: kindSetting, id: fmt.Sprint(i), data: []byte(`"x"`)}
	}
	rows[len(rows)-1] = storedRow{kind: kindClient, id: "broken", data: []byte(`{`)}
	if _, err := decode(rows); err == nil || !strings.Contains(err.Error(), `client "broken"`) {
		t.Errorf("have %v, want an error that names the row", err)
	}
}
