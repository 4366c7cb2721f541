import { TribuneError } from '../../../core/base/errors.js';
import { type Acts, defineAct, type Tx } from '../../acts/index.js';
import type { AuditStore } from '../../audits/recorded/ports.js';
import { registryEvent, registryEvents } from '../../registry/events/index.js';
import { activeAt, applyRegistry } from '../../registry/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import { authorAmong, type PersonStores } from '../acts/index.js';
import {
  canaryHeld,
  canaryPromoted,
  canaryReleased,
  canaryRolledBack,
  canaryShared,
  canaryStarted,
} from '../events/index.js';
import type { StopStore } from '../model/ports.js';
import {
  demandCanary,
  demandNothingPlanned,
  demandOn,
  demandReason,
  demandRoom,
  demandShare,
  unknownCanary,
} from './demand.js';
import type { CanaryStore } from './ports.js';
import { auditForPromotion, type PromotionGround } from './promotion.js';
import { type Canary, type CanaryEndKind, type CanaryStep, lastStep, type WantedCanary } from './types.js';

export const startCanary = defineAct('canary.start', { enters: [canaryStarted, canaryHeld] });
export const shareCanary = defineAct('canary.share', { enters: [canaryShared] });
export const holdCanary = defineAct('canary.hold', { enters: [canaryHeld] });
export const releaseCanary = defineAct('canary.release', { enters: [canaryReleased] });
export const promoteCanary = defineAct('canary.promote', { enters: [canaryPromoted, ...registryEvents] });
export const rollBackCanary = defineAct('canary.roll-back', { enters: [canaryRolledBack] });

export interface CanaryStores extends PersonStores {
  readonly stops: Pick<StopStore, 'beginChange'>;
  readonly canaries: CanaryStore;
  readonly registry: RegistryStore;
  readonly audits: Pick<AuditStore, 'list'>;
}

export type CanaryActs<Stores extends CanaryStores = CanaryStores> = Pick<Acts<Stores>, 'run' | 'newId'>;

/** Refuses, in the transaction that has these deployments serve other versions, what their policies do not allow. */
export type ServingDemand = (tx: CanaryStores, deployments: readonly string[]) => Promise<void>;

/** Refuses, in the transaction that has a version decide from a time on, one for which the gate of its deployment is not open. */
export type GateDemand = (
  tx: CanaryStores,
  decides: { readonly deployment: string; readonly version: string },
  atMs: number,
) => Promise<void>;

/** Who changes a canary, and why. */
export interface CanaryBy {
  readonly by: string;
  readonly reason: string;
}

/** What is asked before a version decides: of its gate, and by the policy before it decides for everybody. */
export interface CanaryDemands {
  readonly demandPlans: ServingDemand;
  readonly demandGate: GateDemand;
}

/**
 * Asks what a step of a canary needs. A version that is tried out on everybody serves, whatever it is called: it needs what a version that serves
 * needs. One that is held decides for nobody, and needs its gate when it goes on.
 */
async function demandServing(
  tx: CanaryStores,
  { deployment, version }: Pick<Canary, 'deployment' | 'version'>,
  { share, isHeld, atMs }: Pick<CanaryStep, 'share' | 'isHeld' | 'atMs'>,
  { demandPlans, demandGate }: CanaryDemands,
): Promise<void> {
  if (share === 1) await demandPlans(tx, [deployment]);
  if (!isHeld) await demandGate(tx, { deployment, version }, atMs);
}

/**
 * Starts a canary, of which a deployment has at most one. The same id again starts nothing more.
 *
 * @throws TribuneError INVALID, NOT_FOUND, CONFLICT
 */
export function startOne(
  acts: CanaryActs,
  wanted: WantedCanary,
  { by, ...demands }: Pick<CanaryBy, 'by'> & CanaryDemands,
): Promise<Canary> {
  const id = wanted.id ?? acts.newId();
  return acts.run(startCanary, async (tx) => {
    const { revision, atMs, logSize } = await tx.stops.beginChange();
    const known = await tx.canaries.find(id);
    if (known !== null) return demandSame(known, wanted, by);
    const { deployment, version, share, reason } = wanted;
    const incumbent = demandCanary(wanted, await tx.registry.load(), atMs);
    const other = (await tx.canaries.inForce()).find((one) => one.deployment === deployment);
    if (other !== undefined)
      throw new TribuneError('CONFLICT', `the canary ${other.id} of ${deployment} is on already`, {
        remedy: 'Promote it or roll it back first: what is tried out is held against one other version.',
      });
    const step: CanaryStep = { atMs, share, isHeld: wanted.held === true, by, reason };
    await demandServing(tx, wanted, step, demands);
    const canary: Canary = { id, deployment, version, incumbent, steps: [step], logSize, revision, end: null };
    await tx.canaries.save(canary);
    tx.enter(canaryStarted({ ...toldOf(canary, step), incumbent }));
    if (step.isHeld) tx.enter(canaryHeld(toldOf(canary, step)));
    return canary;
  });
}

/**
 * Gives a canary another share. One that is held stays held.
 *
 * @throws TribuneError INVALID, NOT_FOUND, CONFLICT
 */
export function shareOne(
  acts: CanaryActs,
  id: string,
  share: number,
  { by, reason, ...demands }: CanaryBy & CanaryDemands,
): Promise<Canary> {
  demandShare(share);
  return acts.run(shareCanary, async (tx) => {
    const { canary, step, atMs, revision } = await begun(tx, id, reason);
    if (step.share === share) return canary;
    demandRoom(canary);
    const next: CanaryStep = { atMs, share, isHeld: step.isHeld, by, reason };
    await demandServing(tx, canary, next, demands);
    return changed(tx, { ...canary, revision }, next, canaryShared);
  });
}

/**
 * Holds a canary: its version decides for nobody from now on. One that is held already stays as it is.
 *
 * @throws TribuneError INVALID, NOT_FOUND, CONFLICT
 */
export const holdOne = (acts: CanaryActs, id: string, why: CanaryBy): Promise<Canary> =>
  acts.run(holdCanary, (tx) => holdWithin(tx, id, why));

/** Holds a canary in the transaction of an act, which declares that it enters `canary.held`. */
export async function holdWithin(tx: Tx<CanaryStores>, id: string, { by, reason }: CanaryBy): Promise<Canary> {
  const { canary, step, atMs, revision } = await begun(tx, id, reason);
  if (step.isHeld) return canary;
  return changed(tx, { ...canary, revision }, { atMs, share: step.share, isHeld: true, by, reason }, canaryHeld);
}

/**
 * Lets a canary go on that is held, for a person who neither started nor held it, under whichever account, nor made a key that did.
 *
 * @param share another one than before; the same where it is null
 * @throws TribuneError INVALID, NOT_FOUND, CONFLICT, FORBIDDEN
 */
export function releaseOne(
  acts: CanaryActs,
  id: string,
  share: number | null,
  { by, reason, ...demands }: CanaryBy & CanaryDemands,
): Promise<Canary> {
  if (share !== null) demandShare(share);
  return acts.run(releaseCanary, async (tx) => {
    const { canary, step, atMs, revision } = await begun(tx, id, reason);
    if (!step.isHeld) return canary;
    demandRoom(canary);
    if ((await authorAmong(tx, [canary.steps[0].by, step.by], [by])) !== undefined)
      throw new TribuneError('FORBIDDEN', 'whoever started or held a canary does not let it go on', {
        remedy: 'Ask another person who may.',
      });
    const next = { atMs, share: share ?? step.share, isHeld: false, by, reason };
    await demandServing(tx, canary, next, demands);
    return changed(tx, { ...canary, revision }, next, canaryReleased);
  });
}

/**
 * Has the deployment serve the version that was tried out, with the cutoff and the policy that it has now. One that is held is not promoted, nor one
 * without the audit, or the incident plan, that the policy asks for.
 *
 * @throws TribuneError INVALID, NOT_FOUND, CONFLICT
 */
export function promoteOne(
  acts: CanaryActs,
  id: string,
  { ground, demandPlans, demandGate, ...why }: CanaryBy & CanaryDemands & { readonly ground: PromotionGround },
): Promise<Canary> {
  return acts.run(promoteCanary, async (tx) => {
    const ending = await ended(tx, id, 'promoted', why);
    if (ending.wasOver) return ending.canary;
    const { canary, step } = ending;
    if (step.isHeld)
      throw new TribuneError('CONFLICT', `the canary ${id} is held: ${step.reason}`, {
        remedy: 'Have another person let it go on first, or roll it back.',
      });
    const audit = await auditForPromotion(tx.audits, canary, ground);
    const { deployment, version, end } = canary;
    await demandGate(tx, canary, end!.atMs);
    const { deployments } = await tx.registry.load();
    const served = deployments.find((one) => one.id === deployment)!;
    demandNothingPlanned(served, end!.atMs);
    const { model, environment } = served;
    const { cutoff, policyDigest } = activeAt(served, end!.atMs)!;
    const wanted = { id: deployment, model, environment, version, cutoff, policyDigest };
    const changes = await applyRegistry(tx.registry, { deployments: [wanted] }, end!.atMs);
    await demandPlans(tx, [deployment]);
    await tx.canaries.save(canary);
    tx.enter(canaryPromoted({ ...toldOf(canary, step), ...why, audit, withoutAudit: ground.waiver }));
    for (const change of changes) tx.enter(registryEvent(change, why.by));
    return canary;
  });
}

/**
 * Ends a canary without the version that was tried out.
 *
 * @throws TribuneError INVALID, NOT_FOUND, CONFLICT
 */
export function rollBackOne(acts: CanaryActs, id: string, why: CanaryBy): Promise<Canary> {
  return acts.run(rollBackCanary, async (tx) => {
    const { canary, step, wasOver } = await ended(tx, id, 'rolled-back', why);
    if (wasOver) return canary;
    await tx.canaries.save(canary);
    tx.enter(canaryRolledBack({ ...toldOf(canary, step), ...why }));
    return canary;
  });
}

/** Begins a change of a canary that is on. Other changes wait until the transaction has ended. */
async function begun(tx: Tx<CanaryStores>, id: string, reason: string) {
  demandReason(reason);
  const { revision, atMs } = await tx.stops.beginChange();
  const canary = await tx.canaries.find(id);
  if (canary === null) throw unknownCanary(id);
  demandOn(canary);
  return { canary, step: lastStep(canary), revision, atMs };
}

/** A canary with its end, not saved yet; as it is where it has ended in the same way before. */
async function ended(tx: Tx<CanaryStores>, id: string, how: CanaryEndKind, { by, reason }: CanaryBy) {
  demandReason(reason);
  const { revision, atMs } = await tx.stops.beginChange();
  const canary = await tx.canaries.find(id);
  if (canary === null) throw unknownCanary(id);
  const step = lastStep(canary);
  if (canary.end?.how === how) return { canary, step, wasOver: true };
  if (canary.end !== null) demandOn(canary);
  return { canary: { ...canary, revision, end: { atMs, how, by, reason } }, step, wasOver: false };
}

async function changed(
  tx: Tx<CanaryStores>,
  canary: Canary,
  step: CanaryStep,
  event: typeof canaryHeld | typeof canaryShared | typeof canaryReleased,
): Promise<Canary> {
  const next: Canary = { ...canary, steps: [...canary.steps, step] };
  await tx.canaries.save(next);
  tx.enter(event(toldOf(next, step)));
  return next;
}

const toldOf = ({ id, deployment, version }: Canary, { share, reason, by }: CanaryStep) => ({
  ...{ canary: id, deployment, version, share, reason, by },
});

/** Gives the canary that a request started before; the id belongs to nobody else and to no other canary. */
function demandSame(known: Canary, wanted: WantedCanary, by: string): Canary {
  const [first] = known.steps;
  const { deployment, version, share, reason, held = false } = wanted;
  if (
    [known.deployment, known.version, first.share, first.isHeld, first.reason, first.by].join('\n') ===
    [deployment, version, share, held, reason, by].join('\n')
  )
    return known;
  throw new TribuneError('CONFLICT', `the id ${known.id} is that of another canary`, {
    remedy: 'Leave the id out, or give a new UUID.',
  });
}
