// Package browser starts an installed Chrome, Edge or Chromium on one page of
// ours: with a profile of its own, in its sandbox, asking nothing of the network,
// and only for as long as this program runs, however that ends.
package browser

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"mirrorarm/sim/clock"
)

// ErrNone says that no such browser is installed.
var ErrNone = errors.New("browser: no Chrome, Edge or Chromium is installed")

// Options are how the browser is started.
type Options struct {
	Path   string   // of the browser; what Find finds if empty
	Window bool     // shows the page
	Extra  []string // further flags, for tests: a camera that plays a file
}

// Browser is a running one.
type Browser struct {
	cmd     *exec.Cmd
	profile string
	said    tail
	ended   chan struct{}
	once    sync.Once
}

// Find is the path of an installed browser.
func Find() (string, error) {
	for _, name := range candidates() {
		if filepath.IsAbs(name) {
			if info, err := os.Stat(name); err == nil && !info.IsDir() {
				return name, nil
			}
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNone
}

// candidates are where browsers are, the likeliest first.
func candidates() []string {
	switch runtime.GOOS {
	case "windows":
		var all []string
		for _, base := range []string{os.Getenv("ProgramFiles"), os.Getenv("ProgramFiles(x86)"), os.Getenv("LocalAppData")} {
			if base == "" {
				continue
			}
			all = append(all, filepath.Join(base, "Google", "Chrome", "Application", "chrome.exe"),
				filepath.Join(base, "Microsoft", "Edge", "Application", "msedge.exe"),
				filepath.Join(base, "Chromium", "Application", "chrome.exe"))
		}
		return all
	case "darwin":
		return []string{
			"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
			"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
			"/Applications/Chromium.app/Contents/MacOS/Chromium",
		}
	}
	return []string{"google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge", "microsoft-edge-stable"}
}

// flags are those of every start: nothing in the background, no host but this one
// whatever a browser of the future may want to ask, nothing to ask the user, a
// camera without a question (the page is ours), and software WebGL where there is
// no GPU, since the tracker wants WebGL to convert pictures.
func flags(profile string, window bool) []string {
	f := []string{
		"--user-data-dir=" + profile, "--no-first-run", "--no-default-browser-check", "--disable-sync", "--disable-quic",
		"--disable-background-networking", "--disable-component-update", "--disable-domain-reliability",
		"--disable-client-side-phishing-detection", "--disable-breakpad", "--no-pings", "--metrics-recording-only",
		"--disable-features=NetworkTimeServiceQuerying,OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
		"--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
		"--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
		"--use-fake-ui-for-media-stream", "--enable-unsafe-swiftshader", "--disable-search-engine-choice-screen",
	}
	if window {
		// Else it warns, over the picture, of the rule that has no other host resolved.
		return append(f, "--test-type")
	}
	return append(f, "--headless=new")
}

// Start opens url. The context ends the browser.
func Start(ctx context.Context, url string, opt Options) (*Browser, error) {
	path := opt.Path
	if path == "" {
		var err error
		if path, err = Find(); err != nil {
			return nil, err
		}
	}
	profile, err := os.MkdirTemp("", "mirrorarm-browser-*")
	if err != nil {
		return nil, fmt.Errorf("browser: %w", err)
	}
	args := append(flags(profile, opt.Window), opt.Extra...)
	if opt.Window {
		args = append(args, "--app="+url)
	} else {
		args = append(args, url)
	}
	b := &Browser{profile: profile, ended: make(chan struct{})}
	b.cmd = exec.Command(path, args...)
	b.cmd.Stdout, b.cmd.Stderr = &b.said, &b.said
	b.cmd.Env = append(os.Environ(), "HOME="+profile)
	if err := tie(b.cmd, profile); err != nil {
		_ = os.RemoveAll(profile)
		return nil, err
	}
	started := make(chan error)
	go b.run(ctx, started)
	if err := <-started; err != nil {
		_ = os.RemoveAll(profile)
		return nil, fmt.Errorf("browser: %w", err)
	}
	return b, nil
}

// run starts the browser and waits for its end, in one thread: on Linux the
// browser dies with the thread that started it.
func (b *Browser) run(ctx context.Context, started chan<- error) {
	runtime.LockOSThread()
	defer close(b.ended)
	if err := b.cmd.Start(); err != nil {
		started <- err
		return
	}
	hold(b.cmd)
	started <- nil
	done := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
			end(b.cmd)
		case <-done:
		}
	}()
	_ = b.cmd.Wait() // how it ended is of no interest
	close(done)
	for range 20 { // its last processes may still write
		if os.RemoveAll(b.profile) == nil {
			return
		}
		<-clock.Alarm(50 * time.Millisecond).C
	}
}

// Ended is closed when the browser is gone.
func (b *Browser) Ended() <-chan struct{} { return b.ended }

// Said is the last of what the browser wrote, for a log.
func (b *Browser) Said() string { return b.said.String() }

// Close ends the browser and removes its profile.
func (b *Browser) Close() {
	b.once.Do(func() { end(b.cmd) })
	<-b.ended
}

// tail keeps the end of what is written.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

const tailSize = 16 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p)
	if over := t.buf.Len() - tailSize; over > 0 {
		t.buf.Next(over)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(t.buf.String())
}

// OpenDefault opens url in the user's default browser.
func OpenDefault(url string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	case "darwin":
		cmd = exec.Command("open", url)
	default:
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
			return errors.New("browser: no display")
		}
		cmd = exec.Command("xdg-open", url)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("browser: %w", err)
	}
	go cmd.Wait() //nolint:errcheck // it hands the page on and ends
	return nil
}
