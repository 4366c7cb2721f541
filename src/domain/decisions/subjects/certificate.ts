import type { ErasureCertificate } from '../api/service-api.js';
import type { ErasureRecord } from '../ports/index.js';

const iso = (ms: number): string => new Date(ms).toISOString();

/** Makes the certificate, which says what an erasure did and what is still open, and claims no more than was done. */
export function certificateOf(erasure: ErasureRecord): ErasureCertificate {
  const { id, status, basis, nRecords, nBatches, epoch, completedAtMs, entryIndex } = erasure;
  return {
    id,
    status,
    requestedAt: iso(erasure.requestedAtMs),
    basis,
    records: nRecords,
    batches: nBatches,
    epoch,
    completedAt: completedAtMs === null ? null : iso(completedAtMs),
    ledgerIndex: entryIndex,
    statement: status === 'pending' ? pendingText(epoch) : COMPLETE,
  };
}

const COMPLETE =
  'The contents are gone from the database. Copies of it made before the erasure hold them sealed; the key that opens those was destroyed and is in no database backup.';

const pendingText = (epoch: number): string =>
  `The contents are gone from the database. Copies of it made before (backups, write-ahead log, standby) hold them sealed and open until the key of epoch ${epoch} is destroyed, at the next turn of the epoch.`;
