package locale

import "strings"

// acronyms are the anatomists' short names of the finger's joints.
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
