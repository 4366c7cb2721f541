import { DAY_MS } from '../../core/base/durations.js';
import type { RegistrySnapshot } from '../registry/ports.js';
import { DATED_CLASSES } from './dated-classes.js';
import { parseRetentionPeriod, pastBefore } from './retention-period.js';
import type { RetentionClass, RetentionRules, RetentionSettings } from './types.js';

/** Gives the dated classes and those of the institution, which must not have the same names. */
export const knownClasses = (settings: RetentionSettings): readonly RetentionClass[] => [
  ...DATED_CLASSES,
  ...settings.classes,
];

/**
 * Gives how long decisions of each deployment are kept now. Of several classes the longest time decides. A class that begins in the future
 * counts already, so that nothing is erased that will have to be shown then; a repealed class does not count. Without a class in force
 * nothing is erased.
 */
export function rulesOf(settings: RetentionSettings, registry: RegistrySnapshot, nowMs: number): RetentionRules {
  const today = new Date(nowMs).toISOString().slice(0, 'YYYY-MM-DD'.length);
  const classes = new Map(knownClasses(settings).map((one) => [one.id, one]));
  const unclassed: string[] = [];
  const warnings: string[] = [];
  const rules = new Map<string, { keep: string; beforeMs: number; classOf: Map<string, RetentionClass> }>();
  for (const { id, model } of registry.deployments) {
    const system = registry.models.find((other) => other.id === model)?.system ?? '';
    const named = settings.deployments[id] ?? settings.systems[system] ?? settings.default;
    const inForce = named
      .map((name) => classes.get(name)!)
      .filter(({ repealedAt }) => repealedAt === null || today < repealedAt);
    const [longest] = inForce.sort((a, b) => beforeOf(a, nowMs) - beforeOf(b, nowMs));
    if (longest === undefined) {
      unclassed.push(id);
      warnings.push(warningOf(id, named));
      continue;
    }
    const rule = rules.get(longest.keep) ?? {
      keep: longest.keep,
      beforeMs: beforeOf(longest, nowMs),
      classOf: new Map(),
    };
    rules.set(longest.keep, rule);
    rule.classOf.set(id, longest);
  }
  return { rules: [...rules.values()], unclassed, warnings };
}

/** Whole days (UTC) alone are past their time, as people can contest a decision through all of the last day. */
const beforeOf = ({ keep }: RetentionClass, nowMs: number): number =>
  Math.floor(pastBefore(parseRetentionPeriod(keep)!, nowMs) / DAY_MS) * DAY_MS;

const warningOf = (deployment: string, named: readonly string[]): string =>
  named.length === 0
    ? `${deployment} has no retention class: nothing of it is erased`
    : `every retention class of ${deployment} is repealed (${named.join(', ')}): nothing of it is erased`;
