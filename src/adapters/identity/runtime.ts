import { type Algorithm, hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '../../domain/identity/ports.js';

/** Argon2id with 19 MiB, two passes and one lane: the first choice of OWASP's Password Storage Cheat Sheet (2025). */
const PARAMETERS = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const argon2Hasher: PasswordHasher = {
  hash: (password) => hash(password, PARAMETERS),
  verify: (kept, password) => verify(kept, password),
};
