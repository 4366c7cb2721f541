import { TribuneError } from '../../base/errors.js';
import { addExclusions, CellTable } from './cells.js';
import { rebinTally, withinScoreLimit } from './rebin.js';
import { DEFAULT_SCORE_BINS, sameBins } from './score-bins.js';
import type { ScoreLimitOptions } from './tally.js';
import type { Tally } from './types.js';

/**
 * The tally of all rows of both. Associative and commutative bit for bit, because every sum is an integer. Where one keeps bins, the other
 * is put into the same bins; `options.bins` are used when the sum passes the limit of distinct scores.
 *
 * @throws TribuneError `TALLY_INVALID` where the two were made under different policies, attributes, weights or score scales
 * @example mergeTallies(monday, tuesday)
 */
export function mergeTallies(a: Tally, b: Tally, options: ScoreLimitOptions = {}): Tally {
  return combine(a, b, 1, options);
}

/**
 * The tally of the rows of `a` that are not in `b`, as a moving window needs it. It is the exact inverse of `mergeTallies`, except that
 * bins stay bins.
 *
 * @throws TribuneError `TALLY_INVALID` as `mergeTallies`, and where `b` holds rows that `a` does not
 */
export function subtractTallies(a: Tally, b: Tally, options: ScoreLimitOptions = {}): Tally {
  const rest = combine(a, b, -1, options);
  const impossible =
    rest.rowsRead < 0 ||
    rest.cells.some((cell) => cell.rows <= 0 || cell.weight < 0n) ||
    rest.excluded.some((exclusion) => exclusion.rows < 0);
  if (impossible) {
    throw new TribuneError('TALLY_INVALID', 'the tally to subtract holds rows that the other does not', {
      remedy: 'Subtract only a part of what was added before.',
    });
  }
  return rest;
}

function combine(a: Tally, b: Tally, sign: 1 | -1, options: ScoreLimitOptions): Tally {
  checkAlike(a, b);
  const [first, second] = inTheSameBins(a, b);
  const table = new CellTable();
  for (const cell of first.cells) table.add(cell);
  for (const cell of second.cells) table.add(cell, sign);
  const sum: Tally = {
    ...first,
    rowsRead: first.rowsRead + sign * second.rowsRead,
    excluded: addExclusions(first.excluded, second.excluded, sign),
    cells: table.sorted(),
  };
  return withinScoreLimit(sum, options.bins ?? DEFAULT_SCORE_BINS, options.limit);
}

function inTheSameBins(a: Tally, b: Tally): [Tally, Tally] {
  if (a.score.kind === 'bins') return [a, rebinTally(b, a.score)];
  if (b.score.kind === 'bins') return [rebinTally(a, b.score), b];
  return [a, b];
}

function checkAlike(a: Tally, b: Tally): void {
  const differs = (what: string, one: unknown, two: unknown): TribuneError =>
    new TribuneError('TALLY_INVALID', `the tallies differ in ${what}: ${String(one)} and ${String(two)}`, {
      remedy: 'Make both under the same policy file.',
    });
  if (a.policyDigest !== b.policyDigest) throw differs('policy', a.policyDigest, b.policyDigest);
  if (JSON.stringify(a.attributes) !== JSON.stringify(b.attributes)) {
    throw differs('attributes', a.attributes.join(', '), b.attributes.join(', '));
  }
  if (a.weightKind !== b.weightKind) throw differs('kind of weight', a.weightKind, b.weightKind);
  if (a.scoreScale !== b.scoreScale) throw differs('score scale', a.scoreScale, b.scoreScale);
  if ((a.score.kind === 'none') !== (b.score.kind === 'none')) throw differs('scores', a.score.kind, b.score.kind);
  if (a.score.kind === 'bins' && b.score.kind === 'bins' && !sameBins(a.score, b.score)) {
    throw differs('score bins', JSON.stringify(a.score), JSON.stringify(b.score));
  }
}
