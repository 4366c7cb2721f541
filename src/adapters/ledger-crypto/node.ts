import { createPublicKey, verify } from 'node:crypto';
import { type LedgerCrypto, openHashLanes, sha256 } from '../../core/ledger/index.js';

/** DER header that turns the raw 32 bytes of an Ed25519 public key into SPKI (RFC 8410). */
const SPKI_HEADER = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Crypto of Node for verification. OpenSSL verifies signatures; hashing is the ledger room's own SHA-256, which is faster than `createHash`
 * on the short inputs of trees (docs/explanations/transparency-log.md, Measured).
 *
 * @example
 * import { nodeLedgerCrypto } from 'tribune/ledger/node';
 * await verifyReceipt({ receipt, trust, crypto: nodeLedgerCrypto });
 */
export const nodeLedgerCrypto: LedgerCrypto = {
  sha256,
  lanes: openHashLanes(),
  verifyEd25519(publicKey, message, signature) {
    try {
      const key = createPublicKey({ key: Buffer.concat([SPKI_HEADER, publicKey]), format: 'der', type: 'spki' });
      return verify(null, message, key, signature);
    } catch {
      // A key or signature that OpenSSL cannot read is false, not a fault.
      return false;
    }
  },
};
