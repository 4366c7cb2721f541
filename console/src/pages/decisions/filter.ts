import type { wire } from 'tribune/client';
import { groupOf, NONE, typedGroup } from './typed-group.js';

export type Filter = Omit<wire.DecisionSearchRequest, 'before' | 'limit'>;
export type Found = wire.DecisionSearch['decisions'][number];

export const ROUTES = ['automatic', 'reviewed', 'fallback'] as const;

/** A search as the address holds it. The subject is not in it: addresses are logged and shared. */
export interface FindSearch {
  readonly deployment?: string | undefined;
  readonly version?: string | undefined;
  readonly outcome?: string | number | null | undefined;
  readonly route?: (typeof ROUTES)[number] | undefined;
  readonly stage?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly group?: Readonly<Record<string, string | null>> | undefined;
}

/** A search as it is typed. */
export interface Typed {
  readonly deployment: string;
  readonly version: string;
  readonly subject: string;
  readonly outcome: string;
  readonly route: string;
  readonly stage: string;
  /** As `datetime-local` gives it, in the zone of the reader. */
  readonly from: string;
  readonly to: string;
  /** `sex=F, age=25 - 45` */
  readonly group: string;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

/** @example outcomeOf('1') // 1; 'granted' stays a text, and 'none' is null */
export function outcomeOf(typed: string): string | number | null | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  if (text === NONE) return null;
  return NUMBER.test(text) ? Number(text) : text;
}

const TWO = 2;
const pad = (number: number): string => String(number).padStart(TWO, '0');

/** A moment as a field of the reader's zone holds it; empty where there is none. */
export function localMinute(moment: string | undefined): string {
  const at = new Date(moment ?? '');
  if (Number.isNaN(at.getTime())) return '';
  const day = `${String(at.getFullYear()).padStart(4, '0')}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

const given = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());
const momentOf = (local: string): string | undefined => (local === '' ? undefined : new Date(local).toISOString());

/** What is typed, as the address holds it, without the subject. */
export const searchOf = ({ deployment, version, outcome, route, stage, from, to, group }: Typed): FindSearch => {
  const values = groupOf(group) ?? {};
  return {
    ...{ deployment: given(deployment), version: given(version), stage: given(stage), outcome: outcomeOf(outcome) },
    ...{ route: ROUTES.find((one) => one === route), from: momentOf(from), to: momentOf(to) },
    group: Object.keys(values).length === 0 ? undefined : values,
  };
};

export const typedOf = (search: FindSearch, subject: string): Typed => ({
  ...{ deployment: search.deployment ?? '', version: search.version ?? '', subject, stage: search.stage ?? '' },
  outcome: search.outcome === undefined ? '' : String(search.outcome ?? NONE),
  route: search.route ?? '',
  ...{ from: localMinute(search.from), to: localMinute(search.to), group: typedGroup(search.group) },
});

/** What the service is asked. */
export function filterOf({ from, to, ...same }: FindSearch, subject: string): Filter {
  const all = { ...same, decidedFrom: from, decidedTo: to, subject: subject === '' ? undefined : subject };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
