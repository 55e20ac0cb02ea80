package access

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	rules "github.com/auth0api/terraform-provider-auth0api/internal/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/accessview"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/list"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// maxColumns is how many scopes a matrix shows at most.
const maxColumns = 20

// The parameters of a matrix beside those of a list. The last three name a cell.
const (
	paramScope   = "scope"
	paramAllowed = "allowed"
	paramClient  = "client"
	paramFor     = "for"
	paramCell    = "cell"
)

// Matrix shows which clients can get which scopes of an API, and why.
type Matrix struct {
	List list.Listing
	// Scope is the text that the names of the shown scopes contain. OnlyAllowed hides
	// clients that can get none of them.
	Scope       string
	OnlyAllowed bool
	// Scopes are the columns. Found is the number of scopes that contain the text.
	Scopes []string
	Found  int
	Rows   []MatrixRow
	// Chosen is the cell that the address names, or nil.
	Chosen *Cell
}

// MatrixRow is what one client can get, for itself or for users.
type MatrixRow struct {
	Client Link
	// For is "itself" or "users".
	For string
	// Token says whether the client can get a token at all. Cells are in the order of
	// [Matrix.Scopes].
	Token Cell
	Cells []Cell
	// Whys are the different reasons of the cells.
	Whys []string
}

// Cell says whether a client can get a scope.
type Cell struct {
	// Name describes the cell without its column and row.
	Name    string
	Allowed bool
	// Why is the chain of reasons, and WhyIndex its position in [MatrixRow.Whys].
	Why      string
	WhyIndex int
	// URL is the address of the view with the reason of this cell.
	URL string
}

// MatrixOf returns the matrix of an API. The parameters of the request select clients (q)
// and scopes (scope), and clients with access (allowed).
func MatrixOf(r *http.Request, tenant store.Reader, api *store.ResourceServer) (Matrix, error) {
	query := r.URL.Query()
	m := Matrix{Scope: strings.TrimSpace(query.Get(paramScope)), OnlyAllowed: query.Get(paramAllowed) != ""}
	for _, scope := range api.Scopes {
		if !strings.Contains(strings.ToLower(scope.Value), strings.ToLower(m.Scope)) {
			continue
		}
		m.Found++
		if len(m.Scopes) < maxColumns {
			m.Scopes = append(m.Scopes, scope.Value)
		}
	}
	view, err := accessview.Tenant(tenant, "")
	if err != nil {
		return m, err
	}
	// The global client of a tenant requests no tokens.
	decisions := slices.DeleteFunc(rules.ForAPI(view, api.Identifier), func(d rules.ClientDecision) bool {
		return d.Client.Global || m.OnlyAllowed && !m.allows(d)
	})
	columns := []list.Column[rules.ClientDecision]{
		list.ByText("client", "Client", nameOf),
		list.ByText("for", "Tokens for", func(d rules.ClientDecision) string { return forWhom(d.Subject) }),
	}
	rows, listing := list.Of(r, decisions, columns, func(d rules.ClientDecision) []string {
		return []string{d.Client.Name, d.Client.ClientID}
	}, paramScope, paramAllowed)
	m.List = listing
	for _, d := range rows {
		m.Rows = append(m.Rows, m.row(d, query))
	}
	return m, nil
}

// allows reports whether a client can get one of the shown scopes; without a filter of
// scopes, whether it can get a token.
func (m *Matrix) allows(d rules.ClientDecision) bool {
	if m.Scope == "" {
		return d.Allowed
	}
	return slices.ContainsFunc(d.Scopes(), func(scope string) bool { return slices.Contains(m.Scopes, scope) })
}

func nameOf(d rules.ClientDecision) string { return cmp.Or(d.Client.Name, d.Client.ClientID) }

func forWhom(subject string) string {
	if subject == rules.SubjectUser {
		return "users"
	}
	return "itself"
}

// row returns the row of a client. query has the parameters of the view.
func (m *Matrix) row(d rules.ClientDecision, query url.Values) MatrixRow {
	row := MatrixRow{Client: Link{nameOf(d), paths.Client(d.Client.ClientID)}, For: forWhom(d.Subject)}
	cell := func(scope, label string) Cell {
		c := Cell{Name: row.Client.Name + " for " + row.For + ", " + label}
		c.Allowed, c.Why = explain(d.Decision, scope)
		c.WhyIndex = slices.Index(row.Whys, c.Why)
		if c.WhyIndex < 0 {
			c.WhyIndex = len(row.Whys)
			row.Whys = append(row.Whys, c.Why)
		}
		address := url.Values{paramClient: {d.Client.ClientID}, paramFor: {d.Subject}, paramCell: {scope}}
		if query.Has(paramCell) && query.Get(paramClient) == d.Client.ClientID && query.Get(paramFor) == d.Subject && query.Get(paramCell) == scope {
			m.Chosen = &c
		}
		for _, name := range []string{"q", "sort", "from", paramScope, paramAllowed} {
			if query.Get(name) != "" {
				address.Set(name, query.Get(name))
			}
		}
		c.URL = "?" + address.Encode() + "#why"
		return c
	}
	row.Token = cell("", "a token")
	for _, scope := range m.Scopes {
		row.Cells = append(row.Cells, cell(scope, scope))
	}
	return row
}

// explain returns whether a decision includes a scope, and why; for the scope "", whether
// there is a token at all.
func explain(d rules.Decision, scope string) (allowed bool, why string) {
	if !d.Allowed {
		return false, d.Denied
	}
	for _, path := range d.Paths {
		if slices.Contains(path.Scopes, scope) {
			return true, strings.Join(path.Reasons, " → ")
		}
	}
	chain := strings.Join(d.Paths[0].Reasons, " → ")
	if scope == "" {
		return true, chain
	}
	return false, chain + ", which does not include this scope"
}
