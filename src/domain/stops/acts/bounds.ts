import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { TribuneError } from '../../../core/base/errors.js';
import { STOP_MODES } from '../../../core/stops/index.js';
import type { RegistrySnapshot } from '../../registry/ports.js';
import type { Stop } from '../model/index.js';
import { deploymentsOf } from './wanted.js';

/** Up to so many stops in force nothing is counted, so that a stop in an emergency waits for nothing. */
const UNCOUNTED = 100;
/** Most stops in force at once: every client holds them all. */
const MOST_IN_FORCE = 1000;
/** Most of one author, so that one program that throws again and again leaves room for others. */
const MOST_OF_AUTHOR = 200;
/** Smaller shares count as this one: with halves of it there would be a thousand throttles of one scope, and so there are eleven. */
const LEAST_SHARE: number = 2 ** -10;
/** Most bytes of the state as clients are told of it; they refuse one of twice the size. */
const MOST_BYTES: number = 4 * 1024 * 1024;

export interface BoundsDeps {
  readonly nInForce: number;
  readonly inForce: () => Promise<readonly Stop[]>;
  readonly registry: RegistrySnapshot;
}

/**
 * Refuses a stop for which the switch has no room. A stop without `where` is always taken while none as strict holds for the same scope: there
 * are only so many of them, and what decides must be stoppable at any time.
 *
 * @throws TribuneError CONFLICT
 */
export async function demandRoom(stop: Stop, { nInForce, inForce, registry }: BoundsDeps): Promise<void> {
  if (nInForce < UNCOUNTED) return;
  const standing = await inForce();
  if (isWhole(stop) && !standing.some((one) => isWhole(one) && coversWhole(one, stop))) return;
  const nOfAuthor = standing.filter(({ by }) => by === stop.by).length;
  const nBytes = [...standing, stop].reduce((sum, one) => sum + bytesOf(one, registry), 0);
  const full =
    standing.length >= MOST_IN_FORCE
      ? `${MOST_IN_FORCE} stops are in force already`
      : nOfAuthor >= MOST_OF_AUTHOR
        ? `${MOST_OF_AUTHOR} stops of ${stop.by} are in force already`
        : nBytes > MOST_BYTES
          ? `the stops in force would take more than ${MOST_BYTES} bytes`
          : null;
  if (full === null) return;
  throw new TribuneError('CONFLICT', full, {
    remedy:
      'Throw one of everything, a system, a deployment or a version without `where`: it is taken unless one as strict holds there already. Have those resumed that are not needed.',
  });
}

const isWhole = ({ where, drill }: Pick<Stop, 'where' | 'drill'>): boolean => !drill && Object.keys(where).length === 0;

const coversWhole = (one: Stop, other: Stop): boolean =>
  canonicalJson({ ...one.scope }) === canonicalJson({ ...other.scope }) && isAsStrict(one, other);

/**
 * Whether a stop lets the model decide no more than another one. A throttle gives the subjects outside its share to the fallback, which neither a
 * review nor a shadow does. Shares count as alike unless one is at most half of the other, so that there are only so many.
 */
function isAsStrict(one: Pick<Stop, 'mode' | 'share'>, other: Pick<Stop, 'mode' | 'share'>): boolean {
  if (one.mode === 'stop') return true;
  if (one.mode === 'throttle' || other.mode === 'throttle')
    return one.mode === other.mode && counted(one.share) < 2 * counted(other.share);
  return STOP_MODES.indexOf(one.mode) <= STOP_MODES.indexOf(other.mode);
}

const counted = (share: number | null): number => Math.max(share ?? 0, LEAST_SHARE);

function bytesOf(stop: Stop, registry: RegistrySnapshot): number {
  return utf8(JSON.stringify({ ...stop, reach: deploymentsOf(stop, registry) })).length;
}
