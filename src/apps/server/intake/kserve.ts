import { TribuneError } from '../../../core/base/errors.js';
import { parseSent } from '../../../core/base/exact-json.js';
import { byLabel, type Metric, observing } from '../../../core/base/metrics.js';
import { MAX_MESSAGE_BYTES } from '../../../domain/intake/index.js';
import { type KservePairing, readEvent } from '../../../domain/intake/kserve/index.js';
import type { ServerDeps } from '../base/deps.js';
import { readJson } from '../http/body.js';
import { ownBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { anything } from '../http/schemas.js';
import { halfAnswer, intakeProblems } from './schemas.js';
import type { IntakeDeps } from './tools.js';

const MAX_SHOWN = 1000;

type KserveDeps = Pick<ServerDeps, 'pendingInferences' | 'nowMs'> & {
  readonly intake: IntakeDeps;
  readonly pairing: KservePairing;
};
const route = routesOver<KserveDeps>();

/** Routes that receive inference events of KServe's logger, and show those that did not become decisions. */
export const kserveRoutes: readonly Route<KserveDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/ingest/kserve',
    action: 'decisions.write',
    summary: 'Half of an inference from the logger of KServe: CloudEvents, HTTP binary mode',
    body: ownBody(anything, { limit: MAX_MESSAGE_BYTES }),
    headers: [
      { name: 'ce-id', description: 'The same for request and response.', required: true },
      { name: 'ce-specversion', description: 'CloudEvents 1.x.', pattern: '^1\\.[0-9]+$', required: true },
      {
        name: 'ce-type',
        description: 'Which half it is.',
        pattern: '(^|\\.)inference\\.(request|response)$',
        required: true,
      },
      {
        name: 'ce-inferenceservicename',
        description: 'Chooses the mapping, with ce-namespace and ce-endpoint.',
        required: true,
      },
      { name: 'ce-time', description: 'RFC 3339; of the response it is the time of the decision.' },
    ],
    answer: halfAnswer,
    answerText: 'Durable.',
    errors: ['BODY_INVALID', 'MEDIA_UNSUPPORTED', 'SERVICE_BUSY', 'STORE_UNAVAILABLE'],
    async handle({ request, actor }, { intake, pairing, nowMs }) {
      const type = String(request.headers['content-type'] ?? '').toLowerCase();
      if (type.startsWith('application/cloudevents')) throw structured();
      const event = readEvent(request.headers);
      const body = await readJson(request, parseSent);
      await intake.refresh();
      return pairing.take({ event, body, receivedAtMs: nowMs() }, actor);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/ingest/problems',
    action: 'intake.read',
    summary: 'What came in and did not become a decision, newest first',
    answer: intakeProblems,
    noStore: true,
    async handle(_call, { pendingInferences, pairing }) {
      const problems = (await pendingInferences.problems(MAX_SHOWN)).map(({ notedAtMs, ...rest }) => {
        return { notedAt: new Date(notedAtMs).toISOString(), ...rest };
      });
      return { waiting: pairing.waiting, problems };
    },
  }),
];

const structured = (): TribuneError =>
  new TribuneError('MEDIA_UNSUPPORTED', 'CloudEvents in structured mode are not read', {
    remedy: 'Send binary mode, as the logger of KServe does: attributes as ce- headers, the body as it was.',
  });

/** Metrics of the requests and responses of inferences: how many came, were paired, or wait for the other. */
export function kserveMetrics(pairing: KservePairing): Metric[] {
  const { counter, gauge } = observing(() => pairing);
  const half = ['half'] as const;
  return [
    counter(
      'tribune_kserve_halves_total',
      'Halves of inferences received.',
      ({ counts }) => byLabel('half', counts.received),
      half,
    ),
    counter('tribune_kserve_paired_total', 'Inferences with both halves.', ({ counts }) => counts.paired),
    counter(
      'tribune_kserve_orphans_total',
      'Halves whose other half never came.',
      ({ counts }) => byLabel('half', counts.orphans),
      half,
    ),
    counter(
      'tribune_kserve_unusable_total',
      'Inferences refused in whole or in part.',
      ({ counts }) => counts.unusable,
    ),
    counter('tribune_kserve_repeated_total', 'Halves that came again.', ({ counts }) => counts.repeated),
    gauge('tribune_kserve_waiting', 'Halves that wait for their other half.', ({ waiting }) => waiting),
  ];
}
