import { equalBytes, type NoteSigner, readCheckpoint, signNote } from '../../../core/ledger/index.js';
import type { SignedCheckpoint } from '../ports/index.js';
import { changed } from './faults.js';

/**
 * Compares the note of a checkpoint from the database with its size and root, and each signature of one of our keys with the one that the
 * key makes (Ed25519 signs the same text the same way). Notes of keys that were destroyed since are compared with size and root only.
 * Throws `LEDGER_INVALID`.
 */
export async function demandOwnNote(
  checkpoint: SignedCheckpoint | null,
  signers: readonly NoteSigner[],
): Promise<void> {
  if (checkpoint === null) return;
  const fault = changed(
    `the note of a checkpoint of ${checkpoint.size} entries of log ${checkpoint.log} was changed in the database`,
  );
  try {
    const { note, checkpoint: read } = readCheckpoint(checkpoint.note);
    if (read.size !== checkpoint.size || !equalBytes(read.root, checkpoint.root)) throw fault;
    const own = signers.filter(({ key }) => note.signatures.some(({ keyId }) => keyId === key.keyId));
    if (own.length === 0) return;
    const { signatures } = await signNote(note.text, own);
    const isOurs = signatures.every(({ keyId, signature }) =>
      note.signatures.some((other) => other.keyId === keyId && equalBytes(other.signature, signature)),
    );
    if (!isOurs) throw fault;
  } catch {
    throw fault;
  }
}
