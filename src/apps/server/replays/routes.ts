import process from 'node:process';
import { TribuneError } from '../../../core/base/errors.js';
import { readTime } from '../../../core/base/time.js';
import type { Replays } from '../../../domain/replays/index.js';
import type { ReplayMany } from '../../../domain/replays/sample/index.js';
import type { ServerDeps, Slots } from '../base/index.js';
import { decisionErased, unknownDecision } from '../decisions/errors.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { replayAnswer, replayRequest, sampleAnswer, sampleRequest } from './schemas.js';

export interface ReplayRouteDeps extends Pick<ServerDeps, 'version' | 'nowMs'> {
  readonly replays: Replays;
  readonly many: ReplayMany;
  /** Bounds how many wait for the thread that runs models. */
  readonly slots: Slots;
}

const route = routesOver<ReplayRouteDeps>();

/** Routes that run recorded decisions again. */
export const replayRoutes: readonly Route<ReplayRouteDeps>[] = [
  route({
    method: 'POST',
    path: '/v1/decisions/:id/replay',
    action: 'decision.replay',
    summary: 'Run a recorded decision again by the bytes of its version, and say whether it comes out the same',
    headers: purposeHeader,
    body: jsonBody(replayRequest),
    answer: replayAnswer,
    noStore: true,
    errors: [
      'BODY_INVALID',
      'DECISION_UNKNOWN',
      'INVALID',
      'NOT_FOUND',
      'STORE_INVALID',
      'MODEL_UNREACHABLE',
      'MODEL_ANSWER_INVALID',
      'SERVICE_BUSY',
      'STORE_UNAVAILABLE',
    ],
    async handle(call, { replays, slots, version }) {
      const { tolerance, output = null } = call.body;
      const id = call.params.id ?? '';
      const replay = await slots.run(() => replays.replay({ id, tolerance, output }, readerOf(call)));
      if (replay === 'unknown')
        throw unknownDecision('no decision has this id', { remedy: 'Check the id; it is a UUID.' });
      if (replay === 'erased')
        throw decisionErased('the decision was erased: its inputs are gone, and nobody can run it again', {
          remedy: 'Its receipt still proves that something was logged.',
        });
      return { ...replay, environment: environmentOf(version) };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/replays',
    action: 'decision.replay',
    summary: 'Run a sample of recorded decisions again, a part at a time, and say how many come out the same',
    headers: purposeHeader,
    body: jsonBody(sampleRequest),
    answer: sampleAnswer,
    noStore: true,
    errors: ['BODY_INVALID', 'INVALID', 'SERVICE_BUSY', 'STORE_UNAVAILABLE'],
    async handle(call, { many, slots, version, nowMs }) {
      const { sample, first, tolerance, output = null, from, to } = call.body;
      // What is received from now on is in no sample of it.
      const toMs = Math.min(to === undefined ? nowMs() : readTime(to)!, nowMs());
      const fromMs = from === undefined ? 0 : readTime(from)!;
      if (fromMs >= toMs) {
        throw new TribuneError('BODY_INVALID', `nothing is from ${from} on and before ${to ?? 'now'}`, {
          remedy: 'Give a time `from` that is before `to` and in the past.',
        });
      }
      const wanted = { fromMs, toMs, sample, first, tolerance, output };
      const part = await slots.run(() => many.part(wanted, readerOf(call)));
      const span = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
      return { ...span, ...part, tolerance, environment: environmentOf(version) };
    },
  }),
];

const environmentOf = (tribune: string) => ({
  tribune,
  node: process.versions.node,
  machine: `${process.platform}-${process.arch}`,
});
