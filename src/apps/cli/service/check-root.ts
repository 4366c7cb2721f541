import { nodeLedgerCrypto as crypto } from '../../../adapters/ledger-crypto/index.js';
import { type LogSource, LogUnreadable, openLog, reportUnreadable } from '../../../adapters/ledger-source/index.js';
import { counted } from '../../../core/base/counted.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  type Checkpoint,
  decodeBase64,
  equalBytes,
  keysOnlyPolicy,
  openCheckpoint,
  readCheckpoint,
  TileReader,
  treeHasher,
  type VerifierKey,
  verifyConsistency,
} from '../../../core/ledger/index.js';
import type { CheckedRoot, LogEvidence } from '../../../domain/audits/source/index.js';

export interface RootCheck {
  readonly service: string;
  readonly apiKey: string;
  /** Keys to verify the signature with; when empty, the signature is not checked. */
  readonly keys: readonly VerifierKey[];
  readonly log: LogEvidence;
  /** Checkpoint and consistency proof of the answer. */
  readonly answer: { readonly checkpoint: string; readonly consistency: readonly string[] };
}

const hasher = treeHasher(crypto.sha256);

/**
 * Compares the root that an audit names with a checkpoint of the log: the one that everybody reads, or the one in the answer where the key
 * may not read the ledger. Erasures never change it. Throws `LEDGER_INVALID` when the audit read another log.
 */
export function checkRoot(check: RootCheck): Promise<CheckedRoot> {
  return reportUnreadable(() => compare(check));
}

async function compare(check: RootCheck): Promise<CheckedRoot> {
  const source = await publicLog(check);
  const from = source === null ? 'answer' : 'ledger';
  const checkpoint = await believe(source?.checkpoint ?? check.answer.checkpoint, check.keys);
  const { size } = check.log;
  const root = rootOf(check.log);
  if (checkpoint.size < size)
    throw otherLog(`its checkpoint has ${counted(checkpoint.size, 'entry')}, the audit read ${size}`);
  if (source === null) {
    const proof = check.answer.consistency.map((hash) => decodeBase64(hash, 'a hash of the proof'));
    verifyConsistency(hasher, { oldSize: size, oldRoot: root, size: checkpoint.size, root: checkpoint.root, proof });
  } else if (!equalBytes(await new TileReader(hasher, source.read, checkpoint).rootAt(size), root)) {
    throw otherLog(`its first ${size} entries have another root`);
  }
  return {
    size: checkpoint.size,
    origin: checkpoint.origin,
    status: checkpoint.size === size ? 'equal' : 'consistent',
    from,
    signature: check.keys.length > 0 ? 'verified' : 'not checked',
  };
}

/** The public log; null when this key may not read the ledger. */
async function publicLog({ service, apiKey, log }: RootCheck): Promise<LogSource | null> {
  try {
    return await openLog(new URL(`/ledger/${encodeURIComponent(log.name)}`, service).href, { apiKey });
  } catch (cause) {
    if (cause instanceof LogUnreadable) return null;
    throw cause;
  }
}

async function believe(note: Uint8Array | string, keys: readonly VerifierKey[]): Promise<Checkpoint> {
  if (keys.length === 0) return readCheckpoint(note).checkpoint;
  return (await openCheckpoint(note, keysOnlyPolicy(keys), crypto)).checkpoint;
}

function rootOf({ root, size }: LogEvidence): Uint8Array {
  if (Number.isSafeInteger(size) && size > 0) return decodeBase64(root, 'the root of the audit');
  throw otherLog('the audit names no size');
}

const otherLog = (why: string): TribuneError =>
  new TribuneError('LEDGER_INVALID', `the audit is not of the log that the service signed: ${why}`, {
    remedy: 'Keep audit.json and the checkpoint as evidence: the service answered from other records than it shows.',
  });
