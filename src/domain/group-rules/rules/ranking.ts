import { z } from 'zod';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { type LeastShare, type Reranking, rerank } from '../../../core/mitigation/index.js';
import type { Policy } from '../../../core/policy/index.js';
import { digestOfContent, type FileKind, readFileOf } from '../files/index.js';
import type { People } from '../people/index.js';
import { checkUnweighted, groupKeySchema, knownKey, readingOf, readSchema } from './reading.js';

/** An order with least shares, as its file holds it. */
const schema = z.strictObject({
  tribune: z.literal('ranking/v1'),
  attributes: z.array(z.string()).min(1),
  /** 1: high scores stand first; 0: low ones. */
  favourable: z.union([z.literal(0), z.literal(1)]),
  shares: z.array(z.strictObject({ key: groupKeySchema, share: z.number().min(0).max(1) })).min(1),
  /** Places from the first on that keep the shares. */
  first: z.number().int().min(1),
  /** What it did to the people it was made for. */
  people: z.array(
    z.strictObject({
      key: groupKeySchema,
      n: z.number(),
      inFirst: z.number(),
      entered: z.number(),
      left: z.number(),
      shortAt: z.number().nullable(),
    }),
  ),
  read: readSchema,
  digest: z.string(),
});

export type RankingFile = z.infer<typeof schema>;

const KIND: FileKind<RankingFile> = {
  schema,
  whole: 'the order',
  code: 'RULE_INVALID',
  remedy: 'Give a file that tribune mitigate --share wrote.',
};

/** Reads the file of an order. */
export function readRanking(text: string, path: string): RankingFile {
  const { content, invalid } = readFileOf(KIND, text, path);
  const { digest, ...rest } = content;
  if (digestOfContent(rest) !== digest) throw invalid(' was changed: its digest is that of another order');
  return content;
}

/** People in their new places. */
export interface Ranked {
  /** Place of every row from 1; 0 of a row without a score. */
  readonly places: Int32Array;
  readonly first: number;
  /** By group: people, those in the first places, those who are there and would not be by scores alone, and those who would be. */
  readonly groups: readonly {
    readonly key: GroupKey;
    readonly n: number;
    readonly inFirst: number;
    readonly entered: number;
    readonly left: number;
    readonly shortAt: number | null;
  }[];
  readonly raised: number;
  readonly largestInversion: number;
  /** Rows without a score, which have no place. */
  readonly unranked: number;
}

type Rule = Pick<RankingFile, 'shares' | 'first' | 'favourable'>;

/** Orders people by a rule; fewer people than it has places all keep the shares. */
export function rankPeople(people: Pick<People, 'groups' | 'score'>, { shares, first, favourable }: Rule): Ranked {
  const rows = Array.from(people.score.keys()).filter((row) => !Number.isNaN(people.score[row]!));
  const score = Float64Array.from(rows, (row) => (favourable === 1 ? 1 : -1) * people.score[row]!);
  const codes = Int32Array.from(rows, (row) => people.groups.codes[row]!);
  const keys = withAbsent(people.groups.keys, shares);
  const places = Math.min(first, rows.length);
  const found = rerank({ keys, codes }, score, shares, places);
  const byScore = rerank({ keys, codes }, score, [], 0);
  return {
    places: placesOf(found, rows, people.score.length),
    first: places,
    groups: movesOf(found, byScore, { codes, places }),
    raised: found.raised,
    largestInversion: found.largestInversion,
    unranked: people.score.length - rows.length,
  };
}

/** A group that a share names may have nobody here: then it falls short, which is told. */
function withAbsent(keys: readonly GroupKey[], shares: readonly LeastShare[]): readonly GroupKey[] {
  const text = (key: GroupKey): string => JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
  const known = new Set(keys.map(text));
  return [...keys, ...shares.map(({ key }) => key).filter((key) => !known.has(text(key)))];
}

function placesOf({ order }: Reranking, rows: readonly number[], all: number): Int32Array {
  const places = new Int32Array(all);
  order.forEach((i, at) => {
    places[rows[i]!] = at + 1;
  });
  return places;
}

function movesOf(
  found: Reranking,
  byScore: Reranking,
  { codes, places }: { readonly codes: Int32Array; readonly places: number },
): Ranked['groups'] {
  const now = new Set(found.order.subarray(0, places));
  const before = new Set(byScore.order.subarray(0, places));
  const count = (g: number, one: ReadonlySet<number>, other: ReadonlySet<number>): number =>
    [...one].filter((i) => codes[i] === g && !other.has(i)).length;
  const nobody: ReadonlySet<number> = new Set();
  return found.groups.map(({ key, n, shortAt }, g) => ({
    key,
    n,
    inFirst: count(g, now, nobody),
    entered: count(g, now, before),
    left: count(g, before, now),
    shortAt,
  }));
}

/** The rule of an order for these people, as a file, and what it does to them. */
export function makeRanking(
  people: People,
  policy: Policy,
  rule: { readonly shares: readonly LeastShare[]; readonly first: number },
): { readonly file: RankingFile; readonly ranked: Ranked } {
  checkUnweighted(policy, 'an order is');
  const { favourable } = policy.data;
  const shares = rule.shares.map(({ key, share }) => ({ key: knownKey(key), share }));
  const ranked = rankPeople(people, { ...rule, shares, favourable });
  const content = {
    tribune: 'ranking/v1' as const,
    attributes: [...people.by],
    favourable,
    shares,
    first: rule.first,
    people: ranked.groups.map((group) => ({ ...group, key: knownKey(group.key) })),
    read: readingOf(policy, people.by),
  };
  return { file: { ...content, digest: digestOfContent(content) }, ranked };
}
