import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../../test/support/ledger-crypto.js';
import { hasher, MemoryLog, testEntries } from '../../../../test/support/ledger-log.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { encodeBase64, encodeHex, utf8 } from '../../base/bytes.js';
import { sha256 } from '../../base/sha256.js';
import { decodeBase64 } from '../bytes/base64.js';
import { verifyConsistency } from '../merkle/verify-consistency.js';
import { verifyInclusion } from '../merkle/verify-inclusion.js';
import { parseCheckpoint } from '../notes/checkpoint.js';
import { parseVerifierKey } from '../notes/key.js';
import { parseNote, printNote } from '../notes/note.js';
import { verifyNote } from '../notes/verify-note.js';
import { parseTilePath, tilePath } from './path.js';
import { readBundle, readHashTile } from './read.js';
import { TileReader } from './reader.js';

interface TiledLog {
  size: number;
  rootB64: string;
  roots: { size: number; rootB64: string }[];
  tileCounts: Record<string, number>;
  tiles: { path: string; bytes: number; width: number; sha256Hex: string }[];
  entryBundles: { path: string; bytes: number; sha256Hex: string }[];
  pathEncoding: { level: number; index: number; width: number; path: string }[];
  inclusion: { index: number; size: number; leafHashB64: string; rootB64: string; proof: string[] }[];
  consistency: { size1: number; size2: number; root1B64: string; root2B64: string; proof: string[] }[];
}

describe.skipIf(!hasShared)('the tiled log of 70,000 entries', () => {
  let vectors: TiledLog;
  let log: MemoryLog;
  const readerAt = async (size: number): Promise<TileReader> => {
    const whole = new TileReader(hasher, log.read, log.head);
    return new TileReader(hasher, log.read, { size, root: await whole.rootAt(size) });
  };

  beforeAll(() => {
    vectors = sharedJson('reference/ledger/tiled-log-70000.json');
    log = new MemoryLog();
    // Partial tiles exist for the sizes at which a checkpoint was made: here after each of the last 112 entries, and at the sizes of the vectors.
    const stops = new Set([...vectors.roots, ...vectors.inclusion].map(({ size }) => size));
    for (const { size1, size2 } of vectors.consistency) stops.add(size1).add(size2);
    for (let size = 1; size <= 17; size++) stops.add(65536 + size * 256);
    for (let size = 69889; size <= vectors.size; size++) stops.add(size);
    for (const size of [...stops].sort((a, b) => a - b))
      log.append(testEntries(size - log.writer.size, log.writer.size));
  });

  it('has our root, and our older roots at 17 sizes', async () => {
    expect(encodeBase64(log.writer.root())).toBe(vectors.rootB64);
    for (const { size, rootB64 } of vectors.roots) {
      const head = { size, root: decodeBase64(rootB64, 'root') };
      expect(encodeBase64(await new TileReader(hasher, log.read, head).rootAt(size))).toBe(rootB64);
    }
    expect(vectors.roots).toHaveLength(17);
  });

  it('has our 136 tiles and 4 bundles, byte for byte', async () => {
    for (const { path, bytes, sha256Hex, width } of vectors.tiles) {
      const tile = await readHashTile(log.read, parseTilePath(path));
      expect([path, tile.length, width, encodeHex(sha256(tile))]).toEqual([path, bytes, tile.length / 32, sha256Hex]);
    }
    for (const { path, bytes, sha256Hex } of vectors.entryBundles) {
      const bundle = log.read(path)!;
      expect([path, bundle.length, encodeHex(sha256(bundle))]).toEqual([path, bytes, sha256Hex]);
      expect(await readBundle(log.read, parseTilePath(path))).toHaveLength(parseTilePath(path).width);
    }
    expect([vectors.tiles.length, vectors.entryBundles.length]).toEqual([136, 4]);
  });

  it('has our number of full tiles at each level', () => {
    const full = (level: number): number =>
      [...log.files.keys()].filter((path) => path.startsWith(`tile/${level}/`) && !path.includes('.p/')).length;
    expect([full(0), full(1), full(2)]).toEqual([vectors.tileCounts.level0_full, vectors.tileCounts.level1_full, 0]);
  });

  it('has our 7 paths', () => {
    for (const { path, ...tile } of vectors.pathEncoding) {
      expect(tilePath(tile)).toBe(path);
      expect(parseTilePath(path)).toEqual(tile);
    }
    expect(vectors.pathEncoding).toHaveLength(7);
  });

  it('has our 10 inclusion and 10 consistency proofs, read from tiles', async () => {
    for (const { index, size, leafHashB64, rootB64, proof } of vectors.inclusion) {
      const ours = await (await readerAt(size)).inclusionProof(index);
      expect(ours.map(encodeBase64)).toEqual(proof);
      const [leafHash, root] = [decodeBase64(leafHashB64, 'leaf'), decodeBase64(rootB64, 'root')];
      expect(hasher.leaf(utf8(`entry-${index}`))).toEqual(leafHash);
      verifyInclusion(hasher, { index, size, leafHash, root, proof: ours });
    }
    for (const { size1, size2, root1B64, root2B64, proof } of vectors.consistency) {
      const ours = await (await readerAt(size2)).consistencyProof(size1);
      expect(ours.map(encodeBase64)).toEqual(proof);
      const [oldRoot, root] = [decodeBase64(root1B64, 'root'), decodeBase64(root2B64, 'root')];
      verifyConsistency(hasher, { oldSize: size1, oldRoot, size: size2, root, proof: ours });
    }
    expect([vectors.inclusion.length, vectors.consistency.length]).toEqual([10, 10]);
  });
});

interface TesseraLog {
  origin: string;
  vkey: string;
  entriesUtf8: string[];
  checkpoints: { size: number; note: string }[];
  level0TilesHex: Record<string, string>;
  entryBundlesHex: Record<string, string>;
}

describe.skipIf(!hasShared)('the log of 15 entries written by Tessera', () => {
  const load = (): TesseraLog => sharedJson('reference/ledger/tessera-testdata-log.json');

  it('has our 15 tiles and 15 bundles, byte for byte', () => {
    const { entriesUtf8, level0TilesHex, entryBundlesHex } = load();
    const log = new MemoryLog();
    for (const entry of entriesUtf8) log.append([utf8(entry)]);
    const ours = Object.fromEntries([...log.files].map(([path, bytes]) => [path, encodeHex(bytes)]));
    expect(ours).toEqual({ ...level0TilesHex, ...entryBundlesHex });
    expect(log.files.size).toBe(30);
  });

  it('has 16 checkpoints whose signatures verify and whose roots are ours', async () => {
    const { origin, vkey, entriesUtf8, checkpoints } = load();
    const key = parseVerifierKey(vkey);
    for (const { size, note } of checkpoints) {
      const parsed = parseNote(note);
      expect(printNote(parsed)).toBe(note);
      expect(await verifyNote(parsed, [key], nodeCrypto)).toEqual([{ key }]);
      const { root } = new MemoryLog(entriesUtf8.slice(0, size).map(utf8)).head;
      expect(parseCheckpoint(parsed.text)).toEqual({ origin, size, root, extensions: [] });
    }
    expect(checkpoints).toHaveLength(16);
  });
});
