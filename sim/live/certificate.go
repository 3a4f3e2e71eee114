//go:build !page

package live

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"time"

	"mirrorarm/sim/clock"
)

// certificateFor is how long a certificate of our own holds: one run of an exhibition.
const certificateFor = 30 * 24 * time.Hour

// SelfSigned is a certificate for this machine's addresses that nobody vouches for: a
// browser asks before it believes it.
func SelfSigned() (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("live: certificate: %w", err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("live: certificate: %w", err)
	}
	now := clock.Wall()
	wish := x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: "mirrorarm"},
		NotBefore:    now.Add(-24 * time.Hour), // a phone's clock may be behind
		NotAfter:     now.Add(certificateFor),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},

		BasicConstraintsValid: true,
	}
	for _, a := range ownAddresses() {
		wish.IPAddresses = append(wish.IPAddresses, a.AsSlice())
	}
	der, err := x509.CreateCertificate(rand.Reader, &wish, &wish, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("live: certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("live: certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, nil
}

// LoadCertificate reads a certificate and its key, PEM.
func LoadCertificate(certFile, keyFile string) (*tls.Certificate, error) {
	c, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("live: certificate %s with key %s: %w", certFile, keyFile, err)
	}
	if c.Leaf == nil {
		if c.Leaf, err = x509.ParseCertificate(c.Certificate[0]); err != nil {
			return nil, fmt.Errorf("live: certificate %s: %w", certFile, err)
		}
	}
	return &c, nil
}
