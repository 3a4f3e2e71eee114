// Reads a session by other people's code, and prints what is in it: for each topic how many
// messages, and a SHA-256 of all their values in order. A value is 8 bytes: a float64, or of a
// 64-bit integer itself; a text its length and its bytes; a list its length and its values.
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { parse } from "@foxglove/rosmsg";
import { MessageReader } from "@foxglove/rosmsg2-serialization";
import { McapIndexedReader, McapStreamReader } from "@mcap/core";
import { loadDecompressHandlers } from "@mcap/support";

const file = await open(process.argv[2]);
const size = (await file.stat()).size;
const decompressHandlers = await loadDecompressHandlers();

const eight = new DataView(new ArrayBuffer(8));
const bytes = new Uint8Array(eight.buffer);
function add(hash, value) {
  switch (typeof value) {
    case "number":
    case "boolean":
      if (Number.isNaN(value)) eight.setBigUint64(0, 0x7ff8n << 48n, true); // whichever it was
      else eight.setFloat64(0, Number(value), true);
      hash.update(bytes);
      return;
    case "bigint":
      eight.setBigUint64(0, value, true);
      hash.update(bytes);
      return;
    case "string":
      add(hash, Buffer.byteLength(value));
      hash.update(value);
      return;
  }
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    add(hash, value.length);
    for (const one of value) add(hash, one);
    return;
  }
  for (const key of Object.keys(value)) add(hash, value[key]);
}

const reader = await McapIndexedReader.Initialize({
  decompressHandlers,
  readable: {
    size: async () => BigInt(size),
    read: async (offset, length) => {
      const buffer = new Uint8Array(Number(length));
      await file.read(buffer, 0, buffer.length, Number(offset));
      return buffer;
    },
  },
});
const decoders = new Map();
for (const [id, schema] of reader.schemasById) {
  decoders.set(id, new MessageReader(parse(new TextDecoder().decode(schema.data), { ros2: true })));
}
const topics = {};
for (const channel of reader.channelsById.values()) {
  topics[channel.topic] = { messages: 0, type: reader.schemasById.get(channel.schemaId).name, hash: createHash("sha256") };
}
for await (const message of reader.readMessages()) {
  const channel = reader.channelsById.get(message.channelId);
  const topic = topics[channel.topic];
  topic.messages++;
  add(topic.hash, message.logTime);
  add(topic.hash, decoders.get(channel.schemaId).readMessage(message.data));
}
for (const topic of Object.values(topics)) topic.hash = topic.hash.digest("hex");

const attachments = {};
for await (const a of reader.readAttachments()) attachments[a.name] = a.data.byteLength;
const metadata = {};
for await (const m of reader.readMetadata()) metadata[m.name] = Object.fromEntries(m.metadata);

// Once more from the front, as a program reads what comes over a wire.
const stream = new McapStreamReader({ decompressHandlers, validateCrcs: true });
let streamed = 0;
for await (const part of file.createReadStream({ start: 0 })) {
  stream.append(part);
  for (let record; (record = stream.nextRecord()); ) if (record.type === "Message") streamed++;
}
console.log(JSON.stringify({ profile: reader.header.profile, statistics: Number(reader.statistics.messageCount), chunks: reader.chunkIndexes.length, streamed, done: stream.done(), topics, attachments, metadata }));
