import { createHash, randomFillSync } from 'node:crypto';
import { type Algorithm, hash, verify } from '@node-rs/argon2';
import type { IdentityMachine, PasswordHasher } from '../../domain/identity/ports.js';

export const nodeIdentityMachine: IdentityMachine = {
  nowMs: () => Date.now(),
  randomBytes: (n) => randomFillSync(new Uint8Array(n)),
  sha256: (data) => new Uint8Array(createHash('sha256').update(data).digest()),
};

/** Argon2id with 19 MiB, two passes, one lane: the first choice of OWASP's Password Storage Cheat Sheet (2025). */
const PARAMETERS = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const argon2Hasher: PasswordHasher = {
  hash: (password) => hash(password, PARAMETERS),
  verify: (kept, password) => verify(kept, password),
};
