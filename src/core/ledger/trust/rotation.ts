import { demand, demandArgument, quote } from '../base/fail.js';
import { parseDecimal } from '../bytes/decimal.js';
import type { TextInput } from '../bytes/utf8.js';
import type { LedgerCrypto } from '../hashing/crypto.js';
import { demandSize } from '../merkle/ranges.js';
import { printVerifierKey, SIGNATURE_TYPES, type VerifierKey, verifierKeyOf } from '../notes/key.js';
import { parseNote, printNote } from '../notes/note.js';
import { type NoteSigner, signNote } from '../notes/sign-note.js';
import { verifyNote } from '../notes/verify-note.js';

/** A log's statement that another key takes over. The old key signs it to vouch for the new one, and the new key to show that it exists. */
export interface KeyRotation {
  readonly origin: string;
  readonly oldKey: VerifierKey;
  readonly newKey: VerifierKey;
  /** From this tree size on the new key signs; both sign until the old one is retired. */
  readonly fromSize: number;
}

/** Header of a rotation. The second line of the text is no number, so that no reader can take it for a checkpoint. */
export const ROTATION_HEADER = 'tribune-key-rotation@v1';
const REMEDY = 'A rotation is a signed note of five lines: header, origin, `old VKEY`, `new VKEY`, `from SIZE`.';

/** The signed note of a rotation. Throws `INVALID_ARGUMENT` when the keys are not both the log's. */
export async function signKeyRotation(oldSigner: NoteSigner, newSigner: NoteSigner, fromSize: number): Promise<string> {
  demandSize(fromSize, 'the size of the rotation');
  const origin = oldSigner.key.name;
  const bothOfLog = newSigner.key.name === origin;
  demandArgument(bothOfLog, 'the keys have different names', 'A log keeps its name when it changes its key.');
  const lines = [
    ROTATION_HEADER,
    origin,
    `old ${printVerifierKey(oldSigner.key)}`,
    `new ${printVerifierKey(newSigner.key)}`,
    `from ${fromSize}`,
    '',
  ];
  return printNote(await signNote(lines.join('\n'), [oldSigner, newSigner]));
}

/** Reads a rotation without verifying it. Throws `LEDGER_INVALID`. */
export const readKeyRotation = (input: TextInput): KeyRotation => parseRotation(parseNote(input).text);

function parseRotation(text: string): KeyRotation {
  const [header, origin, old, next, from, ...rest] = text.split('\n');
  const shaped = header === ROTATION_HEADER && rest.length === 1 && rest[0] === '';
  demand(
    shaped && old!.startsWith('old ') && next!.startsWith('new ') && from!.startsWith('from '),
    `not a key rotation: ${quote(text)}`,
    REMEDY,
  );
  const oldKey = verifierKeyOf(old!.slice('old '.length));
  const newKey = verifierKeyOf(next!.slice('new '.length));
  const ofLog = [oldKey, newKey].every(({ name, type }) => name === origin && type === SIGNATURE_TYPES.ed25519);
  demand(ofLog && oldKey.keyId !== newKey.keyId, 'the rotation names keys that are not two keys of the log', REMEDY);
  return {
    origin: origin!,
    oldKey,
    newKey,
    fromSize: parseDecimal(from!.slice('from '.length), 'the size of the rotation'),
  };
}

/**
 * Verifies a rotation under a key that is already trusted, and returns the new key to trust as well. Whoever stole the old key can rotate,
 * too: a theft is ended by witnesses and the operator's own word, not by this note. Throws `LEDGER_INVALID`.
 *
 * @example
 * let keys = [oldKey];
 * for (const note of rotations) keys = [...keys, (await verifyKeyRotation(note, keys, crypto)).newKey];
 */
export async function verifyKeyRotation(
  input: TextInput,
  trusted: readonly VerifierKey[],
  crypto: LedgerCrypto,
): Promise<KeyRotation> {
  const note = parseNote(input);
  const rotation = parseRotation(note.text);
  const old = printVerifierKey(rotation.oldKey);
  const known = trusted.some((key) => printVerifierKey(key) === old);
  demand(known, `the old key ${old} is not one that you trust`, 'Start from the key that you were given first.');
  const signed = await verifyNote(note, [rotation.oldKey, rotation.newKey], crypto);
  demand(signed.length === 2, 'old and new key must both sign the rotation', REMEDY);
  return rotation;
}
