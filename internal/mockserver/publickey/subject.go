package publickey

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"strings"
)

// SubjectDN writes a certificate's subject as the service does: an attribute a
// line, in the certificate's order (recorded: "C=es\nST=Madrid\nCN=…"). It is
// the form of OpenSSL's XN_FLAG_SEP_MULTILINE, in which the values of one
// relative name are joined by " + ".
func SubjectDN(certificate *x509.Certificate) (string, error) {
	var names []relativeNameSET
	if rest, err := asn1.Unmarshal(certificate.RawSubject, &names); err != nil || len(rest) > 0 {
		return "", fmt.Errorf("reading the subject of the certificate: %w", err)
	}
	lines := make([]string, len(names))
	for i, name := range names {
		values := make([]string, len(name))
		for j, attribute := range name {
			values[j] = attributeName(attribute.Type) + "=" + escapeValue(attributeText(attribute.Value))
		}
		lines[i] = strings.Join(values, " + ")
	}
	return strings.Join(lines, "\n"), nil
}

// relativeNameSET is a RelativeDistinguishedName (RFC 5280, section 4.1.2.4).
// encoding/asn1 takes a type whose name ends in SET for an ASN.1 SET.
type relativeNameSET []struct {
	Type  asn1.ObjectIdentifier
	Value asn1.RawValue
}

// attributeName is OpenSSL's short name of an attribute type, or its number.
func attributeName(id asn1.ObjectIdentifier) string {
	number := id.String()
	if name, isKnown := map[string]string{
		"2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
		"2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title", "2.5.4.13": "description",
		"2.5.4.15": "businessCategory", "2.5.4.17": "postalCode", "2.5.4.42": "GN", "2.5.4.43": "initials",
		"2.5.4.97": "organizationIdentifier", "1.2.840.113549.1.9.1": "emailAddress",
		"0.9.2342.19200300.100.1.1": "UID", "0.9.2342.19200300.100.1.25": "DC",
	}[number]; isKnown {
		return name
	}
	return number
}

// attributeText decodes a directory string, or writes any other value as the
// hexadecimal of its encoding (RFC 4514, section 2.4).
func attributeText(value asn1.RawValue) string {
	var text string
	if _, err := asn1.Unmarshal(value.FullBytes, &text); err != nil {
		return fmt.Sprintf("#%X", value.FullBytes)
	}
	return text
}

// escapeValue escapes what separates attributes (RFC 4514, section 2.4).
func escapeValue(value string) string {
	var out strings.Builder
	for i, r := range value {
		edge := r == ' ' && (i == 0 || i == len(value)-1)
		if edge || strings.ContainsRune(`,+"\<>;`, r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}
