import { equalBytes } from '../../base/bytes.js';
import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import type { TextInput } from '../bytes/utf8.js';
import type { LedgerCrypto } from '../hashing/crypto.js';
import type { TreeHasher } from '../merkle/hasher.js';
import { verifyConsistency } from '../merkle/verify-consistency.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import type { VerifierKey } from '../notes/key.js';
import { verifyNote } from '../notes/verify-note.js';
import type { TreeHead } from '../tiles/tree-edge.js';
import { readCheckpoint } from '../trust/judge-checkpoint.js';
import { type AddCheckpointRequest, parseAddCheckpoint } from './add-checkpoint.js';

/** A refusal, with the HTTP status of C2SP tlog-witness. `size` is the body of a 409. */
export type WitnessRefusal =
  | { readonly status: 400 | 403 | 404 | 422; readonly reason: string }
  | { readonly status: 409; readonly reason: string; readonly size: number };

/** A request whose form and log signature are right. Whether to cosign depends on what the witness saw last. */
export interface ExaminedRequest {
  readonly status: 'examined';
  readonly request: AddCheckpointRequest;
  readonly checkpoint: Checkpoint;
  /** Text to cosign. */
  readonly text: string;
}

/**
 * The part of a witness's decision that needs no memory: 400 malformed or old size above the new one, 404 unknown origin,
 * 403 no trusted signature.
 *
 * @param keysOf trusted keys of the log with this origin; none when it is unknown.
 */
export async function examineAddCheckpoint(
  body: TextInput,
  keysOf: (origin: string) => readonly VerifierKey[],
  crypto: LedgerCrypto,
): Promise<ExaminedRequest | WitnessRefusal> {
  let request: AddCheckpointRequest;
  let read: ReturnType<typeof readCheckpoint>;
  try {
    request = parseAddCheckpoint(body);
    read = readCheckpoint(request.checkpoint);
  } catch (error) {
    return { status: 400, reason: reasonOf(error) };
  }
  const { note, checkpoint } = read;
  const keys = keysOf(checkpoint.origin);
  if (keys.length === 0) return { status: 404, reason: `the log ${checkpoint.origin} is unknown here` };
  try {
    const signed = await verifyNote(note, keys, crypto);
    if (signed.length === 0) return { status: 403, reason: 'no key that this witness trusts signed the checkpoint' };
  } catch (error) {
    return { status: 403, reason: reasonOf(error) };
  }
  if (request.oldSize > checkpoint.size) return { status: 400, reason: 'the old size is above the new one' };
  return { status: 'examined', request, checkpoint, text: note.text };
}

/**
 * The part of a witness's decision that needs memory: 409 when the log does not start from what this witness saw last, 422 when the new
 * tree does not extend it, else 200. The caller must read `latest`, decide and store the new head as one atomic step, and sign only
 * afterwards; otherwise two requests at once could roll the witness back.
 *
 * @param latest last head cosigned for this origin, if any.
 */
export function decideAddCheckpoint(
  hasher: TreeHasher,
  { request, checkpoint }: ExaminedRequest,
  latest: TreeHead | undefined,
): WitnessRefusal | { readonly status: 200; readonly head: TreeHead } {
  const seen = latest?.size ?? 0;
  if (request.oldSize !== seen) {
    return {
      status: 409,
      size: seen,
      reason: `this witness saw ${counted(seen, 'entry')} last, not ${request.oldSize}`,
    };
  }
  const head = { size: checkpoint.size, root: checkpoint.root };
  if (seen === 0) return request.proof.length === 0 ? { status: 200, head } : extraProof();
  if (seen === head.size && !equalBytes(latest!.root, head.root)) {
    return { status: 422, reason: `two different roots for the same ${seen} entries: the log was forked` };
  }
  try {
    verifyConsistency(hasher, { oldSize: seen, oldRoot: latest!.root, ...head, proof: request.proof });
  } catch (error) {
    return { status: 422, reason: reasonOf(error) };
  }
  return { status: 200, head };
}

const extraProof = (): WitnessRefusal => ({ status: 422, reason: 'a proof from the empty tree must be empty' });

function reasonOf(error: unknown): string {
  if (error instanceof TribuneError) return error.message;
  throw error;
}
