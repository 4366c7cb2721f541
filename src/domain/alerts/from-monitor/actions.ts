import type { Change } from '../../live-monitor/closing/index.js';
import type { Watch } from '../../monitor/index.js';

/** What to do about a change, the first first. Each is something that the service can do, or a question that only people answer. */
export function actionsFor({ deployment, inhibitedBy, window, state, fact }: Change, watch: Watch | null): string[] {
  if (state !== 'firing') return [];
  if (fact?.fact === 'volume')
    return [...QUALITY.volume!, `See the blocks: GET /v1/monitor/blocks?deployment=${encodeURIComponent(deployment)}`];
  if (fact !== undefined)
    return [
      'Find out whether anybody decides: a system that was switched off, or a sender that cannot reach the service. What it keeps and sends later is counted all the same.',
      'Until decisions come, nothing is known of the requirements: none of them is shown to be kept.',
      `See when decisions came: GET /v1/monitor, deployment ${deployment}`,
    ];
  const look = `Look at the series and its blocks: GET /v1/monitor/series?deployment=${encodeURIComponent(deployment)}`;
  if (watch !== null && watch.quality !== null) return [...(QUALITY[watch.quality.kind] ?? []), look];
  const data =
    inhibitedBy.length === 0 ? [] : [`Mend the data first, as watches of the data fire (${inhibitedBy.join(', ')}).`];
  return [
    ...data,
    look,
    `Audit the decisions of the window: tribune audit --service URL --deployment ${deployment} --since ${window.from} --policy FILE`,
    'Ask what changed at that time: a version, a cutoff, a source of data, or who applies.',
    'See whether the policy has set off a reaction to it by now, such as a stop: GET /v1/reactions',
    `If people are being harmed meanwhile, have people decide until the cause is known: tribune stop ${deployment} --reason WHY --server URL`,
  ];
}

const QUALITY: Readonly<Record<string, readonly string[]>> = {
  unreadable: [
    'Find the producer whose decisions have values that the policy has no reading for, and mend it or the policy.',
  ],
  missing: ['Find out why the attribute is missing: a source that failed, or people who do not say.'],
  repeated: [
    'Find the sender that decides about the same people again and again: a loop, a retry under new ids, or a test that runs in production.',
  ],
  undeclared: [
    'See which values come: GET /v1/monitor/blocks counts them in the bins of the input. Mend the source, or declare what it may be.',
  ],
  'no-input': [
    'Find out why the input is missing: a source that failed, a name that changed, or people who do not say.',
  ],
  volume: [
    'Find out why so few decisions come: fewer people, a sender that fails, or records that are left out (GET /v1/monitor counts them by reason).',
  ],
  default: [
    'Find the step of the pipeline that puts in a default because the value fails to come, and whom it happens to.',
  ],
  'same-inputs': [
    'Look at decisions with the same inputs: a form that is stuck, a test that runs in production, or values that somebody makes up.',
  ],
  'random-inputs': [
    'Look at decisions of unusual pairs of these inputs: a load test, a scraper, a column that was shuffled or joined to the wrong rows, or values that somebody makes up.',
  ],
  usual: [
    'Find out what changed in how many decisions come: a sender that fails or sends twice, a campaign, a holiday. GET /v1/monitor/blocks has the counts.',
  ],
  service: [
    'Find out who waits longer, or is decided about by a fallback or by people, and why: a model that fails on their inputs, a queue that is understaffed.',
  ],
  labels: ['Find out why labels do not come, and for whom: a group without labels is watched by nobody.'],
};
