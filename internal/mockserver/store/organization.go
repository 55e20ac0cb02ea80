package store

import (
	"fmt"
	"slices"
)

// OrganizationByName searches all organizations.
func (m *image) OrganizationByName(name string) *Organization {
	for _, organization := range m.organizations.list().All() {
		if organization.Name == name {
			return organization
		}
	}
	return nil
}

func (m *image) Organization(id string) *Organization { return m.organizations.get(id) }

func (m *image) Organizations() List[Organization] { return m.organizations.list() }

func (m *image) putOrganization(r row[Organization]) { m.organizations.put(r.object.ID, r) }

func (m *image) deleteOrganization(id string) { m.organizations.delete(id) }

func (t *transaction) PutOrganization(o *Organization) error {
	if o.ID == "" {
		return fmt.Errorf("storing the organization %q: %w", o.Name, errNoID)
	}
	if holder := t.OrganizationByName(o.Name); holder != nil && holder.ID != o.ID {
		return fmt.Errorf("storing the organization %s with the name %q, which the organization %s has: %w", o.ID, o.Name, holder.ID, ErrConflict)
	}
	row, err := newRow(t, &t.organizations, ref{kindOrganization, o.ID}, o)
	if err != nil {
		return err
	}
	t.putOrganization(row)
	return nil
}

func (t *transaction) DeleteOrganization(id string) error {
	if t.Organization(id) == nil {
		return nil
	}
	t.deleteOrganization(id)
	t.touch(kindOrganization, id)
	return nil
}

// dissociate removes the associations of a grant with organizations.
func (t *transaction) dissociate(grantID string) error {
	for _, each := range t.organizations.list().All() {
		if !slices.Contains(each.ClientGrants, grantID) {
			continue
		}
		without := *each
		without.ClientGrants = slices.DeleteFunc(slices.Clone(each.ClientGrants), func(id string) bool { return id == grantID })
		if err := t.PutOrganization(&without); err != nil {
			return err
		}
	}
	return nil
}
