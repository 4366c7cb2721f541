/**
 * The tamper-evident log: RFC 6962 tree, C2SP tiles, signed notes, checkpoints, receipts, witnesses, trust policies, and verification as a
 * readable checklist. The room is pure: hashing and signatures are passed in, so that a server, a browser and an outsider's script run the
 * same code. Formats: docs/reference/ledger-format.md.
 */

export { encodeBase64, encodeHex, equalBytes } from '../base/bytes.js';
export { sha256 } from '../base/sha256.js';
export * from './base/limits.js';
export { decodeBase64 } from './bytes/base64.js';
export type { TextInput } from './bytes/utf8.js';
export {
  type LedgerCrypto,
  type MaybePromise,
  type Sha256,
  type SubtleVerifier,
  webLedgerCrypto,
} from './hashing/crypto.js';
export { type HashLanes, LONGEST_SHORT, openHashLanes } from './hashing/hash-lanes.js';
export { commitment, LEAF_BYTES, LEAF_VERSION, publicLeaf, verifyLeaf } from './leaves/leaf.js';
export {
  entryCommitments,
  type OpenedPart,
  type Opening,
  parseOpening,
  printOpening,
  verifyPart,
} from './leaves/opening.js';
export { CompactRange, type Frontier, type SubtreeVisitor } from './merkle/compact-range.js';
export { type TreeHasher, treeHasher } from './merkle/hasher.js';
export { MemoryTree } from './merkle/memory-tree.js';
export { type ConsistencyClaim, verifyConsistency } from './merkle/verify-consistency.js';
export { type InclusionClaim, verifyInclusion } from './merkle/verify-inclusion.js';
export { type Checkpoint, parseCheckpoint, printCheckpoint } from './notes/checkpoint.js';
export {
  keyIdHex,
  type PrivateKey,
  parsePrivateKey,
  parseVerifierKey,
  printPrivateKey,
  printVerifierKey,
  SIGNATURE_TYPES,
  type SignatureType,
  type VerifierKey,
  verifierKey,
} from './notes/key.js';
export { type NoteSignature, parseNote, printNote, type SignedNote } from './notes/note.js';
export {
  addSignatures,
  cosign,
  type NoteSigner,
  type SigningCrypto,
  signerFromPrivateKey,
  signNote,
} from './notes/sign-note.js';
export { type VerifiedSignature, verifyNote } from './notes/verify-note.js';
export { parseReceipt, printReceipt, type Receipt } from './receipts/receipt.js';
export { decodeBundle, encodeBundle } from './tiles/bundle.js';
export { edgeBundle, edgeTiles, tileWidth } from './tiles/layout.js';
export { parseTilePath, type TileId, tilePath } from './tiles/path.js';
export type { ReadTile } from './tiles/read.js';
export { TileReader } from './tiles/reader.js';
export { recoverEdge } from './tiles/recover.js';
export type { TreeHead } from './tiles/tree-edge.js';
export { type LogEdge, type TileFile, TileWriter } from './tiles/writer.js';
export { type FollowedRotations, followRotations } from './trust/follow-rotations.js';
export { type Cosigner, openCheckpoint, readCheckpoint, type TrustedCheckpoint } from './trust/judge-checkpoint.js';
export {
  keysOnlyPolicy,
  parseTrustPolicy,
  quorumMet,
  type TrustedLog,
  type TrustedWitness,
  type TrustPolicy,
  type WitnessGroup,
} from './trust/policy.js';
export { type KeyRotation, readKeyRotation, signKeyRotation, verifyKeyRotation } from './trust/rotation.js';
export type { StrangeKey } from './trust/strange-key.js';
export {
  printVerification,
  type Verification,
  type VerificationStatus,
  type VerificationStep,
} from './verify/checklist.js';
export { type Observation, type ObservationStatus, observe, rewrittenRows, type TwoCopies } from './verify/monitor.js';
export { withOlderTiles } from './verify/older-tiles.js';
export { type LogVerification, type VerifyLogInput, verifyLog } from './verify/verify-log.js';
export { type OpeningVerification, type VerifyOpeningInput, verifyOpening } from './verify/verify-opening.js';
export { type ReceiptVerification, type VerifyReceiptInput, verifyReceipt } from './verify/verify-receipt.js';
export {
  type AddCheckpointRequest,
  parseAddCheckpoint,
  parseCosignatures,
  parseSize,
  printAddCheckpoint,
  printCosignatures,
  printSize,
  SIZE_CONTENT_TYPE,
} from './witness/add-checkpoint.js';
export {
  decideAddCheckpoint,
  type ExaminedRequest,
  examineAddCheckpoint,
  type WitnessRefusal,
} from './witness/decide.js';
