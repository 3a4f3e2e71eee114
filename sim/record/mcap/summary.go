package mcap

import (
	"bufio"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
)

// Summary is what the end of a file says of its content.
type Summary struct {
	Statistics  *Statistics // nil without
	Schemas     []Schema
	Channels    []Channel
	Chunks      []ChunkIndex
	Attachments []AttachmentIndex
	Metadata    []MetadataIndex
}

// footerSize is that of the footer record and the magic behind it (bytes).
const footerSize = headSize + 8 + 8 + 4 + len(magic)

// maxSummary bounds what is read of a summary (bytes).
const maxSummary = 256 << 20

// ReadSummary reads the end of a file of so many bytes. A file without an end gives an
// error; one without a summary an empty one.
func ReadSummary(from io.ReaderAt, size int64) (*Summary, error) {
	if size < int64(footerSize+len(magic)) {
		return nil, fmt.Errorf("mcap: %d bytes, want %d or more", size, footerSize+len(magic))
	}
	end := make([]byte, footerSize)
	at := size - int64(footerSize)
	if _, err := from.ReadAt(end, at); err != nil {
		return nil, fmt.Errorf("mcap: byte %d: %w", at, err)
	}
	if end[0] != byte(OpFooter) || le.Uint64(end[1:]) != 20 || string(end[footerSize-len(magic):]) != magic {
		return nil, fmt.Errorf("mcap: byte %d: no footer, as of a file whose writer did not end it", at)
	}
	start, sum := le.Uint64(end[headSize:]), le.Uint32(end[headSize+16:])
	if start == 0 {
		return &Summary{}, nil
	}
	if start > uint64(at) || uint64(at)-start > maxSummary {
		return nil, fmt.Errorf("mcap: byte %d: footer: the summary begins at byte %d, want at most %d bytes before", at, start, maxSummary)
	}
	text := make([]byte, uint64(at)-start, uint64(at)-start+headSize+16)
	if _, err := from.ReadAt(text, int64(start)); err != nil {
		return nil, fmt.Errorf("mcap: byte %d: %w", start, err)
	}
	if got := crc32.ChecksumIEEE(append(text, end[:headSize+16]...)); sum != 0 && got != sum {
		return nil, fmt.Errorf("mcap: byte %d: summary: checksum %08x, want %08x", start, got, sum)
	}
	return readSummary(text, int64(start))
}

func readSummary(text []byte, start int64) (*Summary, error) {
	r, s := Reader{offset: start}, &Summary{}
	r.from = bufio.NewReader(bytes.NewReader(text))
	for {
		if r.offset == start+int64(len(text)) {
			return s, nil
		}
		op, c, err := r.record()
		if err != nil {
			return nil, err
		}
		switch op {
		case OpSchema:
			readInto(&s.Schemas, &c, (*Schema).read)
		case OpChannel:
			readInto(&s.Channels, &c, (*Channel).read)
		case OpStatistics:
			s.Statistics = &Statistics{}
			s.Statistics.read(&c)
		case OpChunkIndex:
			readInto(&s.Chunks, &c, (*ChunkIndex).read)
		case OpAttachmentIndex:
			readInto(&s.Attachments, &c, (*AttachmentIndex).read)
		case OpMetadataIndex:
			readInto(&s.Metadata, &c, (*MetadataIndex).read)
		}
		if err := r.faulty(&c); err != nil {
			return nil, err
		}
	}
}

func readInto[T any](list *[]T, c *content, read func(*T, *content)) {
	var one T
	read(&one, c)
	*list = append(*list, one)
}
