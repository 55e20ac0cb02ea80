package store

import (
	"reflect"
	"testing"
)

// A table or tree that next does not copy is nil in each transaction.
func TestATransactionHasACopyOfEachTableAndTree(t *testing.T) {
	t.Parallel()
	m := newImage()
	m.lastOrder, m.settingsBytes = 1, 1
	next := m.next()
	copied := reflect.ValueOf(next)
	for i := range copied.NumField() {
		if copied.Field(i).IsZero() {
			t.Errorf("next does not copy %s", copied.Type().Field(i).Name)
		}
	}
}
