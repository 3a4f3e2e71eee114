package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// The engine makes a dozen small shaders of one template when it starts. Who executes a
// template may call any method by its name, so that the linker keeps every exported
// method that there is: a tenth of the page. That template calls none, and the page is
// built with a text/template that finds none.
const (
	templates = "src/text/template/exec.go"
	byName    = "ptr.MethodByName(fieldName)"
	none      = "(reflect.Value{})"
)

// overlay writes that package's file into a folder, and what tells the go command to take
// it.
func overlay(root, folder string) (path string, err error) {
	name := filepath.Join(root, templates)
	source, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	if strings.Count(string(source), byName) != 1 {
		return "", fmt.Errorf("%s: want %s in it, once", name, byName)
	}
	own := filepath.Join(folder, "exec.go")
	if err := os.WriteFile(own, []byte(strings.Replace(string(source), byName, none, 1)), 0o644); err != nil {
		return "", err
	}
	said, err := json.Marshal(map[string]map[string]string{"Replace": {name: own}})
	if err != nil {
		return "", err
	}
	path = filepath.Join(folder, "overlay.json")
	return path, os.WriteFile(path, said, 0o644)
}
