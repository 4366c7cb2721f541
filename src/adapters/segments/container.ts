/**
 * Files of one segment. `rows`: the rows that audits count, in the order of random row ids. `links`: from row id to decision, by which later
 * records are joined, and of decisions at stages the index of the entry and the key of the case, by which cases are put together. `late`: labels and attributes in the segment's batches that are about decisions of earlier segments.
 */
export const SEGMENT_FILES = ['rows', 'links', 'late'] as const;

const LENGTH_BYTES = 4;

/** Joins files, each after its length in big-endian. */
export function packFiles(files: readonly Uint8Array[]): Uint8Array {
  const lengths = files.map((file) => {
    const bytes = Buffer.alloc(LENGTH_BYTES);
    bytes.writeUInt32BE(file.length);
    return bytes;
  });
  return Buffer.concat(files.flatMap((file, i) => [lengths[i]!, file]));
}

export function unpackFiles(packed: Uint8Array): Uint8Array[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const files: Uint8Array[] = [];
  for (let at = 0; at < packed.length; ) {
    const length = view.getUint32(at);
    files.push(packed.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length));
    at += LENGTH_BYTES + length;
  }
  return files;
}
