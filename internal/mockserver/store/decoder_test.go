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
	const rows = 5*decodeBatch + 1
	m := newImage().next()
	decoder := newDecoder()
	for i := range rows {
		decoder.add(storedRow{kind: kindSetting, id: fmt.Sprint(i % 7), data: []byte(fmt.Sprintf(`"%d"`, i))})
	}
	if err := decoder.apply(&m); err != nil {
		t.Fatal(err)
	}
	for i := rows - 7; i < rows; i++ {
		equal(t, fmt.Sprintf("setting %d", i%7), m.Setting(fmt.Sprint(i%7)), fmt.Sprint(i))
	}
}

func TestOneUnreadableRowChangesNothing(t *testing.T) {
	t.Parallel()
	m := newImage().next()
	decoder := newDecoder()
	for i := range 2 * decodeBatch {
		decoder.add(storedRow{kind: kindSetting, id: fmt.Sprint(i), data: []byte(`"x"`)})
	}
	decoder.add(storedRow{kind: kindClient, id: "broken", data: []byte(`{`)})
	if err := decoder.apply(&m); err == nil || !strings.Contains(err.Error(), `client "broken"`) {
		t.Errorf("have %v, want an error that names the row", err)
	}
	equal(t, "setting", m.Setting("0"), "")
}
