import { HOUR_MS } from '../../../core/base/durations.js';
import { labelsOf, relationsToDeployment } from '../../../domain/registry/index.js';
import type { RegistrySnapshot } from '../../../domain/registry/ports.js';
import type { RemoteModels } from '../../../domain/remote-models/index.js';
import { type ArmCounts, type Canary, lastStep, type StopSwitch } from '../../../domain/stops/index.js';
import type { ServerDeps } from '../base/index.js';
import { jsonBody } from '../http/request-body.js';
import { type Call, type Route, routesOver } from '../http/route.js';
import {
  canaryAnswer,
  canaryList,
  canaryListQuery,
  canaryPromoteRequest,
  canaryReason,
  canaryReleaseRequest,
  canaryRequest,
  canaryShareRequest,
  shownCanary,
} from './canary-schemas.js';

export interface CanaryRouteDeps extends Pick<ServerDeps, 'registry'> {
  readonly stopSwitch: Pick<StopSwitch, 'canaries'>;
  /** Models behind a network, which are asked for their canaries before they are tried out or promoted. */
  readonly remoteModels: Pick<RemoteModels, 'demandSame'>;
}

const route = routesOver<CanaryRouteDeps>();
/** What a caller must be allowed besides to be told when a decision was made. */
const SEES_TIMES = ['stops.decided'] as const;
const ERRORS = ['BODY_INVALID', 'INVALID', 'NOT_FOUND', 'CONFLICT'] as const;
/** Errors of a version behind a network that cannot be asked for its canaries, or answers them otherwise than when it was pinned. */
const UNLIKE_PINNED = ['MODEL_INVALID', 'MODEL_UNREACHABLE', 'MODEL_ANSWER_INVALID'] as const;

/** How an owner stands to the deployment of a canary. */
const relation = async (
  { caller, params }: Pick<Call, 'caller' | 'params'>,
  { registry, stopSwitch }: CanaryRouteDeps,
) => ofDeployment(caller, (await stopSwitch.canaries.find(params.id!)).deployment, registry);

const ofDeployment = (caller: Call['caller'], deployment: string, registry: CanaryRouteDeps['registry']) =>
  relationsToDeployment(caller.kind === 'account' ? caller.name : null, deployment, () => registry.snapshot());

/** Routes of canaries: versions that are tried out on a share of the subjects. */
export const canaryRoutes: readonly Route<CanaryRouteDeps>[] = [
  route({
    method: 'GET',
    path: '/v1/canaries',
    action: 'stops.read',
    within: SEES_TIMES,
    summary: 'Versions that are tried out on a share of the subjects, with every step of each',
    query: canaryListQuery,
    answer: canaryList,
    noStore: true,
    errors: ['BODY_INVALID', 'STORE_INVALID'],
    async handle(call, deps) {
      const { stopSwitch } = deps;
      const { ended, deployment = null, before = null, limit } = call.query;
      const found = await stopSwitch.canaries.list({ ended: ended === 'true', deployment, before, limit: limit + 1 });
      const canaries = await shown(found.slice(0, limit), deps, call);
      return { canaries, next: found.length > limit ? canaries.at(-1)!.id : null };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/canaries',
    action: 'canaries.change',
    summary: 'Try a version out on a share of the subjects of a deployment, always the same ones',
    body: jsonBody(canaryRequest),
    answer: canaryAnswer,
    errors: [...ERRORS, ...UNLIKE_PINNED],
    relation: ({ caller, body }, { registry }) => ofDeployment(caller, body.deployment, registry),
    async handle({ body, actor }, deps) {
      await deps.remoteModels.demandSame([body.version], { actor, purpose: 'before it is tried out' });
      return printed(await deps.stopSwitch.canaries.start(body, actor), deps);
    },
  }),
  route({
    method: 'GET',
    path: '/v1/canaries/:id',
    action: 'stops.read',
    within: SEES_TIMES,
    summary: 'One canary, on or ended',
    answer: shownCanary,
    noStore: true,
    errors: ['NOT_FOUND', 'STORE_INVALID'],
    handle: async (call, deps) => (await shown([await deps.stopSwitch.canaries.find(call.params.id!)], deps, call))[0]!,
  }),
  route({
    method: 'POST',
    path: '/v1/canaries/:id/share',
    action: 'canaries.change',
    summary: 'Give a canary another share; whoever is in it stays in it where the share grows',
    body: jsonBody(canaryShareRequest),
    answer: canaryAnswer,
    errors: ERRORS,
    relation,
    handle: async ({ params, body: { share, reason }, actor: by }, deps) =>
      printed(await deps.stopSwitch.canaries.share(params.id!, share, { by, reason }), deps),
  }),
  route({
    method: 'POST',
    path: '/v1/canaries/:id/hold',
    action: 'canaries.hold',
    summary: 'Hold a canary: its version decides for nobody until another person lets it go on',
    body: jsonBody(canaryReason),
    answer: canaryAnswer,
    errors: ERRORS,
    relation,
    handle: async ({ params, body: { reason }, actor: by }, deps) =>
      printed(await deps.stopSwitch.canaries.hold(params.id!, { by, reason }), deps),
  }),
  route({
    method: 'POST',
    path: '/v1/canaries/:id/release',
    action: 'canaries.release',
    summary: 'Let a canary go on that is held, as a person who neither started nor held it',
    body: jsonBody(canaryReleaseRequest),
    answer: canaryAnswer,
    errors: [...ERRORS, 'FORBIDDEN'],
    relation,
    handle: async ({ params, body: { share = null, reason }, actor: by }, deps) =>
      printed(await deps.stopSwitch.canaries.release(params.id!, share, { by, reason }), deps),
  }),
  route({
    method: 'POST',
    path: '/v1/canaries/:id/promote',
    action: 'canaries.change',
    summary: 'Have the deployment serve the version that was tried out',
    body: jsonBody(canaryPromoteRequest),
    answer: canaryAnswer,
    errors: [...ERRORS, 'REGISTRY_INVALID', ...UNLIKE_PINNED],
    relation,
    async handle({ params, body: { reason, withoutAudit = null }, actor: by }, deps) {
      const { canaries } = deps.stopSwitch;
      const { version, end } = await canaries.find(params.id!);
      // One that has ended serves already, or never will: asking again changes nothing.
      if (end === null) await deps.remoteModels.demandSame([version], { actor: by, purpose: 'before it serves' });
      return printed(await canaries.promote(params.id!, { by, reason }, withoutAudit), deps);
    },
  }),
  route({
    method: 'POST',
    path: '/v1/canaries/:id/rollback',
    action: 'canaries.hold',
    summary: 'End a canary without its version; the incumbent decides for everybody',
    body: jsonBody(canaryReason),
    answer: canaryAnswer,
    errors: ERRORS,
    relation,
    handle: async ({ params, body: { reason }, actor: by }, deps) =>
      printed(await deps.stopSwitch.canaries.rollBack(params.id!, { by, reason }), deps),
  }),
];

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Prints canaries with what was recorded while each was on. Its times are each the time of a single decision: whoever may not see the times of
 * decisions is told the hour.
 */
async function shown(found: readonly Canary[], { stopSwitch, registry }: CanaryRouteDeps, call: Pick<Call, 'may'>) {
  const { counts, foreign } = await stopSwitch.canaries.decided(found);
  const snapshot = await registry.snapshot();
  const seesTimes = await call.may('stops.decided');
  const told = (ms: number): string => iso(seesTimes ? ms : Math.floor(ms / HOUR_MS) * HOUR_MS);
  return found.map((one) => ({
    ...printCanary(one, snapshot),
    decided: printArms(counts.get(one.id), told),
    decidedProblem: foreign.get(one.id)?.message ?? null,
  }));
}

function printArms(counts: ArmCounts | undefined, told: (ms: number) => string) {
  if (counts === undefined) return null;
  const { firstMs, lastMs, ...numbers } = counts;
  return { ...numbers, first: told(firstMs), last: told(lastMs) };
}

const printed = async (canary: Canary, { registry }: CanaryRouteDeps) => printCanary(canary, await registry.snapshot());

function printCanary(canary: Canary, registry: RegistrySnapshot) {
  const { id, deployment, version, incumbent, steps, end } = canary;
  const [first] = steps;
  const { share, isHeld } = lastStep(canary);
  return {
    ...{ id, deployment, version, incumbent, share, since: iso(first.atMs), by: first.by, reason: first.reason },
    labels: labelsOf(registry, [version, incumbent]),
    state: end?.how ?? (isHeld ? ('held' as const) : ('running' as const)),
    steps: steps.map(({ atMs, ...step }) => ({ at: iso(atMs), ...step })),
    ended: end === null ? null : { at: iso(end.atMs), by: end.by, reason: end.reason },
  };
}
