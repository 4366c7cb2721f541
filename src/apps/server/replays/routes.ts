import process from 'node:process';
import type { Replays } from '../../../domain/replays/index.js';
import type { ServerDeps, Slots } from '../base/index.js';
import { decisionErased, unknownDecision } from '../decisions/errors.js';
import { purposeHeader, readerOf } from '../http/reader.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { replayAnswer, replayRequest } from './schemas.js';

export interface ReplayRouteDeps extends Pick<ServerDeps, 'version'> {
  readonly replays: Replays;
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
      const { node } = process.versions;
      return { ...replay, environment: { tribune: version, node, machine: `${process.platform}-${process.arch}` } };
    },
  }),
];
