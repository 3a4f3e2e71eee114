package lerobot

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/record/frames"

	"golang.org/x/sync/errgroup"
)

// Options describe a set.
type Options struct {
	FPS      int
	Robot    string           // what kind it is
	Features []frames.Feature // of the episodes, less those that the set adds itself
	Film     bool             // pictures are made into films, by ffmpeg
}

// Writer writes a set. One goroutine uses it, and calls Discard in the end.
type Writer struct {
	opt      Options
	folder   *atomicfile.Folder
	features features // all of them
	data     dataFiles
	episodes episodeFiles
	tasks    taskTable
	totals   []*total
	levels   []*levels // of pictures' features; nil of others
	films    []*films  // likewise, where there are films
	column   []int     // of each feature among the data's; −1 for a film
	rows     int
	count    int
	scratch  frames.Episode
	stats    []*stats // of the episode in hand
	counter  histogram
	seen     levels // of the pictures in hand
}

// Create begins a set in a folder that is not there yet, or is empty.
func Create(dir string, opt Options) (*Writer, error) {
	if opt.FPS < 1 {
		return nil, fmt.Errorf("lerobot: %d frames per second, want a whole number from 1 up", opt.FPS)
	}
	if err := checkNames(opt.Features); err != nil {
		return nil, fmt.Errorf("lerobot: %w", err)
	}
	tool := ""
	if opt.Film {
		var err error
		if tool, err = FilmTool(); err != nil {
			return nil, fmt.Errorf("lerobot: %w", err)
		}
	}
	folder, err := atomicfile.CreateFolder(dir)
	if err != nil {
		return nil, err
	}
	w := &Writer{opt: opt, folder: folder, features: append(append(features{}, opt.Features...), added()...)}
	for i := range w.features {
		w.totals = append(w.totals, newTotal(channels(&w.features[i])))
		w.stats = append(w.stats, newStats(channels(&w.features[i])))
	}
	w.levels, w.films = make([]*levels, len(w.features)), make([]*films, len(w.features))
	w.data = dataFiles{folder: folder}
	for i := range w.features {
		f := &w.features[i]
		if f.Kind == frames.Image {
			w.levels[i] = new(levels)
		}
		if f.Kind == frames.Image && opt.Film {
			w.films[i] = &films{folder: folder, tool: tool, key: f.Name, fps: opt.FPS}
			w.column = append(w.column, -1)
			continue
		}
		w.column = append(w.column, len(w.data.features))
		w.data.features = append(w.data.features, *f)
	}
	w.episodes = episodeFiles{folder: folder, features: w.features}
	return w, nil
}

// checkNames refuses what LeRobot's own reader refuses: a slash in a feature's name,
// one that the set adds itself, and elements whose names do not match their number.
func checkNames(list []frames.Feature) error {
	taken := map[string]bool{}
	for _, f := range added() {
		taken[f.Name] = true
	}
	for i := range list {
		f := &list[i]
		switch {
		case f.Name == "" || strings.Contains(f.Name, "/"):
			return fmt.Errorf("feature %q: want a name without a slash", f.Name)
		case taken[f.Name]:
			return fmt.Errorf("feature %q is there twice", f.Name)
		}
		if err := f.Check(); err != nil {
			return fmt.Errorf("feature %q %w", f.Name, err)
		}
		taken[f.Name] = true
	}
	return nil
}

// Add writes the next episode. Its columns are the features of the options.
func (w *Writer) Add(e *frames.Episode) error {
	if err := e.Fits(w.opt.Features); err != nil {
		return fmt.Errorf("lerobot: %w", err)
	}
	task := w.tasks.index(e.Task)
	all := w.numbered(e, task)
	row := episodeRow{number: w.count, task: e.Task, facts: e.Facts, from: w.rows, to: w.rows + e.Rows(), stats: w.stats, reels: make([]*reel, len(w.films))}
	var writing errgroup.Group // while the statistics are worked out
	writing.Go(func() (err error) {
		row.data, err = w.data.write(w.inData(all))
		return err
	})
	for i, f := range w.films {
		if f == nil {
			continue
		}
		row.reels[i] = new(reel)
		writing.Go(func() (err error) {
			*row.reels[i], err = f.write(&all.Columns[i])
			return err
		})
	}
	err := w.measure(all)
	if err := errors.Join(err, writing.Wait()); err != nil {
		return fmt.Errorf("lerobot: %w", err)
	}
	if err := w.episodes.write(row); err != nil {
		return fmt.Errorf("lerobot: %w", err)
	}
	w.rows += e.Rows()
	w.count++
	return nil
}

// measure works out an episode's statistics, and adds them to the set's.
func (w *Writer) measure(e *frames.Episode) error {
	for i := range e.Columns {
		if w.levels[i] == nil {
			w.stats[i].of(&e.Columns[i], &w.counter)
			w.totals[i].add(w.stats[i])
			continue
		}
		if err := w.seen.of(&e.Columns[i]); err != nil {
			return err
		}
		w.seen.to(w.stats[i])
		w.levels[i].gather(&w.seen)
	}
	return nil
}

// inData is an episode without what is in films.
func (w *Writer) inData(e *frames.Episode) *frames.Episode {
	s := &frames.Episode{Number: e.Number, Task: e.Task, Facts: e.Facts}
	for i := range e.Columns {
		if w.column[i] >= 0 {
			s.Columns = append(s.Columns, e.Columns[i])
		}
	}
	return s
}

// numbered adds the set's own columns to an episode.
func (w *Writer) numbered(e *frames.Episode, task int) *frames.Episode {
	s := &w.scratch
	s.Number, s.Task, s.Facts = e.Number, e.Task, e.Facts
	if s.Columns == nil {
		s.Columns = make([]frames.Column, len(w.features))
	}
	n := copy(s.Columns, e.Columns)
	time, frame, episode, index, what := &s.Columns[n], &s.Columns[n+1], &s.Columns[n+2], &s.Columns[n+3], &s.Columns[n+4]
	for i, f := range added() {
		s.Columns[n+i].Clear()
		s.Columns[n+i].Feature = f
	}
	for i := range e.Rows() {
		time.Float32 = append(time.Float32, float32(float64(i)/float64(w.opt.FPS)))
		frame.Int64 = append(frame.Int64, int64(i))
		episode.Int64 = append(episode.Int64, int64(w.count))
		index.Int64 = append(index.Int64, int64(w.rows+i))
		what.Int64 = append(what.Int64, int64(task))
	}
	return s
}

// Finish completes the set, which takes a second look at all rows, and puts the folder in
// its place.
func (w *Writer) Finish(ctx context.Context) error {
	if w.count == 0 {
		return errors.New("lerobot: a set of no episodes cannot be read")
	}
	err := errors.Join(w.data.close(), w.episodes.close())
	for _, f := range w.films {
		if f != nil {
			err = errors.Join(err, f.close())
		}
	}
	w.scratch = frames.Episode{} // the last episode's rows go before those of all are looked at
	if err == nil {
		err = w.setQuantiles(ctx)
	}
	if err == nil {
		err = errors.Join(w.writeTasks(), w.writeStats(), w.writeInfo())
	}
	if err != nil {
		return fmt.Errorf("lerobot: %w", err)
	}
	return w.folder.Commit()
}

// Discard leaves nothing of a set that was not finished.
func (w *Writer) Discard() {
	w.data.abandon()
	w.episodes.abandon()
	for _, f := range w.films {
		if f != nil {
			f.abandon()
		}
	}
	w.folder.Discard()
}

func (w *Writer) writeInfo() error {
	var path *string
	if slices.ContainsFunc(w.films, func(f *films) bool { return f != nil }) {
		path = new(string)
		*path = filmPath
	}
	return w.writeJSON(infoFile, info{
		Version: version, Robot: w.opt.Robot, Episodes: w.count, Frames: w.rows, Tasks: len(w.tasks),
		ChunksSize: chunkFiles, DataMegabytes: dataMegabytes, FilmMegabytes: filmMegabytes,
		FPS: w.opt.FPS, Splits: map[string]string{"train": fmt.Sprintf("0:%d", w.count)}, DataPath: dataPath, FilmPath: path,
		Features: told{w.features, w.opt.FPS, w.opt.Film},
	})
}

// writeStats writes every feature's statistics, each a list of one number a channel; of
// pictures, [channel][1][1].
func (w *Writer) writeStats() error {
	all := map[string]map[string]any{}
	for i, t := range w.totals {
		one := map[string]any{"count": []int{t.count}}
		for s, name := range statNames {
			one[name] = t.values[s]
			if w.levels[i] != nil {
				var nested [][][1]float64
				for _, v := range t.values[s] {
					nested = append(nested, [][1]float64{{v}})
				}
				one[name] = nested
			}
		}
		all[w.features[i].Name] = one
	}
	return w.writeJSON(statsFile, all)
}

func (w *Writer) writeJSON(name string, v any) error {
	text, err := json.MarshalIndent(v, "", "    ")
	if err != nil {
		return err
	}
	return w.Attach(name, append(text, '\n'))
}

// Attach adds a file of its own, which LeRobot passes over.
func (w *Writer) Attach(name string, text []byte) error {
	return w.folder.Write(name, func(to io.Writer) error {
		_, err := to.Write(text)
		return err
	})
}

// file is one that is being written, which knows how long it is.
type file struct {
	*os.File
	buffer *bufio.Writer
	bytes  int64
}

func create(folder *atomicfile.Folder, name string) (*file, error) {
	f, err := folder.Create(name)
	if err != nil {
		return nil, err
	}
	return &file{File: f, buffer: bufio.NewWriterSize(f, 1<<16)}, nil
}

// Write counts what is written.
func (f *file) Write(p []byte) (int, error) {
	n, err := f.buffer.Write(p)
	f.bytes += int64(n)
	return n, err
}

func (f *file) close() error { return errors.Join(f.buffer.Flush(), f.Close()) }

// abandon closes a file that will not be used.
func (f *file) abandon() {
	if f != nil {
		_ = f.Close()
	}
}
