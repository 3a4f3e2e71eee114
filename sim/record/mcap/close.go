package mcap

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// cuttable is a file whose end can be taken away.
type cuttable interface {
	Truncate(size int64) error
	Seek(offset int64, whence int) (int64, error)
}

// Close writes the last chunk and the summary.
//
// Where a part could not be written, as on a full disk, and the file can be cut, it is
// cut back to before that part, or some parts more to make room, and ended there:
// the file is whole, and Close tells why something is missing from it. Stats then
// counts what is in it.
func (w *Writer) Close() error {
	err := w.EndChunk()
	if err == nil {
		err = w.finish()
	}
	f, ok := w.to.(cuttable)
	if err == nil || !ok {
		return err
	}
	for _, m := range append([]mark{w.here()}, w.marks[:]...) {
		if m.offset == 0 {
			break // there is no such part
		}
		w.keep(&m)
		if cut := w.cut(f); cut != nil {
			return errors.Join(err, cut)
		}
		if w.finish() == nil {
			return err
		}
	}
	return fmt.Errorf("%w; the file has no end either, and is to be repaired", err)
}

// keep forgets what comes after a mark.
func (w *Writer) keep(m *mark) {
	w.at = *m
	w.schemas, w.channels = w.schemas[:m.schemas], w.channels[:m.channels]
	w.chunks, w.attached, w.metadata = w.chunks[:m.chunks], w.attached[:m.attachments], w.metadata[:m.metadata]
}

// cut takes away what stands behind the newest whole part.
func (w *Writer) cut(f cuttable) error {
	w.err, w.out = nil, w.out[:0]
	if err := f.Truncate(int64(w.at.offset)); err != nil {
		return fmt.Errorf("mcap: %w", err)
	}
	if _, err := f.Seek(int64(w.at.offset), io.SeekStart); err != nil {
		return fmt.Errorf("mcap: %w", err)
	}
	return nil
}

// finish writes all that comes after the data, by one Write.
func (w *Writer) finish() error {
	at := w.at // which stays behind the data
	w.out = appendRecord(w.out, OpDataEnd, func(b []byte) []byte { return le.AppendUint32(b, at.sum) })
	from := len(w.out)
	offsets := w.appendSummary(at.offset)
	footer := [2]uint64{at.offset + uint64(from), at.offset + uint64(len(w.out))}
	w.out = append(w.out, offsets...)
	w.out = appendRecord(w.out, OpFooter, func(b []byte) []byte {
		b = le.AppendUint64(le.AppendUint64(b, footer[0]), footer[1])
		return append(b, 0, 0, 0, 0)
	})
	sum := crc32.ChecksumIEEE(w.out[from : len(w.out)-4])
	le.PutUint32(w.out[len(w.out)-4:], sum)
	w.out = append(w.out, magic...)
	err := w.flush()
	w.at = at
	return err
}

// appendSummary writes the summary, and gives the records that say where in it what is.
func (w *Writer) appendSummary(offset uint64) (offsets []byte) {
	group := func(op Op, n int, fill func(i int) func([]byte) []byte) {
		from := len(w.out)
		for i := range n {
			w.out = appendRecord(w.out, op, fill(i))
		}
		if n > 0 {
			start, length := offset+uint64(from), uint64(len(w.out)-from)
			offsets = appendRecord(offsets, OpSummaryOffset, func(b []byte) []byte {
				return le.AppendUint64(le.AppendUint64(append(b, byte(op)), start), length)
			})
		}
	}
	group(OpSchema, len(w.schemas), func(i int) func([]byte) []byte { return w.schemas[i].append })
	group(OpChannel, len(w.channels), func(i int) func([]byte) []byte { return w.channels[i].append })
	group(OpStatistics, 1, func(int) func([]byte) []byte { return w.at.stats.append })
	group(OpChunkIndex, len(w.chunks), func(i int) func([]byte) []byte { return w.chunks[i].append })
	group(OpAttachmentIndex, len(w.attached), func(i int) func([]byte) []byte { return w.attached[i].append })
	group(OpMetadataIndex, len(w.metadata), func(i int) func([]byte) []byte { return w.metadata[i].append })
	return offsets
}
