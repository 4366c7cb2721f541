import { DAY_MS } from '../../../core/base/durations.js';
import { parseRetentionPeriod } from '../../retention/index.js';
import type { Check } from '../catalogue/index.js';
import { type AuditFact, entryAbout } from '../facts/index.js';
import { dayOf, entryOf, type Finding, gap, type Look, met, ofEach, undecided } from './finding.js';

type RetentionPeriod = NonNullable<ReturnType<typeof parseRetentionPeriod>>;
type Of<Name extends Check['is']> = Extract<Check, { readonly is: Name }>;

/**
 * A kept audit of each deployment that serves, no older than so many days: by the last decisions that it counted, as one of today may be about those
 * of last year. Where it has to pass, it is judged by the policy in force.
 */
export const auditFresh = ({ days, verdict }: Of<'audit-fresh'>, look: Look): Finding =>
  ofEach(look, ({ id, audits, policy, servesSinceMs }) => {
    const made = audits.filter(({ madeAtMs }) => madeAtMs <= look.atMs);
    if (made.length === 0) return gap(`${id} was never audited`);
    const judged = made.filter((one) => verdict === 'any' || policy === null || one.policy === policy);
    const isFresh = ({ untilMs }: AuditFact): boolean => look.atMs - untilMs <= days * DAY_MS;
    // One of old decisions does not stand before those that are fresh.
    const newest = judged.find(isFresh) ?? judged[0];
    if (newest === undefined) return gap(`${id} was never audited by the policy in force`);
    const { untilMs } = newest;
    const until = dayOf(untilMs) === dayOf(newest.madeAtMs) ? '' : ` of decisions until ${dayOf(untilMs)}`;
    const before = untilMs <= servesSinceMs ? ', all before the version that serves now' : '';
    const says = `audit of ${dayOf(newest.madeAtMs)}${until}${before}: ${newest.verdict}`;
    const evidence = [
      {
        ...{ record: 'audit', id: newest.id, digest: newest.digest },
        entry: entryOf(look.facts.entries, 'audit.run', id, newest.id),
        ...{ says: `${id}: ${says}`, atMs: newest.madeAtMs },
      },
    ];
    if (!isFresh(newest))
      return gap(
        `the newest audit of ${id} is of ${dayOf(newest.madeAtMs)}${until}, older than ${days} days`,
        evidence,
      );
    if (verdict === 'pass' && newest.verdict === 'inconclusive')
      return {
        ...undecided(`${id}: ${says}`, `Which further decisions would decide the audit of ${id}?`, 'validator'),
        evidence,
      };
    if (verdict === 'pass' && newest.verdict !== 'pass') return gap(`${id}: ${says}`, evidence);
    return met(`${id}: ${says}`, evidence);
  });

export const boundsBeforeUse = (look: Look): Finding =>
  ofEach(look, ({ id, policy }) => {
    if (policy === null) return gap(`${id} serves without a policy in force`);
    return met(`${id} serves under a policy`, [activated(look, id, `${id} serves under ${policy}`, policy)]);
  });

export const watched = (look: Look): Finding =>
  ofEach(look, ({ id, watched: by }) => {
    if (by === null || by.sinceMs > look.atMs) return gap(`${id} is not watched`);
    const entry = entryOf(look.facts.entries, 'monitor.watched', id, by.policy);
    const says = `${id} is watched since ${dayOf(by.sinceMs)}`;
    return met(says, [{ record: 'monitor', id, digest: by.policy, entry, says, atMs: by.sinceMs }]);
  });

/** Starts of months over four years, so that every leap day falls into some of the spans. */
const STARTS = Array.from({ length: 48 }, (_, at) => at);

/** Days of a time of keeping at their fewest or at their most, as months differ. */
const daysOf = ({ months, days }: RetentionPeriod, pick: (...all: number[]) => number): number =>
  days + pick(...STARTS.map((at) => (Date.UTC(2025, at + months) - Date.UTC(2025, at)) / DAY_MS));

/** Whether what is kept for one time is always kept for another. */
function isAsLong(kept: RetentionPeriod, asked: RetentionPeriod): boolean {
  const isSameUnit = (kept.months === 0) === (asked.months === 0);
  if (isSameUnit) return kept.months >= asked.months && kept.days >= asked.days;
  return daysOf(kept, Math.min) >= daysOf(asked, Math.max);
}

export const keptAtLeast = ({ keep }: Of<'kept-at-least'>, look: Look): Finding =>
  ofEach(look, ({ id, kept }) => {
    const record = { record: 'retention', id, digest: null, entry: null, atMs: null };
    if (kept === null)
      return met(`nothing of ${id} is erased by its age`, [{ ...record, says: 'no class of keeping is in force' }]);
    const says = `${id} is kept ${kept.keep} (${kept.class})`;
    return isAsLong(parseRetentionPeriod(kept.keep)!, parseRetentionPeriod(keep)!)
      ? met(says, [{ ...record, says }])
      : gap(`${says}, and at least ${keep} are asked for`, [{ ...record, says }]);
  });

const NEEDED = {
  reasons: 'texts of reasons',
  changes: 'changes that a person may make',
  adverse: 'explanations of adverse decisions that nobody asks for',
} as const;

export const explains = ({ needs }: Of<'explains'>, look: Look): Finding =>
  ofEach(look, ({ id, version, explains: has }) => {
    const missing = needs.filter((one) => !has[one]);
    if (missing.length > 0) return gap(`the version of ${id} lacks ${missing.map((one) => NEEDED[one]).join(' and ')}`);
    const says = `the version of ${id} has ${needs.map((one) => NEEDED[one]).join(' and ')}`;
    const entry =
      entryAbout(look.facts.entries, 'version.changed', version) ??
      entryAbout(look.facts.entries, 'version.registered', version);
    return met(says, [
      { record: 'version', id: version, digest: version, entry: entry?.index ?? null, says, atMs: entry?.atMs ?? null },
    ]);
  });

function activated({ facts }: Look, id: string, says: string, digest: string) {
  const entry = entryAbout(facts.entries, 'deployment.activated', id);
  return { record: 'deployment', id, digest, entry: entry?.index ?? null, says, atMs: entry?.atMs ?? null };
}
