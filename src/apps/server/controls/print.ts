import type { SystemTask, WorkshopSummary } from '../../../domain/control-records/index.js';
import type { KeptRecord } from '../../../domain/control-records/ports/index.js';
import type { ControlResult, Evidence } from '../../../domain/controls/index.js';

const iso = (ms: number): string => new Date(ms).toISOString();

const printEvidence = ({ atMs, ...same }: Evidence) => ({ ...same, at: atMs === null ? null : iso(atMs) });

/** A control with what records say to it, as routes answer it. */
export function printControl({ control, findings, waivers, ...result }: ControlResult) {
  const { id, provision, role, duty, evidence, repealedAt, deadline, basis, source } = control;
  return {
    ...{ id, ...result, provision, role, duty, evidence, repealedAt, deadline, basis, source },
    ...{ url: control.url ?? null, doubt: control.doubt ?? null },
    waivers: waivers.map(({ control: _, atMs, untilMs, by, ...same }) => ({
      ...{ ...same, by: [...by], at: iso(atMs), until: iso(untilMs) },
    })),
    checks: findings.map(({ check, result: of, says, ask, evidence: found }) => ({
      ...{ check, result: of, says, asks: ask, evidence: found.map(printEvidence) },
    })),
  };
}

export const printRecord = ({ atMs, ...same }: KeptRecord) => ({ ...same, at: iso(atMs) });

/** A task with what is to be done. */
export const printTask = ({ control, ...same }: SystemTask) => {
  const { id, provision, duty, evidence, source } = control;
  return { ...same, control: id, provision, duty, evidence, source };
};

/** The same with its time as text; null stays null. */
const timed = <T extends { readonly atMs: number }>(one: T | null) => {
  if (one === null) return null;
  const { atMs, ...same } = one;
  return { ...same, at: iso(atMs) };
};

export const printSummary = ({ risk, harms, choice, ...same }: WorkshopSummary) => ({
  ...{ risk: timed(risk), harms: timed(harms), choice: timed(choice), ...same },
});
