import { encodeBase64 } from '../../base/bytes.js';
import { demand } from '../base/fail.js';
import { MAX_PROOF_HASHES, MAX_RECEIPT_BYTES } from '../base/limits.js';
import { decodeBase64 } from '../bytes/base64.js';
import { demandHash } from '../bytes/bytes.js';
import { parseDecimal } from '../bytes/decimal.js';
import { readText, type TextInput } from '../bytes/utf8.js';
import { demandSize } from '../merkle/ranges.js';
import { demandNoControls } from '../notes/note.js';

/** A receipt: the offline proof that an entry is in a log (C2SP tlog-proof). It is unverified until `verifyReceipt`. */
export interface Receipt {
  /** Opaque bytes that nothing signs. Tribune puts the public leaf here, so that the receipt proves it without the log. */
  readonly extra?: Uint8Array;
  readonly index: number;
  /** Inclusion proof from the leaf's sibling up. */
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const EXTRA = 'extra ';
const INDEX = 'index ';
const REMEDY = 'A receipt starts with the line c2sp.org/tlog-proof@v1; use the file as it was given, unchanged.';

/** The receipt as text; its file name ends in `.tlog-proof`. */
export function printReceipt({ extra, index, proof, checkpoint }: Receipt): string {
  demandSize(index, 'the index of the receipt');
  for (const hash of proof) demandHash(hash, 'a hash of the receipt');
  const extraLines = extra === undefined ? [] : [`${EXTRA}${encodeBase64(extra)}`];
  return [HEADER, ...extraLines, `${INDEX}${index}`, ...proof.map(encodeBase64), '', checkpoint].join('\n');
}

/** Reads a receipt, strictly. Throws `LEDGER_INVALID`. */
export function parseReceipt(input: TextInput): Receipt {
  const text = readText(input, 'the receipt', MAX_RECEIPT_BYTES);
  demandNoControls(text, 'the receipt');
  const blank = text.indexOf('\n\n');
  demand(text.startsWith(`${HEADER}\n`) && blank > 0, 'not a receipt', REMEDY);
  const lines = text.slice(0, blank).split('\n').slice(1);
  const extra = lines[0]?.startsWith(EXTRA)
    ? decodeBase64(lines.shift()!.slice(EXTRA.length), 'the extra line')
    : undefined;
  const indexLine = lines.shift();
  demand(indexLine?.startsWith(INDEX) === true, 'the receipt has no index line', REMEDY);
  const few = lines.length <= MAX_PROOF_HASHES;
  demand(few, `the receipt has ${lines.length} hashes`, `A proof has at most ${MAX_PROOF_HASHES}.`);
  const proof = lines.map((line) => decodeBase64(line, 'a hash of the receipt'));
  for (const hash of proof) demandHash(hash, 'a hash of the receipt');
  const index = parseDecimal(indexLine.slice(INDEX.length), 'the index of the receipt');
  const rest = { index, proof, checkpoint: text.slice(blank + 2) };
  return extra === undefined ? rest : { extra, ...rest };
}
