import { DAY_MS } from '../../../core/base/durations.js';
import { parseRetentionPeriod } from '../../retention/index.js';
import type { Check } from '../catalogue/index.js';
import { entryAbout } from '../facts/index.js';
import { dayOf, entryOf, type Finding, gap, type Look, met, ofEach, undecided } from './finding.js';

type Of<Name extends Check['is']> = Extract<Check, { readonly is: Name }>;

/** A kept audit of each deployment that serves, no older than so many days. */
export const auditFresh = ({ days, verdict }: Of<'audit-fresh'>, look: Look): Finding =>
  ofEach(look, ({ id, audits }) => {
    const newest = audits.find(({ madeAtMs }) => madeAtMs <= look.atMs);
    if (newest === undefined) return gap(`${id} was never audited`);
    const says = `audit of ${dayOf(newest.madeAtMs)}: ${newest.verdict}`;
    const evidence = [
      {
        ...{ record: 'audit', id: newest.id, digest: newest.digest },
        entry: entryOf(look.facts.entries, 'audit.run', id, newest.id),
        ...{ says: `${id}: ${says}`, atMs: newest.madeAtMs },
      },
    ];
    if (look.atMs - newest.madeAtMs > days * DAY_MS)
      return gap(`the newest audit of ${id} is of ${dayOf(newest.madeAtMs)}, older than ${days} days`, evidence);
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
    const entry = entryAbout(look.facts.entries, 'monitor.watched', id);
    const says = `${id} is watched since ${dayOf(by.sinceMs)}`;
    return met(says, [
      { record: 'monitor', id, digest: by.policy, entry: entry?.index ?? null, says, atMs: by.sinceMs },
    ]);
  });

/** Days of a calendar time at its shortest, so that nothing is said to be kept longer than it is. */
const DAYS_A_MONTH = 365 / 12;
const daysOf = (keep: string): number => {
  const { months, days } = parseRetentionPeriod(keep)!;
  return months * DAYS_A_MONTH + days;
};

export const keptAtLeast = ({ keep }: Of<'kept-at-least'>, look: Look): Finding =>
  ofEach(look, ({ id, kept }) => {
    const record = { record: 'retention', id, digest: null, entry: null, atMs: null };
    if (kept === null)
      return met(`nothing of ${id} is erased by its age`, [{ ...record, says: 'no class of keeping is in force' }]);
    const says = `${id} is kept ${kept.keep} (${kept.class})`;
    return daysOf(kept.keep) >= daysOf(keep)
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
