import { defineAlertSource, type Signal, signalOf } from '../../alerts/signals/index.js';
import type { Settled } from './settled.js';

const gateSource = defineAlertSource('gates', 'Gates that closed under a version that serves.');

/**
 * The alert of a gate that is closed for what serves, or its end once it is open. That the gate closed for another cutoff of the version is
 * none where it is open for the one that serves.
 */
export function gateSignals({ gate, changes, serving }: Settled, atMs: number): Signal[] {
  if (serving === null) return [];
  const { version } = serving.subject;
  const about = changes.filter(({ opening }) => opening.subject.version === version);
  if (about.length === 0) return [];
  const { deployment, mode } = gate;
  const { closedBecause: because } = serving;
  const isClosed = because !== null;
  const sinceMs = about.find(({ kind }) => kind === 'closed')?.opening.closed?.atMs ?? atMs;
  const isEnforced = mode === 'enforce';
  return [
    signalOf(gateSource, {
      ...{ key: deployment, state: isClosed ? 'firing' : 'resolved', severity: isEnforced ? 'page' : 'ticket', atMs },
      ...{ topic: `gate ${deployment}`, causes: [] },
      labels: { kind: 'gate', deployment, mode },
      content: {
        summary: isClosed
          ? isEnforced
            ? 'A gate closed: decisions of the version that serves are refused.'
            : 'A gate closed that only observes: the version that serves decides without what it asks for.'
          : 'The gate is open again.',
        lines: [
          `Deployment: ${deployment}`,
          `Version: ${version}`,
          ...(isClosed ? [`Since ${new Date(sinceMs).toISOString()}: ${because}`] : []),
        ],
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
