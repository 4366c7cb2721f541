import { TribuneError } from '../../../core/base/errors.js';
import { printVerifierKey, readKeyRotation, signKeyRotation, type VerifierKey } from '../../../core/ledger/index.js';
import { keyRotated } from '../events/index.js';
import type {
  LedgerStore,
  LogName,
  LogSigner,
  PendingEvent,
  RotationRecord,
  RotationResult,
  SigningKeys,
} from '../ports/index.js';

export interface RotateDeps {
  readonly log: LogName;
  readonly ledger: LedgerStore;
  readonly signer: LogSigner;
}

export interface RotationRequest {
  /** Number of entries under the newest checkpoint of the log. */
  readonly fromSize: number;
  readonly nowMs: number;
  /** Time for which the old key goes on signing, ms. */
  readonly overlapMs: number;
  readonly by: string;
  readonly eventId: string;
}

/**
 * Hands a log over to a new key. The order ensures that the log goes on after a crash at any point: first the new key is on the disk, then
 * statement and event are in the database, then the new key signs. `finishRotation` completes what a crash left undone. No checkpoint may
 * be signed meanwhile.
 */
export async function rotateKey(deps: RotateDeps, request: RotationRequest): Promise<RotationResult> {
  const { log, ledger, signer } = deps;
  const keys = keysOf(deps);
  const { fromSize, nowMs, overlapMs, by, eventId } = request;
  const next = await keys.waiting();
  const oldKey = printVerifierKey(signer.key);
  const newKey = printVerifierKey(next.key);
  const statement = await signKeyRotation(signer, next, fromSize);
  const rotation: RotationRecord = { log, fromSize, statement, rotatedAtMs: nowMs, retiresAtMs: nowMs + overlapMs };
  const retiresAt = new Date(rotation.retiresAtMs).toISOString();
  const rotated = keyRotated({ log, oldKey, newKey, fromSize, statement, retiresAt, by });
  const event: PendingEvent = { ...rotated, id: eventId, log: 'main' };
  await ledger.saveRotation(rotation, event);
  await keys.adopt(next.key);
  await writeRotations(deps);
  return { log, oldKey, newKey, fromSize, statement, retiresAtMs: rotation.retiresAtMs };
}

/**
 * Completes a rotation after a start: a key that took over signs, even when a crash came between, and the statements are where outsiders
 * read them.
 */
export async function finishRotation(deps: RotateDeps): Promise<void> {
  const last = (await deps.ledger.rotations(deps.log)).at(-1);
  if (last === undefined) return;
  const key = newKeyOf(last);
  if (printVerifierKey(key) !== printVerifierKey(deps.signer.key)) await keysOf(deps).adopt(key);
}

/** Writes all hand-overs of the log as one file for outsiders. */
export async function writeRotations({ ledger, log }: RotateDeps): Promise<void> {
  const rotations = await ledger.rotations(log);
  if (rotations.length === 0) return;
  const text = rotations.map(({ statement }) => statement).join('\n');
  await ledger.writeFiles(log, [{ path: 'rotations', bytes: new TextEncoder().encode(text) }]);
}

/**
 * Destroys keys whose time is over and returns their names. Each is recorded first, so that a key that a crash in between left is destroyed
 * the next time.
 */
export async function retireKeys(
  { ledger, log, signer }: RotateDeps,
  nowMs: number,
  onRetired: (key: string) => Promise<void> = async () => undefined,
): Promise<string[]> {
  const old = signer.keys?.all().slice(1) ?? [];
  if (old.length === 0) return [];
  const last = (await ledger.rotations(log)).at(-1);
  if (last === undefined || last.retiresAtMs > nowMs) return [];
  const names = old.map(({ key }) => printVerifierKey(key));
  for (const name of names) await onRetired(name);
  await signer.keys!.retire();
  return names;
}

const newKeyOf = ({ statement }: RotationRecord): VerifierKey => readKeyRotation(statement).newKey;

function keysOf({ signer, log }: RotateDeps): SigningKeys {
  if (signer.keys !== undefined) return signer.keys;
  throw new TribuneError('USAGE', `the key of log ${log} is kept outside this service`, {
    remedy: 'Change it where it is kept.',
  });
}
