package figure

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// notMeasured is the key of the reasons.
const notMeasured = "not_measured"

// Marshal is json.Marshal of a report. Where figures in it were not measured, the
// object ends with not_measured, which gives the reason for each null by its path
// of keys and places in lists: {"retarget.palm_error_mm": "the source gives no
// position"}. A list of reports has that in each.
func Marshal(report any) ([]byte, error) {
	v := reflect.ValueOf(report)
	if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct {
		return marshalList(v)
	}
	text, err := json.Marshal(report)
	if err != nil {
		return nil, err
	}
	reasons := Reasons(report)
	if len(reasons) == 0 || len(text) < 3 || text[0] != '{' {
		return text, nil
	}
	why, err := json.Marshal(reasons)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.Write(text[:len(text)-1])
	out.WriteString(`,"` + notMeasured + `":`)
	out.Write(why)
	out.WriteByte('}')
	return out.Bytes(), nil
}

func marshalList(list reflect.Value) ([]byte, error) {
	parts := make([][]byte, list.Len())
	for i := range parts {
		var err error
		if parts[i], err = Marshal(list.Index(i).Interface()); err != nil {
			return nil, err
		}
	}
	return []byte("[" + string(bytes.Join(parts, []byte(","))) + "]"), nil
}

// Reasons tells why figures of a report were not measured, by their paths.
func Reasons(report any) map[string]string {
	reasons := map[string]string{}
	collect(reasons, "", reflect.ValueOf(report))
	return reasons
}

// collect goes through what package json goes through, under the same names.
func collect(reasons map[string]string, path string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			collect(reasons, path, v.Elem())
		}
	case reflect.Struct:
		if v.Type() != reflect.TypeFor[Value]() {
			collectFields(reasons, path, v)
		} else if one := v.Interface().(Value); !one.measured {
			reasons[path] = one.Why()
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			collect(reasons, join(path, key.String()), v.MapIndex(key))
		}
	case reflect.Slice, reflect.Array:
		if k := v.Type().Elem().Kind(); k <= reflect.Complex128 || k == reflect.String {
			return // plain numbers and words, of which there may be many
		}
		for i := range v.Len() {
			collect(reasons, join(path, strconv.Itoa(i)), v.Index(i))
		}
	}
}

func collectFields(reasons map[string]string, path string, v reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-", !field.IsExported() && !field.Anonymous:
			continue
		case strings.Contains(options, "omitzero") && v.Field(i).IsZero():
			continue
		case name == "" && field.Anonymous:
			collect(reasons, path, v.Field(i))
		case name == "":
			collect(reasons, join(path, field.Name), v.Field(i))
		default:
			collect(reasons, join(path, name), v.Field(i))
		}
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
