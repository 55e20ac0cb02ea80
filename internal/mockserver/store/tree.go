package store

// A tree is a persistent ordered map: a copy of the value is a snapshot of the whole map,
// and changing a copy does not change the others. So readers need no lock, and a failed
// transaction is undone by discarding its copy.
//
// It is a weight-balanced tree, with the parameters that Hirai and Yamamoto proved correct
// ("Balancing weight-balanced trees", 2011): lookups, changes and finding the n-th entry
// take O(log n).
type tree[K, V any] struct {
	root    *node[K, V]
	compare func(a, b K) int
}

// A node is changed in place only by the edit that created it; any other edit copies it. The
// edit number of an image is higher than that of the image it was copied from, so a
// published node never changes.
type node[K, V any] struct {
	key         K
	value       V
	left, right *node[K, V]
	size        int
	edit        uint64
}

const (
	balanceDelta = 3 // the maximum ratio of the weights of both sides
	balanceRatio = 2 // the ratio from which a double rotation is needed
)

func newTree[K, V any](compare func(a, b K) int) tree[K, V] {
	return tree[K, V]{compare: compare}
}

func (t tree[K, V]) len() int { return t.root.len() }

func (t tree[K, V]) get(key K) (value V, ok bool) {
	for n := t.root; n != nil; {
		switch c := t.compare(key, n.key); {
		case c < 0:
			n = n.left
		case c > 0:
			n = n.right
		default:
			return n.value, true
		}
	}
	return value, false
}

// ascend calls yield for the entries from the key on, in order, until yield returns false.
func (t tree[K, V]) ascend(from K, yield func(K, V) bool) {
	t.ascendNode(t.root, from, yield)
}

func (t tree[K, V]) ascendNode(n *node[K, V], from K, yield func(K, V) bool) bool {
	if n == nil {
		return true
	}
	if c := t.compare(n.key, from); c < 0 {
		return t.ascendNode(n.right, from, yield)
	}
	return t.ascendNode(n.left, from, yield) && yield(n.key, n.value) && n.right.walk(yield)
}

// rank returns the number of entries before the key.
func (t tree[K, V]) rank(key K) int {
	before := 0
	for n := t.root; n != nil; {
		if t.compare(key, n.key) <= 0 {
			n = n.left
		} else {
			before += n.left.len() + 1
			n = n.right
		}
	}
	return before
}

// after calls yield for all entries but the first skip entries, in order, until yield
// returns false.
func (t tree[K, V]) after(skip int, yield func(K, V) bool) { t.root.walkAfter(skip, yield) }

// all calls yield for all entries, in order, until yield returns false.
func (t tree[K, V]) all(yield func(K, V) bool) { t.root.walk(yield) }

func (t *tree[K, V]) set(edit uint64, key K, value V) {
	t.root = t.setNode(t.root, edit, key, value)
}

func (t *tree[K, V]) setNode(n *node[K, V], edit uint64, key K, value V) *node[K, V] {
	if n == nil {
		return &node[K, V]{key: key, value: value, size: 1, edit: edit}
	}
	n = n.own(edit)
	switch c := t.compare(key, n.key); {
	case c < 0:
		n.left = t.setNode(n.left, edit, key, value)
	case c > 0:
		n.right = t.setNode(n.right, edit, key, value)
	default:
		n.key, n.value = key, value
		return n
	}
	return n.balance(edit)
}

// delete removes the entry, if there is one.
func (t *tree[K, V]) delete(edit uint64, key K) {
	if _, ok := t.get(key); ok {
		t.root = t.deleteNode(t.root, edit, key)
	}
}

func (t *tree[K, V]) deleteNode(n *node[K, V], edit uint64, key K) *node[K, V] {
	switch c := t.compare(key, n.key); {
	case c < 0:
		n = n.own(edit)
		n.left = t.deleteNode(n.left, edit, key)
	case c > 0:
		n = n.own(edit)
		n.right = t.deleteNode(n.right, edit, key)
	case n.left == nil:
		return n.right
	case n.right == nil:
		return n.left
	default:
		least, rest := n.right.takeLeast(edit)
		least.left, least.right = n.left, rest
		n = least
	}
	return n.balance(edit)
}

func (n *node[K, V]) len() int {
	if n == nil {
		return 0
	}
	return n.size
}

func (n *node[K, V]) walk(yield func(K, V) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.key, n.value) && n.right.walk(yield)
}

func (n *node[K, V]) walkAfter(skip int, yield func(K, V) bool) bool {
	if n == nil {
		return true
	}
	if left := n.left.len(); skip > left {
		return n.right.walkAfter(skip-left-1, yield)
	}
	return n.left.walkAfter(skip, yield) && yield(n.key, n.value) && n.right.walk(yield)
}

// own returns the node, or a copy, that the edit can change.
func (n *node[K, V]) own(edit uint64) *node[K, V] {
	if n.edit == edit {
		return n
	}
	c := *n
	c.edit = edit
	return &c
}

// takeLeast returns the least node, owned by the edit, and the rest.
func (n *node[K, V]) takeLeast(edit uint64) (least, rest *node[K, V]) {
	n = n.own(edit)
	if n.left == nil {
		return n, n.right
	}
	least, n.left = n.left.takeLeast(edit)
	return least, n.balance(edit)
}

// balance restores size and balance of an owned node after one change below it.
func (n *node[K, V]) balance(edit uint64) *node[K, V] {
	// Weights are sizes plus one, so that an empty side has a weight too.
	left, right := n.left.len()+1, n.right.len()+1
	switch {
	case right > balanceDelta*left:
		if n.right.left.len()+1 >= balanceRatio*(n.right.right.len()+1) {
			n.right = n.right.own(edit).rotateRight(edit)
		}
		return n.rotateLeft(edit)
	case left > balanceDelta*right:
		if n.left.right.len()+1 >= balanceRatio*(n.left.left.len()+1) {
			n.left = n.left.own(edit).rotateLeft(edit)
		}
		return n.rotateRight(edit)
	}
	n.measure()
	return n
}

func (n *node[K, V]) measure() { n.size = n.left.len() + n.right.len() + 1 }

// rotateLeft moves the right child above an owned node.
func (n *node[K, V]) rotateLeft(edit uint64) *node[K, V] {
	top := n.right.own(edit)
	n.right, top.left = top.left, n
	n.measure()
	top.measure()
	return top
}

// rotateRight moves the left child above an owned node.
func (n *node[K, V]) rotateRight(edit uint64) *node[K, V] {
	top := n.left.own(edit)
	n.left, top.right = top.right, n
	n.measure()
	top.measure()
	return top
}
