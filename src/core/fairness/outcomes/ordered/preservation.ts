import type { Estimate } from '../../../stats/base/index.js';
import { multinomialSampler, quantileOfSorted, streamsOf } from '../../../stats/resampling/index.js';
import { judgedEstimate, undefinedEstimate } from '../../metrics/evidence.js';
import { type EvidenceOptions, type EvidenceSettings, metricSettings } from '../../metrics/options.js';
import { around } from '../../metrics/resampling.js';
import type { GroupKey } from '../../tally/types.js';
import { attributePlace, cellsByGroup, invalidArgument } from '../base/index.js';
import { labelTable } from './groups.js';
import { addTable, emptyTable, type LabelTable, NO_PAIRS, plusPairs, turnedPairs } from './turned-pairs.js';
import type { OrderedCell, OrderedTally } from './types.js';

export interface PreservationOptions extends EvidenceOptions {
  /** Attribute that names the institution of a person. */
  readonly institution: string;
  /** Attributes of the groups; none: one group of everybody. */
  readonly by?: readonly string[];
}

/** Rank preservation of one group. All shares rest on institutions drawn at random: intervals resample institutions, and `n` counts them. */
export interface RankPreservation {
  readonly key: GroupKey;
  /** People of the group with a label and an institution. */
  readonly people: number;
  readonly institutions: number;
  /** Of pairs of a member and somebody of another institution whose label is less favourable, the share in which the other one stands higher. */
  readonly turnedAcross: Estimate;
  /** The same, of pairs inside one institution. */
  readonly turnedWithin: Estimate;
  /** Share of the group whose label is above the best level that anybody of her institution was given: capped by one's institution. */
  readonly capped: Estimate;
  /** The pairs themselves. */
  readonly pairsAcross: number;
  readonly pairsWithin: number;
}

/** One institution: everybody's table, and the group's. */
interface Institution {
  readonly all: LabelTable;
  readonly own: LabelTable;
  readonly people: number;
  readonly capped: number;
  readonly within: { readonly pairs: number; readonly turned: number };
}

/**
 * Whether the order of people (by label: what each one earned) is kept by the levels that they were given, inside institutions and across them, and who
 * was capped by her institution. A grade by the history of the school keeps the order inside each school and turns it round across schools.
 *
 * People without a label, or of unknown institution, are in no pair. Fewer than `minGroupSize` institutions are `insufficient`.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for attributes that the tally does not have, and for the institution among `by`
 * @example rankPreservation(tally, { institution: 'school', by: ['poverty'] })
 */
export function rankPreservation(tally: OrderedTally, options: PreservationOptions): RankPreservation[] {
  const settings = metricSettings(options);
  const place = attributePlace(tally.attributes, options.institution);
  const by = options.by ?? [];
  if (by.includes(options.institution)) {
    throw invalidArgument('by names the institution itself', 'Leave the institution out of by.', 'by');
  }
  const hasInstitution = (cell: OrderedCell): boolean => (cell.values[place] ?? null) !== null;
  const cells = tally.cells.filter(hasInstitution);
  const institutions = cellsByGroup(tally.attributes, cells, [options.institution]);
  return cellsByGroup(tally.attributes, cells, by).map(({ key, cells: members }) => {
    const own = new Set(members);
    const parts = institutions.map((one) =>
      institutionOf(
        tally,
        one.cells,
        one.cells.filter((cell) => own.has(cell)),
      ),
    );
    return { key, ...preservationOf(parts, tally.levels.length, settings) };
  });
}

function institutionOf(tally: OrderedTally, cells: readonly OrderedCell[], own: readonly OrderedCell[]): Institution {
  const levels = tally.levels.length;
  const all = labelTable(cells, levels, tally.favourable);
  const ours = labelTable(own, levels, tally.favourable);
  const placeToRank = (level: number) => (tally.favourable === 'higher' ? level : levels - 1 - level);
  // Somebody without a label was given a level too, and shows how high the institution's people may stand.
  const best = cells.reduce((highest, cell) => Math.max(highest, placeToRank(cell.level)), -1);
  const count = (table: LabelTable) => table.flat().reduce((sum, people) => sum + people, 0);
  return {
    all,
    own: ours,
    people: count(ours),
    capped: count(ours.slice(best + 1)),
    within: turnedPairs(ours, all),
  };
}

function preservationOf(
  parts: readonly Institution[],
  levels: number,
  settings: EvidenceSettings,
): Omit<RankPreservation, 'key'> {
  const once = new Float64Array(parts.length).fill(1);
  const whole = sharesOf(parts, levels, once);
  const institutions = parts.filter((part) => part.people > 0).length;
  const replicates = institutions > 1 ? resample(parts, levels, settings) : null;
  const estimate = (name: ShareName, reason: string): Estimate => {
    const frame = { level: settings.level, method: methodOf(settings), n: institutions };
    const value = whole[name];
    if (value === null) return undefinedEstimate(frame, reason);
    const evidence = { size: institutions, minGroupSize: settings.minGroupSize };
    const judged = judgedEstimate(
      frame,
      { estimate: value, ...limitsOf(replicates, name, value, settings.level) },
      evidence,
    );
    return judged.status === 'insufficient' ? { ...judged, reason: fewInstitutions(institutions, settings) } : judged;
  };
  return {
    people: whole.people,
    institutions,
    turnedAcross: estimate('turnedAcross', 'no pair of people of two institutions has different labels'),
    turnedWithin: estimate('turnedWithin', 'no pair of people of one institution has different labels'),
    capped: estimate('capped', '0/0: nobody in the group has a label and an institution'),
    pairsAcross: whole.pairsAcross,
    pairsWithin: whole.pairsWithin,
  };
}

const fewInstitutions = (institutions: number, { minGroupSize }: EvidenceSettings): string =>
  `rests on ${institutions} institutions, fewer than the ${minGroupSize} that are asked for`;

const methodOf = ({ replicates, seed }: EvidenceSettings): string =>
  `bootstrap of institutions(replicates=${replicates},seed=${seed})`;

const SHARES = ['turnedAcross', 'turnedWithin', 'capped'] as const;
type ShareName = (typeof SHARES)[number];

interface Shares extends Readonly<Record<ShareName, number | null>> {
  readonly people: number;
  readonly pairsAcross: number;
  readonly pairsWithin: number;
}

/** The shares when each institution counts so many times; copies of one institution are institutions of their own. */
function sharesOf(parts: readonly Institution[], levels: number, times: ArrayLike<number>): Shares {
  const all = emptyTable(levels);
  const own = emptyTable(levels);
  let within = NO_PAIRS;
  let [people, capped] = [0, 0];
  for (const [i, part] of parts.entries()) {
    if (times[i] === 0) continue;
    addTable(all, part.all, times[i]!);
    addTable(own, part.own, times[i]!);
    within = plusPairs(within, { ...part.within, levelled: 0 }, times[i]!);
    people += times[i]! * part.people;
    capped += times[i]! * part.capped;
  }
  const across = plusPairs(turnedPairs(own, all), within, -1);
  const share = (some: number, of: number): number | null => (of > 0 ? some / of : null);
  return {
    turnedAcross: share(across.turned, across.pairs),
    turnedWithin: share(within.turned, within.pairs),
    capped: share(capped, people),
    people,
    pairsAcross: across.pairs,
    pairsWithin: within.pairs,
  };
}

/** The shares over institutions drawn with replacement; replicate r reads stream r of the seed. */
function resample(parts: readonly Institution[], levels: number, { replicates, seed }: EvidenceSettings): Shares[] {
  const draw = multinomialSampler(new Array<number>(parts.length).fill(1));
  const streamOf = streamsOf(seed);
  const times = new Float64Array(parts.length);
  return Array.from({ length: replicates }, (_, r) => sharesOf(parts, levels, draw(parts.length, streamOf(r), times)));
}

function limitsOf(replicates: readonly Shares[] | null, name: ShareName, estimate: number, level: number) {
  const values = (replicates ?? []).map((shares) => shares[name]).filter((value) => value !== null);
  const sorted = Float64Array.from(values).sort();
  const tail = (1 - level) / 2;
  return around(estimate, { lower: quantileOfSorted(sorted, tail), upper: quantileOfSorted(sorted, 1 - tail) });
}
