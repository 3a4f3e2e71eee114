// Package mcap writes and reads MCAP files: messages with their times on named
// channels, in compressed chunks, with attachments, metadata and an index. It knows
// the container alone, and nothing of what a message says.
//
// The format is version 0 of https://mcap.dev/spec:
//
//	magic Header { Schema | Channel | Chunk MessageIndex… | Attachment | Metadata }
//	DataEnd { Schema Channel Statistics ChunkIndex AttachmentIndex MetadataIndex }
//	{ SummaryOffset } Footer magic
//
// where every record is an opcode (1 byte), the length of its content (uint64) and the
// content. Integers are little-endian, strings have a uint32 for their length in bytes,
// maps and arrays one for the length of all that is in them; times are nanoseconds.
//
// A file whose writer was killed has no end, but all chunks that were finished: Repair
// makes a whole file of it.
package mcap
