package kit

const EnvDomain = "AUTH0_DOMAIN"

const EnvClientID = "AUTH0_CLIENT_ID"

const EnvClientSecret = "AUTH0_CLIENT_SECRET"

const EnvAPIToken = "AUTH0_API_TOKEN"

const EnvAudience = "AUTH0_AUDIENCE"

const EnvAssertionKey = "AUTH0_CLIENT_ASSERTION_PRIVATE_KEY"

const EnvAssertionAlg = "AUTH0_CLIENT_ASSERTION_SIGNING_ALG"

const EnvAdoptExisting = "AUTH0API_ADOPT_EXISTING"
