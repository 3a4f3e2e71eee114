package mcap

import (
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math"
)

// Bounds of a chunk by default.
const (
	DefaultChunkBytes = 4 << 20 // unpacked
	DefaultChunkTime  = 1e9     // ns, from its first message to its last
)

// Options of a file that is written.
type Options struct {
	Header
	ChunkBytes  int    // at most, unpacked, unless one message is larger; 0 is DefaultChunkBytes
	ChunkTime   uint64 // ns; 0 is DefaultChunkTime
	Compression string
}

// Writer writes one file. Schemas and channels come before the messages that need
// them. One goroutine owns it.
//
// All that is needed to repair a file is on its way to the system at every moment but
// for the chunk that is being filled: each chunk is handed over by one Write.
type Writer struct {
	to     io.Writer
	opt    Options
	packer *compressor // nil until it is needed
	out    []byte      // what is written next
	err    error       // the first one

	at    mark    // the file so far
	marks [4]mark // before its newest part, before the one before that, and so on

	schemas  []Schema
	channels []Channel
	chunks   []ChunkIndex
	attached []AttachmentIndex
	metadata []MetadataIndex
	fill     filling
	sequence map[uint16]uint32
	// What has been announced.
	described, known map[uint16]bool
}

// mark is the state of a file behind one of its parts.
type mark struct {
	offset uint64
	sum    uint32 // CRC-32 of all bytes before
	stats  Statistics

	schemas, channels, chunks, attachments, metadata int
}

// filling is a chunk that is being filled.
type filling struct {
	records    []byte
	start, end uint64
	count      uint64
	entries    map[uint16][]entry
}

// entry is where a message is in a chunk.
type entry struct{ time, offset uint64 }

// NewWriter begins a file.
func NewWriter(to io.Writer, o Options) (*Writer, error) {
	if o.ChunkBytes == 0 {
		o.ChunkBytes = DefaultChunkBytes
	}
	if o.ChunkTime == 0 {
		o.ChunkTime = DefaultChunkTime
	}
	w := &Writer{to: to, opt: o, sequence: map[uint16]uint32{}, described: map[uint16]bool{}, known: map[uint16]bool{}}
	w.at.stats.PerChannel, w.fill.entries = map[uint16]uint64{}, map[uint16][]entry{}
	if o.Compression != Uncompressed && o.Compression != LZ4 {
		return nil, fmt.Errorf("mcap: compression %q, want %q or nothing", o.Compression, LZ4)
	}
	w.out = appendRecord(append(w.out[:0], magic...), OpHeader, o.append)
	return w, w.flush()
}

// flush writes out what has been put together and goes on behind it.
func (w *Writer) flush() error {
	if w.err != nil {
		return w.err
	}
	if _, err := w.to.Write(w.out); err != nil {
		w.err = fmt.Errorf("mcap: %w", err)
		return w.err
	}
	w.at.offset += uint64(len(w.out))
	w.at.sum = crc32.Update(w.at.sum, crc32.IEEETable, w.out)
	w.out = w.out[:0]
	return nil
}

// part begins another part of the file, which can be cut off again.
func (w *Writer) part() { copy(w.marks[1:], w.marks[:]); w.marks[0] = w.here() }

// here is the mark behind all that has been written.
func (w *Writer) here() mark {
	m := w.at
	m.stats = w.Stats()
	m.schemas, m.channels = len(w.schemas), len(w.channels)
	m.chunks, m.attachments, m.metadata = len(w.chunks), len(w.attached), len(w.metadata)
	return m
}

// AddSchema announces a schema and gives its number.
func (w *Writer) AddSchema(name, encoding string, data []byte) (uint16, error) {
	if len(w.schemas) >= math.MaxUint16 {
		return 0, fmt.Errorf("mcap: schema %q: the file is full", name)
	}
	s := Schema{uint16(len(w.schemas) + 1), name, encoding, data}
	return s.ID, w.keepSchema(s)
}

func (w *Writer) keepSchema(s Schema) error {
	w.out = appendRecord(w.out, OpSchema, s.append)
	if err := w.flush(); err != nil {
		return err
	}
	w.schemas, w.described[s.ID] = append(w.schemas, s), true
	w.at.stats.Schemas++
	return nil
}

// AddChannel announces a channel whose messages a schema describes, 0 for none, and
// gives its number.
func (w *Writer) AddChannel(schema uint16, topic, encoding string, metadata map[string]string) (uint16, error) {
	if len(w.channels) >= math.MaxUint16 {
		return 0, fmt.Errorf("mcap: channel %q: the file is full", topic)
	}
	c := Channel{uint16(len(w.channels) + 1), schema, topic, encoding, metadata}
	return c.ID, w.keepChannel(c)
}

func (w *Writer) keepChannel(c Channel) error {
	w.out = appendRecord(w.out, OpChannel, c.append)
	if err := w.flush(); err != nil {
		return err
	}
	w.channels, w.known[c.ID] = append(w.channels, c), true
	w.at.stats.Channels++
	return nil
}

// Write adds a message of a channel at a time (ns). Its data are copied.
func (w *Writer) Write(channel uint16, time uint64, data []byte) error {
	if !w.known[channel] {
		return fmt.Errorf("mcap: message of channel %d, which is unknown", channel)
	}
	n := w.sequence[channel]
	w.sequence[channel] = n + 1
	return w.writeMessage(&Message{channel, n, time, time, data})
}

func (w *Writer) writeMessage(m *Message) error {
	if w.err != nil {
		return w.err
	}
	f := &w.fill
	from, to := min(f.start, m.LogTime), max(f.end, m.LogTime)
	if f.count > 0 && (to-from > w.opt.ChunkTime || len(f.records)+headSize+messageHead+len(m.Data) > w.opt.ChunkBytes) {
		if err := w.EndChunk(); err != nil {
			return err
		}
	}
	if f.count == 0 {
		from, to = m.LogTime, m.LogTime
	}
	f.start, f.end = from, to
	f.entries[m.ChannelID] = append(f.entries[m.ChannelID], entry{m.LogTime, uint64(len(f.records))})
	f.records = appendMessage(f.records, m)
	f.count++
	return nil
}

// EndChunk writes the chunk that is being filled, if there is anything in it.
func (w *Writer) EndChunk() error {
	f := &w.fill
	if f.count == 0 || w.err != nil {
		return w.err
	}
	k := chunk{f.start, f.end, uint64(len(f.records)), crc32.ChecksumIEEE(f.records), w.opt.Compression, f.records}
	if w.opt.Compression == LZ4 {
		var err error
		if w.packer == nil {
			if w.packer, err = newCompressor(); err != nil {
				return fmt.Errorf("mcap: %w", err)
			}
		}
		if k.records, err = w.packer.pack(f.records); err != nil {
			return fmt.Errorf("mcap: %w", err)
		}
	}
	return w.writeChunk(&k)
}

// writeChunk writes a chunk whose messages are those that have been filled in.
func (w *Writer) writeChunk(k *chunk) error {
	f := &w.fill
	w.part()
	index := ChunkIndex{
		Start: k.start, End: k.end, Offset: w.at.offset, MessageIndexes: map[uint16]uint64{},
		Compression: k.compression, Compressed: uint64(len(k.records)), Uncompressed: k.size,
	}
	w.out = appendRecord(w.out, OpChunk, k.append)
	index.Length = uint64(len(w.out))
	for i := range w.channels {
		id := w.channels[i].ID
		list := f.entries[id]
		if len(list) == 0 {
			continue
		}
		index.MessageIndexes[id] = w.at.offset + uint64(len(w.out))
		w.out = appendRecord(w.out, OpMessageIndex, func(b []byte) []byte {
			b = le.AppendUint32(le.AppendUint16(b, id), uint32(16*len(list)))
			for _, e := range list {
				b = le.AppendUint64(le.AppendUint64(b, e.time), e.offset)
			}
			return b
		})
	}
	index.IndexLength = uint64(len(w.out)) - index.Length
	if err := w.flush(); err != nil {
		return err
	}
	s := &w.at.stats
	if f.count > 0 {
		if s.Messages == 0 {
			s.Start, s.End = f.start, f.end
		}
		s.Start, s.End = min(s.Start, f.start), max(s.End, f.end)
	}
	for id, list := range f.entries {
		if len(list) > 0 {
			s.PerChannel[id] += uint64(len(list))
			f.entries[id] = list[:0]
		}
	}
	s.Messages += f.count
	s.Chunks++
	w.chunks = append(w.chunks, index)
	f.records, f.count = f.records[:0], 0
	return nil
}

// Attach puts a file into the file.
func (w *Writer) Attach(a *Attachment) error {
	if err := w.EndChunk(); err != nil {
		return err
	}
	w.part()
	offset := w.at.offset
	w.out = appendRecord(w.out, OpAttachment, func(b []byte) []byte {
		from := len(b)
		b = a.appendWithoutSum(b)
		return le.AppendUint32(b, crc32.ChecksumIEEE(b[from:]))
	})
	length := uint64(len(w.out))
	if err := w.flush(); err != nil {
		return err
	}
	w.attached = append(w.attached, AttachmentIndex{offset, length, a.LogTime, a.CreateTime, uint64(len(a.Data)), a.Name, a.MediaType})
	w.at.stats.Attachments++
	return nil
}

// AddMetadata puts named values into the file.
func (w *Writer) AddMetadata(m *Metadata) error {
	if err := w.EndChunk(); err != nil {
		return err
	}
	w.part()
	offset := w.at.offset
	w.out = appendRecord(w.out, OpMetadata, m.append)
	length := uint64(len(w.out))
	if err := w.flush(); err != nil {
		return err
	}
	w.metadata = append(w.metadata, MetadataIndex{offset, length, m.Name})
	w.at.stats.Metadata++
	return nil
}

// Stats counts what has been written; the chunk that is being filled is not in it.
func (w *Writer) Stats() Statistics {
	s := w.at.stats
	s.PerChannel = maps.Clone(s.PerChannel)
	return s
}
