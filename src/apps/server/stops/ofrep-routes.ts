import type { onSendAsyncHookHandler } from 'fastify';
import { z } from 'zod';
import { contentTag } from '../../../core/base/content-tag.js';
import { activeAt } from '../../../domain/registry/index.js';
import type { StopSwitch } from '../../../domain/stops/index.js';
import type { ServerDeps } from '../base/index.js';
import { isKnown, notModified, tagHeader } from '../http/entity-tag.js';
import { jsonBody } from '../http/request-body.js';
import { type Route, routesOver } from '../http/route.js';
import { deploymentOf, flagsOf, questionOf } from './ofrep.js';

export interface OfrepDeps extends Pick<ServerDeps, 'registry' | 'nowMs'> {
  readonly stopSwitch: StopSwitch;
}

const route = routesOver<OfrepDeps>();

const evaluation = z
  .looseObject({
    context: z.record(z.string(), z.unknown()).default({}).meta({
      description:
        '`targetingKey`: the subject. `version`: the digest that would decide. Others: groups and places, such as `jurisdiction`.',
    }),
  })
  .meta({ id: 'OfrepEvaluation' });

const flag = z
  .object({
    key: z.string(),
    value: z.union([z.string(), z.boolean()]),
    variant: z.string(),
    reason: z
      .string()
      .meta({ description: 'STALE while the state of the switch is not sure: the value is safe then.' }),
    metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  })
  .meta({ id: 'OfrepFlag' });

const failure = z
  .object({ key: z.string().optional(), errorCode: z.string(), errorDetails: z.string().optional() })
  .meta({ id: 'OfrepFailure' });

/** An OFREP provider that gets a 429 once answers every flag with the default of the code until it may ask again, so none is given here. */
const UNLIMITED = { max: Number.MAX_SAFE_INTEGER, timeWindow: 60_000 };

/** Gives errors of the service the members that OFREP demands of them. */
const asFailure: onSendAsyncHookHandler = async (_request, reply, payload) => {
  if (reply.statusCode < 400 || typeof payload !== 'string') return payload;
  const { code, message, errorCode } = JSON.parse(payload) as Partial<Record<'code' | 'message' | 'errorCode', string>>;
  if (errorCode !== undefined) return payload;
  const found = code === 'BODY_INVALID' ? 'PARSE_ERROR' : 'GENERAL';
  const text = JSON.stringify({ errorCode: found, errorDetails: message, ...JSON.parse(payload) });
  reply.header('content-length', Buffer.byteLength(text));
  return text;
};

/** The switch for clients of OpenFeature, by the OpenFeature Remote Evaluation Protocol. */
export const ofrepRoutes: readonly Route<OfrepDeps>[] = [
  route({
    method: 'POST',
    path: '/ofrep/v1/evaluate/flags/*',
    fromPages: true,
    action: 'stops.read',
    summary:
      'Who decides, as a flag of OpenFeature: the id of a deployment, or with `:automatic` or `:version` behind it',
    body: jsonBody(evaluation),
    answer: flag,
    errors: ['BODY_INVALID', 'NOT_FOUND'],
    errorBody: failure,
    rateLimit: UNLIMITED,
    onSend: asFailure,
    async handle({ params, body, reply }, { stopSwitch, registry, nowMs }) {
      const key = params['*']!;
      const deployment = deploymentOf(key);
      const served = (await registry.view()).deployment(deployment);
      if (served === undefined)
        return reply.code(404).send({ key, errorCode: 'FLAG_NOT_FOUND', errorDetails: 'no deployment has this id' });
      const question = questionOf(deployment, body.context);
      const atMs = nowMs();
      const version = activeAt(served, atMs)?.version;
      const flags = flagsOf(stopSwitch.board.sure, question, version, new Date(atMs).toISOString());
      return flags.find((one) => one.key === key);
    },
  }),
  route({
    method: 'POST',
    path: '/ofrep/v1/evaluate/flags',
    fromPages: true,
    action: 'stops.read',
    summary: 'The flags of every deployment, with an ETag; 304 while they are those that the caller has',
    headers: [tagHeader],
    body: jsonBody(evaluation),
    answer: z.object({ flags: z.array(flag) }).meta({ id: 'OfrepFlags' }),
    also: [notModified],
    errors: ['BODY_INVALID'],
    errorBody: failure,
    rateLimit: UNLIMITED,
    onSend: asFailure,
    async handle({ body, request, reply }, { stopSwitch, registry, nowMs }) {
      const { deployments } = await registry.snapshot();
      const { sure } = stopSwitch.board;
      const atMs = nowMs();
      const now = new Date(atMs).toISOString();
      const flags = deployments.flatMap((one) =>
        flagsOf(sure, questionOf(one.id, body.context), activeAt(one, atMs)?.version, now),
      );
      const etag = contentTag(flags);
      reply.header('etag', etag);
      return isKnown({ request }, etag) ? reply.code(304).send() : { flags };
    },
  }),
];
