package window

import (
	"mirrorarm/render/paint"
	"os"
	"path/filepath"

	"golang.org/x/image/font/opentype"
)

// maxFontSize is the largest font file that is read (bytes).
const maxFontSize = 64 << 20

// InstalledHan is an installed outline font that has every Chinese character of the
// catalogue, or nil. It takes its time.
func InstalledHan() *opentype.Font {
	for _, pattern := range hanFontFiles() {
		files, err := filepath.Glob(pattern)
		if err != nil {
			continue
		}
		for _, name := range files {
			if info, err := os.Stat(name); err != nil || info.Size() > maxFontSize {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				continue
			}
			if f, err := paint.ParseHan(data); err == nil {
				return f
			}
		}
	}
	return nil
}

// hanFontFiles are where Linux, Windows and macOS keep fonts for Chinese.
func hanFontFiles() []string {
	return []string{
		"/usr/share/fonts/*/noto*/NotoSansCJK*Regular*",
		"/usr/share/fonts/*noto*/NotoSansCJK*Regular*",
		"/usr/share/fonts/truetype/wqy/wqy-*.tt?",
		"/usr/share/fonts/truetype/droid/DroidSansFallback*.ttf",
		filepath.Join(os.Getenv("WINDIR"), "Fonts", "msyh.tt?"),
		filepath.Join(os.Getenv("WINDIR"), "Fonts", "simsun.ttc"),
		"/System/Library/Fonts/PingFang.ttc",
		"/System/Library/Fonts/STHeiti Light.ttc",
	}
}
