/** Length of a SHA-256 hash in bytes. Every hash in proofs, tiles and checkpoints has exactly this length. */
export const HASH_BYTES = 32;

/** Levels of the Merkle tree in one tile (C2SP tlog-tiles: tiles of height 8). */
export const TILE_HEIGHT = 8;

/** Hashes in a full tile and entries in a full bundle, 2^8 (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** Highest tile level that a path may name (C2SP tlog-tiles). */
export const MAX_TILE_LEVEL = 63;

/** Largest entry, because a bundle puts a 16-bit length before each entry (C2SP tlog-tiles). */
export const MAX_ENTRY_BYTES = 0xffff;

/**
 * Largest tree. Sizes and indices are JavaScript numbers; 2^53 - 1 entries are 2,800 years at 100,000 a second. C2SP would allow 2^64 - 1.
 */
export const MAX_TREE_SIZE: number = Number.MAX_SAFE_INTEGER;

/**
 * Most hashes of a proof: a witness refuses longer consistency proofs (C2SP tlog-witness: at most 63 lines), and inclusion proofs are never
 * longer.
 */
export const MAX_PROOF_HASHES = 63;

/** Largest signed note; a larger one is refused unread. Go's sumdb/note has the same limit. */
export const MAX_NOTE_BYTES = 1_000_000;

/**
 * Most signatures of a note. C2SP signed-note asks verifiers to accept at least 16 and to set a limit; witnesses of a large quorum fit in
 * 64.
 */
export const MAX_NOTE_SIGNATURES = 64;

/** Most extension lines of a checkpoint, which C2SP tlog-checkpoint discourages. */
export const MAX_EXTENSION_LINES = 16;

/** Largest receipt or witness request: a note, at most 63 hash lines and a little more. */
export const MAX_RECEIPT_BYTES: number = MAX_NOTE_BYTES + 100_000;

/** Largest policy file. C2SP tlog-policy asks for at least 32 logs, 32 witnesses and 32 groups, which need far less. */
export const MAX_POLICY_BYTES = 1_000_000;
export const MAX_POLICY_NAMES = 256;

/** Length of a commitment's salt in bytes: 256 bits make guessing the content hopeless while the salt is secret. */
export const SALT_BYTES = 32;

/** Largest opening, which carries an entry and its parts in base64; the service refuses such a payload long before. */
export const MAX_OPENING_BYTES = 64 * 1024 * 1024;
