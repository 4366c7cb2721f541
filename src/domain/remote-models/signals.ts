import { defineAlertSource, type Signal, signalOf } from '../alerts/signals/index.js';
import type { CheckedEndpoint } from './ports.js';

const remoteSource = defineAlertSource(
  'remote-models',
  'Endpoints that answer otherwise than when the version that they are was pinned.',
);

/** Value of the label `kind` by which the alerts are found again. */
export const REMOTE_KIND = 'remote-model';

/** An alert on the version whose endpoint is another model now, or its end once the endpoint answers as it did. */
export function checkSignal(
  { version, endpoint, other, rows, greatest, tolerance }: CheckedEndpoint,
  atMs: number,
): Signal {
  const isOther = other > 0;
  return signalOf(remoteSource, {
    ...{ key: version, state: isOther ? 'firing' : 'resolved', severity: 'page', atMs },
    ...{ topic: `remote-model ${version}`, causes: [] },
    labels: { kind: REMOTE_KIND, version },
    content: {
      summary: isOther
        ? 'The endpoint of a version answers its canaries otherwise than when it was pinned: another model may be deciding.'
        : 'The endpoint of the version answers its canaries as it did when it was pinned.',
      lines: [
        `Version: ${version}`,
        `Endpoint: ${endpoint}`,
        `Canaries: ${rows}, of which ${other} are answered otherwise`,
        ...(isOther ? [`Greatest difference: ${greatest}; what counts as none: ${tolerance}`] : []),
      ],
      facts: { version, endpoint, canaries: rows, other, greatest: Number.isFinite(greatest) ? greatest : null },
      actions: isOther
        ? [
            'Ask who changed what stands behind the endpoint; stop the deployment until that is known: tribune stop.',
            'Where the model was meant to change, pin it again and register that as a version of its own: tribune model pin.',
            'Decisions since the last check that came out the same may be of either model: the entries remote-model.checked say when that was.',
          ]
        : [],
    },
  });
}
