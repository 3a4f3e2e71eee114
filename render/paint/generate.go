//go:build ignore

// Command generate makes han.otf: Noto Sans CJK SC, Regular, with only those characters
// that the Chinese catalogue has and the Go fonts lack. It needs what Debian has as
// fonts-noto-cjk and fonttools; the font may also be named:
//
//	go generate ./render/paint
//	cd render/paint && go run generate.go NotoSansCJK-Regular.ttc
//
// The same font, catalogue and fonttools give the same bytes.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"

	"mirrorarm/sim/locale"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// simplified is the number of the font for simplified Chinese in the collection.
const simplified = "2"

func main() {
	source := "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
	if len(os.Args) > 1 {
		source = os.Args[1]
	}
	if err := generate(source, "han.otf"); err != nil {
		log.Fatal(err)
	}
}

func generate(source, out string) error {
	missing, err := lacking(goregular.TTF)
	if err != nil {
		return err
	}
	// No hints, since none are used; no tables for layout, since every character stands
	// by itself; of the names those that tell whose it is and under what terms.
	cmd := exec.Command("pyftsubset", source, "--font-number="+simplified, "--text="+missing, "--output-file="+out,
		"--no-hinting", "--desubroutinize", "--layout-features=", "--drop-tables+=BASE,GDEF,GPOS,GSUB,VORG,vhea,vmtx",
		"--name-IDs=0,1,2,4,5,6,13,14", "--name-languages=0x409", "--notdef-outline", "--no-recalc-timestamp")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("pyftsubset: %w", err)
	}
	return nil
}

// lacking are the characters of the catalogue that a font does not have.
func lacking(ttf []byte) (string, error) {
	f, err := sfnt.Parse(ttf)
	if err != nil {
		return "", err
	}
	var buffer sfnt.Buffer
	var out []rune
	for _, r := range locale.Chinese.Letters() {
		if i, err := f.GlyphIndex(&buffer, r); err != nil || i == 0 {
			out = append(out, r)
		}
	}
	return string(out), nil
}
