package lerobot

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"mirrorarm/sim/atomicfile"
	"mirrorarm/sim/record/frames"
)

// How films are encoded: as LeRobot does it (video_utils.py), every other picture whole,
// so that any one is found soon; by the codec that every decoder knows.
const (
	filmEncoder = "libx264"
	filmCodec   = "h264"
	filmFormat  = "yuv420p"
	filmWhole   = "2"
	filmQuality = "23" // libx264's own default
)

// FilmTool is where ffmpeg is, which makes films of pictures.
func FilmTool() (string, error) {
	tool, err := exec.LookPath("ffmpeg")
	if err != nil {
		return "", errors.New("films are made by ffmpeg, which is not installed (Debian: apt-get install ffmpeg; macOS: brew install ffmpeg)")
	}
	told, err := exec.Command(tool, "-hide_banner", "-h", "encoder="+filmEncoder).Output()
	if err != nil || !bytes.Contains(told, []byte("Encoder "+filmEncoder)) {
		return "", fmt.Errorf("films are made by ffmpeg with %s, which the one at %s was built without", filmEncoder, tool)
	}
	return tool, nil
}

// films are the files of one feature's pictures, filled one after another.
type films struct {
	folder *atomicfile.Folder
	tool   string
	key    string
	fps    int

	at       place
	path     string
	encoder  *exec.Cmd // of the file in hand; nil without
	pictures io.WriteCloser
	said     bytes.Buffer
	count    int // pictures of the file in hand
}

// reel is where an episode's film is: in a file, from one time to another (s).
type reel struct {
	at       place
	from, to float64
}

// write adds an episode's pictures and tells where they are.
func (f *films) write(c *frames.Column) (reel, error) {
	if f.encoder != nil {
		if info, err := os.Stat(f.path); err == nil && info.Size() >= filmMegabytes*megabyte {
			if err := f.close(); err != nil {
				return reel{}, err
			}
			f.at = f.at.next()
		}
	}
	if f.encoder == nil {
		if err := f.begin(); err != nil {
			return reel{}, fmt.Errorf("%s: %w", f.key, err)
		}
	}
	from := f.count
	for _, picture := range c.Images {
		if _, err := f.pictures.Write(picture); err != nil {
			return reel{}, errors.Join(f.close(), fmt.Errorf("%s: %w", f.key, err))
		}
	}
	f.count += len(c.Images)
	return reel{f.at, float64(from) / float64(f.fps), float64(f.count) / float64(f.fps)}, nil
}

func (f *films) begin() error {
	name := f.at.film(f.key)
	file, err := f.folder.Create(name) // with the folders above it
	if err == nil {
		err = file.Close()
	}
	if err == nil {
		f.path, err = f.folder.Path(name)
	}
	if err != nil {
		return err
	}
	f.count = 0
	f.said.Reset()
	cmd := exec.Command(f.tool, "-hide_banner", "-loglevel", "error", "-y",
		"-f", "image2pipe", "-c:v", "png", "-framerate", fmt.Sprint(f.fps), "-i", "pipe:0",
		"-c:v", filmEncoder, "-pix_fmt", filmFormat, "-g", filmWhole, "-bf", "0", "-crf", filmQuality, "-f", "mp4", f.path)
	cmd.Stderr = &f.said
	if f.pictures, err = cmd.StdinPipe(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	f.encoder = cmd
	return nil
}

// close ends the file in hand.
func (f *films) close() error {
	if f.encoder == nil {
		return nil
	}
	_ = f.pictures.Close() // a pipe: what was not taken shows in how the encoder ends
	err := f.encoder.Wait()
	f.encoder = nil
	if err != nil {
		line, _, _ := strings.Cut(strings.TrimSpace(f.said.String()), "\n")
		return fmt.Errorf("%s: ffmpeg: %w: %s", f.key, err, line)
	}
	return nil
}

// abandon ends an encoder whose film will not be used.
func (f *films) abandon() {
	if f.encoder != nil {
		_ = f.encoder.Process.Kill()
		_ = f.pictures.Close()
		_ = f.encoder.Wait()
		f.encoder = nil
	}
}

// filmInfo is what meta/info.json says of a film beside what it says of pictures.
func filmInfo(f *frames.Feature, fps int) map[string]any {
	return map[string]any{
		"video.height": f.Shape[0], "video.width": f.Shape[1], "video.codec": filmCodec, "video.pix_fmt": filmFormat,
		"video.is_depth_map": false, "video.fps": fps, "video.channels": f.Shape[2], "has_audio": false,
	}
}
