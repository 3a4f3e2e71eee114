package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestArchivesHoldNothingOfTheMachine(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 8, 0, time.UTC)
	files := []file{{"README.md", []byte("read"), false}, {"mirrorarm", []byte("run"), true}}
	for _, write := range []func(io.Writer, string, []file, time.Time) error{writeTar, writeZip} {
		var a, b bytes.Buffer
		require.NoError(t, write(&a, "folder", files, at))
		require.NoError(t, write(&b, "folder", files, at.In(time.FixedZone("elsewhere", 3600))))
		require.Equal(t, a.Bytes(), b.Bytes())
	}
	var packed bytes.Buffer
	require.NoError(t, writeTar(&packed, "folder", files, at))
	z, err := gzip.NewReader(&packed)
	require.NoError(t, err)
	require.True(t, z.ModTime.IsZero())
	r := tar.NewReader(z)
	for i := range files {
		head, err := r.Next()
		require.NoError(t, err)
		require.Equal(t, "folder/"+files[i].name, head.Name)
		require.Equal(t, files[i].program, head.Mode&0o100 != 0)
		require.True(t, at.Equal(head.ModTime))
		require.Empty(t, head.Uname)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		require.Equal(t, files[i].content, content)
	}
	packed.Reset()
	require.NoError(t, writeZip(&packed, "folder", files, at))
	zipped, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	require.NoError(t, err)
	require.Len(t, zipped.File, len(files))
	require.True(t, at.Equal(zipped.File[0].Modified))
}

func TestAChangedTreeIsRefused(t *testing.T) {
	dir := t.TempDir()
	git := func(args ...string) {
		t.Helper()
		args = append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@example.org"}, args...)
		text, err := exec.Command("git", args...).CombinedOutput()
		require.NoError(t, err, "%s", text)
	}
	git("init", "-q")
	name := filepath.Join(dir, "README.md")
	require.NoError(t, os.WriteFile(name, []byte("one"), 0o644))
	git("add", ".")
	git("commit", "-q", "-m", "one")
	c, err := readCommit(dir)
	require.NoError(t, err)
	require.Equal(t, []string{"README.md"}, c.files)
	require.Equal(t, c.time.Format("20060102")+"-"+c.hash[:12], c.version)
	git("tag", "v1.2.3")
	c, err = readCommit(dir)
	require.NoError(t, err)
	require.Equal(t, "v1.2.3", c.version)

	require.NoError(t, os.WriteFile(name, []byte("two"), 0o644))
	_, err = readCommit(dir)
	require.ErrorIs(t, err, errChanged)
	git("checkout", "-q", "README.md")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "new"), nil, 0o644))
	_, err = readCommit(dir)
	require.ErrorIs(t, err, errChanged, "a file that is in no commit may be built in")
}

func TestAnArchiveSaysWhereThereIsNoWindow(t *testing.T) {
	c := commit{version: "v1"}
	require.Equal(t, "mirrorarm-v1-macos-arm64-nowindow.tar.gz", target{system: "darwin", arch: "arm64"}.name(c))
	require.Equal(t, "mirrorarm-v1-windows-amd64.zip", target{system: "windows", arch: "amd64", window: true}.name(c))
	require.Contains(t, target{}.preface(), "without its window")
	require.NotContains(t, target{window: true}.preface(), "without its window")
	_, err := choose(targets(), "plan9/mips")
	require.ErrorContains(t, err, "windows/amd64")
}

func TestAModuleWithoutTermsIsNotHandedOut(t *testing.T) {
	root := t.TempDir()
	var out bytes.Buffer
	require.ErrorContains(t, writeTerms(&out, "example.org/silent v1", []string{root}), "example.org/silent v1")
	require.NoError(t, os.MkdirAll(filepath.Join(root, "sub", "LICENSES"), 0o755))
	for _, name := range []string{"LICENCE.md", "sub/COPYING", "sub/LICENSES/mit.txt", "licence.go", "README.md"} {
		require.NoError(t, os.WriteFile(filepath.Join(root, name), []byte("terms of "+name), 0o644))
	}
	require.NoError(t, writeTerms(&out, "example.org/said v1", []string{filepath.Join(root, "sub"), root}))
	text := out.String()
	require.Contains(t, text, "terms of LICENCE.md")
	require.Contains(t, text, "terms of sub/COPYING")
	require.Contains(t, text, "terms of sub/LICENSES/mit.txt")
	require.NotContains(t, text, "licence.go")
	require.NotContains(t, text, root)
}

func TestFilesThatTheReadmeSpeaksOf(t *testing.T) {
	files := []string{"ARCHITECTURE.md", "go.mod", "testdata/hands/a.jsonl", "testdata/golden/a.png", "testdata/golden/b.png", "cmd/mirrorarm/run.go"}
	got := mentioned([]byte("see [it](ARCHITECTURE.md), `run --source testdata/hands/a.jsonl`, ![a](testdata/golden/a.png) and cmd/mirrorarm."), files)
	require.Equal(t, []string{"ARCHITECTURE.md", "testdata/hands/a.jsonl", "testdata/golden/a.png"}, got)
}
