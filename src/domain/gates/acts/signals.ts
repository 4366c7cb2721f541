import { defineAlertSource, type Signal, signalOf } from '../../alerts/signals/index.js';
import type { GateChange } from '../judging/index.js';
import type { Settled } from './settled.js';

const gateSource = defineAlertSource('gates', 'Gates that closed under a version that serves.');

/** The alert of a gate that closed under the version that serves, or its end once it is open again. */
export function gateSignal({ gate, serving }: Settled, { kind, opening }: GateChange, atMs: number): Signal[] {
  const { deployment, subject, closed } = opening;
  if (subject.version !== serving) return [];
  const isClosed = kind === 'closed';
  const isEnforced = gate.mode === 'enforce';
  return [
    signalOf(gateSource, {
      ...{ key: deployment, state: isClosed ? 'firing' : 'resolved', severity: isEnforced ? 'page' : 'ticket', atMs },
      ...{ topic: `gate ${deployment}`, causes: [] },
      labels: { kind: 'gate', deployment, mode: gate.mode },
      content: {
        summary: isClosed
          ? isEnforced
            ? 'A gate closed: decisions of the version that serves are refused.'
            : 'A gate closed that only observes: the version that serves decides without what it asks for.'
          : 'The gate is open again.',
        lines: [
          `Deployment: ${deployment}`,
          `Version: ${subject.version}`,
          ...(closed === null ? [] : [`Since ${new Date(closed.atMs).toISOString()}: ${closed.because}`]),
        ],
        facts: { deployment, version: subject.version, mode: gate.mode, because: closed?.because ?? null },
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
