import { isNumber, isObject, isText, type Unknown } from '../audits/result.js';

type Group = Readonly<Record<string, string | null>>;

/** What a rule was expected to do to a group, as the service tells it. */
interface PlannedGroup {
  readonly group: Group;
  readonly n: number;
  readonly rate: number;
  readonly toFavourable: number | null;
  readonly toUnfavourable: number | null;
}

/** A share as it was planned and as it came about, with the interval of what lies between. */
export interface Beside {
  readonly planned: number;
  readonly seen: number;
  readonly lower: number;
  readonly upper: number;
  /** Whether no difference lies outside of the interval. */
  readonly isOff: boolean;
}

/** A group of a rule: what was planned, and what an audit saw; null where none did. */
export interface RuledGroup extends PlannedGroup {
  readonly seen: { readonly n: number; readonly rate: Beside } | null;
}

/** What an audit of recorded decisions saw of a rule. */
export interface SeenRule {
  readonly kept: number;
  readonly otherwise: number;
  readonly byOthers: number;
  readonly outside: number;
  readonly groups: readonly { readonly group: Group; readonly n: number; readonly rate: Beside }[];
}

/** What the result of an audit says of a rule; null where it read none of its decisions, or says it in a way that the console does not read. */
export function seenRule(result: unknown, id: string): SeenRule | null {
  const data = isObject(result) && isObject(result.data) ? result.data : {};
  const sources = Array.isArray(data.sources) ? (data.sources as readonly unknown[]) : [];
  const rules = sources.flatMap((source) => {
    const log = isObject(source) && isObject(source.log) ? source.log : {};
    return Array.isArray(log.rules) ? (log.rules as readonly unknown[]) : [];
  });
  const found = rules.find((rule): rule is Unknown => isObject(rule) && rule.id === id);
  return found !== undefined && isSeen(found) ? found : null;
}

const isBeside = (value: unknown): value is Beside =>
  isObject(value) &&
  [value.planned, value.seen, value.lower, value.upper].every(isNumber) &&
  typeof value.isOff === 'boolean';

const isGroup = (value: unknown): value is Group =>
  isObject(value) && Object.values(value).every((one) => one === null || isText(one));

const isSeen = (value: Unknown): value is Unknown & SeenRule =>
  [value.kept, value.otherwise, value.byOthers, value.outside].every(isNumber) &&
  Array.isArray(value.groups) &&
  value.groups.every((one) => isObject(one) && isGroup(one.group) && isNumber(one.n) && isBeside(one.rate));

const nameOf = (group: Group): string => JSON.stringify(Object.entries(group).sort());

/** The groups of a rule, each as planned and as seen. */
export function ruledGroups({ plan }: { readonly plan: readonly PlannedGroup[] }, seen: SeenRule | null): RuledGroup[] {
  const found = new Map((seen?.groups ?? []).map((one) => [nameOf(one.group), one]));
  return plan.map((planned) => ({ ...planned, seen: found.get(nameOf(planned.group)) ?? null }));
}

const formatCount = (count: number): string => count.toLocaleString('en');

/** What becomes of a decision that is not the rule's. */
export const modeText = (mode: 'observe' | 'enforce'): string =>
  mode === 'enforce'
    ? 'a decision that is not its own is refused'
    : 'it is only observed: a decision that is not its own is kept, and marked';

/** People whose decision the rule changes, each way: `3 to their favour, 20 to their disfavour, of 100`. */
export function movedText({ n, toFavourable, toUnfavourable }: RuledGroup): string {
  if (toFavourable === null || toUnfavourable === null) return 'no cutoff for all others to compare with';
  if (toFavourable === 0 && toUnfavourable === 0) return `none of ${formatCount(n)}`;
  return `${formatCount(Math.round(toFavourable))} to their favour, ${formatCount(Math.round(toUnfavourable))} to their disfavour, of ${formatCount(n)}`;
}

/** How decisions came about while an audit looked. */
export function keptText({ kept, otherwise, byOthers, outside }: SeenRule): string {
  const all = [
    `${formatCount(kept)} decisions were the rule\u2019s own, ${formatCount(otherwise)} automatic ones were not`,
    ...(byOthers === 0 ? [] : [`${formatCount(byOthers)} were made by a person or a fallback`]),
    ...(outside === 0 ? [] : [`${formatCount(outside)} were about people of none of its groups`]),
  ];
  return `${all.join('; ')}.`;
}
