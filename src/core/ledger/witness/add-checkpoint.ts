import { encodeBase64 } from '../../base/bytes.js';
import { demand } from '../base/fail.js';
import { MAX_NOTE_BYTES, MAX_PROOF_HASHES, MAX_RECEIPT_BYTES } from '../base/limits.js';
import { decodeBase64 } from '../bytes/base64.js';
import { demandHash } from '../bytes/bytes.js';
import { parseDecimal } from '../bytes/decimal.js';
import { readText, type TextInput } from '../bytes/utf8.js';
import { demandSize } from '../merkle/ranges.js';
import { demandNoControls, type NoteSignature, parseSignatureLines, printSignatureLine } from '../notes/note.js';

/** The request of a log to a witness (C2SP tlog-witness, `POST add-checkpoint`). */
export interface AddCheckpointRequest {
  /** Size that the log believes the witness saw last; 0 when it does not know. */
  readonly oldSize: number;
  /** Consistency proof from `oldSize`; empty when `oldSize` is 0. */
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

const OLD = 'old ';
const REMEDY = 'The body is `old SIZE`, hashes in base64, a blank line and the signed checkpoint (C2SP tlog-witness).';

export function printAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpointRequest): string {
  demandSize(oldSize, 'the old size');
  for (const hash of proof) demandHash(hash, 'a hash of the consistency proof');
  return [`${OLD}${oldSize}`, ...proof.map(encodeBase64), '', checkpoint].join('\n');
}

/** Reads the body of a request, strictly. Throws `LEDGER_INVALID`. */
export function parseAddCheckpoint(input: TextInput): AddCheckpointRequest {
  const text = readText(input, 'the request', MAX_RECEIPT_BYTES);
  demandNoControls(text, 'the request');
  const blank = text.indexOf('\n\n');
  demand(text.startsWith(OLD) && blank > 0, 'not an add-checkpoint request', REMEDY);
  const [old, ...lines] = text.slice(0, blank).split('\n');
  const few = lines.length <= MAX_PROOF_HASHES;
  demand(few, `the request has ${lines.length} hashes`, `At most ${MAX_PROOF_HASHES} are accepted.`);
  const proof = lines.map((line) => decodeBase64(line, 'a hash of the consistency proof'));
  for (const hash of proof) demandHash(hash, 'a hash of the consistency proof');
  return { oldSize: parseDecimal(old!.slice(OLD.length), 'the old size'), proof, checkpoint: text.slice(blank + 2) };
}

/** Body of the answer 200, which consists of signature lines. */
export const printCosignatures = (signatures: readonly NoteSignature[]): string =>
  signatures.map(printSignatureLine).join('');

/** Reads the body of an answer 200. The signatures are unverified; add them to the note and verify it. */
export function parseCosignatures(input: TextInput): NoteSignature[] {
  const text = readText(input, 'the answer of the witness', MAX_NOTE_BYTES);
  demandNoControls(text, 'the answer of the witness');
  return parseSignatureLines(text);
}

/** Content type of the answer 409. */
export const SIZE_CONTENT_TYPE = 'text/x.tlog.size';

/** Body of the answer 409: the size that the witness saw last. */
export const printSize = (size: number): string => `${size}\n`;

/** Reads the body of an answer 409. Throws `LEDGER_INVALID`. */
export function parseSize(input: TextInput): number {
  const text = readText(input, 'the size of the witness', MAX_NOTE_BYTES);
  demand(text.endsWith('\n'), 'the size of the witness does not end in a newline', REMEDY);
  return parseDecimal(text.slice(0, -1), 'the size of the witness');
}
