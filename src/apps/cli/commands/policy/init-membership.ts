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
import type { CliContext } from '../../frame/context.js';
import { list, type ParsedArguments, text } from '../../frame/spec.js';
import { onOneLine } from '../../terminal/error.js';
import { givenRoles } from './init-roles.js';

/**
 * Attributes that the data know as probabilities only: columns that look like them, and in every row add up to 1. Of those that do not, whoever asks is told
 * at once: a proposal without them, or the error that nothing else is found, would not say why.
 */
export async function membershipOf(
  args: ParsedArguments,
  columns: readonly ColumnProfile[],
  context: Pick<CliContext, 'err'>,
): Promise<MembershipGuess[]> {
  const told = ['label', 'prediction', 'score', 'weight'].map((name) => text(args, name));
  const guesses = guessMembership(columns, new Set([...told, ...list(args, 'attribute')]));
  const against = await Promise.all(guesses.map((guess) => contradiction(args, columns, guess)));
  guesses.forEach((guess, i) => {
    if (typeof against[i] === 'string') context.err(`${onOneLine(noteOf(guess, against[i]))}\n`);
  });
  return guesses.filter((_, i) => against[i] === null);
}

const noteOf = ({ name, columns }: MembershipGuess, against: string): string => {
  const named = Object.values(columns).map((column) => `"${column}"`);
  return `note: ${named.join(', ')} look like probabilities of ${name} by their names, and are not proposed as such: ${against}`;
};

/** What the rows say against a guess, null where they bear it out; undefined without a decision, which is asked for first. */
async function contradiction(
  args: ParsedArguments,
  columns: readonly ColumnProfile[],
  guess: MembershipGuess,
): Promise<string | null | undefined> {
  const likely = new Set(Object.values(guess.columns));
  const roles = guessRoles(
    columns.filter(({ name }) => !likely.has(name)),
    givenRoles(args),
  );
  if (roles.prediction === null && (roles.score === null || roles.cutoff === null)) return undefined;
  const asked = { name: 'proposal', roles: { ...roles, attributes: [] }, favourable: 1, evidence: [] } as const;
  try {
    const { policy } = parsePolicy(writePolicy({ ...asked, favourableFrom: 'told', membership: [guess] }));
    const { tally } = await openFiles(args.positionals).tally({ policy, policyDigest: '', scores: false });
    readMembership(policy.data.membership![0]!, policy.data, tally);
    return null;
  } catch (error) {
    if (error instanceof TribuneError) return error.message;
    throw error;
  }
}
