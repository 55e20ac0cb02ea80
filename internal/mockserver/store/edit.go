package store

// The methods in this file change an image that next returned. They maintain the indexes,
// and do not check for conflicts: rows of other processes are applied one by one, in their
// newest versions, so two objects may have the same natural key until a later row is
// applied. So an index entry belongs to the object that wrote it last, and only that object
// removes it.

func (m *image) putResourceServer(r row[ResourceServer]) {
	if old := m.resourceServers.get(r.object.ID); old != nil && old.Identifier != r.object.Identifier {
		m.unindexResourceServer(old)
	}
	m.resourceServers.put(r.object.ID, r)
	m.byIdentifier.Set(r.object.Identifier, r.object)
}

func (m *image) deleteResourceServer(id string) {
	if old := m.resourceServers.delete(id); old.object != nil {
		m.unindexResourceServer(old.object)
	}
}

func (m *image) unindexResourceServer(api *ResourceServer) {
	if owner, ok := m.byIdentifier.Get(api.Identifier); ok && owner.ID == api.ID {
		m.byIdentifier.Delete(api.Identifier)
	}
}

func (m *image) putClientGrant(r row[ClientGrant]) {
	if old, ok := m.grants.byID.Get(r.object.ID); ok {
		m.unindexClientGrant(old)
	}
	m.grants.put(r.object.ID, r)
	m.byNaturalKey.Set(naturalKey(r.object), r)
	m.byAudience.Set(audienceKey{r.object.Audience, r.order}, r.object)
}

func (m *image) deleteClientGrant(id string) {
	if old := m.grants.delete(id); old.object != nil {
		m.unindexClientGrant(old)
	}
}

func (m *image) unindexClientGrant(r row[ClientGrant]) {
	m.byAudience.Delete(audienceKey{r.object.Audience, r.order})
	key := naturalKey(r.object)
	if owner, ok := m.byNaturalKey.Get(key); ok && owner.object.ID == r.object.ID {
		m.byNaturalKey.Delete(key)
	}
}

func (m *image) putClient(r row[Client]) {
	id := r.object.ExternalID()
	if old := m.clients.get(r.object.ClientID); old != nil && old.ExternalID() != id {
		m.unindexClient(old)
	}
	m.clients.put(r.object.ClientID, r)
	if id != "" {
		m.byExternalID.Set(id, r.object)
	}
}

func (m *image) deleteClient(clientID string) {
	if old := m.clients.delete(clientID); old.object != nil {
		m.unindexClient(old.object)
	}
}

func (m *image) unindexClient(client *Client) {
	id := client.ExternalID()
	if owner, ok := m.byExternalID.Get(id); ok && owner.ClientID == client.ClientID {
		m.byExternalID.Delete(id)
	}
}

func (m *image) putRefreshToken(r row[RefreshToken]) { m.refreshTokens.put(r.object.ID, r) }

func (m *image) deleteRefreshToken(id string) { m.refreshTokens.delete(id) }

func (m *image) putSigningKey(r row[SigningKey]) { m.signingKeys.put(r.object.Kid, r) }

func (m *image) deleteSigningKey(kid string) { m.signingKeys.delete(kid) }

// setSetting removes the setting if the value is empty, because both mean the same.
func (m *image) setSetting(name, value string) {
	m.settingsBytes += int64(len(value) - len(m.Setting(name)))
	if value == "" {
		m.settings.Delete(name)
		return
	}
	m.settings.Set(name, value)
}

// orderOf returns the position of an existing object in the order of creation, or the next
// free position.
func orderOf[T any](m *image, t *table[T], id string) uint64 {
	if old, ok := t.byID.Get(id); ok {
		return old.order
	}
	m.lastOrder++
	return m.lastOrder
}
