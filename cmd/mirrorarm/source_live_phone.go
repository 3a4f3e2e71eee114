package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"mirrorarm/sim/live"
)

// listenFlags say where trackers and the camera's page come, and who is let in.
type listenFlags struct {
	Listen string `help:"Mirror the hands that any tracker sends to this address, in the protocol that README tells; with --camera, where its page is served, a free port if absent; with --tls, where a phone finds the page. Examples: --listen 127.0.0.1:8080, --listen 0.0.0.0:8443 --tls" placeholder:"ADDRESS"`
	TLS    bool   `name:"tls" help:"Let a phone be the camera: the page is served to whoever has this run's link, which is printed as a QR code, with a certificate that is made for it. Example: --listen 0.0.0.0:8443 --tls"`
	Cert   string `help:"A certificate of your own for --tls, PEM. Example: --cert stand.pem --key stand.key" placeholder:"FILE" type:"existingfile"`
	Key    string `help:"The key of --cert, PEM. Example: --key stand.key" placeholder:"FILE" type:"existingfile"`
	Hands  int    `help:"How many hands the page looks for; two take twice the work. Example: --hands 2" default:"1" range:"1 to 2"`
}

// Validate refuses what would let others in; kong calls it.
func (f listenFlags) Validate() error {
	switch {
	case (f.Cert == "") != (f.Key == ""):
		return errors.New("--cert and --key: want both")
	case f.Cert != "" && !f.TLS:
		return errors.New("--cert: goes with --tls")
	case f.TLS && f.Listen == "":
		return errors.New("--tls: want --listen with an address and a port, such as --listen 0.0.0.0:8443")
	case f.Listen == "":
		return nil
	}
	host, _, err := net.SplitHostPort(f.Listen)
	if err != nil {
		return fmt.Errorf("--listen %q: want an address and a port, such as 127.0.0.1:8080", f.Listen)
	}
	if ip, err := netip.ParseAddr(host); !f.TLS && host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return fmt.Errorf("--listen %q: there is no password; want --tls, or an address of this machine itself, such as 127.0.0.1:8080", f.Listen)
	}
	return nil
}

// certificate is what --tls needs; nothing without it.
func (f *listenFlags) certificate() (*tls.Certificate, string, error) {
	if !f.TLS {
		return nil, "", nil
	}
	cert, err := certificateFrom(f.Cert, f.Key)
	return cert, live.NewToken(), err
}

// certificateFrom reads a certificate and its key, or makes one where no files are named.
func certificateFrom(cert, key string) (*tls.Certificate, error) {
	if cert == "" {
		return live.SelfSigned()
	}
	return live.LoadCertificate(cert, key)
}

// asked is the page's address with what is asked of it.
func (f *listenFlags) asked(url string) string {
	if f.Hands < 2 {
		return url
	}
	mark := "?"
	if strings.Contains(url, mark) {
		mark = "&"
	}
	return fmt.Sprintf("%s%shands=%d", url, mark, f.Hands)
}

// showLinks prints where a phone finds the page, the first as a QR code as well.
func (f *listenFlags) showLinks(a *app, s *live.Server) error {
	var links []string
	for _, link := range s.Links() {
		links = append(links, f.asked(link))
	}
	return a.showLinks(links)
}

// showLinks prints where a phone finds a page.
func (a *app) showLinks(links []string) error {
	code, err := live.QR(links[0])
	if err != nil {
		return err
	}
	if isTerminal(a.stderr) {
		fmt.Fprint(a.stderr, live.QRText(code))
	}
	fmt.Fprintln(a.stderr, "open this on the phone, and accept the certificate:")
	for _, link := range links {
		fmt.Fprintln(a.stderr, "  "+link)
	}
	return nil
}
