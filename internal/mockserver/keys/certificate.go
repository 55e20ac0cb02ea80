package keys

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"strings"
	"time"
)

// certificateYears is the validity of the service's certificates.
const certificateYears = 14

// newSerialNumber returns a random serial number. It is positive (RFC 5280, section
// 4.1.2.2).
func newSerialNumber(random io.Reader) (*big.Int, error) {
	serial, err := rand.Int(random, new(big.Int).Lsh(big.NewInt(1), 63))
	if err != nil {
		return nil, fmt.Errorf("choosing a serial number: %w", err)
	}
	return serial.Add(serial, big.NewInt(1)), nil
}

// selfSign creates the certificate of a signing key (DER) like the service's: with the
// domain as common name, and a long validity, because clients use only the key.
func selfSign(key *rsa.PrivateKey, domain string, serial *big.Int, from time.Time, random io.Reader) ([]byte, error) {
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: domain},
		NotBefore:             from.UTC(),
		NotAfter:              from.UTC().AddDate(certificateYears, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		IsCA:                  true,
		BasicConstraintsValid: true,
	}
	return x509.CreateCertificate(random, template, template, key.Public(), key)
}

// thumbprint returns the SHA-1 of a certificate in upper-case hexadecimal, and the same
// with colons between the bytes, as the Management API returns them.
func thumbprint(der []byte) (plain, colons string) {
	sum := sha1.Sum(der)
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = strings.ToUpper(hex.EncodeToString([]byte{b}))
	}
	return strings.Join(parts, ""), strings.Join(parts, ":")
}

// The "certificates only" form of PKCS #7 (RFC 2315 section 9.1; RFC 5652
// section 5.1): signed data with no content and no signer.
type (
	contentInfo struct {
		ContentType asn1.ObjectIdentifier
		Content     asn1.RawValue `asn1:"optional"`
	}
	signedData struct {
		Version          int
		DigestAlgorithms asn1.RawValue
		ContentInfo      contentInfo
		Certificates     asn1.RawValue
		SignerInfos      asn1.RawValue
	}
)

// pkcs7 encodes a certificate (DER) as PKCS #7 (PEM).
func pkcs7(der []byte) (string, error) {
	data := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	signed := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	empty := asn1.RawValue{Class: asn1.ClassUniversal, Tag: asn1.TagSet, IsCompound: true}

	inner, err := asn1.Marshal(signedData{
		Version:          1,
		DigestAlgorithms: empty,
		ContentInfo:      contentInfo{ContentType: data},
		Certificates:     asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: der},
		SignerInfos:      empty,
	})
	if err != nil {
		return "", fmt.Errorf("encoding a certificate as PKCS #7: %w", err)
	}
	outer, err := asn1.Marshal(contentInfo{
		ContentType: signed,
		Content:     asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: inner},
	})
	if err != nil {
		return "", fmt.Errorf("encoding a certificate as PKCS #7: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: outer})), nil
}
