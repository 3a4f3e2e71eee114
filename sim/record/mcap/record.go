package mcap

import "fmt"

// magic begins and ends every file; its sixth byte is the format's version.
const magic = "\x89MCAP0\r\n"

// Op tells what a record is.
type Op uint8

// The records of the format.
const (
	OpHeader Op = iota + 1
	OpFooter
	OpSchema
	OpChannel
	OpMessage
	OpChunk
	OpMessageIndex
	OpChunkIndex
	OpAttachment
	OpAttachmentIndex
	OpStatistics
	OpMetadata
	OpMetadataIndex
	OpSummaryOffset
	OpDataEnd
)

var opNames = [...]string{
	"record 0", "header", "footer", "schema", "channel", "message", "chunk", "message index", "chunk index",
	"attachment", "attachment index", "statistics", "metadata", "metadata index", "summary offset", "data end",
}

// String is the record's name in errors.
func (o Op) String() string {
	if int(o) < len(opNames) {
		return opNames[o]
	}
	return fmt.Sprintf("record %d", uint8(o))
}

// headSize is an opcode and the length of what follows (bytes).
const headSize = 1 + 8

// Header is what a file begins with.
type Header struct {
	Profile string // what all messages have in common, such as "ros2"
	Library string // that wrote the file
}

// Schema says what the messages of a channel consist of.
type Schema struct {
	ID       uint16 // from 1
	Name     string // of the message's type
	Encoding string // of Data, such as "ros2msg"
	Data     []byte
}

// Channel is a stream of messages of one kind.
type Channel struct {
	ID       uint16
	SchemaID uint16 // 0 is none
	Topic    string
	Encoding string // of the messages, such as "cdr"
	Metadata map[string]string
}

// Message is one of a channel.
type Message struct {
	ChannelID   uint16
	Sequence    uint32 // counted per channel, from 0
	LogTime     uint64 // ns
	PublishTime uint64 // ns
	Data        []byte
}

// Attachment is a file within the file.
type Attachment struct {
	LogTime    uint64 // ns
	CreateTime uint64 // ns; 0 is unknown
	Name       string
	MediaType  string
	Data       []byte
}

// Metadata are named values.
type Metadata struct {
	Name  string
	Pairs map[string]string
}

// Statistics counts what is in a file.
type Statistics struct {
	Messages    uint64
	Schemas     uint16
	Channels    uint32
	Attachments uint32
	Metadata    uint32
	Chunks      uint32
	Start, End  uint64            // ns, of all messages; 0 without
	PerChannel  map[uint16]uint64 // messages
}

// ChunkIndex is where a chunk is, and what is in it.
type ChunkIndex struct {
	Start, End     uint64 // ns, of its messages
	Offset, Length uint64 // bytes of the file, the record's head included
	MessageIndexes map[uint16]uint64
	IndexLength    uint64 // bytes of all its message indexes
	Compression    string
	Compressed     uint64 // bytes
	Uncompressed   uint64 // bytes
}

// AttachmentIndex is where an attachment is.
type AttachmentIndex struct {
	Offset, Length      uint64
	LogTime, CreateTime uint64
	Size                uint64
	Name, MediaType     string
}

// MetadataIndex is where a metadata record is.
type MetadataIndex struct {
	Offset, Length uint64
	Name           string
}
