package kit

// MaxIdentifierLength is the service's limit, in characters.
const MaxIdentifierLength = 600

const MaxScopeLength = 280 // characters

const MaxScopeDescriptionLength = 500 // characters

const MaxKeyNameLength = 128

const MinSigningSecretLength = 16 // characters
