package mcap

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// Bounds of what a reader believes.
const (
	maxRecord = 1 << 30 // bytes, of one record
	maxGrow   = 1 << 20 // bytes that a record's length is believed at once
)

// Reader reads a file from its beginning to its end, holding one record, or one chunk,
// at a time. After Next, the field that its result names holds what was read, until the
// next call. Errors tell the byte of the file at which a record begins.
type Reader struct {
	Header     Header
	Message    Message
	Attachment Attachment
	Metadata   Metadata

	Schemas  map[uint16]*Schema  // those that have been read so far
	Channels map[uint16]*Channel // likewise

	from   *bufio.Reader
	offset int64 // bytes read
	begin  int64 // of the present top-level record
	buf    bytes.Buffer
	unpack unpacker
	inside []byte // what is left of the chunk
	end    bool   // the data have ended

	schema  *Schema // that was read last
	channel *Channel
	over    bool
}

// NewReader begins to read a file.
func NewReader(from io.Reader) (*Reader, error) {
	r := &Reader{from: bufio.NewReaderSize(from, 1<<16), Schemas: map[uint16]*Schema{}, Channels: map[uint16]*Channel{}}
	if err := r.readMagic(); err != nil {
		return nil, err
	}
	op, c, err := r.record()
	switch {
	case err != nil:
		return nil, err
	case op != OpHeader:
		return nil, r.errorf("%s, want the header", op)
	}
	r.Header.read(&c)
	return r, r.faulty(&c)
}

// ErrMagic is the error of files of another format.
var ErrMagic = errors.New("no MCAP file")

func (r *Reader) readMagic() error {
	var b [len(magic)]byte
	r.begin = r.offset
	n, err := io.ReadFull(r.from, b[:])
	r.offset += int64(n)
	switch {
	case err != nil && (r.begin != 0 || !errors.Is(err, io.ErrUnexpectedEOF)):
		return r.wrap(err)
	case string(b[:5]) == magic[:5] && b[5] != magic[5]:
		return r.errorf("version %q of the format, want %q", b[5], magic[5])
	case string(b[:]) != magic:
		return fmt.Errorf("mcap: byte %d: %w: %q, want %q", r.begin, ErrMagic, b[:n], magic)
	}
	return nil
}

func (r *Reader) errorf(format string, args ...any) error {
	return fmt.Errorf("mcap: byte %d: "+format, append([]any{r.begin}, args...)...)
}

func (r *Reader) wrap(err error) error {
	return fmt.Errorf("mcap: byte %d: the file ends at byte %d: %w", r.begin, r.offset, whole(err))
}

func (r *Reader) faulty(c *content) error {
	if c.fault == "" {
		return nil
	}
	return r.errorf("%s", c.fault)
}

// record reads a record of the file into the buffer.
func (r *Reader) record() (Op, content, error) {
	var head [headSize]byte
	r.begin = r.offset
	n, err := io.ReadFull(r.from, head[:])
	r.offset += int64(n)
	if err != nil {
		return 0, content{}, r.wrap(err)
	}
	op, length := Op(head[0]), le.Uint64(head[1:])
	switch {
	case op == 0:
		return op, content{}, r.errorf("%s, want one of 1 to 255", op)
	case length > maxRecord:
		return op, content{}, r.errorf("%s: %d bytes, want at most %d", op, length, maxRecord)
	}
	r.buf.Reset()
	// A length is not believed before the bytes have come.
	r.buf.Grow(int(min(length, maxGrow)))
	got, err := io.CopyN(&r.buf, r.from, int64(length))
	r.offset += got
	if err != nil {
		return op, content{}, r.wrap(err)
	}
	return op, content{b: r.buf.Bytes(), op: op}, nil
}

// Next goes to the next message, attachment or metadata record, or to a schema or channel
// (which are also kept). The end of a whole file is io.EOF; a file that ends before that
// gives io.ErrUnexpectedEOF.
func (r *Reader) Next() (Op, error) {
	for {
		op, done, err := r.next()
		if done || err != nil {
			return op, err
		}
	}
}

// next reads one record; done tells that it is one for the caller.
func (r *Reader) next() (op Op, done bool, err error) {
	switch {
	case r.over:
		return 0, false, io.EOF
	case len(r.inside) > 0:
		return r.inChunk()
	}
	op, c, err := r.record()
	if err != nil {
		return op, false, err
	}
	switch {
	case op == OpFooter:
		r.over = true
		if err := r.readMagic(); err != nil {
			return op, false, err
		}
		if _, err := r.from.ReadByte(); err == nil {
			return op, false, r.errorf("something follows the end of the file")
		}
		return op, false, io.EOF
	case r.end:
		return op, false, nil // the summary repeats what was read
	case op == OpDataEnd:
		r.end = true
		return op, false, nil
	case op == OpChunk:
		return op, false, r.open(&c)
	}
	return r.take(op, &c)
}

// open begins to read a chunk.
func (r *Reader) open(c *content) (err error) {
	var k chunk
	k.read(c)
	if err := r.faulty(c); err != nil {
		return err
	}
	if r.inside, err = r.unpack.unpack(&k); err != nil {
		return r.errorf("%w", err)
	}
	return nil
}

// inChunk reads a record out of the present chunk.
func (r *Reader) inChunk() (Op, bool, error) {
	at := content{b: r.inside, op: OpChunk}
	op := Op(at.take(1, "record")[0])
	c := content{b: at.take(at.uint64("length of a record"), "record"), op: op}
	if err := r.faulty(&at); err != nil {
		return op, false, err
	}
	r.inside = at.b
	switch op {
	case OpSchema, OpChannel, OpMessage:
		return r.take(op, &c)
	case OpHeader, OpFooter, OpChunk, OpMessageIndex, OpChunkIndex, OpAttachment, OpDataEnd:
		return op, false, r.errorf("%s inside a chunk", op)
	}
	return op, false, nil // of a newer writer
}

// take reads what is of interest.
func (r *Reader) take(op Op, c *content) (Op, bool, error) {
	switch op {
	case OpSchema:
		s := &Schema{}
		s.read(c)
		r.schema, r.Schemas[s.ID] = s, s
	case OpChannel:
		h := &Channel{}
		h.read(c)
		if c.fault == "" && h.SchemaID != 0 && r.Schemas[h.SchemaID] == nil {
			return op, false, r.errorf("channel %q: schema %d, which has not come", h.Topic, h.SchemaID)
		}
		r.channel, r.Channels[h.ID] = h, h
	case OpMessage:
		r.Message.read(c)
		if c.fault == "" && r.Channels[r.Message.ChannelID] == nil {
			return op, false, r.errorf("message of channel %d, which has not come", r.Message.ChannelID)
		}
	case OpAttachment:
		if err := r.attachment(c); err != nil {
			return op, false, err
		}
	case OpMetadata:
		r.Metadata.read(c)
	default:
		return op, false, nil // an index, or of a newer writer
	}
	return op, true, r.faulty(c)
}

func (r *Reader) attachment(c *content) error {
	all := c.b
	a := &r.Attachment
	a.LogTime, a.CreateTime = c.uint64("log time"), c.uint64("create time")
	a.Name, a.MediaType = c.text("name"), c.text("media type")
	a.Data = c.take(c.uint64("size"), "data")
	summed := all[:len(all)-len(c.b)]
	sum := c.uint32("checksum")
	if c.fault != "" {
		return r.faulty(c)
	}
	if err := checkSum("attachment", sum, summed); err != nil {
		return r.errorf("%w", err)
	}
	return nil
}

// Topic is the channel of the present message.
func (r *Reader) Topic() *Channel { return r.Channels[r.Message.ChannelID] }

// At is where the record of the file begins that was read last: for what is in a chunk,
// the chunk.
func (r *Reader) At() int64 { return r.begin }

// Resume goes on with a record that begins so many bytes into the file, which is to come
// from there on. What has been read of schemas and channels stays known.
func (r *Reader) Resume(from io.Reader, at int64) {
	r.from.Reset(from)
	r.offset, r.begin, r.inside, r.end, r.over = at, at, nil, false, false
}
