package mcap_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mirrorarm/sim/record/mcap"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// all is everything that a reader gives of a file, in its order.
type all struct {
	header      mcap.Header
	schemas     []mcap.Schema
	channels    []mcap.Channel
	messages    []mcap.Message
	attachments []mcap.Attachment
	metadata    []mcap.Metadata
}

// readAll reads a file up to its end, or up to the error.
func readAll(b []byte) (a all, err error) {
	r, err := mcap.NewReader(bytes.NewReader(b))
	if err != nil {
		return a, err
	}
	a.header = r.Header
	schemas, channels := map[uint16]bool{}, map[uint16]bool{}
	for {
		op, err := r.Next()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return a, nil
		}
		if err != nil {
			return a, err
		}
		for id, s := range r.Schemas {
			if !schemas[id] {
				schemas[id], a.schemas = true, append(a.schemas, *s)
			}
		}
		for id, c := range r.Channels {
			if !channels[id] {
				channels[id], a.channels = true, append(a.channels, *c)
			}
		}
		switch op {
		case mcap.OpMessage:
			m := r.Message
			m.Data = bytes.Clone(m.Data)
			a.messages = append(a.messages, m)
		case mcap.OpAttachment:
			x := r.Attachment
			x.Data = bytes.Clone(x.Data)
			a.attachments = append(a.attachments, x)
		case mcap.OpMetadata:
			a.metadata = append(a.metadata, r.Metadata)
		}
	}
}

// small is a file with something of everything: three chunks of two messages.
func small(t require.TestingT, to io.Writer, compression string) *mcap.Writer {
	w, err := mcap.NewWriter(to, mcap.Options{Header: mcap.Header{Profile: "p", Library: "l"}, Compression: compression, ChunkTime: 10})
	require.NoError(t, err)
	s, err := w.AddSchema("n", "e", []byte("d"))
	require.NoError(t, err)
	c, err := w.AddChannel(s, "/t", "m", map[string]string{"k": "v"})
	require.NoError(t, err)
	require.NoError(t, w.AddMetadata(&mcap.Metadata{Name: "x", Pairs: map[string]string{"b": "2", "a": "1"}}))
	require.NoError(t, w.Attach(&mcap.Attachment{LogTime: 1, CreateTime: 2, Name: "f", MediaType: "text/plain", Data: []byte("hi")}))
	for i := range 6 {
		require.NoError(t, w.Write(c, uint64(i)*8, []byte{byte(i)}))
	}
	return w
}

func smallFile(t require.TestingT, compression string) []byte {
	var b bytes.Buffer
	require.NoError(t, small(t, &b, compression).Close())
	return b.Bytes()
}

// The golden file was written down by hand from the specification, field by field.
func TestASmallFileByteForByte(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "small.hex"))
	require.NoError(t, err)
	var want []byte
	for _, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		for _, f := range strings.Fields(line) {
			if s, ok := strings.CutPrefix(f, "'"); ok {
				want = append(want, s...)
				continue
			}
			var b byte
			_, err := fmt.Sscanf(f, "%02x", &b)
			require.NoError(t, err, f)
			want = append(want, b)
		}
	}
	var got bytes.Buffer
	w, err := mcap.NewWriter(&got, mcap.Options{Header: mcap.Header{Profile: "p", Library: "l"}})
	require.NoError(t, err)
	s, err := w.AddSchema("n", "e", []byte("d"))
	require.NoError(t, err)
	c, err := w.AddChannel(s, "/t", "m", map[string]string{"k": "v"})
	require.NoError(t, err)
	require.NoError(t, w.Write(c, 7, []byte("hi")))
	require.NoError(t, w.Close())
	require.Equal(t, want, got.Bytes())
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want all
		word := rapid.StringN(0, 12, -1)
		words := rapid.MapOfN(word, word, 0, 3)
		want.header = mcap.Header{Profile: word.Draw(t, "profile"), Library: word.Draw(t, "library")}
		var b bytes.Buffer
		w, err := mcap.NewWriter(&b, mcap.Options{
			Header: want.header, ChunkBytes: rapid.IntRange(1, 300).Draw(t, "chunk"), ChunkTime: rapid.Uint64Range(1, 1000).Draw(t, "time"),
			Compression: rapid.SampledFrom([]string{mcap.Uncompressed, mcap.LZ4}).Draw(t, "compression"),
		})
		require.NoError(t, err)
		count := map[uint16]uint32{}
		data := rapid.SliceOfN(rapid.Byte(), 0, 100)
		for range rapid.IntRange(0, 40).Draw(t, "records") {
			switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
			case kind == 0:
				s := mcap.Schema{Name: word.Draw(t, "name"), Encoding: word.Draw(t, "encoding"), Data: data.Draw(t, "definition")}
				s.Data = append([]byte(nil), s.Data...)
				s.ID, err = w.AddSchema(s.Name, s.Encoding, s.Data)
				want.schemas = append(want.schemas, s)
			case kind == 1:
				c := mcap.Channel{Topic: word.Draw(t, "topic"), Encoding: word.Draw(t, "messages"), Metadata: words.Draw(t, "metadata")}
				if n := len(want.schemas); n > 0 {
					c.SchemaID = want.schemas[n-1].ID
				}
				c.ID, err = w.AddChannel(c.SchemaID, c.Topic, c.Encoding, c.Metadata)
				want.channels = append(want.channels, c)
			case kind == 2:
				a := mcap.Attachment{LogTime: rapid.Uint64().Draw(t, "log"), CreateTime: rapid.Uint64().Draw(t, "create"), Name: word.Draw(t, "file"), MediaType: word.Draw(t, "media"), Data: data.Draw(t, "content")}
				err = w.Attach(&a)
				want.attachments = append(want.attachments, a)
			case kind == 3:
				m := mcap.Metadata{Name: word.Draw(t, "values"), Pairs: words.Draw(t, "pairs")}
				err = w.AddMetadata(&m)
				want.metadata = append(want.metadata, m)
			case len(want.channels) > 0:
				c := rapid.SampledFrom(want.channels).Draw(t, "channel").ID
				m := mcap.Message{ChannelID: c, Sequence: count[c], LogTime: rapid.Uint64Range(0, 5000).Draw(t, "at"), Data: data.Draw(t, "message")}
				m.PublishTime = m.LogTime
				count[c]++
				err = w.Write(c, m.LogTime, m.Data)
				want.messages = append(want.messages, m)
			}
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		got, err := readAll(b.Bytes())
		require.NoError(t, err)
		requireSame(t, &want, &got)
		requireIndexed(t, b.Bytes(), &got)

		again := bytes.Buffer{}
		done, err := mcap.Repair(&again, bytes.NewReader(b.Bytes()))
		require.NoError(t, err)
		require.True(t, done.Whole, "%v", done.Why)
		got, err = readAll(again.Bytes())
		require.NoError(t, err)
		requireSame(t, &want, &got)
		requireIndexed(t, again.Bytes(), &got)
	})
}

func requireSame(t require.TestingT, want, got *all) {
	require.Equal(t, want.header, got.header)
	require.ElementsMatch(t, want.schemas, got.schemas)
	require.ElementsMatch(t, want.channels, got.channels)
	require.Equal(t, len(want.messages), len(got.messages))
	for i := range want.messages {
		requireMessage(t, &want.messages[i], &got.messages[i])
	}
	require.Equal(t, len(want.attachments), len(got.attachments))
	for i := range want.attachments {
		require.True(t, bytes.Equal(want.attachments[i].Data, got.attachments[i].Data))
		require.Equal(t, want.attachments[i].Name, got.attachments[i].Name)
		require.Equal(t, want.attachments[i].CreateTime, got.attachments[i].CreateTime)
	}
	require.Equal(t, want.metadata, got.metadata)
}

func requireMessage(t require.TestingT, want, got *mcap.Message) {
	require.True(t, bytes.Equal(want.Data, got.Data))
	w, g := *want, *got
	w.Data, g.Data = nil, nil
	require.Equal(t, w, g)
}

// requireIndexed follows every pointer of the summary to what it names.
func requireIndexed(t require.TestingT, b []byte, is *all) {
	s, err := mcap.ReadSummary(bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	require.Equal(t, len(is.schemas), len(s.Schemas))
	require.Equal(t, len(is.channels), len(s.Channels))
	require.EqualValues(t, len(is.messages), s.Statistics.Messages)
	require.EqualValues(t, len(is.attachments), s.Statistics.Attachments)
	require.EqualValues(t, len(is.metadata), s.Statistics.Metadata)
	require.EqualValues(t, len(s.Chunks), s.Statistics.Chunks)
	for i := range s.Attachments {
		require.Equal(t, byte(mcap.OpAttachment), b[s.Attachments[i].Offset])
		require.Equal(t, is.attachments[i].Name, s.Attachments[i].Name)
	}
	for i := range s.Metadata {
		require.Equal(t, byte(mcap.OpMetadata), b[s.Metadata[i].Offset])
	}
	for i := range s.Chunks {
		k := &s.Chunks[i]
		require.Equal(t, byte(mcap.OpChunk), b[k.Offset])
		at := k.Offset + k.Length
		for range k.MessageIndexes {
			require.Equal(t, byte(mcap.OpMessageIndex), b[at])
			at += 9 + uint64(b[at+1]) + uint64(b[at+2])<<8
		}
		require.Equal(t, k.Offset+k.Length+k.IndexLength, at)
	}
}

// A file cut anywhere repairs to all of its finished chunks.
func TestAFileCutAnywhereIsRepaired(t *testing.T) {
	for _, compression := range []string{mcap.Uncompressed, mcap.LZ4} {
		whole := smallFile(t, compression)
		s, err := mcap.ReadSummary(bytes.NewReader(whole), int64(len(whole)))
		require.NoError(t, err)
		require.Len(t, s.Chunks, 3)
		for n := range whole {
			var fixed bytes.Buffer
			done, err := mcap.Repair(&fixed, bytes.NewReader(whole[:n]))
			if n < 8+9+10 {
				require.Error(t, err, "%d bytes: not even a header", n)
				continue
			}
			require.NoError(t, err)
			require.False(t, done.Whole)
			require.ErrorIs(t, done.Why, io.ErrUnexpectedEOF)
			a, err := readAll(fixed.Bytes())
			require.NoError(t, err, "%d bytes", n)
			finished := 0
			for _, k := range s.Chunks {
				if k.Offset+k.Length <= uint64(n) {
					finished++
				}
			}
			require.Len(t, a.messages, 2*finished, "%d bytes", n)
			requireIndexed(t, fixed.Bytes(), &a)
		}
		_, err = readAll(whole[:len(whole)-1])
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	}
}

// One changed byte is noticed, or harms nothing but what it says itself.
func TestAChangedByteBreaksNothing(t *testing.T) {
	whole := smallFile(t, mcap.LZ4)
	for i := range whole {
		b := bytes.Clone(whole)
		b[i] ^= 0x41
		_, _ = readAll(b)
		var fixed bytes.Buffer
		if _, err := mcap.Repair(&fixed, bytes.NewReader(b)); err != nil {
			continue
		}
		_, err := readAll(fixed.Bytes())
		require.NoError(t, err, "byte %d", i)
	}
}

func TestChunksAreBounded(t *testing.T) {
	var b bytes.Buffer
	w, err := mcap.NewWriter(&b, mcap.Options{Compression: mcap.LZ4})
	require.NoError(t, err)
	c, err := w.AddChannel(0, "/t", "m", nil)
	require.NoError(t, err)
	for i := range 3000 { // 3 s of 10 MB
		require.NoError(t, w.Write(c, uint64(i)*1e6, make([]byte, 3500)))
	}
	require.NoError(t, w.Close())
	s, err := mcap.ReadSummary(bytes.NewReader(b.Bytes()), int64(b.Len()))
	require.NoError(t, err)
	for _, k := range s.Chunks {
		require.LessOrEqual(t, k.Uncompressed, uint64(mcap.DefaultChunkBytes))
		require.LessOrEqual(t, k.End-k.Start, uint64(mcap.DefaultChunkTime))
	}
	require.Equal(t, 3, len(s.Chunks))
}

// limited is a disk of so many bytes.
type limited struct {
	b    []byte
	room int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.room-len(l.b))
	l.b = append(l.b, p[:n]...)
	if n < len(p) {
		return n, errors.New("no space left")
	}
	return n, nil
}
func (l *limited) Truncate(n int64) error                  { l.b = l.b[:n]; return nil }
func (l *limited) Seek(offset int64, _ int) (int64, error) { return offset, nil }

// A full disk leaves a whole file of what had found room, at every size of the disk that
// has room for anything.
func TestAFullDiskLeavesAWholeFile(t *testing.T) {
	const all = 6000 // bytes, more than the file takes
	kept := map[int]bool{}
	for room := all; room > 1500; room -= 7 {
		disk := &limited{room: room}
		w, err := mcap.NewWriter(disk, mcap.Options{ChunkTime: 10})
		require.NoError(t, err)
		c, err := w.AddChannel(0, "/t", "m", nil)
		require.NoError(t, err)
		failed := false
		for i := range 12 {
			failed = failed || w.Write(c, uint64(i)*8, make([]byte, 300)) != nil
		}
		err = w.Close()
		if err == nil {
			continue // all of it had room
		}
		require.ErrorContains(t, err, "no space left")
		require.NotContains(t, err.Error(), "repaired")
		a, err := readAll(disk.b)
		require.NoError(t, err, "%d bytes", room)
		require.EqualValues(t, len(a.messages), w.Stats().Messages)
		requireIndexed(t, disk.b, &a)
		kept[len(a.messages)] = true
	}
	require.Greater(t, len(kept), 1, "disks of several sizes")
}

func TestFaultsAreNamed(t *testing.T) {
	whole := smallFile(t, mcap.Uncompressed)
	change := func(at int, to ...byte) []byte {
		b := bytes.Clone(whole)
		copy(b[at:], to)
		return b
	}
	for want, b := range map[string][]byte{
		"no MCAP file":                                           []byte("#!/bin/sh\necho"),
		"byte 0: the file ends at byte 0":                        {},
		"version '1' of the format, want '0'":                    change(5, '1'),
		"byte 8: metadata, want the header":                      change(8, byte(mcap.OpMetadata)),
		"header: 281474976710666 bytes, want at most 1073741824": change(15, 1),
		"header: profile: 6 bytes left, want 511":                change(17, 0xff, 1),
	} {
		_, err := readAll(b)
		require.ErrorContains(t, err, want)
	}
	_, err := mcap.NewWriter(io.Discard, mcap.Options{Compression: "zip"})
	require.ErrorContains(t, err, `compression "zip"`)
	w, err := mcap.NewWriter(io.Discard, mcap.Options{})
	require.NoError(t, err)
	require.ErrorContains(t, w.Write(3, 0, nil), "channel 3")
}
