package lerobot

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/record/frames"

	"github.com/parquet-go/parquet-go"
)

// text is a column of words.
func text() parquet.Node { return frames.Plain(parquet.String()) }

// episodeRow is what is told of an episode.
type episodeRow struct {
	number   int
	task     string
	facts    []frames.Fact
	data     place
	from, to int // rows of the set
	stats    []*stats
	reels    []*reel // of each feature that is a film; nil of others
}

// cell is one column of such a row.
type cell struct {
	name   string
	node   parquet.Node
	values []parquet.Value // of a list, or the one value
	lists  int             // the one in the other; all but the first have one element
}

// listed has the cell's values in so many lists.
func (c cell) listed(lists int) cell {
	c.lists = lists
	for range lists {
		c.node = parquet.List(c.node)
	}
	return c
}

func decimal(name string, v float64) cell {
	return cell{name: name, node: frames.Node(frames.Float64), values: []parquet.Value{parquet.DoubleValue(v)}}
}

func number(name string, n int) cell {
	return cell{name: name, node: frames.Node(frames.Int64), values: []parquet.Value{parquet.Int64Value(int64(n))}}
}

func fact(f frames.Fact) cell {
	c := cell{name: f.Name}
	switch {
	case f.Is != nil:
		c.node, c.values = frames.Node(frames.Bool), []parquet.Value{parquet.BooleanValue(*f.Is)}
	case f.Int != nil:
		c.node, c.values = frames.Node(frames.Int64), []parquet.Value{parquet.Int64Value(*f.Int)}
	default:
		c.node, c.values = text(), []parquet.Value{parquet.ByteArrayValue([]byte(f.String()))}
	}
	return c
}

// cells are all columns of a row, in their order, in a file at a place.
func (r *episodeRow) cells(features features, at place) []cell {
	out := []cell{
		number("episode_index", r.number),
		cell{name: "tasks", node: text(), values: []parquet.Value{parquet.ByteArrayValue([]byte(r.task))}}.listed(1),
		number("length", r.to-r.from),
		number("data/chunk_index", r.data.chunk), number("data/file_index", r.data.file),
		number("dataset_from_index", r.from), number("dataset_to_index", r.to),
	}
	for i, film := range r.reels {
		if film != nil {
			key := "videos/" + features[i].Name + "/"
			out = append(out, number(key+"chunk_index", film.at.chunk), number(key+"file_index", film.at.file),
				decimal(key+"from_timestamp", film.from), decimal(key+"to_timestamp", film.to))
		}
	}
	for _, f := range r.facts {
		out = append(out, fact(f))
	}
	for i, s := range r.stats {
		column := func(stat string) string { return "stats/" + features[i].Name + "/" + stat }
		lists := 1
		if features[i].Kind == frames.Image {
			lists = 3 // [channel][1][1]
		}
		for k, name := range statNames {
			c := cell{name: column(name), node: frames.Node(frames.Float64)}
			for _, v := range s.values[k] {
				c.values = append(c.values, parquet.DoubleValue(v))
			}
			out = append(out, c.listed(lists))
		}
		out = append(out, number(column("count"), s.count).listed(1))
	}
	return append(out, number("meta/episodes/chunk_index", at.chunk), number("meta/episodes/file_index", at.file))
}

// episodeFiles are the files of rows about episodes.
type episodeFiles struct {
	folder   *atomicfile.Folder
	features features
	at       place
	file     *file
	table    *parquet.GenericWriter[any]
	columns  []string
	waiting  int // rows of the row group in hand
}

// groupRows is how many episodes a row group has at most, as LeRobot's own files.
const groupRows = 10

// write adds a row.
func (e *episodeFiles) write(r episodeRow) error {
	if e.file != nil && e.waiting == 0 && e.file.bytes >= dataMegabytes*megabyte {
		if err := e.close(); err != nil {
			return err
		}
		e.at = e.at.next()
	}
	cells := r.cells(e.features, e.at)
	if e.file == nil {
		if err := e.begin(cells); err != nil {
			return err
		}
	}
	var row parquet.Row
	for i, c := range cells {
		if i >= len(e.columns) || e.columns[i] != c.name {
			return fmt.Errorf("episode %d tells %s, which the first one does not", r.number, c.name)
		}
		for k, v := range c.values {
			row = append(row, v.Level(min(k, 1), c.lists, i))
		}
	}
	if _, err := e.table.WriteRows([]parquet.Row{row}); err != nil {
		return err
	}
	if e.waiting++; e.waiting == groupRows {
		e.waiting = 0
		return e.table.Flush()
	}
	return nil
}

func (e *episodeFiles) begin(cells []cell) (err error) {
	if e.file, err = create(e.folder, e.at.episodes()); err != nil {
		return err
	}
	nodes := map[string]parquet.Node{}
	e.columns = e.columns[:0]
	for _, c := range cells {
		if nodes[c.name] != nil {
			return fmt.Errorf("column %s is there twice", c.name)
		}
		nodes[c.name] = c.node
		e.columns = append(e.columns, c.name)
	}
	e.table = frames.NewWriter(e.file, frames.Schema(e.columns, func(name string) parquet.Node { return nodes[name] }))
	return nil
}

func (e *episodeFiles) close() error {
	if e.file == nil {
		return nil
	}
	err := errors.Join(e.table.Close(), e.file.close())
	e.file, e.waiting = nil, 0
	return err
}

func (e *episodeFiles) abandon() { e.file.abandon() }

// writeTasks writes the table of tasks as pandas would: the sentence is its index
// (https://pandas.pydata.org/docs/development/developer.html).
func (w *Writer) writeTasks() error {
	type column struct {
		Name    *string `json:"name"`
		Field   *string `json:"field_name"`
		Pandas  string  `json:"pandas_type"`
		NumPy   string  `json:"numpy_type"`
		Details any     `json:"metadata"`
	}
	task, index := "task", taskIndex
	footer, err := json.Marshal(map[string]any{
		"index_columns":  []string{task},
		"column_indexes": []column{{nil, nil, "unicode", "object", map[string]string{"encoding": "UTF-8"}}},
		"columns":        []column{{&index, &index, "int64", "int64", nil}, {&task, &task, "unicode", "object", nil}},
		"creator":        map[string]string{"library": "mirrorarm", "version": "1.0.0"},
		"pandas_version": "2.2.0",
	})
	if err != nil {
		return err
	}
	nodes := map[string]parquet.Node{index: frames.Node(frames.Int64), task: text()}
	schema := frames.Schema([]string{index, task}, func(name string) parquet.Node { return nodes[name] })
	return w.folder.Write(tasksFile, func(to io.Writer) error {
		table := frames.NewWriter(to, schema)
		table.SetKeyValueMetadata("pandas", string(footer))
		for i, sentence := range w.tasks {
			row := parquet.Row{parquet.Int64Value(int64(i)).Level(0, 0, 0), parquet.ByteArrayValue([]byte(sentence)).Level(0, 0, 1)}
			if _, err := table.WriteRows([]parquet.Row{row}); err != nil {
				return err
			}
		}
		return table.Close()
	})
}
