import type { Check, Control, ControlPack } from '../catalogue/index.js';
import { type Ask, type Finding, find, takesStatement, worstOf } from '../checks/index.js';
import type { SystemFacts, WaiverFact } from '../facts/index.js';
import { isPlace, PLACE_FORM, touches } from '../places/index.js';
import { allOf, anyOf, QUESTIONS, questionsOf, type Truth, truthIn } from '../questions/index.js';

/**
 * What becomes of a control for a system on a day. `met` says that records are evidence for it, and never that a law is complied with;
 * `stated` that a person says it, which nobody checked, and records are evidence for the rest; `undecided` that records do not decide it, with who can;
 * `waived` that it has a gap, or is not decided, and two persons let it be so until a time.
 */
export const CONTROL_STATUSES = [
  'met',
  'stated',
  'gap',
  'undecided',
  'waived',
  'not-yet-in-force',
  'not-applicable',
  'repealed',
] as const;
export type ControlStatus = (typeof CONTROL_STATUSES)[number];

/** A check with what records say to it. */
export interface CheckedCheck extends Finding {
  readonly check: Check;
}

export interface ControlResult {
  readonly control: Control;
  readonly framework: string;
  readonly status: ControlStatus;
  /** Why it has this status, in a sentence. */
  readonly because: string;
  /** What is asked, where something open decides. */
  readonly asks: readonly Ask[];
  /** Checks with their findings, also of a control that does not hold yet: what it would be by today's records. */
  readonly findings: readonly CheckedCheck[];
  /** What the findings come to by themselves. */
  readonly byRecords: Finding['result'];
  /** First day on which it holds for this system; null: it holds since before the file, or never. */
  readonly from: string | null;
  /** What it is waived by, one for each deployment that serves; none where it is not. */
  readonly waivers: readonly HeldWaiver[];
}

/** A waiver that holds, and the deployment that it is for. */
export interface HeldWaiver extends WaiverFact {
  readonly deployment: string;
}

export interface Asked {
  readonly facts: SystemFacts;
  readonly packs: readonly ControlPack[];
  /** The moment that is looked at, ms since 1970: law and age of records are those of this moment. */
  readonly atMs: number;
}

/** Holds the records of a system against every control of some packs. Several controls ask the same: each check is made once. */
export function evaluate({ facts, packs, atMs }: Asked): ControlResult[] {
  const known: KnownFindings = new Map();
  return packs.flatMap((pack) => pack.controls.map((control) => evaluateOne({ control, pack, facts, atMs, known })));
}

/** Findings about one system that were made already, by their check and moment. */
export type KnownFindings = Map<string, Finding>;

interface One extends Omit<Asked, 'packs'> {
  readonly control: Control;
  readonly pack: Pick<ControlPack, 'framework' | 'jurisdictions' | 'kind'>;
  /** Findings about the same system, to which those that are made are added. */
  readonly known?: KnownFindings;
}

/** Holds the records of a system against one control. */
export function evaluateOne({ control, pack, facts, atMs, known = new Map() }: One): ControlResult {
  const day = new Date(atMs).toISOString().slice(0, 10);
  const made = (status: ControlStatus, because: string, more: Partial<ControlResult> = {}): ControlResult => ({
    ...{ control, framework: pack.framework, status, because, asks: [], findings: [], byRecords: 'undecided' },
    ...{ from: null, waivers: [] },
    ...more,
  });
  if (control.repealedAt !== null && control.repealedAt <= day)
    return made('repealed', `it does not hold any more since ${control.repealedAt}`);
  const scope = scopeOf(control, pack, facts);
  if (scope.is === false) return made('not-applicable', scope.why);
  const held = periodOf(control, facts, day);
  if (held.is === 'never') return made('not-applicable', held.why);
  const { findings, byRecords } = findingsOf(control, { facts, atMs, known });
  if (held.is === 'later')
    return made('not-yet-in-force', `it holds from ${held.from} on`, { findings, byRecords, from: held.from });
  const open = [...scope.asks, ...held.asks];
  if (open.length > 0)
    return made('undecided', 'whether it applies is not known', { asks: open, findings, byRecords, from: held.from });
  const decisive = findings.filter(
    ({ result }) => result === byRecords || (byRecords === 'stated' && result === 'met'),
  );
  const because = decisive.map(({ says }) => says).join('; ');
  const asks = byRecords === 'undecided' ? decisive.flatMap(({ ask }) => ask ?? []) : [];
  const waivers = byRecords === 'gap' || byRecords === 'undecided' ? waiversOf(control, facts, atMs) : [];
  if (waivers.length > 0)
    return made('waived', `${waivers.map(waivedText).join('; ')}. By records: ${because}`, {
      ...{ asks, findings, byRecords, waivers, from: held.from },
    });
  return made(byRecords, because, { asks, findings, byRecords, from: held.from });
}

/**
 * Waivers of a control that hold at a moment: one for each deployment that serves, and none at all where one of them has none, for a gap of that
 * one stays a gap. Which one is taken of several for the same deployment: the one that holds longest.
 */
function waiversOf({ id }: Control, { deployments }: SystemFacts, atMs: number): HeldWaiver[] {
  const held = deployments.map((deployment) =>
    deployment.waivers
      .filter((one) => one.control === id && one.atMs <= atMs && atMs < one.untilMs)
      .toSorted((a, b) => b.untilMs - a.untilMs)
      .slice(0, 1)
      .map((one) => ({ ...one, deployment: deployment.id })),
  );
  return held.every((one) => one.length > 0) ? held.flat() : [];
}

const waivedText = ({ deployment, reason, untilMs }: HeldWaiver): string =>
  `waived for ${deployment} until ${new Date(untilMs).toISOString()}: ${reason}`;

interface Scope {
  readonly is: boolean;
  readonly why: string;
  readonly asks: readonly Ask[];
}

const asksFor = ({ open }: Truth): Ask[] =>
  questionsOf(open).map(({ asks, who, id }) => ({ what: `${asks} (${id})`, who }));

/** Whether a control is about a system; what is not known is asked for, and taken for neither. */
function scopeOf({ when }: Control, pack: One['pack'], { system, answers }: SystemFacts): Scope {
  const no = (why: string): Scope => ({ is: false, why, asks: [] });
  const asks: Ask[] = [];
  if (pack.jurisdictions.length > 0) {
    if (system.jurisdictions.length === 0)
      asks.push({ what: 'Where is the system used? Name its jurisdictions: tribune admin apply', who: 'owner' });
    else if (!touches(pack.jurisdictions, system.jurisdictions)) {
      const foreign = system.jurisdictions.filter((one) => !isPlace(one));
      if (foreign.length === 0)
        return no(
          `it holds in ${pack.jurisdictions.join(', ')}, and the system is used in ${system.jurisdictions.join(', ')}`,
        );
      asks.push({
        what: `Which place is ${foreign.map((one) => JSON.stringify(one.slice(0, 40))).join(', ')}? ${PLACE_FORM}`,
        who: 'owner',
      });
    }
  }
  if (when.domains.length > 0 && !when.domains.includes(system.domain)) {
    if (QUESTIONS.domains.includes(system.domain))
      return no(`it is about ${when.domains.join(', ')}, and the domain of the system is ${system.domain}`);
    asks.push({
      what: `The domain ${JSON.stringify(system.domain.slice(0, 60))} is none of the known words: which of ${QUESTIONS.domains.join(', ')} is it?`,
      who: 'owner',
    });
  }
  const truthOf = truthIn(answers);
  const all = allOf(when.all, truthOf);
  if (all.is === false) return no(`answered with no: ${when.all.filter((id) => truthOf(id).is === false).join(', ')}`);
  const any = when.any.length === 0 ? null : anyOf(when.any, truthOf);
  if (any?.is === false) return no(`answered with no: ${when.any.join(', ')}`);
  return { is: true, why: '', asks: [...asks, ...asksFor(all), ...(any === null ? [] : asksFor(any))] };
}

type Held =
  | { readonly is: 'now'; readonly from: string | null; readonly asks: readonly Ask[] }
  | { readonly is: 'later'; readonly from: string; readonly asks: readonly Ask[] }
  | { readonly is: 'never'; readonly why: string };

/** From when on a control holds for a system, by its class. Where the class is not known, the earliest day that could be counts. */
function periodOf({ periods }: Control, { answers }: SystemFacts, day: string): Held {
  const truthOf = truthIn(answers);
  const judged = periods.map(({ from, if: classes }) => ({
    ...{ from, classes },
    truth: classes.length === 0 ? { is: true, open: [] } : anyOf(classes, truthOf),
  }));
  const could = judged.filter(({ truth }) => truth.is !== false);
  if (could.length === 0)
    return { is: 'never', why: `the system is of none of the classes ${periods.flatMap((one) => one.if).join(', ')}` };
  const begun = could.filter(({ from }) => from === null || from <= day);
  if (begun.length === 0) {
    const from = could.map((one) => one.from!).toSorted()[0]!;
    return { is: 'later', from, asks: [] };
  }
  const sure = begun.find(({ truth }) => truth.is === true);
  if (sure !== undefined) return { is: 'now', from: sure.from, asks: [] };
  // A class that is sure and comes later does not take away what is not known now.
  return { is: 'now', from: begun[0]!.from, asks: begun.flatMap(({ truth }) => asksFor(truth)) };
}

function findingsOf(
  control: Control,
  { facts, atMs, known }: { readonly facts: SystemFacts; readonly atMs: number; readonly known: KnownFindings },
) {
  const findings: CheckedCheck[] = control.checks.map((check) => {
    // What a person says is said to one control; every other check comes to the same wherever it stands.
    const key = `${atMs} ${takesStatement(check) ? control.id : ''} ${textOf(check)}`;
    const found = known.get(key) ?? find(check, { facts, control, atMs });
    known.set(key, found);
    return { check, ...found };
  });
  return { findings, byRecords: worstOf(findings) };
}

const TEXTS = new WeakMap<Check, string>();

/** A check in one text, made once. */
function textOf(check: Check): string {
  const text = TEXTS.get(check) ?? JSON.stringify(check);
  TEXTS.set(check, text);
  return text;
}
