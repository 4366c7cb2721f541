/** Bytes of a SHA-256 hash. Every hash in proofs, tiles and checkpoints has exactly this length. */
export const HASH_BYTES = 32;

/** Levels of the Merkle tree in one tile (C2SP tlog-tiles: tiles of height 8). */
export const TILE_HEIGHT = 8;

/** Hashes in a full tile and entries in a full bundle, 2^8 (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** Highest tile level that a path may name (C2SP tlog-tiles). */
export const MAX_TILE_LEVEL = 63;

/** An entry stands behind a 16-bit length in its bundle (C2SP tlog-tiles). */
export const MAX_ENTRY_BYTES = 0xffff;

/** Sizes and indices are JavaScript numbers; 2^53 - 1 entries are 2,800 years at 100,000 a second. C2SP would allow 2^64 - 1. */
export const MAX_TREE_SIZE: number = Number.MAX_SAFE_INTEGER;

/** A witness refuses longer consistency proofs (C2SP tlog-witness: at most 63 lines); inclusion proofs are never longer. */
export const MAX_PROOF_HASHES = 63;

/** A signed note above this size is refused unread; Go's sumdb/note has the same limit. */
export const MAX_NOTE_BYTES = 1_000_000;

/** C2SP signed-note asks verifiers to accept at least 16 signatures and to set a limit; witnesses of a large quorum fit in 64. */
export const MAX_NOTE_SIGNATURES = 64;

/** Extension lines of a checkpoint are discouraged by C2SP tlog-checkpoint; more than these are refused. */
export const MAX_EXTENSION_LINES = 16;

/** A receipt or a witness request is a note, at most 63 hash lines and a little more. */
export const MAX_RECEIPT_BYTES: number = MAX_NOTE_BYTES + 100_000;

/** C2SP tlog-policy asks for at least 32 logs, 32 witnesses and 32 groups; a policy file above these is refused. */
export const MAX_POLICY_BYTES = 1_000_000;
export const MAX_POLICY_NAMES = 256;

/** Salt of a commitment, bytes: 256 bits, so that guessing what was committed is hopeless while the salt is secret. */
export const SALT_BYTES = 32;

/** An opening carries an entry and its parts in base64; a payload above this is refused by the service long before. */
export const MAX_OPENING_BYTES = 64 * 1024 * 1024;
