package mcap

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/pierrec/lz4/v4"
)

// Compression of chunks, by their names in the format's registry. Others, such as zstd,
// are refused.
const (
	Uncompressed = ""
	LZ4          = "lz4" // in the LZ4 frame format
)

// compressor makes chunks' contents smaller.
type compressor struct {
	frame *lz4.Writer
	out   bytes.Buffer
}

func newCompressor() (*compressor, error) {
	c := &compressor{frame: lz4.NewWriter(nil)}
	// One goroutine, so that the same messages give the same bytes and nobody's
	// processors are taken.
	err := c.frame.Apply(lz4.ConcurrencyOption(1), lz4.BlockSizeOption(lz4.Block1Mb), lz4.ChecksumOption(false))
	return c, err
}

// pack gives the content compressed; it holds until the next call.
func (c *compressor) pack(raw []byte) ([]byte, error) {
	c.out.Reset()
	c.frame.Reset(&c.out)
	if _, err := c.frame.Write(raw); err != nil {
		return nil, err
	}
	err := c.frame.Close()
	return c.out.Bytes(), err
}

// What no chunk exceeds: the format has no bounds of its own.
const (
	maxChunk = 256 << 20 // bytes, unpacked
	maxRatio = 256       // LZ4 makes of 255 equal bytes no less than one
)

// unpacker gives chunks' contents back.
type unpacker struct {
	frame *lz4.Reader
	buf   []byte
}

// unpack gives the content of a chunk; it holds until the next call.
func (u *unpacker) unpack(c *chunk) ([]byte, error) {
	n := uint64(len(c.records))
	switch {
	case c.compression == Uncompressed:
		if c.size != n {
			return nil, fmt.Errorf("chunk: %d bytes of records, want %d", n, c.size)
		}
		return c.records, c.check(c.records)
	case c.compression != LZ4:
		return nil, fmt.Errorf("chunk: compressed by %q, want %q or nothing", c.compression, LZ4)
	case c.size > maxChunk || c.size > maxRatio*n:
		return nil, fmt.Errorf("chunk: %d bytes out of %d compressed ones, want at most %d times as many and %d", c.size, n, maxRatio, maxChunk)
	}
	if uint64(cap(u.buf)) < c.size {
		u.buf = make([]byte, c.size)
	}
	u.buf = u.buf[:c.size]
	if u.frame == nil {
		u.frame = lz4.NewReader(nil)
	}
	u.frame.Reset(bytes.NewReader(c.records))
	if _, err := io.ReadFull(u.frame, u.buf); err != nil {
		return nil, fmt.Errorf("chunk: %d bytes expected out of LZ4: %w", c.size, whole(err))
	}
	var more [1]byte
	if m, err := u.frame.Read(more[:]); m > 0 || !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("chunk: more than the %d bytes that it names come out of LZ4", c.size)
	}
	return u.buf, c.check(u.buf)
}

// whole is the error of data that end where more was expected.
func whole(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// chunk is a chunk record.
type chunk struct {
	start, end  uint64 // ns
	size        uint64 // bytes, unpacked
	sum         uint32 // CRC-32 of them; 0 is none
	compression string
	records     []byte
}

func (k *chunk) read(c *content) {
	k.start, k.end, k.size = c.uint64("start"), c.uint64("end"), c.uint64("size")
	k.sum, k.compression = c.uint32("checksum"), c.text("compression")
	k.records = c.take(c.uint64("records"), "records")
}

func (k *chunk) append(b []byte) []byte {
	for _, n := range [...]uint64{k.start, k.end, k.size} {
		b = le.AppendUint64(b, n)
	}
	b = appendString(le.AppendUint32(b, k.sum), k.compression)
	return append(le.AppendUint64(b, uint64(len(k.records))), k.records...)
}

func (k *chunk) check(content []byte) error { return checkSum("chunk", k.sum, content) }

func checkSum(what string, want uint32, content []byte) error {
	if got := crc32.ChecksumIEEE(content); want != 0 && got != want {
		return fmt.Errorf("%s: checksum %08x, want %08x", what, got, want)
	}
	return nil
}
