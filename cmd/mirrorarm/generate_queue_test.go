package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"
)

// silenceEnv tells children how soon a silent worker's order is given out again.
const silenceEnv = "MIRRORARM_SILENCE"

func init() {
	if d, err := time.ParseDuration(os.Getenv(silenceEnv)); err == nil {
		silence = d
	}
}

// natsServer is the real one, in this process, with a disk of its own.
func natsServer(t *testing.T, dir string, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: dir, NoSigs: true, NoLog: true})
	require.NoError(t, err)
	s.Start()
	require.True(t, s.ReadyForConnections(childPatience))
	t.Cleanup(s.Shutdown)
	return s
}

// A set is the same bytes whether one machine made it alone, or in five parts that were
// merged, or four workers of which two were killed and one came late.
func TestWorkersAreKilled(t *testing.T) {
	requireOneSet(t, "generate --task reach --episodes 40 --fps 10 --observe environment --vary seed", false)
}

// The same with everything that there is to see and to vary, and a server that is
// started anew in the middle.
func TestWorkersAreKilledSoak(t *testing.T) {
	if os.Getenv("MIRRORARM_SOAK") == "" {
		t.Skip("takes minutes: set MIRRORARM_SOAK=1, or run make soak")
	}
	requireOneSet(t, "generate --task grasp --episodes 40 --vary person,seed,scene,noise", true)
}

func requireOneSet(t *testing.T, line string, outage bool) {
	if runtime.GOOS == "windows" || runtime.GOOS == "js" {
		t.Skip("kills its children as Unix does")
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	generated(t, line+" --out "+at("alone"))
	want := bytesBelow(t, at("alone"))

	var parts []string
	for i := range 5 {
		parts = append(parts, at(fmt.Sprintf("part-%d", i)))
		generated(t, fmt.Sprintf("%s --shard %d/5 --out %s", line, i, parts[i]))
	}
	require.Equal(t, []any{}, generated(t, "merge "+strings.Join(parts, " ")+" --out "+at("merged"))["missing"])
	requireSameFiles(t, want, bytesBelow(t, at("merged")))

	t.Setenv(silenceEnv, "2s")
	defer func(usual time.Duration) { silence = usual }(silence)
	silence = 2 * time.Second
	s := natsServer(t, at("server"), -1)
	url, port := s.ClientURL(), s.Addr().(*net.TCPAddr).Port
	worker := func() *child { return startChild(t, dir, "generate --work "+url+" --json") }
	crew := []*child{worker(), worker(), worker()}
	done := make(chan string, 1)
	go func() {
		code, out, errs := command(t, strings.Fields(line+" --queue "+url+" --out "+at("queued")+" --json")...)
		done <- fmt.Sprint(code, out, errs)
	}()
	there := func() int {
		found, err := filepath.Glob(filepath.Join(at("queued.part"), "episode-*.parquet"))
		require.NoError(t, err)
		return len(found)
	}
	require.Eventually(t, func() bool { return there() > 3 }, childPatience, 5*time.Millisecond)
	for _, c := range crew[:2] {
		require.NoError(t, c.Process.Kill())
	}
	require.Less(t, there(), 40, "they are killed midway")
	if outage {
		s.Shutdown()
		s.WaitForShutdown()
		natsServer(t, at("server"), port)
	}
	crew = append(crew, worker())
	select {
	case result := <-done:
		require.True(t, strings.HasPrefix(result, "0"), result)
	case <-time.After(10 * childPatience):
		require.Fail(t, "the set is not made")
	}
	require.NoDirExists(t, at("queued.part"))
	requireSameFiles(t, want, bytesBelow(t, at("queued")))
	made := 0.0
	for _, c := range crew[2:] {
		made += amount(c.interrupt(t, os.Interrupt, true)["episodes"])
	}
	require.Positive(t, made)
}

func requireSameFiles(t *testing.T, want, got map[string]string) {
	t.Helper()
	require.Len(t, got, len(want))
	for name := range want {
		require.True(t, want[name] == got[name], "%s differs", name)
	}
}
