import { encodeHex } from '../../base/bytes.js';
import { counted } from '../../base/counted.js';
import { demand } from '../base/fail.js';
import type { TextInput } from '../bytes/utf8.js';
import type { LedgerCrypto } from '../hashing/crypto.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import { keyIdHex } from '../notes/key.js';
import { followRotations } from '../trust/follow-rotations.js';
import { readCheckpoint, verifyCosignatures, verifyLogSignature } from '../trust/judge-checkpoint.js';
import { quorumMet, type TrustPolicy } from '../trust/policy.js';
import { type Checklist, type Claim, EARLIER_FAILED, WITNESS_STEP } from './checklist.js';

const CHECKPOINT: Claim = ['checkpoint', 'The checkpoint is well formed'];
const SIGNATURE: Claim = ['log-signature', 'The log signed the checkpoint'];
const WITNESSES: Claim = [WITNESS_STEP, 'Witnesses saw the same log'];

const ROTATIONS: Claim = ['key-rotations', 'The log handed over to its present key'];

const UNWITNESSED = 'no witness signed: whoever holds the key of the log could show others another history';

/** Number of letters of a root that are shown to people. */
const SHOWN_ROOT_LETTERS = 16;

export const describeCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}, ${counted(size, 'entry')}, root ${encodeHex(root).slice(0, SHOWN_ROOT_LETTERS)}...`;

/** The step about statements of key changes, if there are any. Returns the policy with the keys that they lead to. */
export async function askAboutRotations(
  list: Checklist,
  input: TextInput | null | undefined,
  policy: TrustPolicy,
  crypto: LedgerCrypto,
): Promise<TrustPolicy> {
  if (input === null || input === undefined) return policy;
  const found = await list.ask(ROTATIONS, async () => {
    const { policy: value, followed } = await followRotations(input, policy, crypto);
    const each = followed.map(
      ({ oldKey, newKey, fromSize }) =>
        `${keyIdHex(oldKey.keyId)} to ${keyIdHex(newKey.keyId)} from ${counted(fromSize, 'entry')}`,
    );
    if (each.length === 0) return { detail: 'no statement leads on from a key that you trust', value, skipped: true };
    return { detail: each.join(', then '), value };
  });
  return found ?? policy;
}

/** The three steps about a checkpoint (`null` when there is none). Returns it when its form and the log's signature are right. */
export async function askAboutCheckpoint(
  list: Checklist,
  input: TextInput | null,
  policy: TrustPolicy,
  crypto: LedgerCrypto,
): Promise<Checkpoint | undefined> {
  const read = await list.ask(CHECKPOINT, () => {
    demand(input !== null, 'there is no file `checkpoint`', 'Point to the folder or the address of a log.');
    const value = readCheckpoint(input);
    return { detail: describeCheckpoint(value.checkpoint), value };
  });
  if (read === undefined) {
    list.skip(SIGNATURE, EARLIER_FAILED);
    list.skip(WITNESSES, EARLIER_FAILED);
    return undefined;
  }
  const { note, checkpoint } = read;
  const signed = await list.ask(SIGNATURE, async () => {
    const keys = await verifyLogSignature(note, checkpoint, policy, crypto);
    return { detail: `with key ${keys.map(({ keyId }) => keyIdHex(keyId)).join(' and ')}`, value: checkpoint };
  });
  if (signed === undefined) list.skip(WITNESSES, EARLIER_FAILED);
  else await askWitnesses(list, note, policy, crypto);
  return signed;
}

async function askWitnesses(
  list: Checklist,
  note: ReturnType<typeof readCheckpoint>['note'],
  policy: TrustPolicy,
  crypto: LedgerCrypto,
): Promise<void> {
  if (policy.witnesses.length === 0) {
    list.skip(WITNESSES, `no witness is known here; ${UNWITNESSED}`);
    return;
  }
  await list.ask(WITNESSES, async () => {
    const value = await verifyCosignatures(note, policy, crypto);
    const names = value.map(({ name, unixSeconds }) => `${name} at ${new Date(unixSeconds * 1000).toISOString()}`);
    const met = quorumMet(policy, new Set(value.map(({ name }) => name)));
    const who = names.length === 0 ? 'none of the witnesses' : `only ${names.join(', ')}`;
    demand(
      met,
      `the quorum ${policy.quorum} is not met: ${who} cosigned`,
      'Fetch it again later, or ask the operator.',
    );
    // A quorum of `none` asks for no witness, so the absence of one is no failure, but it is no witness either.
    if (names.length === 0) return { detail: UNWITNESSED, value, skipped: true };
    return { detail: names.join(', '), value };
  });
}
