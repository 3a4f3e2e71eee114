// Reads Parquet files with hyparquet, which knows nothing of how they were written,
// and prints what is in them: one JSON object per file, a line each.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'

const plain = (_, v) => (typeof v === 'bigint' ? Number(v) : v instanceof Uint8Array ? Buffer.from(v).toString('base64') : v)

for (const path of process.argv.slice(2)) {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  const rows = await parquetReadObjects({ file, metadata, utf8: false })
  console.log(JSON.stringify({
    rows,
    notes: Object.fromEntries((metadata.key_value_metadata ?? []).map(n => [n.key, n.value])),
    groups: metadata.row_groups.map(g => g.num_rows),
    columns: metadata.row_groups[0].columns.map(c => ({
      path: c.meta_data.path_in_schema, type: c.meta_data.type, codec: c.meta_data.codec,
      least: c.meta_data.statistics?.min_value ?? null, most: c.meta_data.statistics?.max_value ?? null,
    })),
  }, plain))
}
