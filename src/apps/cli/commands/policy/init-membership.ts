import { openFiles } from '../../../../adapters/dataset/index.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { parsePolicy } from '../../../../core/policy/index.js';
import { readMembership } from '../../../../core/policy/judge/index.js';
import {
  type ColumnProfile,
  guessMembership,
  guessRoles,
  type MembershipGuess,
  writePolicy,
} from '../../../../domain/policy-proposals/index.js';
import { list, type ParsedArguments, text } from '../../frame/spec.js';
import { givenRoles } from './init-roles.js';

/** Attributes that the data know as probabilities only: columns that look like them, and in every row add up to 1. None is told of where a row contradicts it. */
export async function membershipOf(
  args: ParsedArguments,
  columns: readonly ColumnProfile[],
): Promise<MembershipGuess[]> {
  const told = ['label', 'prediction', 'score', 'weight'].map((name) => text(args, name));
  const guesses = guessMembership(columns, new Set([...told, ...list(args, 'attribute')]));
  const held = await Promise.all(guesses.map((guess) => holds(args, columns, guess)));
  return guesses.filter((_, i) => held[i]);
}

async function holds(
  args: ParsedArguments,
  columns: readonly ColumnProfile[],
  guess: MembershipGuess,
): Promise<boolean> {
  const likely = new Set(Object.values(guess.columns));
  const roles = guessRoles(
    columns.filter(({ name }) => !likely.has(name)),
    givenRoles(args),
  );
  if (roles.prediction === null && (roles.score === null || roles.cutoff === null)) return false;
  const asked = { name: 'proposal', roles: { ...roles, attributes: [] }, favourable: 1, evidence: [] } as const;
  try {
    const { policy } = parsePolicy(writePolicy({ ...asked, favourableFrom: 'told', membership: [guess] }));
    const { tally } = await openFiles(args.positionals).tally({ policy, policyDigest: '', scores: false });
    readMembership(policy.data.membership![0]!, policy.data, tally);
    return true;
  } catch (error) {
    if (error instanceof TribuneError) return false;
    throw error;
  }
}
