import type { Control } from '../catalogue/index.js';
import { type EntryFact, type Evidence, entryAbout, type SystemFacts } from '../facts/index.js';

/** What would decide what is open, and whose role it is to say it. */
export interface Ask {
  readonly what: string;
  readonly who: string;
}

/** What records say to one check. `undecided` is never met, and `stated` is what a person says, which nobody checked. */
export interface Finding {
  readonly result: 'met' | 'stated' | 'gap' | 'undecided';
  readonly says: string;
  readonly evidence: readonly Evidence[];
  readonly ask: Ask | null;
}

/** The system that is looked at, on a day; what was recorded later is left out where its time is known. */
export interface Look {
  readonly facts: SystemFacts;
  readonly control: Pick<Control, 'id'>;
  readonly atMs: number;
}

export const met = (says: string, evidence: readonly Evidence[]): Finding => ({
  // A finding without a record to stand on decides nothing, whatever the check says.
  result: evidence.length > 0 ? 'met' : 'undecided',
  says: evidence.length > 0 ? says : `${says}, but no record shows it`,
  evidence,
  ask: evidence.length > 0 ? null : { what: says, who: 'owner' },
});

/** What a person says, by the record of it: never met, as nobody checked it. */
export const said = (says: string, evidence: Evidence): Finding => ({
  ...{ result: 'stated', says, evidence: [evidence], ask: null },
});

export const gap = (says: string, evidence: readonly Evidence[] = []): Finding => ({
  result: 'gap',
  says,
  evidence,
  ask: null,
});

export const undecided = (says: string, what: string, who: string): Finding => ({
  result: 'undecided',
  says,
  evidence: [],
  ask: { what, who },
});

const WORST_FIRST = ['gap', 'undecided', 'stated', 'met'] as const;

/** What several findings come to: a gap in one is a gap, what one does not decide nothing decides, and what is only said is never met. */
export const worstOf = (findings: readonly Pick<Finding, 'result'>[]): Finding['result'] =>
  WORST_FIRST.find((one) => findings.some(({ result }) => result === one)) ?? 'undecided';

/** Joins findings about several things. */
export function joined(findings: readonly Finding[]): Finding {
  const result = worstOf(findings);
  const of = findings.filter((one) => one.result === result);
  const [worst] = of;
  return {
    result,
    says: of.map(({ says }) => says).join('; '),
    evidence: findings.flatMap(({ evidence }) => evidence),
    ask: worst?.ask ?? null,
  };
}

const NOTHING_SERVES = undecided(
  'no deployment of the system serves',
  'Which deployment serves? tribune admin apply activates one',
  'owner',
);

/** Looks at every deployment that serves; where none does, there is nothing to decide by. */
export const ofEach = ({ facts }: Look, find: (one: SystemFacts['deployments'][number]) => Finding): Finding =>
  facts.deployments.length === 0 ? NOTHING_SERVES : joined(facts.deployments.map(find));

/** Index of the entry of a record, where the newest entry of its type and thing is the one of this record. */
export function entryOf(entries: readonly EntryFact[], type: string, about: string, ref: string): number | null {
  const found = entryAbout(entries, type, about);
  return found?.ref === ref ? found.index : null;
}

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Evidence of the registry, which has no id of its own beside the system's. */
export const registered = ({ facts }: Look, says: string): Evidence => {
  const { id } = facts.system;
  const found = ['system.changed', 'system.created'].flatMap((type) => entryAbout(facts.entries, type, id) ?? []);
  return { record: 'registry', id, digest: null, entry: found[0]?.index ?? null, says, atMs: found[0]?.atMs ?? null };
};
