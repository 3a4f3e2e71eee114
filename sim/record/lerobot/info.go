package lerobot

import (
	"bytes"
	"encoding/json"
	"fmt"

	"mirrorarm/sim/record/frames"
)

// What LeRobot v3.0 lays down, and its defaults.
const (
	version       = "v3.0"
	chunkFiles    = 1000 // files of a chunk's folder
	dataMegabytes = 100  // of a file, about
	filmMegabytes = 200
	dataPath      = "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet"
	filmPath      = "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4"
	infoFile      = "meta/info.json"
	statsFile     = "meta/stats.json"
	tasksFile     = "meta/tasks.parquet"
	megabyte      = 1 << 20
)

// The columns that a Writer adds to those of the episodes.
const (
	timestamp    = "timestamp" // s, float32 of frame_index / fps
	frameIndex   = "frame_index"
	episodeIndex = "episode_index"
	rowIndex     = "index" // in the whole set
	taskIndex    = "task_index"
)

// added are the features of these columns.
func added() []frames.Feature {
	return []frames.Feature{
		frames.Scalar(timestamp, frames.Float32), frames.Scalar(frameIndex, frames.Int64),
		frames.Scalar(episodeIndex, frames.Int64), frames.Scalar(rowIndex, frames.Int64), frames.Scalar(taskIndex, frames.Int64),
	}
}

// place is where a file of one kind is: the chunk's folder, and the file in it.
type place struct{ chunk, file int }

// next is the place of the next file.
func (p place) next() place {
	if p.file++; p.file == chunkFiles {
		return place{p.chunk + 1, 0}
	}
	return p
}

func (p place) data() string {
	return fmt.Sprintf("data/chunk-%03d/file-%03d.parquet", p.chunk, p.file)
}
func (p place) film(key string) string {
	return fmt.Sprintf("videos/%s/chunk-%03d/file-%03d.mp4", key, p.chunk, p.file)
}
func (p place) episodes() string {
	return fmt.Sprintf("meta/episodes/chunk-%03d/file-%03d.parquet", p.chunk, p.file)
}

// info is meta/info.json.
type info struct {
	Version       string            `json:"codebase_version"`
	Robot         string            `json:"robot_type"`
	Episodes      int               `json:"total_episodes"`
	Frames        int               `json:"total_frames"`
	Tasks         int               `json:"total_tasks"`
	ChunksSize    int               `json:"chunks_size"`
	DataMegabytes int               `json:"data_files_size_in_mb"`
	FilmMegabytes int               `json:"video_files_size_in_mb"`
	FPS           int               `json:"fps"`
	Splits        map[string]string `json:"splits"`
	DataPath      string            `json:"data_path"`
	FilmPath      *string           `json:"video_path"` // null where there is no film
	Features      told              `json:"features"`
}

type features []frames.Feature

// told are features as an object whose keys keep their order.
type told struct {
	features
	fps  int
	film bool // pictures are in films
}

// MarshalJSON writes them.
func (t told) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	for i := range t.features {
		f := &t.features[i]
		key, err := json.Marshal(f.Name)
		if err != nil {
			return nil, err
		}
		one := struct {
			Kind  frames.Kind    `json:"dtype"`
			Shape []int          `json:"shape"`
			Names []string       `json:"names"`
			Info  map[string]any `json:"info,omitempty"`
		}{Kind: f.Kind, Shape: f.Shape, Names: f.Names}
		if t.film && f.Kind == frames.Image {
			one.Kind, one.Info = "video", filmInfo(f, t.fps)
		}
		value, err := json.Marshal(one)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "%c%s:%s", "{,"[min(i, 1)], key, value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// taskTable are the tasks that have been met, in that order.
type taskTable []string

// index is that of a task, which is added if it is new.
func (t *taskTable) index(task string) int {
	for i, known := range *t {
		if known == task {
			return i
		}
	}
	*t = append(*t, task)
	return len(*t) - 1
}
