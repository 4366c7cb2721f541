import { utf8 } from '../../core/base/bytes.js';
import { TribuneError } from '../../core/base/errors.js';
import type { LogCrypto } from '../log/ports/index.js';
import type { StoredSaid } from './model.js';

/** The crypto that what is said in calibrations is sealed with. */
export type CalibrationCrypto = Pick<LogCrypto, 'seal' | 'open' | 'hmacSha256' | 'sha256'>;

type Place = Pick<StoredSaid, 'calibration' | 'item' | 'who'>;

const aadOf = ({ calibration, item, who }: Place): Uint8Array =>
  utf8(`tribune.calibration/v1 ${calibration} ${item} ${who}`);

/** Seals what somebody said of an item, under a key that follows from that of its decision. */
export const sealSaid = (crypto: CalibrationCrypto, key: Uint8Array, place: Place, said: unknown): Uint8Array =>
  crypto.seal(crypto.hmacSha256(key, aadOf(place)), aadOf(place), utf8(JSON.stringify(said)));

/** Opens it. Throws STORE_INVALID for what was changed, or was said elsewhere. */
export function openSaid<Said>(crypto: CalibrationCrypto, key: Uint8Array, stored: StoredSaid): Said {
  try {
    const plain = crypto.open(crypto.hmacSha256(key, aadOf(stored)), aadOf(stored), stored.sealed);
    return JSON.parse(new TextDecoder().decode(plain)) as Said;
  } catch (cause) {
    throw new TribuneError(
      'STORE_INVALID',
      `what was said in the calibration ${stored.calibration} was changed in the database`,
      { remedy: 'Find out who writes to the database, and restore the row from a backup.', cause },
    );
  }
}
