import { createHash, createHmac, randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { TribuneError } from '../../../../core/base/errors.js';
import { commitSeed, drawMixture, SEED_BYTES, verifySeed } from '../../../../core/fairness/frontier/index.js';

const sha256 = (message: Uint8Array): Uint8Array => createHash('sha256').update(message).digest();
const hmac = (key: Uint8Array, message: Uint8Array): Uint8Array => createHmac('sha256', key).update(message).digest();

/** The seed of a rule stands beside it, unless somebody says otherwise: `rule.json` and `rule.seed`. */
export const seedPathOf = (rule: string): string => `${rule.replace(/\.json$/, '')}.seed`;

/** Commits to the seed of a file, which is made and readable by its owner only where there is none yet. */
export async function commitSeedFile(path: string, deployment: string): Promise<string> {
  let seed = await readSeed(path);
  if (seed === null) {
    seed = randomBytes(SEED_BYTES);
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(`${Buffer.from(seed).toString('hex')}\n`).finally(() => file.close());
    } catch (cause) {
      throw new TribuneError('OUTPUT_UNWRITABLE', `cannot write the seed ${path}: ${(cause as Error).message}`, {
        remedy: 'Name a file that you may write: --seed-file FILE.',
        cause,
      });
    }
  }
  return commitSeed({ sha256, seed, deployment });
}

/**
 * The draws of a rule by its seed.
 *
 * @throws TribuneError DATA_NOT_FOUND without a seed, RULE_INVALID for another seed than the one that was committed to
 */
export async function drawsBy(path: string, rule: CommittedRule): Promise<(subject: string) => number> {
  const seed = await seedOf(path, rule);
  return (subject) => drawMixture({ hmac, seed, subject, deployment: rule.deployment });
}

interface CommittedRule {
  readonly deployment: string;
  readonly seedCommitment: string;
}

/**
 * The seed that a rule was committed to.
 *
 * @throws TribuneError DATA_NOT_FOUND without a seed, RULE_INVALID for another seed than that
 */
export async function seedOf(path: string, { deployment, seedCommitment }: CommittedRule): Promise<Uint8Array> {
  const seed = await readSeed(path);
  if (seed === null)
    throw new TribuneError('DATA_NOT_FOUND', `the rule draws, and there is no seed ${path}`, {
      remedy: 'Name the file of the seed that tribune thresholds wrote: --seed-file FILE.',
    });
  if (!verifySeed({ sha256, seed, deployment, commitment: seedCommitment }))
    throw new TribuneError('RULE_INVALID', `${path} is not the seed that the rule was committed to`, {
      remedy: 'Name the seed that was written with this rule: --seed-file FILE.',
    });
  return seed;
}

async function readSeed(path: string): Promise<Uint8Array | null> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw new TribuneError('DATA_UNREADABLE', `cannot read the seed ${path}: ${cause.message}`, { cause });
  });
  if (text === null) return null;
  if (/^[0-9a-f]{64}\s*$/.test(text)) return Buffer.from(text.trim(), 'hex');
  throw new TribuneError('DATA_VALUE_INVALID', `${path} holds no seed`, {
    remedy: `A seed is ${SEED_BYTES} bytes as ${2 * SEED_BYTES} hexadecimal digits; leave the file away and one is drawn.`,
  });
}
