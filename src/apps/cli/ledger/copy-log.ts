import { existsSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { nodeLedgerCrypto } from '../../../adapters/ledger-crypto/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type Checkpoint, type ReadTile, TileReader, tilePath, treeHasher } from '../../../core/ledger/index.js';

const WIDTH = 256;

/**
 * Copies new tiles of a log into a folder and checks every one of them up to the root. The checkpoint is written last, so that a folder
 * with a checkpoint has its tiles.
 */
export async function copyLog(
  folder: string,
  read: ReadTile,
  copy: { readonly head: Checkpoint; readonly note: Uint8Array; readonly fromSize: number },
): Promise<void> {
  const { head, note, fromSize } = copy;
  for (let level = 0; hashesAt(head.size, level) > 0; level++) {
    const hashes = hashesAt(head.size, level);
    for (let index = Math.floor(hashesAt(fromSize, level) / WIDTH); index * WIDTH < hashes; index++) {
      const width = Math.min(WIDTH, hashes - index * WIDTH);
      await copyTile(folder, read, { level, index, width });
    }
  }
  const reader = new TileReader(treeHasher(nodeLedgerCrypto.sha256, nodeLedgerCrypto.lanes), localReader(folder), head);
  for (let index = Math.floor(fromSize / WIDTH) * WIDTH; index < head.size; index += WIDTH)
    await reader.leafHash(index);
  await writeDurably(join(folder, 'checkpoint'), note);
}

const hashesAt = (size: number, level: number): number => Math.floor(size / WIDTH ** level);

export const localReader =
  (folder: string): ReadTile =>
  async (path) => {
    const { readFile } = await import('node:fs/promises');
    return readFile(join(folder, path)).then(
      (bytes) => new Uint8Array(bytes),
      () => null,
    );
  };

async function copyTile(
  folder: string,
  read: ReadTile,
  tile: { level: number; index: number; width: number },
): Promise<void> {
  const path = tilePath(tile);
  if (existsSync(join(folder, path))) return;
  const bytes = await readTile(read, tile);
  if (bytes === null) {
    throw new TribuneError('LEDGER_INVALID', `${path} is missing`, {
      remedy: 'The log must serve all tiles of its checkpoint.',
    });
  }
  await writeDurably(join(folder, path), bytes);
}

/** The tile, or the beginning of the full tile that replaced it. */
async function readTile(
  read: ReadTile,
  tile: { level: number; index: number; width: number },
): Promise<Uint8Array | null> {
  const exact = await read(tilePath(tile));
  if (exact !== null || tile.width === WIDTH) return exact;
  const full = await read(tilePath({ ...tile, width: WIDTH }));
  return full === null ? null : full.subarray(0, tile.width * 32);
}

/** Writes a file as a whole or not at all; it is on the disk when this returns. */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  const file = await open(draft, 'w', 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  const folder = await open(dirname(path), 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
