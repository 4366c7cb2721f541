import { utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import { type Fallback, STOP_MODES } from '../../../core/stops/index.js';
import { activeAt } from '../../registry/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import type { Stop, StopScope, WantedStop } from '../model/index.js';

/** Most bytes of what a stop says, as JSON. */
const MOST_STOP_BYTES: number = 16 * 1024;

const sizeOf = ({ scope, where, reason, fallback }: WantedStop): number =>
  utf8(JSON.stringify({ scope, where, reason, fallback })).length;

const HUMAN_QUEUE: Fallback = { kind: 'human-queue' };

const refused = (message: string, remedy: string): TribuneError => new TribuneError('INVALID', message, { remedy });

/**
 * Refuses a stop that contradicts itself, or that holds for nothing that is registered.
 *
 * @throws TribuneError INVALID, NOT_FOUND
 */
export function demandWanted(wanted: WantedStop, registry: RegistrySnapshot, nowMs: number): void {
  const { mode, share, untilMs, where = {}, reason } = wanted;
  if (!STOP_MODES.includes(mode)) throw refused(`there is no mode "${mode}"`, `Modes are ${STOP_MODES.join(', ')}.`);
  if (reason.trim() === '') throw refused('a stop needs a reason', 'Say in a sentence why it is thrown.');
  if (mode === 'throttle' && share === undefined)
    throw refused('a throttle needs its share', 'Give the share for whom the model still decides, such as 0.1.');
  if (mode !== 'throttle' && share !== undefined)
    throw refused(`${mode} has no share`, 'Leave the share out, or use the mode throttle.');
  if (share !== undefined && !(share >= 0 && share < 1))
    throw refused(`the share ${share} is none`, 'Give a number from 0 to below 1.');
  if (untilMs !== undefined && untilMs <= nowMs)
    throw refused('the time to look again has passed already', 'Give a time that is to come, or leave it out.');
  const empty = Object.entries(where).find(([, values]) => values.length === 0);
  if (empty !== undefined)
    throw refused(`${empty[0]} has no values`, 'Name the groups or places that the stop holds for.');
  if (sizeOf(wanted) > MOST_STOP_BYTES)
    throw refused(
      `the stop takes ${sizeOf(wanted)} bytes`,
      `Every client holds it: at most ${MOST_STOP_BYTES} bytes. Name fewer or shorter values, or throw it for all of the scope.`,
    );
  demandScope(wanted.scope, registry);
  demandFallback(wanted, registry);
  demandServed(wanted, registry, nowMs);
}

/** The fallback of a stop: people, unless it says otherwise. */
export const fallbackOf = ({ fallback = HUMAN_QUEUE }: Pick<WantedStop, 'fallback'>): Fallback => fallback;

function demandScope(scope: StopScope, { systems, models, versions, deployments }: RegistrySnapshot): void {
  if (scope.kind === 'all') return;
  if (scope.kind === 'system') demandKnown('system', scope.system, systems);
  else if (scope.kind === 'deployment') demandKnown('deployment', scope.deployment, deployments);
  else {
    demandKnown('model', scope.model, models);
    const ofModel = versions.filter(({ model }) => model === scope.model);
    if (!ofModel.some(({ digest }) => digest === scope.version))
      throw new TribuneError('NOT_FOUND', `the model ${scope.model} has no version ${scope.version}`, {
        remedy: `GET /v1/registry lists its ${ofModel.length} versions.`,
      });
  }
}

function demandKnown(what: string, id: string, known: readonly { readonly id: string }[]): void {
  const ids = known.map((one) => one.id);
  if (ids.includes(id)) return;
  const near = suggest(id, ids);
  throw new TribuneError('NOT_FOUND', `there is no ${what} ${JSON.stringify(id)}`, {
    remedy: near === null ? `GET /v1/registry lists every ${what}.` : `Did you mean ${JSON.stringify(near)}?`,
  });
}

function demandFallback({ fallback = HUMAN_QUEUE, mode, scope }: WantedStop, { versions }: RegistrySnapshot): void {
  const { kind, version } = fallback;
  if (mode === 'review' && kind !== 'human-queue')
    throw refused(`review has people decide, not ${kind}`, 'Leave the fallback out, or use another mode.');
  if (kind === 'last-good-version' && version === undefined)
    throw refused('the last good version is not named', 'Give its digest: sha256: and 64 hexadecimal digits.');
  if (version === undefined) return;
  if (kind === 'human-queue' || kind === 'favourable')
    throw refused(`${kind} is no version`, 'Leave the version out, or use last-good-version or simple-model.');
  if (!versions.some(({ digest }) => digest === version))
    throw new TribuneError('NOT_FOUND', `no version ${version} is registered`, {
      remedy: 'Register the version that is to decide instead: tribune admin apply.',
    });
  if (scope.kind === 'version' && scope.version === version)
    throw refused('the version that is stopped cannot be its own fallback', 'Name another version.');
}

/** Refuses a fallback that is what is stopped, and a last good version that is one of another model. */
function demandServed({ fallback = HUMAN_QUEUE, scope }: WantedStop, registry: RegistrySnapshot, nowMs: number): void {
  const { kind, version } = fallback;
  if (version === undefined) return;
  const ids = deploymentsOf({ scope }, registry);
  const reached = registry.deployments.filter(({ id }) => ids === 'all' || ids.includes(id));
  const isOf = (model: string): boolean =>
    registry.versions.some((one) => one.model === model && one.digest === version);
  const foreign = kind === 'last-good-version' ? reached.find(({ model }) => !isOf(model)) : undefined;
  if (foreign !== undefined)
    throw refused(
      `${version} is no version of the model ${foreign.model}, which ${foreign.id} serves`,
      'Name a version of that model, stop each deployment by itself, or have people decide.',
    );
  // A stop of a version holds only while that one decides; another deployment of the model may serve the fallback.
  const serving =
    scope.kind === 'version' ? undefined : reached.find((one) => activeAt(one, nowMs)?.version === version);
  if (serving !== undefined)
    throw refused(
      `${version} is what ${serving.id} serves, so it is stopped itself`,
      'Name an earlier version, or have people decide.',
    );
}

/** A scope in one text, as entries and messages have it. */
export function scopeText(scope: StopScope): string {
  if (scope.kind === 'all') return 'all';
  if (scope.kind === 'system') return `system ${scope.system}`;
  if (scope.kind === 'deployment') return `deployment ${scope.deployment}`;
  return `version ${scope.version} of model ${scope.model}`;
}

export type KnownModels = Pick<RegistrySnapshot, 'models' | 'deployments'>;

/** The deployments that a stop holds for now: of a system those of every model that it has, or had when the stop was thrown. */
export function deploymentsOf(
  { scope, models: kept = [] }: Pick<Stop, 'scope' | 'models'>,
  { models, deployments }: KnownModels,
): 'all' | string[] {
  if (scope.kind === 'all') return 'all';
  if (scope.kind === 'deployment') return [scope.deployment];
  const ofSystem = (model: string): boolean =>
    scope.kind === 'version'
      ? model === scope.model
      : kept.includes(model) || models.some(({ id, system }) => id === model && system === scope.system);
  return deployments.filter(({ model }) => ofSystem(model)).map(({ id }) => id);
}
