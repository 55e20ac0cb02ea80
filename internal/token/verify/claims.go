package verify

import (
	"slices"
	"time"
)

func checkClaims(token *Token, policy Policy) error {
	if iss, isString := token.Claims["iss"].(string); !isString || iss != policy.Issuer {
		return refuse(ReasonIssuer, "the token's issuer is %s; expected %s", quote(token.Claims["iss"]), quote(policy.Issuer))
	}
	if err := checkAudience(token, policy); err != nil {
		return err
	}
	return checkDates(token, policy.now(), policy.Leeway)
}

func checkAudience(token *Token, policy Policy) error {
	wanted := append([]string{policy.Audience}, policy.AlsoAudience...)
	for _, audience := range token.Audience() {
		if slices.Contains(wanted, audience) {
			return nil
		}
	}
	return refuse(ReasonAudience, "the token's audience is %s; expected %s", quote(token.Claims["aud"]), list(wanted))
}

func checkDates(token *Token, now time.Time, leeway time.Duration) error {
	for _, claim := range []string{"exp", "nbf", "iat"} {
		if _, _, ok := token.date(claim); !ok {
			return refuse(ReasonMalformed, "the token's %q is %s; expected seconds since 1970", claim, quote(token.Claims[claim]))
		}
	}
	exp, present, _ := token.date("exp")
	if !present {
		return refuse(ReasonExpired, "the token has no \"exp\"; expected a token that expires")
	}
	if !now.Before(exp.Add(leeway)) {
		return refuse(ReasonExpired, "the token expired at %s; now it is %s", stamp(exp), stamp(now))
	}
	if nbf, present, _ := token.date("nbf"); present && now.Before(nbf.Add(-leeway)) {
		return refuse(ReasonNotYetValid, "the token is not valid before %s; now it is %s", stamp(nbf), stamp(now))
	}
	iat, present, _ := token.date("iat")
	if present && now.Before(iat.Add(-leeway)) {
		return refuse(ReasonIssuedAt, "the token says that it was issued at %s, in the future; now it is %s", stamp(iat), stamp(now))
	}
	if present && !iat.Before(exp) {
		return refuse(ReasonIssuedAt, "the token says that it was issued at %s, not before it expires at %s", stamp(iat), stamp(exp))
	}
	return nil
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }
