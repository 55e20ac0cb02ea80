package keys

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func TestRotateMovesEveryKeyOnePlace(t *testing.T) {
	t.Parallel()
	ring := open(t, store.NewMemory(), testPairs()...)
	before := kids(t, ring)

	info, err := ring.Rotate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	after := kids(t, ring)
	if len(after) != 3 || after[0] != before[1] || after[2] != before[0] || slices.Contains(before, after[1]) {
		t.Fatalf("%v became %v; want next, a new one, current", before, after)
	}
	if kid, _, err := ring.Current(t.Context()); err != nil || kid != before[1] || info.Kid != kid || !info.Current {
		t.Errorf("current is %s (%v), the answer %+v", kid, err, info)
	}
	infos, err := ring.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if previous := infos[2]; !previous.Previous || previous.Current || previous.CurrentUntil == "" || previous.CurrentSince == "" {
		t.Errorf("previous is %+v", previous)
	}

	if _, err := ring.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := kids(t, ring); len(again) != 3 || again[0] != after[1] || again[2] != after[0] || slices.Contains(again, before[0]) {
		t.Errorf("%v became %v; the older previous key should leave", after, again)
	}
}

func TestRevokeTakesThePreviousKeyOutOfTheKeySet(t *testing.T) {
	t.Parallel()
	ring := open(t, store.NewMemory(), testPairs()...)
	before := kids(t, ring)
	if _, err := ring.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	info, err := ring.Revoke(t.Context(), before[0])
	if err != nil {
		t.Fatal(err)
	}
	if !info.Revoked || info.RevokedAt == "" || info.Kid != before[0] {
		t.Errorf("the answer is %+v", info)
	}
	if after := kids(t, ring); slices.Contains(after, before[0]) || len(after) != 2 {
		t.Errorf("the key set still is %v", after)
	}
	listed, err := ring.Get(t.Context(), before[0])
	if err != nil || !listed.Revoked || !listed.Previous {
		t.Errorf("the revoked key is listed as %+v (%v)", listed, err)
	}
	if _, err := ring.Revoke(t.Context(), before[0]); !errors.Is(err, ErrAlreadyRevoked) {
		t.Errorf("revoking twice: %v", err)
	}
}

// Facts part 2, 3.1 (documented): the list holds the last three revoked keys.
func TestTheLastThreeRevokedKeysAreListed(t *testing.T) {
	t.Parallel()
	ring := open(t, store.NewMemory(), testPairs()...)
	var revoked []string
	for range 4 {
		revoked = append(revoked, kids(t, ring)[0])
		if _, err := ring.Rotate(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := ring.Revoke(t.Context(), revoked[len(revoked)-1]); err != nil {
			t.Fatal(err)
		}
	}
	infos, err := ring.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, info := range infos {
		if info.Revoked {
			listed = append(listed, info.Kid)
		}
	}
	slices.Sort(listed)
	if want := slices.Sorted(slices.Values(revoked[1:])); !slices.Equal(listed, want) {
		t.Errorf("revoked keys are listed as %v, want %v", listed, want)
	}
}

func TestRevokeRefusesEveryOtherKey(t *testing.T) {
	t.Parallel()
	ring := open(t, store.NewMemory(), testPairs()...)
	ids := kids(t, ring)
	for name, test := range map[string]struct {
		kid  string
		want error
	}{
		"current": {ids[0], ErrNotPrevious},
		"next":    {ids[1], ErrNotPrevious},
		"unknown": {"nosuch", ErrUnknownKey},
	} {
		if _, err := ring.Revoke(t.Context(), test.kid); !errors.Is(err, test.want) {
			t.Errorf("%s: have %v, want %v", name, err, test.want)
		}
	}
	if after := kids(t, ring); !slices.Equal(after, ids) {
		t.Errorf("%v became %v", ids, after)
	}
	if _, err := ring.Get(t.Context(), "nosuch"); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("getting an unknown key: %v", err)
	}
}

func TestARingSeesWhatAnotherRingOfTheStoreDid(t *testing.T) {
	t.Parallel()
	st := store.NewMemory()
	one, other := open(t, st, testPairs()...), open(t, st)
	if _, err := one.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if have, want := kids(t, other), kids(t, one); !slices.Equal(have, want) {
		t.Errorf("one ring has %v, the other %v", want, have)
	}
}

func TestListAnswersCertificateAndFingerprints(t *testing.T) {
	t.Parallel()
	ring := open(t, store.NewMemory(), testPairs()...)
	infos, err := ring.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	info := infos[0]
	if len(info.Thumbprint) != 40 || strings.ToUpper(info.Thumbprint) != info.Thumbprint ||
		strings.ReplaceAll(info.Fingerprint, ":", "") != info.Thumbprint || strings.Count(info.Fingerprint, ":") != 19 {
		t.Errorf("fingerprint %s, thumbprint %s", info.Fingerprint, info.Thumbprint)
	}
	if !strings.HasPrefix(info.Cert, "-----BEGIN CERTIFICATE-----\r\n") {
		t.Errorf("the certificate starts with %.40q", info.Cert)
	}
	block, _ := pem.Decode([]byte(info.Cert))
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if certificate.Subject.CommonName != "tenant.example" {
		t.Errorf("the certificate is for %s", certificate.Subject)
	}
	if err := certificate.CheckSignatureFrom(certificate); err != nil {
		t.Errorf("the certificate is not self-signed: %v", err)
	}
	wrapped, _ := pem.Decode([]byte(info.PKCS7))
	if wrapped == nil || wrapped.Type != "PKCS7" {
		t.Fatalf("pkcs7 is %.40q", info.PKCS7)
	}
	var outer contentInfo
	if rest, err := asn1.Unmarshal(wrapped.Bytes, &outer); err != nil || len(rest) > 0 {
		t.Fatalf("reading pkcs7: %v", err)
	}
	var inner signedData
	if _, err := asn1.Unmarshal(outer.Content.Bytes, &inner); err != nil {
		t.Fatal(err)
	}
	if string(inner.Certificates.Bytes) != string(certificate.Raw) {
		t.Error("pkcs7 holds another certificate")
	}
	if infos[0].Fingerprint == infos[1].Fingerprint {
		t.Error("two keys have one fingerprint")
	}
}
