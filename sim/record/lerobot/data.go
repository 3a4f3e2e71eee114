package lerobot

import (
	"context"
	"errors"
	"io"
	"runtime"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/record/frames"

	"golang.org/x/sync/errgroup"
)

// dataFiles are the files of rows, filled one after another.
type dataFiles struct {
	folder   *atomicfile.Folder
	features features
	at       place
	file     *file
	table    *frames.Writer
	written  []place
}

// write adds an episode and tells where it is.
func (d *dataFiles) write(e *frames.Episode) (place, error) {
	if d.file != nil && d.file.bytes >= dataMegabytes*megabyte {
		if err := d.close(); err != nil {
			return d.at, err
		}
		d.at = d.at.next()
	}
	if d.file == nil {
		var err error
		if d.file, err = create(d.folder, d.at.data()); err != nil {
			return d.at, err
		}
		d.table = frames.Create(d.file, d.features)
		d.written = append(d.written, d.at)
	}
	return d.at, d.table.Write(e)
}

// close ends the file in hand.
func (d *dataFiles) close() error {
	if d.file == nil {
		return nil
	}
	err := errors.Join(d.table.Close(), d.file.close())
	d.file = nil
	return err
}

func (d *dataFiles) abandon() { d.file.abandon() }

// atOnce is how many channels' histograms are filled in one look at the rows: 10 MB.
const atOnce = 512

// setQuantiles looks at all rows a second time, when the range of every channel is
// known.
func (w *Writer) setQuantiles(ctx context.Context) error {
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for f := range w.features {
		if l := w.levels[f]; l != nil {
			l.to(&w.totals[f].stats)
			continue
		}
		for from := 0; from < channels(&w.features[f]); from += atOnce {
			to := min(from+atOnce, channels(&w.features[f]))
			work.Go(func() error { return w.quantilesOf(ctx, f, from, to) })
		}
	}
	return work.Wait()
}

// quantilesOf does so for channels from … to of a feature.
func (w *Writer) quantilesOf(ctx context.Context, f, from, to int) error {
	t := w.totals[f]
	counts := make([]histogram, to-from)
	for ch := range counts {
		counts[ch].begin(t.values[0][from+ch], t.values[1][from+ch])
	}
	var c frames.Column
	for _, at := range w.data.written {
		err := w.eachGroup(at, func(r *frames.Reader, g int) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			n := channels(&w.features[f])
			return r.PagesTo(&c, g, w.column[f], func(before int) {
				for first := from - before%n; first < c.Elements(); first += n {
					for ch := max(-first, 0); ch < min(len(counts), c.Elements()-first); ch++ {
						counts[ch].add(c.At(first + ch))
					}
				}
			})
		})
		if err != nil {
			return err
		}
	}
	for ch := range counts {
		t.quantilesOf(from+ch, &counts[ch])
	}
	return nil
}

// eachGroup calls do with every row group of a file.
func (w *Writer) eachGroup(at place, do func(r *frames.Reader, g int) error) error {
	path, err := w.folder.Path(at.data())
	if err != nil {
		return err
	}
	return frames.WithFile(path, func(f io.ReaderAt, size int64) error {
		r, err := frames.Open(f, size, w.data.features)
		if err != nil {
			return err
		}
		for g := range r.Groups() {
			if err := do(r, g); err != nil {
				return err
			}
		}
		return nil
	})
}
