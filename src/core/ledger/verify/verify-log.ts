import { encodeHex, equalBytes } from '../../base/bytes.js';
import { agree, counted } from '../../base/counted.js';
import { demand } from '../base/fail.js';
import { TILE_WIDTH } from '../base/limits.js';
import type { TextInput } from '../bytes/utf8.js';
import type { LedgerCrypto } from '../hashing/crypto.js';
import { platformCrypto } from '../hashing/platform-crypto.js';
import { treeHasher } from '../merkle/hasher.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import type { ReadTile } from '../tiles/read.js';
import { TileReader } from '../tiles/reader.js';
import type { TrustPolicy } from '../trust/policy.js';
import { Checklist, type Claim, EARLIER_FAILED, type Verification } from './checklist.js';
import { askAboutCheckpoint, askAboutRotations, describeCheckpoint } from './checkpoint-steps.js';
import { observe } from './monitor.js';
import { type LogScan, scanLog } from './scan-log.js';

export interface VerifyLogInput {
  /** Reads the files of the log by path: a folder, an HTTP prefix, a map. */
  readonly read: ReadTile;
  /** The signed checkpoint; by default the file `checkpoint` of the log. */
  readonly checkpoint?: TextInput;
  readonly trust: TrustPolicy;
  /** Statements of key changes; by default the file `rotations` of the log, if it has one. */
  readonly rotations?: TextInput;
  /** Crypto for signatures; default WebCrypto of the engine. */
  readonly crypto?: LedgerCrypto;
  /** A checkpoint of the same log that was verified before, to detect rollback and fork. */
  readonly previous?: Checkpoint;
  /** `commitments` (default) demands that entries are public leaves of Tribune; `any` is for logs of others. */
  readonly leaves?: 'commitments' | 'any';
  readonly onProgress?: (done: number, size: number) => void;
}

export interface LogVerification extends Verification {
  /** The checkpoint, when the log's signature on it is right. */
  readonly checkpoint?: Checkpoint;
}

const CLAIMS = {
  files: ['files', 'Every file of the log is there and well formed'],
  tiles: ['tiles', 'Every tile follows from the tiles below'],
  root: ['root', 'The tiles lead to the signed root'],
  entries: ['entries', 'Every entry hashes to its leaf in the tree'],
  leaves: ['leaves', 'Every entry is a commitment and nothing else'],
  history: ['history', 'The log extends the one seen before'],
} as const satisfies Record<string, Claim>;

const EVIDENCE = 'Keep a copy of the log and its checkpoint as evidence, and compare with a copy made earlier.';

/**
 * Verifies a whole log, entry by entry, and returns a checklist; it throws only for faults that are not the log's, such as a failing disk.
 *
 * @example
 * const result = await verifyLog({ read, trust: keysOnlyPolicy([vkey]) });
 * console.log(printVerification(result));
 */
export async function verifyLog(input: VerifyLogInput): Promise<LogVerification> {
  return verifyEquipped({ ...input, crypto: input.crypto ?? platformCrypto() });
}

async function verifyEquipped(input: Equipped): Promise<LogVerification> {
  const list = new Checklist();
  const rotations = input.rotations ?? (await input.read('rotations'));
  const policy = await askAboutRotations(list, rotations, input.trust, input.crypto);
  const checkpoint = await askAboutCheckpoint(list, await checkpointOf(input), policy, input.crypto);
  if (checkpoint === undefined) {
    for (const claim of Object.values(CLAIMS)) list.skip(claim, EARLIER_FAILED);
    return { overall: list.verdict(), steps: list.steps };
  }
  await askAboutContent(list, input, checkpoint);
  await askAboutHistory(list, input, checkpoint);
  return { overall: list.verdict(), steps: list.steps, checkpoint };
}

type Equipped = VerifyLogInput & { readonly crypto: LedgerCrypto };

const checkpointOf = async ({ checkpoint, read }: VerifyLogInput): Promise<TextInput | null> =>
  checkpoint ?? (await read('checkpoint'));

async function askAboutContent(list: Checklist, input: Equipped, checkpoint: Checkpoint): Promise<void> {
  const hasher = treeHasher(input.crypto.sha256, input.crypto.lanes);
  const { onProgress } = input;
  const options = onProgress === undefined ? { size: checkpoint.size } : { size: checkpoint.size, onProgress };
  const found = await list.ask(CLAIMS.files, async () => {
    const value = await scanLog(hasher, input.read, options);
    return { detail: `${Math.ceil(checkpoint.size / TILE_WIDTH)} bundles of entries and all tiles`, value };
  });
  if (found === undefined) {
    for (const claim of [CLAIMS.tiles, CLAIMS.root, CLAIMS.entries, CLAIMS.leaves]) list.skip(claim, EARLIER_FAILED);
    return;
  }
  await list.ask(CLAIMS.tiles, () => {
    const { wrongTiles } = found;
    demand(wrongTiles.length === 0, `these do not: ${wrongTiles.join(', ')}`, EVIDENCE);
    return { detail: 'at every level', value: true };
  });
  await list.ask(CLAIMS.root, () => {
    const detail = encodeHex(found.root);
    demand(
      equalBytes(found.root, checkpoint.root),
      `the tiles have the root ${detail}, signed is ${encodeHex(checkpoint.root)}`,
      EVIDENCE,
    );
    return { detail, value: true };
  });
  await list.ask(CLAIMS.entries, () => {
    const { nChanged, changedEntries } = found;
    const which = `${nChanged} of ${checkpoint.size} do not, first ${changedEntries.join(', ')}`;
    demand(nChanged === 0, which, EVIDENCE);
    return { detail: `${checkpoint.size} of ${checkpoint.size}`, value: true };
  });
  await askAboutLeaves(list, input, found);
}

async function askAboutLeaves(list: Checklist, { leaves }: VerifyLogInput, { nForeignLeaves }: LogScan): Promise<void> {
  if (leaves === 'any') {
    list.skip(CLAIMS.leaves, 'this log is said to hold entries of another kind');
    return;
  }
  await list.ask(CLAIMS.leaves, () => {
    const remedy = 'Use a newer program for newer leaves; otherwise the log may publish what it must not.';
    demand(
      nForeignLeaves === 0,
      `${counted(nForeignLeaves, 'entry')} ${agree(nForeignLeaves, 'is', 'are')} something else`,
      remedy,
    );
    return { detail: 'no time, type, name or link can be read from the log', value: true };
  });
}

async function askAboutHistory(list: Checklist, input: Equipped, checkpoint: Checkpoint): Promise<void> {
  const { previous } = input;
  if (previous === undefined) {
    list.skip(CLAIMS.history, 'no earlier checkpoint is at hand; keep this one for the next time');
    return;
  }
  await list.ask(CLAIMS.history, async () => {
    const reader = new TileReader(treeHasher(input.crypto.sha256, input.crypto.lanes), input.read, checkpoint);
    const { status, detail } = await observe(previous, checkpoint, reader);
    demand(status === 'grown' || status === 'unchanged', `${status}: ${detail}`, EVIDENCE);
    return { detail: `${describeCheckpoint(previous)} is its beginning`, value: true };
  });
}
