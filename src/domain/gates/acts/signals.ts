import { TribuneError } from '../../../core/base/errors.js';
import type { AlertStore } from '../../alerts/ports.js';
import { defineAlertSource, type Signal, signalKey, signalOf } from '../../alerts/signals/index.js';
import type { Settled } from './settled.js';

const gateSource = defineAlertSource('gates', 'Gates that closed under a version that serves.');

/**
 * Whether the alert of a gate fires; null where its row is not ours, so that nobody knows. That row keeps no gate from closing.
 */
export async function isAlertFiring(
  alerts: Pick<AlertStore, 'newest'>,
  { deployment }: Pick<Settled['gate'], 'deployment'>,
): Promise<boolean | null> {
  try {
    const [last] = await alerts.newest([signalKey(gateSource, deployment)]);
    return last?.state === 'firing';
  } catch (cause) {
    if (cause instanceof TribuneError && cause.code === 'STORE_INVALID') return null;
    throw cause;
  }
}

/**
 * The alert of a gate that is closed for what serves, or its end once it is open. That the gate closed for another cutoff of the version is
 * none where it is open for the one that serves. Where another version serves from now on, its gate neither opened nor closed, and what fires
 * says what has to be told: that its decisions are refused, or that an alert about the version before is over.
 */
export function gateSignals(
  { gate, changes, serving }: Settled,
  { isFiring, atMs }: { readonly isFiring: boolean | null; readonly atMs: number },
): Signal[] {
  if (serving === null) return [];
  const { version } = serving.subject;
  const about = changes.filter(({ opening }) => opening.subject.version === version);
  const { deployment, mode } = gate;
  const { closedBecause: because } = serving;
  const isClosed = because !== null;
  const isEnforced = mode === 'enforce';
  const isOtherwise = isClosed ? isEnforced && isFiring === false : isFiring === true;
  if (about.length === 0 && !isOtherwise) return [];
  const sinceMs = about.find(({ kind }) => kind === 'closed')?.opening.closed?.atMs;
  const since = sinceMs === undefined ? 'It is not open' : `Since ${new Date(sinceMs).toISOString()}`;
  return [
    signalOf(gateSource, {
      ...{ key: deployment, state: isClosed ? 'firing' : 'resolved', severity: isEnforced ? 'page' : 'ticket', atMs },
      ...{ topic: `gate ${deployment}`, causes: [] },
      labels: { kind: 'gate', deployment, mode },
      content: {
        summary: isClosed
          ? isEnforced
            ? `A gate ${sinceMs === undefined ? 'is ' : ''}closed: decisions of the version that serves are refused.`
            : 'A gate closed that only observes: the version that serves decides without what it asks for.'
          : 'The gate is open again.',
        lines: [`Deployment: ${deployment}`, `Version: ${version}`, ...(isClosed ? [`${since}: ${because}`] : [])],
        facts: { deployment, version, mode, because },
        actions: isClosed
          ? [
              `See what is missing and whose turn it is: tribune gate status ${deployment}`,
              `Sign once it is there: tribune gate sign ${deployment} --as ROLE --statement TEXT`,
            ]
          : [],
      },
    }),
  ];
}
