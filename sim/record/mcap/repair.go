package mcap

import (
	"errors"
	"io"
)

// Repaired tells what a repair came to.
type Repaired struct {
	Whole      bool      // there was nothing to repair
	Statistics           // of the repaired file
	Topics     []Channel // likewise
	Kept       int64     // bytes of the damaged file up to where it makes no sense any more
	Why        error     // what is wrong there; nil if Whole
	Cut        bool      // and that is where the file ends, as when its writer was killed
}

// Repair writes a whole file of one that ends anywhere, as when its writer was killed, or
// that makes no sense from somewhere on: all of it before that, in whole chunks. It fails
// where the file has not even a header, or where it cannot write.
func Repair(to io.Writer, from io.Reader) (Repaired, error) {
	r, err := NewReader(from)
	if err != nil {
		return Repaired{}, err
	}
	w, err := NewWriter(to, Options{Header: r.Header, Compression: LZ4})
	if err != nil {
		return Repaired{}, err
	}
	var done Repaired
	for {
		done.Kept = r.offset
		err := r.copyTo(w)
		if w.err != nil {
			return done, w.err
		}
		if err != nil {
			done.Whole = errors.Is(err, io.EOF)
			if !done.Whole {
				done.Why = err
				_, behind := r.from.Peek(1)
				done.Cut = errors.Is(behind, io.EOF)
			}
			break
		}
	}
	err = w.Close()
	done.Statistics, done.Topics = w.Stats(), w.channels
	return done, err
}

// copyTo takes one record of the file over. A chunk is taken as it is; messages that
// stand alone come into chunks of the writer's own.
func (r *Reader) copyTo(w *Writer) error {
	op, c, err := r.record()
	if err != nil {
		return err
	}
	switch {
	case op == OpFooter:
		r.over = true
		if err := r.readMagic(); err != nil {
			return err
		}
		return io.EOF
	case r.end || op == OpMessageIndex:
		return nil
	case op == OpDataEnd:
		r.end = true
		return nil
	case op == OpChunk:
		return r.copyChunk(w, c)
	}
	op, done, err := r.take(op, &c)
	if err != nil || !done {
		return err
	}
	switch op {
	case OpSchema, OpChannel:
		return r.announce(w, op)
	case OpMessage:
		return w.writeMessage(&r.Message)
	case OpAttachment:
		return w.Attach(&r.Attachment)
	}
	return w.AddMetadata(&r.Metadata)
}

// announce writes the schema or channel that was just read, unless it is there.
func (r *Reader) announce(w *Writer, op Op) error {
	switch {
	case op == OpSchema && !w.described[r.schema.ID]:
		return w.keepSchema(*r.schema)
	case op == OpChannel && !w.known[r.channel.ID]:
		return w.keepChannel(*r.channel)
	}
	return nil
}

// copyChunk takes a chunk over if all of it makes sense.
func (r *Reader) copyChunk(w *Writer, c content) error {
	if err := w.EndChunk(); err != nil {
		return err
	}
	var k chunk
	raw := c
	k.read(&raw)
	if err := r.open(&c); err != nil {
		return err
	}
	f := &w.fill
	size := len(r.inside)
	forget := func() {
		for id := range f.entries {
			f.entries[id] = f.entries[id][:0]
		}
		f.count, r.inside = 0, nil
	}
	for len(r.inside) > 0 {
		at := uint64(size - len(r.inside))
		op, done, err := r.inChunk()
		if err != nil {
			forget()
			return err
		}
		switch {
		case !done:
		case op != OpMessage: // the data section has to have it, too
			if err := r.announce(w, op); err != nil {
				return err
			}
		default:
			m := &r.Message
			if f.count == 0 {
				f.start, f.end = m.LogTime, m.LogTime
			}
			f.start, f.end = min(f.start, m.LogTime), max(f.end, m.LogTime)
			f.entries[m.ChannelID] = append(f.entries[m.ChannelID], entry{m.LogTime, at})
			f.count++
		}
	}
	return w.writeChunk(&k)
}
