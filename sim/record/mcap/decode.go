package mcap

import (
	"fmt"
	"unicode/utf8"
)

// content is a record's content being read; the first fault stays.
type content struct {
	b     []byte
	op    Op
	fault string // what was expected and is not there
}

// take gives the next n bytes, which stay the record's.
func (c *content) take(n uint64, what string) []byte {
	if c.fault != "" {
		return nil
	}
	if n > uint64(len(c.b)) {
		c.fault = fmt.Sprintf("%s: %s: %d bytes left, want %d", c.op, what, len(c.b), n)
		return nil
	}
	out := c.b[:n:n]
	c.b = c.b[n:]
	return out
}

func (c *content) uint16(what string) uint16 {
	if b := c.take(2, what); b != nil {
		return le.Uint16(b)
	}
	return 0
}

func (c *content) uint32(what string) uint32 {
	if b := c.take(4, what); b != nil {
		return le.Uint32(b)
	}
	return 0
}

func (c *content) uint64(what string) uint64 {
	if b := c.take(8, what); b != nil {
		return le.Uint64(b)
	}
	return 0
}

func (c *content) text(what string) string {
	b := c.take(uint64(c.uint32(what)), what)
	if c.fault == "" && !utf8.Valid(b) {
		c.fault = fmt.Sprintf("%s: %s: no UTF-8", c.op, what)
	}
	return string(b)
}

// block is the content of a map or an array.
func (c *content) block(what string) content {
	return content{b: c.take(uint64(c.uint32(what)), what), op: c.op}
}

func (c *content) texts(what string) map[string]string {
	m := map[string]string{}
	in := c.block(what)
	for len(in.b) > 0 && in.fault == "" {
		k := in.text(what)
		m[k] = in.text(what)
	}
	c.blame(&in)
	return m
}

func (c *content) counts(what string) map[uint16]uint64 {
	m := map[uint16]uint64{}
	in := c.block(what)
	for len(in.b) > 0 && in.fault == "" {
		k := in.uint16(what)
		m[k] = in.uint64(what)
	}
	c.blame(&in)
	return m
}

func (c *content) blame(inner *content) {
	if c.fault == "" {
		c.fault = inner.fault
	}
}

func (h *Header) read(c *content) { h.Profile, h.Library = c.text("profile"), c.text("library") }

func (s *Schema) read(c *content) {
	s.ID, s.Name, s.Encoding = c.uint16("id"), c.text("name"), c.text("encoding")
	s.Data = append([]byte(nil), c.take(uint64(c.uint32("data")), "data")...)
	if c.fault == "" && s.ID == 0 {
		c.fault = "schema: id 0, want 1 or more"
	}
}

func (h *Channel) read(c *content) {
	h.ID, h.SchemaID, h.Topic = c.uint16("id"), c.uint16("schema"), c.text("topic")
	h.Encoding, h.Metadata = c.text("encoding"), c.texts("metadata")
}

func (m *Message) read(c *content) {
	m.ChannelID, m.Sequence = c.uint16("channel"), c.uint32("sequence")
	m.LogTime, m.PublishTime = c.uint64("log time"), c.uint64("publish time")
	m.Data = c.b
}

func (m *Metadata) read(c *content) { m.Name, m.Pairs = c.text("name"), c.texts("pairs") }

func (s *Statistics) read(c *content) {
	s.Messages, s.Schemas = c.uint64("messages"), c.uint16("schemas")
	s.Channels, s.Attachments = c.uint32("channels"), c.uint32("attachments")
	s.Metadata, s.Chunks = c.uint32("metadata"), c.uint32("chunks")
	s.Start, s.End, s.PerChannel = c.uint64("start"), c.uint64("end"), c.counts("messages per channel")
}

func (x *ChunkIndex) read(c *content) {
	x.Start, x.End = c.uint64("start"), c.uint64("end")
	x.Offset, x.Length = c.uint64("offset"), c.uint64("length")
	x.MessageIndexes, x.IndexLength = c.counts("message indexes"), c.uint64("length of the indexes")
	x.Compression, x.Compressed, x.Uncompressed = c.text("compression"), c.uint64("compressed"), c.uint64("uncompressed")
}

func (x *AttachmentIndex) read(c *content) {
	x.Offset, x.Length = c.uint64("offset"), c.uint64("length")
	x.LogTime, x.CreateTime, x.Size = c.uint64("log time"), c.uint64("create time"), c.uint64("size")
	x.Name, x.MediaType = c.text("name"), c.text("media type")
}

func (x *MetadataIndex) read(c *content) {
	x.Offset, x.Length, x.Name = c.uint64("offset"), c.uint64("length"), c.text("name")
}
