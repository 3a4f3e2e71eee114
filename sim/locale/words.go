package locale

import (
	"slices"
	"strings"
)

// acronyms are the anatomists' short names of the finger's joints, in every language.
var acronyms = map[string]string{"cmc": "CMC", "mcp": "MCP", "pip": "PIP", "dip": "DIP", "ip": "IP"}

// Spoken is the name of a joint, a link or a quantity as it is read out:
// index_mcp is "index MCP".
func Spoken(name string) string {
	words := strings.Split(name, "_")
	for i, w := range words {
		if long, ok := acronyms[w]; ok {
			words[i] = long
		}
	}
	return strings.Join(words, " ")
}

// parts and motions are what names of joints are made of.
var (
	parts = map[string]Key{
		"shoulder": Shoulder, "elbow": Elbow, "forearm": Forearm, "wrist": Wrist,
		"thumb": Thumb, "index": Index, "middle": Middle, "ring": Ring, "little": Little,
	}
	motions = map[string]Key{
		"flexion": Flexion, "abduction": Abduction, "rotation": Rotation, "deviation": Deviation, "spread": SideSpread,
	}
	between = [NumLanguages]string{English: " ", Chinese: "", Russian: ", "}
)

// Joint is a joint's name in words: a part of the arm and how it moves there, or which of
// a finger's joints it is. Other names are told as they are.
func (l Language) Joint(name string) string {
	part, motion, ok := strings.Cut(name, "_")
	if of, known := parts[part]; ok && known {
		if k, known := motions[motion]; known {
			return l.Text(of) + between[l] + l.Text(k)
		}
		if short, known := acronyms[motion]; known {
			return l.Text(of) + " " + short
		}
	}
	return Spoken(name)
}

// PerSecond is the unit of pictures a second, in place of a symbol, which it has none.
const PerSecond = "fps"

// Unit is how a language writes a unit. Chinese has the international symbols, Russian
// its own (GOST 8.417).
func (l Language) Unit(symbol string) string {
	switch {
	case l == Chinese && symbol == PerSecond:
		return "帧/秒"
	case l != Russian:
		return symbol
	}
	switch symbol {
	case PerSecond:
		return "кадр/с"
	case "µs":
		return "мкс"
	case "ms":
		return "мс"
	case "s":
		return "с"
	case "h":
		return "ч"
	case "mm":
		return "мм"
	case "kPa":
		return "кПа"
	case "Hz":
		return "Гц"
	case "MB":
		return "МБ"
	}
	return symbol
}

// Units are all symbols that Unit is asked for.
func Units() []string {
	return []string{PerSecond, "µs", "ms", "s", "h", "mm", "kPa", "Hz", "MB", "°C", "°", "%"}
}

// Letters are all characters that a language's texts are written in, in order.
func (l Language) Letters() []rune {
	all := append([]string{l.Name()}, catalogues[l][:]...)
	for _, u := range Units() {
		all = append(all, l.Unit(u))
	}
	letters := []rune(strings.Join(append(all, between[l]), ""))
	slices.Sort(letters)
	return slices.Compact(letters)
}
