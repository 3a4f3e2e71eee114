package mcap

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

var le = binary.LittleEndian

// appendRecord puts a record's head before what fill appends.
func appendRecord(b []byte, op Op, fill func([]byte) []byte) []byte {
	b = append(b, byte(op), 0, 0, 0, 0, 0, 0, 0, 0)
	from := len(b)
	b = fill(b)
	le.PutUint64(b[from-8:], uint64(len(b)-from))
	return b
}

// appendString writes UTF-8, as the format wants; what is none is replaced.
func appendString(b []byte, s string) []byte {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return append(le.AppendUint32(b, uint32(len(s))), s...)
}

// appendMap writes a map in the order of its keys, so that equal files have equal
// bytes.
func appendMap[K cmp.Ordered, V any](b []byte, m map[K]V, key func([]byte, K) []byte, value func([]byte, V) []byte) []byte {
	b = append(b, 0, 0, 0, 0)
	from := len(b)
	for _, k := range slices.Sorted(maps.Keys(m)) {
		b = value(key(b, k), m[k])
	}
	le.PutUint32(b[from-4:], uint32(len(b)-from))
	return b
}

func appendTexts(b []byte, m map[string]string) []byte {
	return appendMap(b, m, appendString, appendString)
}

func appendCounts(b []byte, m map[uint16]uint64) []byte {
	return appendMap(b, m, le.AppendUint16, le.AppendUint64)
}

func (h *Header) append(b []byte) []byte { return appendString(appendString(b, h.Profile), h.Library) }

func (s *Schema) append(b []byte) []byte {
	b = appendString(appendString(le.AppendUint16(b, s.ID), s.Name), s.Encoding)
	return append(le.AppendUint32(b, uint32(len(s.Data))), s.Data...)
}

func (c *Channel) append(b []byte) []byte {
	b = le.AppendUint16(le.AppendUint16(b, c.ID), c.SchemaID)
	return appendTexts(appendString(appendString(b, c.Topic), c.Encoding), c.Metadata)
}

// appendMessage writes a whole message record, without a detour.
func appendMessage(b []byte, m *Message) []byte {
	b = append(b, byte(OpMessage))
	b = le.AppendUint64(b, uint64(messageHead+len(m.Data)))
	b = le.AppendUint32(le.AppendUint16(b, m.ChannelID), m.Sequence)
	b = le.AppendUint64(le.AppendUint64(b, m.LogTime), m.PublishTime)
	return append(b, m.Data...)
}

// messageHead is what stands in a message before its data (bytes).
const messageHead = 2 + 4 + 8 + 8

// appendWithoutSum is an attachment but for its checksum.
func (a *Attachment) appendWithoutSum(b []byte) []byte {
	b = le.AppendUint64(le.AppendUint64(b, a.LogTime), a.CreateTime)
	b = appendString(appendString(b, a.Name), a.MediaType)
	return append(le.AppendUint64(b, uint64(len(a.Data))), a.Data...)
}

func (m *Metadata) append(b []byte) []byte { return appendTexts(appendString(b, m.Name), m.Pairs) }

func (s *Statistics) append(b []byte) []byte {
	b = le.AppendUint16(le.AppendUint64(b, s.Messages), s.Schemas)
	for _, n := range [...]uint32{s.Channels, s.Attachments, s.Metadata, s.Chunks} {
		b = le.AppendUint32(b, n)
	}
	return appendCounts(le.AppendUint64(le.AppendUint64(b, s.Start), s.End), s.PerChannel)
}

func (c *ChunkIndex) append(b []byte) []byte {
	for _, n := range [...]uint64{c.Start, c.End, c.Offset, c.Length} {
		b = le.AppendUint64(b, n)
	}
	b = le.AppendUint64(appendCounts(b, c.MessageIndexes), c.IndexLength)
	return le.AppendUint64(le.AppendUint64(appendString(b, c.Compression), c.Compressed), c.Uncompressed)
}

func (a *AttachmentIndex) append(b []byte) []byte {
	for _, n := range [...]uint64{a.Offset, a.Length, a.LogTime, a.CreateTime, a.Size} {
		b = le.AppendUint64(b, n)
	}
	return appendString(appendString(b, a.Name), a.MediaType)
}

func (m *MetadataIndex) append(b []byte) []byte {
	return appendString(le.AppendUint64(le.AppendUint64(b, m.Offset), m.Length), m.Name)
}
