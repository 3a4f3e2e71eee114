package live_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mirrorarm/sim/live"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
)

// stand is a server that phones reach.
type stand struct {
	*heard
	server *live.Server
	cert   *tls.Certificate
	base   string // address of the page, without the token
	link   string
}

func newStand(t *testing.T) *stand {
	t.Helper()
	cert, err := live.SelfSigned()
	require.NoError(t, err)
	h := &heard{}
	opt := h.options()
	opt.Listen, opt.TLS, opt.Token = "0.0.0.0:0", cert, live.NewToken()
	s, err := live.Serve(opt)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	base := s.URL()
	require.True(t, strings.HasPrefix(base, "https://127.0.0.1:"), base)
	for _, link := range s.Links() {
		require.Contains(t, link, "/?t="+opt.Token)
	}
	return &stand{h, s, cert, base, base + "?t=" + opt.Token}
}

// phone is a browser that has accepted the certificate, and follows no redirection.
func (s *stand) phone(t *testing.T) *http.Client {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(s.cert.Leaf)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Jar: jar, Transport: transport, Timeout: 20 * time.Second}
}

// visitor is a phone that has opened the link.
func (s *stand) visitor(t *testing.T) *http.Client {
	p := s.phone(t)
	status, _ := request(t, p, http.MethodGet, s.link, "", nil)
	require.Equal(t, http.StatusOK, status)
	return p
}

func request(t *testing.T, p *http.Client, method, to, body string, header map[string]string) (status int, text string) {
	t.Helper()
	r, err := http.NewRequest(method, to, strings.NewReader(body))
	require.NoError(t, err)
	for k, v := range header {
		if r.Header.Set(k, v); k == "Host" {
			r.Host = v
		}
	}
	answer, err := p.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close() //nolint:errcheck // read only
	content, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(content)
}

func (s *stand) dial(p *http.Client, origin string) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	header := http.Header{}
	if origin != "" {
		header.Set("Origin", origin)
	}
	c, answer, err := websocket.Dial(ctx, s.base+"hands", &websocket.DialOptions{HTTPClient: p, HTTPHeader: header, Subprotocols: []string{live.Protocol}})
	if err != nil && answer != nil {
		return nil, fmt.Errorf("status %d", answer.StatusCode)
	}
	return c, err
}

// Without the token of this run nobody gets in, by whatever way; with it, once, they
// do, and its cookie is as shut as a cookie can be.
func TestThePasswordOfTheRun(t *testing.T) {
	s := newStand(t)
	stranger := s.phone(t)
	for _, path := range []string{"", "page.js", "hands", "?t=", "?t=" + live.NewToken(), "page.js" + s.link[len(s.base):], "tracker/hand.task"} {
		status, text := request(t, stranger, http.MethodGet, s.base+path, "", nil)
		require.Equal(t, http.StatusUnauthorized, status, path)
		require.Contains(t, text, "password is missing or wrong: open the link", path)
	}
	post := map[string]string{"Content-Type": "application/json", "Origin": strings.TrimSuffix(s.base, "/")}
	status, _ := request(t, stranger, http.MethodPost, s.base+"hands?client=stranger1", `{"type":"hello"}`, post)
	require.Equal(t, http.StatusUnauthorized, status)
	status, _ = request(t, stranger, http.MethodGet, s.base, "", map[string]string{"Cookie": "mirrorarm-" + portOf(t, s.base) + "=guess"})
	require.Equal(t, http.StatusUnauthorized, status)
	_, err := s.dial(stranger, "")
	require.EqualError(t, err, "status 401")
	require.Zero(t, s.count())

	once := s.phone(t)
	once.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r, err := once.Get(s.link + "&hands=2")
	require.NoError(t, err)
	require.NoError(t, r.Body.Close())
	require.Equal(t, http.StatusSeeOther, r.StatusCode)
	require.Equal(t, "/?hands=2", r.Header.Get("Location"), "the token leaves the address line")
	c := r.Cookies()[0]
	require.True(t, c.HttpOnly && c.Secure && c.SameSite == http.SameSiteLaxMode)
	status, _ = request(t, once, http.MethodGet, s.base+"page.js", "", nil)
	require.Equal(t, http.StatusOK, status)
	token := s.link[strings.Index(s.link, "=")+1:]
	status, _ = request(t, stranger, http.MethodGet, s.base, "", map[string]string{"Authorization": "Bearer " + token})
	require.Equal(t, http.StatusOK, status, "a program says it in a header")

	other := newStand(t)
	elsewhere := other.phone(t)
	elsewhere.Jar = once.Jar
	status, _ = request(t, elsewhere, http.MethodGet, other.base, "", nil)
	require.Equal(t, http.StatusUnauthorized, status, "another run has another token")
}

func portOf(t *testing.T, base string) string {
	u, err := url.Parse(base)
	require.NoError(t, err)
	return u.Port()
}

// A page of somebody else's gets nothing, though the browser has the cookie.
func TestForeignPagesOfAPhone(t *testing.T) {
	s := newStand(t)
	p := s.visitor(t)
	own := strings.TrimSuffix(s.base, "/")
	for origin, want := range map[string]string{own: "", "": "", "https://evil.example": "status 403", strings.Replace(own, "https", "http", 1): "status 403", "null": "status 403"} {
		c, err := s.dial(p, origin)
		if want != "" {
			require.EqualError(t, err, want, origin)
			continue
		}
		require.NoError(t, err)
		_ = c.CloseNow()
	}
	status, _ := request(t, p, http.MethodGet, s.base, "", map[string]string{"Host": "evil.example"})
	require.Equal(t, http.StatusForbidden, status)
	status, _ = request(t, p, http.MethodGet, s.base, "", map[string]string{"Host": "192.168.7.7:8443", "Authorization": "Bearer " + s.link[strings.Index(s.link, "=")+1:]})
	require.Equal(t, http.StatusOK, status, "by number it is known wherever it is")
}

// Where a browser refuses WebSockets, the page posts what it would send.
func TestPosting(t *testing.T) {
	s := newStand(t)
	p := s.visitor(t)
	header := map[string]string{"Content-Type": "application/json", "Origin": strings.TrimSuffix(s.base, "/")}
	post := func(id, body string) (int, string) {
		return request(t, p, http.MethodPost, s.base+"hands?client="+id, body, header)
	}
	status, text := post("phone-one", handText(0, 1))
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, text, "say hello first")
	status, _ = post("phone-one", `{"type":"hello","kind":"tracker","axes":"leap"}`)
	require.Equal(t, http.StatusNoContent, status)
	status, text = post("phone-one", handText(1, 1))
	require.Equal(t, http.StatusOK, status)
	var a map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &a))
	require.Equal(t, "state", a["type"])
	require.Equal(t, "left", a["side"])
	status, _ = post("phone-one", handText(2, 34))
	require.Equal(t, http.StatusNoContent, status, "every fourth is answered")
	require.Equal(t, 2, s.count())
	require.Equal(t, "leap", s.settings[0].Axes.Name)
	status, text = post("phone-one", `{"type":"clock","sent_ms":5}`)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, `"sent_ms":5`)
	_, text = post("phone-one", `{"type":"hands","hands":7}`)
	require.Contains(t, text, `"refused":"hands is a number"`)

	// A second page waits, by whichever way it comes, and leads when the first is gone.
	second, err := s.dial(p, header["Origin"])
	require.NoError(t, err)
	defer second.CloseNow() //nolint:errcheck // test
	send(t, second, handText(0, 1))
	require.Equal(t, true, receive(t, second)["waiting"])
	s.pass(0.9)
	for i := range 4 {
		send(t, second, handText(1+i, float64(1000+33*i)))
	}
	require.NotContains(t, receive(t, second), "waiting")
	for i := range 3 {
		_, text = post("phone-one", handText(3+i, float64(1000+33*i)))
	}
	require.Contains(t, text, `"waiting":true`)
	require.NoError(t, second.Close(websocket.StatusNormalClosure, ""))
	before := s.count()
	require.Eventually(t, func() bool {
		status, _ = post("phone-one", handText(9, 2000))
		return status < 300 && s.count() > before
	}, 20*time.Second, 10*time.Millisecond)

	header["Content-Type"] = "text/plain"
	status, _ = post("phone-one", handText(1, 1))
	require.Equal(t, http.StatusUnsupportedMediaType, status, "a form of a foreign page could send that")
	header["Content-Type"] = "application/json"
	status, _ = post("short", `{"type":"hello"}`)
	require.Equal(t, http.StatusBadRequest, status)
	status, _ = post("phone-one", strings.Repeat(" ", live.MaxMessage+1))
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	for i := range 15 {
		status, _ = post(fmt.Sprintf("phone-number-%d", i), `{"type":"hello"}`)
		require.Equal(t, http.StatusNoContent, status)
	}
	status, _ = post("one-too-many", `{"type":"hello"}`)
	require.Equal(t, http.StatusServiceUnavailable, status)
	s.pass(31)
	status, _ = post("one-too-many", `{"type":"hello"}`)
	require.Equal(t, http.StatusNoContent, status, "the silent ones are forgotten")
	for i := range 240 {
		status, _ = post("one-too-many", fmt.Sprintf(`{"type":"clock","sent_ms":%d}`, i))
	}
	require.Equal(t, http.StatusTooManyRequests, status)
}

func TestBeyondLoopbackWantsATokenAndACertificate(t *testing.T) {
	cert, err := live.SelfSigned()
	require.NoError(t, err)
	for _, opt := range []live.ServerOptions{{}, {TLS: cert}, {Token: "x"}} {
		opt.Listen = "0.0.0.0:0"
		_, err := live.Serve(opt)
		require.ErrorContains(t, err, "want a certificate and a token")
	}
}

func TestACertificateOfOnesOwn(t *testing.T) {
	cert, err := live.SelfSigned()
	require.NoError(t, err)
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}), 0o600))
	require.NoError(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600))
	own, err := live.LoadCertificate(certFile, keyFile)
	require.NoError(t, err)
	require.NoError(t, own.Leaf.VerifyHostname("127.0.0.1"))
	_, err = live.LoadCertificate(keyFile, certFile)
	require.ErrorContains(t, err, "live: certificate "+keyFile)
	require.NotEqual(t, live.NewToken(), live.NewToken())
	require.Len(t, live.NewToken(), 22)
}

// The page's own code falls back to posting: run by node, with WebSockets that fail as
// iOS has them fail.
func TestThePageFallsBackToPosting(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	s := newStand(t)
	code, err := os.ReadFile(filepath.Join("page", "worker.js"))
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(code), "\nimport ")
	require.True(t, found)
	_, rest, _ = strings.Cut(rest, "\n")
	rest, _, found = strings.Cut(rest, "\nload().catch")
	require.True(t, found)
	message := handText(1, 5)
	script := fmt.Sprintf(`
globalThis.self = globalThis;
globalThis.location = new URL(%q);
globalThis.postMessage = (m) => { if (m.answer) { console.log(JSON.stringify(m.answer)); process.exit(0); } };
globalThis.OffscreenCanvas = class { getContext() {} };
let tried = 0;
globalThis.WebSocket = class { constructor(u) { if (u.protocol !== 'wss:') throw 0; tried++; setTimeout(() => this.onclose(), 5); } };
const plain = fetch;
globalThis.fetch = (u, o) => plain(u, { ...o, headers: { ...o.headers, Cookie: %q, Origin: location.origin } });
setInterval(() => { if (line.open && !line.busy()) line.send(%s); }, 20);
`, s.base, "mirrorarm-"+portOf(t, s.base)+"="+s.link[strings.Index(s.link, "=")+1:], message) + before + "\n" + rest
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	run := exec.CommandContext(ctx, node, "-e", script)
	run.Env = append(os.Environ(), "NODE_TLS_REJECT_UNAUTHORIZED=0", "NODE_NO_WARNINGS=1")
	out, err := run.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), `"type":"state"`)
	require.Positive(t, s.count())
}

// A QR code has its three finder patterns in the corners, white around it, and its
// timing pattern between them (ISO/IEC 18004, 5.3).
func TestQRCode(t *testing.T) {
	rows, err := live.QR("https://192.168.178.100:8443/?t=" + live.NewToken() + "&hands=2")
	require.NoError(t, err)
	n := len(rows)
	require.Zero(t, (n-8-17)%4, "a size that there is")
	finder := []string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"}
	for _, corner := range [][2]int{{4, 4}, {4, n - 11}, {n - 11, 4}} {
		for y, line := range finder {
			for x, c := range line {
				require.Equal(t, c == '#', rows[corner[0]+y][corner[1]+x])
			}
		}
	}
	for i := range n {
		for m := range 4 {
			require.False(t, rows[m][i] || rows[i][m] || rows[n-1-m][i] || rows[i][n-1-m])
		}
		if i >= 12 && i < n-12 {
			require.Equal(t, i%2 == 0, rows[10][i])
		}
	}
	text := strings.Split(strings.TrimSuffix(live.QRText(rows), "\n"), "\n")
	require.Len(t, text, (n+1)/2)
	require.Contains(t, text[2], "    █▀▀▀▀▀█")
	_, err = live.QR(strings.Repeat("x", 5000))
	require.ErrorContains(t, err, "QR code of 5000 bytes")
}

// A phone that posts and goes away without a word is gone for the screen, too, once
// the next one posts.
func TestAPhoneThatIsSilentIsGone(t *testing.T) {
	now := 0.0
	var states []live.State
	s, err := live.Serve(live.ServerOptions{
		Now: func() float64 { return now }, State: func(s live.State) { states = append(states, s) },
		Use: func(*live.Packet) live.Verdict { return live.Verdict{} },
	})
	require.NoError(t, err)
	defer s.Close()
	post := func(client, body string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"hands?client="+client, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Less(t, answer.StatusCode, 300)
	}
	const hello = `{"type":"hello","kind":"camera"}`
	post("the-first-one", hello)
	post("the-first-one", `{"type":"state","state":"nohand"}`)
	require.Equal(t, []live.State{live.NoHand}, states)
	now += (10 * time.Minute).Seconds()
	post("the-second-one", hello)
	require.Equal(t, []live.State{live.NoHand, live.Gone}, states)
}
