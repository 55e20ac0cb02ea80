package transient

// The kinds of values that a tenant stores.
const (
	// KindCode are authorization codes.
	KindCode Kind = "code"
	// KindKey are the keys that sign cookies and encrypt opaque tokens.
	KindKey Kind = "key"
	// KindEndedSession are sessions that ended before they expired.
	KindEndedSession Kind = "ended_session"
	// KindConsent are answers of users to the consent page.
	KindConsent Kind = "consent"
	// KindUsed are the IDs of assertions and proofs that were accepted once.
	KindUsed Kind = "used"
	// KindRevoked are access tokens that were revoked before they expired.
	KindRevoked Kind = "revoked"
	// KindQuota are the numbers of tokens that clients and organizations obtained.
	KindQuota Kind = "quota"
	// KindRegistration is the number of clients that registered in the current second.
	KindRegistration Kind = "registration"
	// KindLogEvent are the events of the tenant's log.
	KindLogEvent Kind = "log_event"
	// KindFault are the counters of faults, and the level of the rate limit.
	KindFault Kind = "fault"
	// KindRequestCount are the numbers of requests that each replica answered.
	KindRequestCount Kind = "request_count"
)
