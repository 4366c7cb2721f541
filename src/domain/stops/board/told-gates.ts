import { type GateRule, type GateView, subjectKey } from '../../../core/gates/index.js';
import type { GateInForce, OpenStretch } from '../../../core/stops/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';

/** The last moment that is told, ms: texts of later ones are not ordered as times. */
const LAST_MS = Date.UTC(9999, 11, 31);
const iso = (ms: number): string => new Date(Math.min(ms, LAST_MS)).toISOString();

/** The gates of the deployments that have one, by deployment, with all stretches of time in which each is open, now or later. */
export const tellGates = (
  view: GateView,
  { deployments }: Pick<RegistrySnapshot, 'deployments'>,
  nowMs: number,
): GateInForce[] =>
  deployments
    .flatMap((deployment): GateInForce[] => {
      const rule = view.of(deployment.id);
      if (rule === undefined) return [];
      const { mode, places } = rule;
      return [{ deployment: deployment.id, mode, places, open: stretchesOf(rule, deployment, nowMs) }];
    })
    .toSorted((a, b) => (a.deployment < b.deployment ? -1 : 1));

/**
 * The stretches of time that are not over: where the gate is open for a version with the cutoff and the policy of the activation that holds then.
 * What an activation that is to come will change is told ahead, as is every end.
 */
function stretchesOf(
  { spans }: GateRule,
  { activations }: RegistrySnapshot['deployments'][number],
  nowMs: number,
): OpenStretch[] {
  const stretches: OpenStretch[] = [];
  activations.forEach((active, at) => {
    const endMs = activations[at + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    if (endMs <= nowMs) return;
    for (const [key, of] of spans) {
      const version = key.slice(0, key.indexOf(' '));
      if (key !== subjectKey({ ...active, version })) continue;
      for (const span of of) {
        const [fromMs, untilMs] = [Math.max(span.fromMs, active.fromMs), Math.min(span.untilMs, endMs)];
        if (span.isClosed === true || untilMs <= nowMs || untilMs <= fromMs) continue;
        stretches.push({ version, from: iso(fromMs), until: iso(untilMs), isServing: version === active.version });
      }
    }
  });
  return stretches;
}

/** When some gate is another one by the clock alone, ms since 1970; infinite where none is to be. */
export const nextGateMs = (gates: readonly GateInForce[], nowMs: number): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...gates
      .flatMap(({ open }) => open.flatMap(({ from, until }) => [Date.parse(from), Date.parse(until)]))
      .filter((atMs) => atMs > nowMs),
  );
