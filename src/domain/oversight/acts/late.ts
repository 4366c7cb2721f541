import { utf8 } from '../../../core/base/bytes.js';
import { printUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import { type CaseRecord, SERVICE } from '../../../core/oversight/index.js';
import type { OversightDeps } from './deps.js';

/** Bits of a UUID of version 8, whose bytes its maker chooses (RFC 9562, 5.8). */
const [VERSION_AT, VERSION_8, VARIANT_AT, VARIANT] = [6, 0x80, 8, 0x80];

/** One incident for each deployment and day, however many cases are late: a burst opens one and not thousands. */
export async function incidentOf(
  { incidents, crypto, nowMs }: OversightDeps,
  { deployment }: CaseRecord,
): Promise<void> {
  const day = new Date(nowMs()).toISOString().slice(0, 10);
  const hash = crypto.sha256(utf8(`tribune.late-cases/v1 ${day} ${deployment}`)).slice(0, UUID_BYTES);
  hash[VERSION_AT] = (hash[VERSION_AT]! & 0x0f) | VERSION_8;
  hash[VARIANT_AT] = (hash[VARIANT_AT]! & 0x3f) | VARIANT;
  await incidents.open(
    {
      id: printUuid(hash),
      title: `Cases are answered too late (${day})`,
      text: 'A clock of a case about this deployment ran out. The log has an entry case.clock-missed for each; GET /v1/cases tells which are late.',
      severity: 'major',
      scope: { kind: 'deployment', deployment },
    },
    SERVICE,
  );
}
